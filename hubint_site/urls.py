from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from hubint_site import views

urlpatterns = [
    path("", include("dashboards.urls")),
    path("", include("accounts.urls")),
    path("", include("classrooms.urls")),
    path("", include("lessons.urls")),
    path("", include("quizzes.urls")),
    path("bahasa/", login_not_required(set_language), name="language-choose"),
    path("bantuan/", views.help_page, name="help-page"),
    path("bantuan/<slug:guide>/", views.help_page, name="help-guide"),
    path("admin/", admin.site.urls),
]
