from django.urls import URLPattern, path

from quizzes.views import assigning, attempts

app_name = "quizzes"

student: list[URLPattern] = [
    path("kuis/<int:pk>/", attempts.assignment_detail, name="assignment-detail"),
    path("kuis/<int:pk>/mulai/", attempts.attempt_start, name="attempt-start"),
    path("pengerjaan/<int:pk>/", attempts.attempt_detail, name="attempt-detail"),
    path("pengerjaan/<int:pk>/jawaban/<int:position>/", attempts.answer_save, name="answer-save"),
    path("pengerjaan/<int:pk>/kumpulkan/", attempts.attempt_submit, name="attempt-submit"),
    path("pengerjaan/<int:pk>/hasil/", attempts.attempt_result, name="attempt-result"),
]

teacher: list[URLPattern] = [
    path("tugaskan/", assigning.assign, name="assign"),
    path("tugaskan/<uuid:token>/", assigning.assign_done, name="assign-done"),
    path("tugaskan/<uuid:token>/urungkan/", assigning.assign_undo, name="assign-undo"),
]

urlpatterns = student + teacher
