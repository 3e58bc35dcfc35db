from django.urls import path

from dashboards import views

app_name = "dashboards"

urlpatterns = [
    path("", views.home, name="home"),
    path("tugas/", views.task_list, name="task-list"),
    path("latihan/", views.practice_list, name="practice-list"),
    path("nilai/", views.result_list, name="result-list"),
    path("kelas/", views.class_list, name="class-list"),
    path("kelas/<int:pk>/", views.class_detail, name="class-detail"),
    path("kelas/<int:course_pk>/murid/<int:pk>/", views.student_detail, name="student-detail"),
]
