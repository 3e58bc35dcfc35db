"""Questions, stimuli and quizzes in the admin, as an editor uses it."""

import json

import pytest
from django.forms import MultipleChoiceField
from django.urls import reverse

from lessons.models import Objective
from quizzes.admin_forms import PointsField, points_text
from quizzes.items import Form
from quizzes.models import Question, QuestionVersion, Quiz, Stimulus, Tag
from quizzes.previews import changes_between
from tests import factories

ADD = "/admin/quizzes/question/add/"


@pytest.fixture
def objective(db) -> Objective:
    return factories.make_objective(unit=factories.make_unit())


@pytest.fixture
def version(objective) -> QuestionVersion:
    return factories.make_question(objective=objective)


@pytest.fixture
def given(version, course, teacher) -> QuestionVersion:
    quiz = factories.make_quiz(forms=(), title="Kuis yang diberikan")
    quiz.slots.create(question=version.question, order=1, points=1000)
    factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    return version


@pytest.fixture
def client(editor, sign_in):
    return sign_in(editor)


def page(row, name: str = "change", *args) -> str:
    return reverse(f"admin:quizzes_{row._meta.model_name}_{name}", args=[row.pk, *args])


def fields_of(response) -> dict:
    """Everything a browser would send back from a page with a question on it."""
    form = response.context["adminform"].form
    forms = [form, form.editor.rules]
    data = {}
    for rows in form.editor.rows.values():
        data[rows.total_name] = len(rows)
        forms += rows.rows
    for each in forms:
        for field in each:
            value = field.value()
            if field.widget_type == "checkbox":
                data |= {field.html_name: "on"} if value else {}
            else:
                value = getattr(value, "pk", value)
                many = isinstance(field.field, MultipleChoiceField)
                data[field.html_name] = (value or []) if many else "" if value is None else value
    if form.item_form == Form.SINGLE_CHOICE:
        data[form.editor.key_name] = form.editor.key_index
    if form.item_form == Form.ESSAY:
        data[form.editor.levels_total_name] = form.editor.level_count
    return data


def new_question(objective: Objective, **changes) -> dict:
    return {
        "code": "soal-baru",
        "objective": objective.pk,
        "level": "L1",
        "cognitive": "C1",
        "status": "draft",
        "exposure": "open",
        "stem": "Apa artinya?",
        "explanation": "Karena begitu.",
        "body-options-total": 3,
        "body-options-0-text": "benar",
        "body-options-1-text": "keliru",
        "body-key": "0",
    } | changes


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# --- Questions ---------------------------------------------------------------------------------


def test_a_new_question_asks_for_its_form_first(client):
    text = client.get(ADD).content.decode()

    for form in Form:
        assert f'href="?form={form.value}"' in text


@pytest.mark.parametrize("form", ["", "esai", "../essay"])
def test_an_unknown_form_is_asked_again(form, client):
    assert client.get(ADD, {"form": form}).context["forms"]


@pytest.mark.parametrize("form", Form)
def test_every_form_opens_empty(form, client):
    response = client.get(ADD, {"form": form.value})

    assert response.status_code == 200
    assert response.context["adminform"].form.editor.form is form


@pytest.mark.parametrize("form", Form)
def test_every_form_is_saved_as_it_was(form, objective, client):
    version = factories.make_question(objective=objective, form=form)
    before = version.body
    address = page(version.question)

    answer = client.post(address, fields_of(client.get(address)))

    assert answer.status_code == 302, answer.context["errors"]
    version.refresh_from_db()
    assert (version.body, version.question.versions.count()) == (before, 1)


def test_a_question_is_made(objective, editor, client):
    answer = client.post(f"{ADD}?form=single_choice", new_question(objective))

    assert answer.status_code == 302, answer.context["errors"]
    question = Question.objects.get(code="soal-baru")
    version = question.versions.get()
    assert (question.owner, version.created_by, version.number) == (editor, editor, 1)
    assert version.body == {
        "options": [{"id": "a", "text": "benar"}, {"id": "b", "text": "keliru"}],
        "key": "a",
    }


def test_a_question_without_a_right_answer_is_refused_and_nothing_is_lost(objective, client):
    sent = new_question(objective) | {"body-key": ""}
    answer = client.post(f"{ADD}?form=single_choice", sent)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Tandai jawaban yang benar" in text
    assert "keliru</textarea>" in text
    assert not Question.objects.exists()


def test_more_rows_come_without_javascript_and_nothing_is_lost(objective, client):
    sent = new_question(objective, stem="", code="") | {"body-add": "options"}
    answer = client.post(f"{ADD}?form=single_choice", sent)

    form = answer.context["adminform"].form
    assert answer.status_code == 200
    assert len(form.editor.rows["options"]) == 6
    assert answer.context["errors"] == []
    assert "keliru</textarea>" in answer.content.decode()
    assert not Question.objects.exists()


def test_an_unused_question_is_edited_in_place(version, client):
    address = page(version.question)
    client.post(address, fields_of(client.get(address)) | {"stem": "Apa maknanya?"})

    assert [each.stem for each in version.question.versions.all()] == ["Apa maknanya?"]


def test_a_given_question_gets_its_next_version(given, editor, client):
    address = page(given.question)
    sent = fields_of(client.get(address)) | {"body-options-1-text": "salah sama sekali"}

    answer = client.post(address, sent, follow=True)

    versions = list(given.question.versions.order_by("number"))
    assert [(each.number, each.is_current) for each in versions] == [(1, False), (2, True)]
    assert versions[0].body["options"][1]["text"] == "keliru"
    assert versions[1].created_by == editor
    assert "Versi 2 dibuat; tugas yang sudah diberikan tetap memakai versi 1." in messages_of(
        answer
    )
    assert given.pinned_in.count() == 1


def test_saving_a_given_question_unchanged_makes_no_version(given, client):
    address = page(given.question)
    client.post(address, fields_of(client.get(address)))

    assert given.question.versions.count() == 1


def test_the_history_tells_which_version_was_made(given, client):
    address = page(given.question)
    client.post(address, fields_of(client.get(address)) | {"body-key": "1"})

    history = client.get(page(given.question, "history")).content.decode()
    assert "“2”" in history


def test_who_opened_an_older_state_does_not_write_over_the_newer(version, client):
    address = page(version.question)
    mine = fields_of(client.get(address)) | {"stem": "Punyaku?"}
    client.post(address, fields_of(client.get(address)) | {"stem": "Punya teman?"})

    answer = client.post(address, mine)

    assert answer.status_code == 200
    assert "Punyaku?" in answer.content.decode()
    version.refresh_from_db()
    assert version.stem == "Punya teman?"


def test_a_figure_needs_words(version, client):
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'
    address = page(version.question)
    answer = client.post(address, fields_of(client.get(address)) | {"figure_svg": svg})

    assert "figure_text" in answer.context["adminform"].form.errors


def test_a_drawing_with_a_script_is_refused(version, client):
    address = page(version.question)
    svg = "<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>"
    answer = client.post(
        address, fields_of(client.get(address)) | {"figure_svg": svg, "figure_text": "x"}
    )
    assert "figure_svg" in answer.context["adminform"].form.errors


def test_a_section_of_another_unit_does_not_explain_it(version, client):
    section = factories.make_lesson().sections.first()
    address = page(version.question)
    answer = client.post(address, fields_of(client.get(address)) | {"section": section.pk})

    assert "section" in answer.context["adminform"].form.errors


def test_the_preview_shows_the_key_beside(objective, client):
    for form in Form:
        version = factories.make_question(objective=objective, form=form, stem=f"Soal *{form}*")
        preview = client.get(page(version.question)).context["preview"]
        assert f"<em>{form}</em>" in preview.plain.stem
        assert not any(choice.is_key for choice in preview.plain.choices)


def test_an_older_version_can_be_read(given, client):
    address = page(given.question)
    client.post(address, fields_of(client.get(address)) | {"stem": "Baru?"})

    shown = client.get(page(given.question, "version", 1)).content.decode()
    assert "Apa artinya?" in shown
    assert "Baru?" not in shown
    assert client.get(page(given.question, "version", 9)).status_code == 404


def test_versions_of_another_school_are_not_there(school, objective, other_admin, sign_in):
    version = factories.make_question(objective=objective, school=school)
    address = page(version.question, "version", 1)
    assert sign_in(other_admin).get(address).status_code == 404


def test_a_question_is_found_by_words_of_its_current_stem(given, client):
    address = page(given.question)
    client.post(address, fields_of(client.get(address)) | {"stem": "Apa maknanya?"})

    def found(words: str) -> list[Question]:
        return list(client.get("/admin/quizzes/question/", {"q": words}).context["cl"].queryset)

    assert found("maknanya apa") == [given.question]
    assert found(given.question.code) == [given.question]
    assert found("artinya") == []


def test_questions_are_filtered_by_form(version, objective, client):
    essay = factories.make_question(objective=objective, form="essay")
    listed = client.get("/admin/quizzes/question/", {"form": "essay"}).context["cl"].queryset
    assert list(listed) == [essay.question]


@pytest.mark.parametrize("questions", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    questions, objective, client, django_assert_num_queries
):
    for _ in range(questions):
        factories.make_question(objective=objective)
    with django_assert_num_queries(7):
        client.get("/admin/quizzes/question/")


def test_a_used_question_is_not_deleted(given, client):
    text = client.post(page(given.question, "delete"), {"post": "yes"}).content.decode()

    assert "masih dipakai" in text
    assert "Soal dalam kuis: 1" in text
    assert Question.objects.filter(pk=given.question.pk).exists()


def test_an_unused_question_is_deleted(version, client):
    assert client.post(page(version.question, "delete"), {"post": "yes"}).status_code == 302
    assert not Question.objects.exists()


def test_taking_back_a_question_warns_of_its_quizzes(given, client):
    address = page(given.question)
    answer = client.post(address, fields_of(client.get(address)) | {"status": "draft"}, follow=True)
    assert any("Kuis yang diberikan" in message for message in messages_of(answer))


# --- Stimuli -----------------------------------------------------------------------------------


@pytest.fixture
def stimulus(version) -> Stimulus:
    stimulus = Stimulus.objects.create(
        code="berita", title="Berita", body="Isi.", status="published"
    )
    version.stimulus = stimulus
    version.save()
    return stimulus


def stimulus_form(**changes) -> dict:
    return {"title": "Berita", "body": "Isi.", "source_note": "", "status": "published"} | changes


def test_a_given_stimulus_gets_its_next_version(stimulus, given, client):
    answer = client.post(
        page(stimulus), stimulus_form(body="Isi baru.", _continue="1"), follow=True
    )

    second = Stimulus.objects.get(number=2)
    assert answer.redirect_chain[-1][0] == page(second)
    assert list(Stimulus.objects.order_by("number").values_list("body", flat=True)) == [
        "Isi.",
        "Isi baru.",
    ]
    assert given.question.versions.get(is_current=True).stimulus == second
    assert any("Versi 2 dibuat" in message for message in messages_of(answer))


def test_an_older_stimulus_is_only_read(stimulus, given, client):
    client.post(page(stimulus), stimulus_form(body="Isi baru."))
    client.post(page(stimulus), stimulus_form(body="Lain.", status="archived"))

    stimulus.refresh_from_db()
    assert (stimulus.body, stimulus.status) == ("Isi.", "archived")
    assert Stimulus.objects.count() == 2


def test_only_the_newest_text_of_a_stimulus_is_offered(stimulus, given, objective, client):
    client.post(page(stimulus), stimulus_form(body="Isi baru."))
    form = client.get(ADD, {"form": "essay"}).context["adminform"].form

    assert [each.number for each in form.fields["stimulus"].queryset] == [2]


# --- Quizzes -----------------------------------------------------------------------------------


def quiz_form(quiz: Quiz, *slots: dict, **changes) -> dict:
    data = {
        "code": quiz.code,
        "title": quiz.title,
        "lesson": quiz.lesson_id,
        "instructions": "",
        "status": quiz.status,
        "slots-TOTAL_FORMS": len(slots),
        "slots-INITIAL_FORMS": sum("id" in slot for slot in slots),
    }
    for number, slot in enumerate(slots):
        data |= {f"slots-{number}-{name}": value for name, value in slot.items()}
    return data | changes


def test_points_are_typed_as_people_write_them(version, client):
    quiz = factories.make_quiz(forms=())
    slot = {"question": version.question.pk, "points": "1,5", "order": 1}

    answer = client.post(page(quiz), quiz_form(quiz, slot))

    assert answer.status_code == 302, answer.context["errors"]
    assert quiz.slots.get().points == 1500
    assert 'value="1,5"' in client.get(page(quiz)).content.decode()
    assert '<div class="readonly">1,5</div>' in client.get(page(quiz)).content.decode()


@pytest.mark.parametrize(
    ("text", "thousandths"),
    [("1", 1000), ("1,5", 1500), ("0.5", 500), ("0,125", 125), ("100", 100_000), (" 2 ", 2000)],
)
def test_points_become_exact_thousandths(text, thousandths):
    assert PointsField().clean(text) == thousandths
    assert PointsField().clean(points_text(thousandths)) == thousandths


@pytest.mark.parametrize(
    "text", ["0", "0,0", "100,001", "-1", "1,2345", "1/2", "satu", "1e3", "1.000,5"]
)
def test_points_out_of_range_or_unreadable_are_refused(text):
    with pytest.raises(Exception, match=r".+"):
        PointsField().clean(text)


def test_a_published_quiz_needs_a_question(client):
    quiz = factories.make_quiz(forms=())
    answer = client.post(page(quiz), quiz_form(quiz))

    assert "Kuis yang diterbitkan perlu paling sedikit satu soal." in answer.content.decode()


def test_a_draft_quiz_may_be_empty(client):
    quiz = factories.make_quiz(forms=(), status="draft")
    assert client.post(page(quiz), quiz_form(quiz)).status_code == 302


def test_a_published_quiz_holds_published_questions(objective, client):
    quiz = factories.make_quiz(forms=())
    draft = factories.make_question(objective=objective, status="draft").question
    slot = {"question": draft.pk, "points": "1", "order": 1}

    answer = client.post(page(quiz), quiz_form(quiz, slot))

    assert draft.code in answer.content.decode()
    assert not quiz.slots.exists()


def test_questions_of_a_quiz_are_sorted(client):
    quiz = factories.make_quiz()
    slots = [
        {
            "id": slot.pk,
            "quiz": quiz.pk,
            "question": slot.question_id,
            "points": "1",
            "order": order,
        }
        for slot, order in zip(quiz.slots.order_by("order"), (2, 1), strict=True)
    ]
    before = [slot["question"] for slot in slots]

    answer = client.post(page(quiz), quiz_form(quiz, *slots))

    assert answer.status_code == 302, answer.context["errors"]
    after = list(quiz.slots.order_by("order").values_list("question", flat=True))
    assert after == before[::-1]


def test_a_question_stands_once_in_a_quiz(version, client):
    quiz = factories.make_quiz(forms=())
    slot = {"question": version.question.pk, "points": "1"}

    answer = client.post(page(quiz), quiz_form(quiz, slot | {"order": 1}, slot | {"order": 2}))

    assert answer.status_code == 200
    assert not quiz.slots.exists()


def test_a_question_without_an_explanation_is_told(version, client):
    QuestionVersion.objects.update(explanation="")
    quiz = factories.make_quiz(forms=())
    slot = {"question": version.question.pk, "points": "1", "order": 1}

    answer = client.post(page(quiz), quiz_form(quiz, slot), follow=True)

    assert any(version.question.code in message for message in messages_of(answer))


def test_a_given_quiz_is_not_deleted(given, client):
    quiz = Quiz.objects.get()
    text = client.post(page(quiz, "delete"), {"post": "yes"}).content.decode()

    assert "masih dipakai" in text
    assert "Tugas kuis: 1" in text
    assert Quiz.objects.exists()


# --- Tags --------------------------------------------------------------------------------------


def test_every_editor_adds_tags_and_keepers_change_them(client, other_admin, sign_in):
    other = sign_in(other_admin)
    assert other.post("/admin/quizzes/tag/add/", {"name": "ASEAN"}).status_code == 302
    tag = Tag.objects.get()

    assert other.post(page(tag), {"name": "Lain"}).status_code == 403
    assert client.post(page(tag), {"name": "asean"}).status_code == 302


# --- Older versions ----------------------------------------------------------------------------


@pytest.fixture
def revised(given, client) -> Question:
    """A question whose first version a class has, and whose second says something else."""
    sent = fields_of(client.get(page(given.question))) | {
        "stem": "Apa arti lain?",
        "body-options-0-text": "tepat",
    }
    assert client.post(page(given.question), sent).status_code == 302
    return given.question


def test_an_older_version_tells_what_bringing_it_back_would_change(revised, client):
    text = client.get(page(revised, "version", 1)).content.decode()

    assert "Apa <del>arti lain</del><ins>artinya</ins>?" in text
    assert "<del>tepat</del><ins>benar</ins>" in text
    assert "Kembalikan versi ini" in text


def test_the_current_version_cannot_be_brought_back(revised, client):
    assert "Kembalikan versi ini" not in client.get(page(revised, "version", 2)).content.decode()


def test_an_older_version_is_brought_back(revised, editor, client):
    answer = client.post(page(revised, "version", 1), follow=True)

    current = revised.versions.get(is_current=True)
    assert (current.stem, current.body["options"][0]["text"]) == ("Apa artinya?", "benar")
    assert any(f"versi {current.number}" in message for message in messages_of(answer))
    assert revised.versions.get(number=1).pinned_in.exists()


def test_another_school_brings_nothing_back(revised, school, other_admin, sign_in):
    Question.objects.update(school=school)

    assert sign_in(other_admin).post(page(revised, "version", 1)).status_code == 404
    assert revised.versions.get(is_current=True).number == 2


@pytest.mark.parametrize("form", Form)
def test_every_form_tells_what_changed_in_its_answer_part(form, objective):
    version = factories.make_question(objective=objective, form=form)
    other = factories.make_question(objective=objective, form=form)
    text = json.dumps(other.body)
    for old in ("benar", "pilihan a", "Pernyataan satu", "Mesir", "interdependensi", "tingkat 4"):
        text = text.replace(f'"text": "{old}"', '"text": "jitu"').replace(f'["{old}"]', '["jitu"]')
    other.body = json.loads(text)

    assert changes_between(version, version) == []
    (change,) = changes_between(version, other)
    assert "jitu" in change.difference


def test_an_older_stimulus_is_compared_and_brought_back(course, teacher, objective, client):
    old = Stimulus.objects.create(code="kasus", title="Kasus", body="Teks lama.", status="draft")
    version = factories.make_question(objective=objective)
    version.stimulus = old
    version.save()
    quiz = factories.make_quiz(forms=())
    quiz.slots.create(question=version.question, order=1, points=1000)
    factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    sent = {"title": "Kasus", "body": "Teks baru.", "status": "draft"}
    client.post(page(old), sent)
    newer = Stimulus.objects.get(number=2)

    text = client.get(page(old)).content.decode()
    assert "Teks <del>baru</del><ins>lama</ins>." in text
    assert "Kembalikan versi ini" not in client.get(page(newer)).content.decode()

    answer = client.post(page(old), {"status": "draft", "_bring_back": "x"}, follow=True)

    assert answer.status_code == 200
    newer.refresh_from_db()
    assert newer.body == "Teks lama."
    assert version.question.versions.get(is_current=True).stimulus == newer
    assert Stimulus.objects.get(number=1).body == "Teks lama."
