from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("dashboards.urls")),
    path("", include("accounts.urls")),
    path("", include("classrooms.urls")),
    path("", include("lessons.urls")),
    path("", include("quizzes.urls")),
    path("admin/", admin.site.urls),
]
