from django.urls import URLPattern, path

from quizzes.views import assigning, attempts, bank, managing, marking

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
    path("tugas/<int:pk>/", managing.manage, name="assignment-manage"),
    path("tugas/<int:pk>/ubah/", managing.edit, name="assignment-edit"),
    path("tugas/<int:pk>/tarik/", managing.recall, name="assignment-recall"),
    path("tugas/<int:pk>/perpanjang/", managing.extend, name="assignment-extend"),
    path("tugas/<int:pk>/salin/", managing.copy_to_classes, name="assignment-copy"),
    path("tugas/<int:pk>/pesan/", managing.message, name="assignment-message"),
    path("tugas/<int:pk>/rilis/", managing.release, name="assignment-release"),
    path("tugas/<int:pk>/bebaskan/", managing.excuse_student, name="assignment-excuse"),
    path("periksa/", marking.marking_list, name="marking-list"),
    path("periksa/<int:pk>/<int:position>/", marking.marking_item, name="marking-item"),
    path("bank-soal/", bank.question_list, name="question-list"),
    path("bank-soal/<slug:code>/", bank.question_detail, name="question-detail"),
    path("bank-soal/kuis/<slug:code>/", bank.quiz_preview, name="quiz-preview"),
]

urlpatterns = student + teacher
