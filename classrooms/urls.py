from django.urls import path

from classrooms import views

app_name = "classrooms"

urlpatterns = [
    path("orang/", views.people_list, name="people-list"),
    path("orang/<int:pk>/kata-sandi/", views.password_reset, name="password-reset"),
]
