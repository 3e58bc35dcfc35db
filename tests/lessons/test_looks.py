"""A look at what is being written: as the reading page draws it, nothing saved, nothing lost."""

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from lessons.models import Figure, GlossaryTerm, Lesson, Section, Unit
from quizzes.models import Question, Stimulus
from tests import factories

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="4" height="4"/></svg>'
LOOK = {"_look": "Pratinjau"}


@pytest.fixture
def lesson(db) -> Lesson:
    lesson = factories.make_lesson()
    GlossaryTerm.objects.create(lesson=lesson, code="hi", term="HI", definition="Antarnegara.")
    lesson.sources.create(code="uud", citation="UUD 1945", order=1)
    Figure.objects.create(
        lesson=lesson, code="peta", title="Peta", svg=SVG, text_alternative="Sebuah peta."
    )
    return lesson


@pytest.fixture
def client(editor, sign_in):
    return sign_in(editor)


def page(row, name: str = "change", *args) -> str:
    address = f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}"
    return reverse(address, args=[row.pk, *args])


def section_form(section: Section, **changes) -> dict:
    fields = ("title", "minutes", "status", "body")
    return {name: getattr(section, name) for name in fields} | changes


BODY = """Kata [hubungan](istilah:hi), lihat [UUD](sumber:uud) dan [itu](istilah:apa).

![](gambar:peta)"""


def test_a_section_is_looked_at_as_students_would_see_it(lesson, client):
    section = lesson.sections.first()
    sent = section_form(section, body=BODY, title="Judul baru") | LOOK

    answer = client.post(page(section), sent)

    look = answer.context["look"]
    assert answer.status_code == 200
    assert "Judul baru" in look.document
    assert 'href="#istilah-hi"' in look.document
    assert "Antarnegara." in look.document
    assert "UUD 1945" in look.document
    assert "<rect" in look.document
    assert not look.is_saved
    assert any("apa" in problem for problem in look.problems)
    assert look.problems[0] in answer.content.decode().replace("&quot;", '"')


def test_looking_saves_nothing_and_loses_nothing(lesson, client):
    section = lesson.sections.first()
    before = section.history.count()

    answer = client.post(page(section), section_form(section, body=BODY, minutes="x") | LOOK)

    form = answer.context["adminform"].form
    assert (form["body"].value(), form["minutes"].value()) == (BODY, "x")
    assert "minutes" in form.errors
    stored = Section.objects.get(pk=section.pk)
    assert (stored.body, stored.minutes) == (section.body, section.minutes)
    assert section.history.count() == before
    assert not AuditEntry.objects.exists()


def test_a_script_in_a_text_does_not_reach_the_look(lesson, client):
    section = lesson.sections.first()
    sent = section_form(section, body='<script>x()</script><img src="x" onerror="x()">') | LOOK

    answer = client.post(page(section), sent)

    assert "<script>x" not in answer.context["look"].document
    assert "<script>x" not in answer.content.decode()
    assert 'sandbox="allow-same-origin"' in answer.content.decode()


def test_a_new_section_is_looked_at(lesson, client):
    address = reverse("admin:lessons_section_add")
    sent = {"lesson": lesson.pk, "code": "baru", "title": "Baru", "minutes": 3, "body": BODY} | LOOK

    assert "<rect" in client.post(address, sent | {"status": "draft"}).context["look"].document
    assert not Section.objects.filter(code="baru").exists()

    lost = client.post(address, sent | {"lesson": ""}).context["look"]
    assert (lost.document, len(lost.problems)) == ("", 1)
    empty = client.post(address, sent | {"body": " "}).context["look"]
    assert (empty.document, len(empty.problems)) == ("", 1)


def figure_form(figure: Figure, **changes) -> dict:
    fields = ("title", "svg", "text_alternative", "caption", "source_note")
    return {name: getattr(figure, name) for name in fields} | changes


def test_an_unsaved_drawing_is_drawn(lesson, client):
    figure = lesson.figures.get()
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="3"/></svg>'

    look = client.post(page(figure), figure_form(figure, svg=drawn) | LOOK).context["look"]

    assert "<circle" in look.document
    assert "Sebuah peta." in look.document
    figure.refresh_from_db()
    assert figure.svg == SVG


def test_a_drawing_that_is_not_allowed_is_refused_in_words(lesson, client):
    figure = lesson.figures.get()
    bad = SVG.replace("<rect", "<script>x()</script><rect")

    answer = client.post(page(figure), figure_form(figure, svg=bad) | LOOK)

    look = answer.context["look"]
    assert look.document == ""
    assert "script" in look.problems[0]
    assert answer.context["adminform"].form["svg"].value() == bad


def test_a_term_is_looked_at(lesson, client):
    term = lesson.terms.get()
    sent = {"code": "hi", "lesson": lesson.pk, "term": "HI", "definition": "Arti lain."} | LOOK

    look = client.post(page(term), sent).context["look"]

    assert "Arti lain." in look.document
    assert client.post(page(term), sent | {"definition": ""}).context["look"].problems
    term.refresh_from_db()
    assert term.definition == "Antarnegara."


def test_a_stimulus_is_looked_at_and_no_version_is_made(db, client):
    stimulus = Stimulus.objects.create(code="kasus", title="Kasus", body="Lama.")
    sent = {"title": "Kasus", "body": "Teks **baru**.", "status": "draft"} | LOOK

    look = client.post(page(stimulus), sent).context["look"]

    assert "Teks <strong>baru</strong>." in look.document
    assert Stimulus.objects.get().body == "Lama."


@pytest.mark.parametrize("shown", ["section", "figure", "term", "stimulus"])
def test_a_page_shows_what_is_saved(shown, lesson, client):
    row = {
        "section": lesson.sections.first(),
        "figure": lesson.figures.get(),
        "term": lesson.terms.get(),
        "stimulus": Stimulus.objects.create(code="kasus", title="Kasus", body="Isi."),
    }[shown]

    answer = client.get(page(row))

    assert answer.context["look"].is_saved
    assert answer.context["look"].document
    assert 'name="_look"' in answer.content.decode()


def test_the_look_shows_terms_only_of_lessons_that_the_editor_may_read(lesson, school, sign_in):
    """A unit of one school names terms of its own lessons, not another school's."""
    elsewhere = factories.make_lesson(unit=factories.make_unit(school=factories.make_school()))
    GlossaryTerm.objects.create(
        lesson=elsewhere, code="asing", term="Asing", definition="Rahasia sekolah"
    )
    editor = factories.make_member(school=school, role="editor")
    section = lesson.sections.first()
    sent = section_form(section, body="[Asing](istilah:asing)") | LOOK

    look = sign_in(editor).post(page(section), sent).context["look"]

    assert "Rahasia" not in look.document
    assert look.problems


def test_another_school_looks_at_nothing(lesson, school, other_admin, sign_in):
    Unit.objects.update(school=school)
    section = lesson.sections.first()

    answer = sign_in(other_admin).post(page(section), section_form(section, body=BODY) | LOOK)

    assert answer.status_code == 302
    assert answer["Location"] == reverse("admin:index")


def test_another_schools_lesson_is_no_place_to_look_from(lesson, school, other_admin, sign_in):
    Unit.objects.update(school=school)
    sent = {"lesson": lesson.pk, "code": "x", "title": "x", "minutes": 1, "body": BODY} | LOOK

    answer = sign_in(other_admin).post(reverse("admin:lessons_section_add"), sent)

    assert answer.context["look"].document == ""
    assert "Antarnegara" not in answer.content.decode()


# --- Questions --------------------------------------------------------------------------------


def question_form(question: Question, client, **changes) -> dict:
    form = client.get(page(question)).context["adminform"].form
    return {
        "code": question.code,
        "objective": question.objective_id,
        "level": "L1",
        "cognitive": "C1",
        "status": "published",
        "exposure": "open",
        "seen": form["seen"].value(),
        "stem": "Apa **artinya**?",
        "explanation": "Karena.",
        "body-options-total": 2,
        "body-options-0-part": "a",
        "body-options-0-text": "satu",
        "body-options-1-part": "b",
        "body-options-1-text": "dua",
        "body-key": "1",
    } | changes


def test_an_unsaved_question_is_looked_at(lesson, client):
    version = factories.make_question(objective=factories.make_objective(unit=lesson.unit))
    sent = question_form(version.question, client) | LOOK

    answer = client.post(page(version.question), sent)

    preview = answer.context["preview"]
    assert "<strong>artinya</strong>" in preview.plain.stem
    assert [choice.is_key for choice in preview.plain.choices] == [None, None]
    assert [choice.is_key for choice in preview.keyed.choices] == [False, True]
    assert "belum disimpan" in answer.content.decode()
    version.refresh_from_db()
    assert version.stem == "Apa artinya?"
    assert version.question.versions.count() == 1


def test_a_question_without_a_key_shows_what_lacks(lesson, client):
    version = factories.make_question(objective=factories.make_objective(unit=lesson.unit))
    sent = question_form(version.question, client, **{"body-key": ""}) | LOOK

    answer = client.post(page(version.question), sent)

    assert answer.context["preview"] is None
    assert "Bagian jawaban belum lengkap" in answer.content.decode()
    assert "satu" in answer.content.decode()


def test_a_new_question_is_looked_at(lesson, client):
    objective = factories.make_objective(unit=lesson.unit)
    address = reverse("admin:quizzes_question_add") + "?form=single_choice"
    version = factories.make_question(objective=objective)
    sent = question_form(version.question, client, code="baru", seen="") | LOOK

    answer = client.post(address, sent)

    assert answer.context["preview"] is not None
    assert not Question.objects.filter(code="baru").exists()
