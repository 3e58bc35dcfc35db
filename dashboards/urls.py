from django.urls import path

from dashboards import exports, views

app_name = "dashboards"

urlpatterns = [
    path("", views.home, name="home"),
    path("tugas/", views.task_list, name="task-list"),
    path("latihan/", views.practice_list, name="practice-list"),
    path("nilai/", views.result_list, name="result-list"),
    path("kelas/", views.class_list, name="class-list"),
    path("kelas/<int:pk>/", views.class_detail, name="class-detail"),
    path("kelas/<int:course_pk>/murid/<int:pk>/", views.student_detail, name="student-detail"),
    path("tugas/<int:pk>/hasil/", views.assignment_results_page, name="assignment-results"),
    path("kelas/<int:pk>/unduh/<slug:kind>/", exports.class_export, name="class-export"),
    path(
        "kelas/<int:course_pk>/murid/<int:pk>/unduh/<slug:kind>/",
        exports.student_export,
        name="student-export",
    ),
    path(
        "tugas/<int:pk>/hasil/unduh/<slug:kind>/",
        exports.assignment_export,
        name="assignment-export",
    ),
]
