"""Sign-in pages: allauth's views under our own paths; what a school does not need stays closed."""

from allauth.account import views
from django.urls import path

urlpatterns = [
    path("masuk/", views.login, name="account_login"),
    path("keluar/", views.logout, name="account_logout"),
    path("kata-sandi/", views.password_change, name="account_change_password"),
]
