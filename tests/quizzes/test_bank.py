import pytest
from django.urls import reverse

from quizzes.models import Question, QuestionVersion
from tests import factories

LIST = reverse("quizzes:question-list")
PLANTED_KEY = "KUNCI-RAHASIA-77"


def detail(question):
    return reverse("quizzes:question-detail", args=[question.code])


def preview(quiz):
    return reverse("quizzes:quiz-preview", args=[quiz.code])


@pytest.fixture
def objective(db):
    return factories.make_objective(unit=factories.make_unit())


def codes(response):
    return [row["version"].question.code for row in response.context["rows"]]


def test_list_shows_published_questions_to_teachers(sign_in, teacher, other_school, objective):
    shown = factories.make_question(objective=objective)
    factories.make_question(objective=objective, status="draft")
    factories.make_question(objective=objective, school=other_school)

    assert codes(sign_in(teacher).get(LIST)) == [shown.question.code]


def test_list_shows_drafts_to_editors(sign_in, editor, objective):
    draft = factories.make_question(objective=objective, status="draft")

    assert codes(sign_in(editor).get(LIST)) == [draft.question.code]


def test_list_narrows_by_text_form_level_objective_and_lesson(sign_in, teacher):
    lesson = factories.make_lesson()
    objective = factories.make_objective(unit=lesson.unit)
    other = factories.make_objective(unit=lesson.unit, code="1.2")
    plain = factories.make_question(objective=objective)
    wanted = factories.make_question(
        objective=other,
        form="essay",
        stem="Jelaskan **kedaulatan** negara.",
        level="L3",
        section=lesson.sections.first(),
    )
    client = sign_in(teacher)

    for query in (
        {"cari": "KEDAULATAN"},
        {"cari": wanted.question.code},
        {"bentuk": "essay"},
        {"level": "L3"},
        {"tp": other.pk},
        {"pelajaran": lesson.code},
    ):
        assert codes(client.get(LIST, query)) == [wanted.question.code], query
    everything = [plain.question.code, wanted.question.code]
    assert codes(client.get(LIST, {"level": "L9", "tp": "x", "hal": "99"})) == everything


def test_list_without_hits_offers_the_whole_list(sign_in, teacher, objective):
    factories.make_question(objective=objective)

    response = sign_in(teacher).get(LIST, {"cari": "tidak ada"})

    assert 'class="empty"' in response.content.decode()


@pytest.mark.parametrize("questions", [1, 3])
def test_list_costs_the_same_for_any_number(
    sign_in, teacher, objective, questions, django_assert_num_queries
):
    for _ in range(questions):
        factories.make_question(objective=objective)
    client = sign_in(teacher)

    with django_assert_num_queries(7):
        client.get(LIST)


@pytest.mark.parametrize("form", list(factories.BODIES))
def test_detail_shows_every_form_with_its_explanation(sign_in, teacher, objective, form):
    version = factories.make_question(objective=objective, form=form, explanation=PLANTED_KEY)
    client = sign_in(teacher)

    with_key = client.get(detail(version.question))
    as_student = client.get(detail(version.question), {"murid": "1"})

    assert PLANTED_KEY in with_key.content.decode()
    assert as_student.status_code == 200
    assert PLANTED_KEY not in as_student.content.decode()


def test_detail_shows_older_versions_when_asked(sign_in, teacher, objective):
    old = factories.make_question(objective=objective, stem="Bunyi lama")
    QuestionVersion.objects.update(is_current=False)
    QuestionVersion.objects.create(
        question=old.question,
        number=2,
        form=old.form,
        stem="Bunyi baru",
        body=old.body,
        explanation="x",
    )
    client = sign_in(teacher)

    assert client.get(detail(old.question)).context["shown"].stem == "Bunyi baru"
    assert client.get(detail(old.question), {"versi": "1"}).context["shown"] == old
    assert client.get(detail(old.question), {"versi": "9"}).context["shown"].number == 2


def test_detail_leads_editors_but_not_teachers_to_the_admin(sign_in, teacher, editor, objective):
    version = factories.make_question(objective=objective)
    admin_url = reverse("admin:quizzes_question_change", args=[version.question.pk])

    assert admin_url in sign_in(editor).get(detail(version.question)).content.decode()
    assert admin_url not in sign_in(teacher).get(detail(version.question)).content.decode()


def test_detail_of_a_question_without_text_says_so(sign_in, editor, objective):
    question = Question.objects.create(
        code="kosong", objective=objective, level="L1", cognitive="C1", status="draft"
    )

    response = sign_in(editor).get(detail(question))

    assert 'class="empty"' in response.content.decode()


def test_preview_shows_keys_only_when_asked(sign_in, teacher):
    quiz = factories.make_quiz(forms=tuple(factories.BODIES))
    QuestionVersion.objects.update(explanation=PLANTED_KEY)
    client = sign_in(teacher)

    assert PLANTED_KEY not in client.get(preview(quiz)).content.decode()
    assert client.get(preview(quiz), {"kunci": "1"}).content.decode().count(PLANTED_KEY) == 6


def test_preview_of_a_task_shows_the_versions_that_were_given(
    sign_in, teacher, other_teacher, course, other_course
):
    quiz = factories.make_quiz(forms=("single_choice",))
    task = factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    old = quiz.slots.get().question.versions.get()
    QuestionVersion.objects.update(is_current=False, stem="Bunyi lama")
    QuestionVersion.objects.create(
        question=old.question,
        number=2,
        form=old.form,
        stem="Bunyi baru",
        body=old.body,
        explanation="x",
    )
    client = sign_in(teacher)

    assert "Bunyi lama" in client.get(preview(quiz), {"tugas": task.pk}).content.decode()
    assert "Bunyi baru" in client.get(preview(quiz)).content.decode()
    assert client.get(preview(quiz), {"tugas": "x"}).status_code == 404
    colleague = sign_in(other_teacher)
    assert colleague.get(preview(quiz), {"tugas": task.pk}).status_code == 404


@pytest.mark.parametrize("questions", [1, 3])
def test_preview_costs_the_same_for_any_number(
    sign_in, teacher, questions, django_assert_num_queries
):
    quiz = factories.make_quiz(forms=("single_choice",) * questions)
    client = sign_in(teacher)

    with django_assert_num_queries(6):
        client.get(preview(quiz), {"kunci": "1"})


@pytest.mark.parametrize("who", ["student", "operator"])
def test_bank_is_closed_to_students_and_operators(sign_in, request, objective, who):
    version = factories.make_question(objective=objective)
    quiz = factories.make_quiz()
    client = sign_in(request.getfixturevalue(who))

    for url in (LIST, detail(version.question), preview(quiz)):
        assert client.get(url).status_code == 403


def test_bank_of_another_school_does_not_exist(sign_in, teacher, other_school, objective):
    hidden = factories.make_question(objective=objective, school=other_school)
    quiz = factories.make_quiz(school=other_school)
    client = sign_in(teacher)

    assert client.get(detail(hidden.question)).status_code == 404
    assert client.get(preview(quiz)).status_code == 404
