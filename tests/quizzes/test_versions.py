"""What students have been given never changes under them."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from quizzes.models import Question, QuestionVersion, Stimulus
from quizzes.versions import revise_stimulus, save_question_version
from tests import factories

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


@pytest.fixture
def version(db) -> QuestionVersion:
    return factories.make_question(objective=factories.make_objective(unit=factories.make_unit()))


@pytest.fixture
def given(version, course, teacher) -> QuestionVersion:
    """The same question, given to a class."""
    quiz = factories.make_quiz(forms=())
    quiz.slots.create(question=version.question, order=1, points=1000)
    factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    return version


def save(version: QuestionVersion, *, by=None, **changes) -> QuestionVersion:
    content = {
        name: getattr(version, name)
        for name in ("stem", "stimulus", "figure_svg", "figure_text", "body", "explanation", "form")
    }
    return save_question_version(question=version.question, by=by, now=NOW, **content | changes)


def make_stimulus(**fields) -> Stimulus:
    return Stimulus.objects.create(
        **{"code": "berita", "title": "Berita", "body": "Isi.", "status": "published"} | fields
    )


def numbers(question: Question) -> list[tuple[int, bool, str]]:
    return list(question.versions.order_by("number").values_list("number", "is_current", "stem"))


def test_the_same_content_is_the_same_version(given):
    assert save(given) == given
    assert numbers(given.question) == [(1, True, "Apa artinya?")]


def test_line_ends_and_space_around_are_no_change(version):
    version.stem = "Satu\nDua\n"
    version.save()

    assert save(version, stem="Satu\r\nDua") == version
    assert QuestionVersion.objects.get(pk=version.pk).stem == "Satu\nDua\n"


def test_defaults_written_out_in_a_body_are_no_change(version):
    body = {key: version.body[key] for key in ("options", "key")}
    assert save(version, body=dict(reversed(body.items()))) == version


def test_an_unused_version_is_edited_in_place(version, editor):
    saved = save(version, stem="Apa maknanya?", by=editor)

    assert saved.pk == version.pk
    assert numbers(version.question) == [(1, True, "Apa maknanya?")]


def test_a_given_version_gets_a_successor(given, editor):
    saved = save(given, stem="Apa maknanya?", by=editor)

    assert numbers(given.question) == [(1, False, "Apa artinya?"), (2, True, "Apa maknanya?")]
    assert (saved.created_by, saved.created_at) == (editor, NOW)


def test_an_answered_version_gets_a_successor(version, course, teacher, student):
    quiz = factories.make_quiz(forms=())
    assignment = factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    attempt = assignment.attempts.create(student=student, number=1, started_at=NOW, deadline=NOW)
    attempt.answers.create(version=version, position=1, points_possible=1000)

    assert save(version, stem="Baru?").number == 2


def test_the_successor_is_edited_in_place_until_it_is_given(given):
    second = save(given, stem="Dua?")
    third = save(second, stem="Tiga?")

    assert third.pk == second.pk


def test_a_given_version_never_changes_where_the_new_text_is_refused(given):
    with pytest.raises(ValidationError):
        save(given, stem="Baru?", body={"options": [], "key": ""})

    assert numbers(given.question) == [(1, True, "Apa artinya?")]


def test_an_item_without_a_right_answer_is_refused(version):
    with pytest.raises(ValidationError) as refused:
        save(version, body=version.body | {"key": ""})
    assert list(refused.value.message_dict) == ["body"]


def test_a_first_version_has_number_one(db):
    objective = factories.make_objective(unit=factories.make_unit())
    question = Question.objects.create(code="baru", objective=objective, level="L1", cognitive="C1")
    version = save_question_version(
        question=question,
        form="single_choice",
        stem="Apa?",
        stimulus=None,
        figure_svg="",
        figure_text="",
        body=factories.BODIES["single_choice"],
        explanation="Karena.",
        by=None,
        now=NOW,
    )
    assert (version.number, version.is_current) == (1, True)


def test_an_unused_stimulus_is_edited_in_place(version):
    stimulus = make_stimulus()
    save(version, stimulus=stimulus)

    revised = revise_stimulus(
        stimulus=stimulus, title="Berita", body="Baru.", source_note="", by=None, now=NOW
    )

    assert (revised.pk, revised.body) == (stimulus.pk, "Baru.")
    assert numbers(version.question) == [(1, True, "Apa artinya?")]


def test_a_given_stimulus_gets_a_successor_with_its_questions(version, course, teacher, editor):
    stimulus = make_stimulus()
    save(version, stimulus=stimulus)
    quiz = factories.make_quiz(forms=())
    quiz.slots.create(question=version.question, order=1, points=1000)
    factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    not_given = factories.make_question(objective=version.question.objective)
    save(not_given, stimulus=stimulus)

    revised = revise_stimulus(
        stimulus=stimulus, title="Berita", body="Baru.", source_note="", by=editor, now=NOW
    )

    stimulus.refresh_from_db()
    assert (stimulus.body, revised.number, revised.body) == ("Isi.", 2, "Baru.")
    shown = QuestionVersion.objects.order_by("pk").values_list(
        "question__code", "number", "stimulus__number", "is_current"
    )
    assert list(shown) == [
        (version.question.code, 1, 1, False),
        (not_given.question.code, 1, 2, True),
        (version.question.code, 2, 2, True),
    ]


def test_the_same_stimulus_is_no_change(given):
    stimulus = make_stimulus()
    assert (
        revise_stimulus(
            stimulus=stimulus, title="Berita", body="Isi.\r\n", source_note="", by=None, now=NOW
        ).pk
        == stimulus.pk
    )
    assert Stimulus.objects.count() == 1
