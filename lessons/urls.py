from django.urls import path

from lessons import marking_views, views

app_name = "lessons"

urlpatterns = [
    path("materi/", views.lesson_list, name="lesson-list"),
    path("materi/<slug:code>/", views.lesson_detail, name="lesson-detail"),
    path("materi/<slug:code>/cetak/", views.lesson_print, name="lesson-print"),
    path("materi/<slug:lesson>/<slug:code>/", views.section_detail, name="section-detail"),
    path("materi/<slug:lesson>/<slug:code>/selesai/", views.section_finish, name="section-finish"),
    path(
        "materi/<slug:lesson>/<slug:code>/baca-lagi/", views.section_reopen, name="section-reopen"
    ),
    path("istilah/<slug:code>/", views.term_detail, name="term-detail"),
    path("tugas-bacaan/<int:pk>/", marking_views.reading_mark, name="reading-mark"),
    path(
        "tugas-bacaan/<int:pk>/tandai/",
        marking_views.reading_mark_offline,
        name="reading-mark-offline",
    ),
    path(
        "tugas-bacaan/<int:pk>/batalkan/",
        marking_views.reading_mark_undo,
        name="reading-mark-undo",
    ),
]
