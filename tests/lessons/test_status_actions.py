"""Bulk publishing, in the lists of lessons and of the bank: asked about, audited, scoped."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditEntry
from lessons.models import Lesson, Section, Unit
from quizzes.models import Question, Quiz
from tests import factories

ACTIONS = {"publish_rows": "published", "draft_rows": "draft", "archive_rows": "archived"}
LISTS = {
    Unit: "/admin/lessons/unit/",
    Lesson: "/admin/lessons/lesson/",
    Section: "/admin/lessons/section/",
    Question: "/admin/quizzes/question/",
    Quiz: "/admin/quizzes/quiz/",
}


@pytest.fixture
def client(editor, sign_in):
    return sign_in(editor)


@pytest.fixture
def quiz(db) -> Quiz:
    return factories.make_quiz()


@pytest.fixture
def rows(quiz) -> dict:
    return {
        Unit: quiz.lesson.unit,
        Lesson: quiz.lesson,
        Section: quiz.lesson.sections.first(),
        Question: Question.objects.first(),
        Quiz: quiz,
    }


@pytest.fixture
def given(quiz, course, teacher, other_course):
    """A lesson and its quiz, given to one class, and to another that has closed."""
    past = timezone.now() - timedelta(days=10)
    for kind, give in (("lesson", factories.assign_lesson), ("quiz", factories.assign_quiz)):
        what = {kind: quiz.lesson if kind == "lesson" else quiz}
        give(**what, course=course, by=teacher)
        give(**what, course=other_course, by=teacher, now=past)


def send(client, row, action: str, **more):
    sent = {"action": action, "_selected_action": [row.pk]} | more
    return client.post(LISTS[type(row)], sent, follow=True)


def status_of(row) -> str:
    row.refresh_from_db()
    return row.status


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("model", LISTS)
def test_rows_get_a_status_and_the_audit_knows(model, action, rows, client, editor, school):
    row = rows[model]
    before = "draft" if action != "draft_rows" else "published"
    model.objects.filter(pk=row.pk).update(status=before)

    send(client, row, action)

    assert status_of(row) == ACTIONS[action]
    entry = AuditEntry.objects.get(action="content.status")
    assert (entry.actor, entry.subject_id) == (editor, row.pk)
    assert entry.details == {"before": before, "after": ACTIONS[action]}
    if hasattr(model, "history"):
        newest = row.history.latest()
        assert (newest.status, newest.history_user) == (ACTIONS[action], editor)


@pytest.mark.parametrize("model", LISTS)
def test_a_class_that_has_it_is_asked_about_first(model, rows, given, client):
    row = rows[model]

    asked = send(client, row, "archive_rows")

    assert status_of(row) == "published"
    assert asked.context["classes"] == 1
    assert "1 kelas" in asked.content.decode()

    send(client, row, "archive_rows", confirmed="yes")

    assert status_of(row) == "archived"


def test_a_new_section_of_a_given_lesson_is_asked_about_too(rows, given, client):
    section = rows[Section]
    Section.objects.update(status="draft")

    asked = send(client, section, "publish_rows")

    assert asked.context["classes"] == 1
    assert status_of(section) == "draft"


def test_publishing_a_given_lesson_asks_nothing(rows, given, client):
    Lesson.objects.update(status="draft")

    send(client, rows[Lesson], "publish_rows")

    assert status_of(rows[Lesson]) == "published"


def test_who_may_still_hand_in_late_counts(rows, quiz, course, teacher, student, client):
    past = timezone.now() - timedelta(days=10)
    task = factories.assign_quiz(quiz=quiz, course=course, by=teacher, now=past)
    task.exceptions.create(student=student, closes_at=timezone.now() + timedelta(days=1))

    assert send(client, quiz, "draft_rows").context["classes"] == 1


def test_a_quiz_with_drafts_is_not_published(quiz, client):
    Quiz.objects.update(status="draft")
    first = quiz.slots.first().question
    Question.objects.filter(pk=first.pk).update(status="draft")
    empty = factories.make_quiz(lesson=quiz.lesson, forms=(), status="draft", title="Kosong")
    good = factories.make_quiz(lesson=quiz.lesson, status="draft", title="Baik")

    keys = [quiz.pk, empty.pk, good.pk]
    answer = send(client, quiz, "publish_rows", _selected_action=keys)

    text = answer.content.decode()
    assert f"Terbitkan dulu soal ini, atau biarkan kuis sebagai draf: {first.code}" in text
    assert "Kosong: Kuis yang diterbitkan perlu paling sedikit satu soal." in text
    assert [status_of(each) for each in (quiz, empty, good)] == ["draft", "draft", "published"]


def test_a_question_of_published_quizzes_is_taken_back_with_a_warning(quiz, client):
    answer = send(client, quiz.slots.first().question, "draft_rows")

    assert any("Kuis 1" in str(message) for message in answer.context["messages"])


@pytest.mark.parametrize("model", LISTS)
def test_another_schools_rows_are_not_touched(model, rows, other_admin, sign_in, school):
    Unit.objects.update(school=school)
    Question.objects.update(school=school)
    Quiz.objects.update(school=school)

    send(sign_in(other_admin), rows[model], "archive_rows", confirmed="yes")

    assert status_of(rows[model]) == "published"
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("model", LISTS)
def test_shared_content_is_not_touched_by_who_only_reads_it(model, rows, other_admin, sign_in):
    send(sign_in(other_admin), rows[model], "archive_rows", confirmed="yes")

    assert status_of(rows[model]) == "published"


# --- Filters ----------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Lesson, Question])
@pytest.mark.parametrize(
    ("days", "found"),
    [(-3, "due"), (0, "due"), (1, "soon"), (30, "soon"), (31, ""), (None, "none")],
)
def test_the_review_filter_finds_what_is_due(model, days, found, rows, client):
    row = rows[model]
    today = timezone.localdate()
    model.objects.update(review_on=None if days is None else today + timedelta(days=days))

    for value in ("due", "soon", "none"):
        listed = client.get(LISTS[model], {"review": value}).context["cl"].queryset
        assert listed.filter(pk=row.pk).exists() == (value == found), value


@pytest.mark.parametrize(
    ("model", "parameter"),
    [
        (Lesson, "objectives__id__exact"),
        (Section, "lesson__objectives__id__exact"),
        (Question, "objective__id__exact"),
        (Quiz, "lesson__objectives__id__exact"),
    ],
)
def test_lists_are_filtered_by_objective(model, parameter, rows, quiz, client):
    objective = quiz.lesson.unit.objectives.get()
    quiz.lesson.objectives.add(objective)
    other = factories.make_objective(unit=quiz.lesson.unit, code="1.2", text="Lain.")

    for each, is_found in ((objective, True), (other, False)):
        page = client.get(LISTS[model], {parameter: each.pk})
        assert page.status_code == 200
        assert page.context["cl"].queryset.filter(pk=rows[model].pk).exists() == is_found


@pytest.mark.parametrize("model", [Lesson, Section, Question, Quiz])
def test_filters_name_no_objective_of_another_school(model, rows, school, other_admin, sign_in):
    Unit.objects.update(school=school)
    objective = rows[Lesson].unit.objectives.get()
    objective.text = "Rahasia sekolah"
    objective.save()

    assert "Rahasia" not in sign_in(other_admin).get(LISTS[model]).content.decode()
