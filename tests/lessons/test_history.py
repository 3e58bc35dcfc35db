"""Every content model keeps its older states: readable, and any of them can be brought back."""

import pytest
from django.contrib import admin as django_admin
from django.urls import reverse
from simple_history.admin import SimpleHistoryAdmin

from lessons.differences import difference
from lessons.models import Figure, GlossaryTerm, Lesson, Section, Source, Unit
from quizzes.models import Quiz
from tests import factories

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"></svg>'
# What is changed in a row of each model.
CHANGED = {
    Unit: "summary",
    Lesson: "opening_question",
    Section: "body",
    Figure: "text_alternative",
    Source: "citation",
    GlossaryTerm: "definition",
    Quiz: "instructions",
}


@pytest.fixture
def rows(db) -> dict:
    quiz = factories.make_quiz(instructions="Kata lama.")
    lesson = quiz.lesson
    return {
        Unit: lesson.unit,
        Lesson: lesson,
        Section: lesson.sections.first(),
        Figure: Figure.objects.create(
            lesson=lesson, code="peta", title="Peta", svg=SVG, text_alternative="x"
        ),
        Source: lesson.sources.create(code="uud", citation="x"),
        GlossaryTerm: GlossaryTerm.objects.create(
            lesson=lesson, code="i", term="x", definition="x"
        ),
        Quiz: quiz,
    }


def page(row, name: str, *args) -> str:
    address = f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}"
    return reverse(address, args=[row.pk, *args])


def test_every_model_with_older_states_shows_them():
    kept = {model for model in django_admin.site._registry if hasattr(model, "history")}

    assert kept == set(CHANGED)
    for model in kept:
        assert isinstance(django_admin.site._registry[model], SimpleHistoryAdmin)


@pytest.mark.parametrize("model", CHANGED)
def test_a_change_is_read_and_taken_back(model, rows, editor, sign_in):
    row, name, client = rows[model], CHANGED[model], sign_in(editor)
    for text in ("Kalimat yang lama.", "Kalimat yang baru."):
        setattr(row, name, text)
        row.save()
    older = row.history.order_by("-history_id")[1]

    history = client.get(page(row, "history")).content.decode()
    assert "<del>lama</del>" in history or "<del>Kalimat yang lama.</del>" in history

    shown = client.get(page(row, "simple_history", older.pk))
    assert shown.status_code == 200
    form = shown.context["adminform"].form
    assert form[name].value() == "Kalimat yang lama."
    sent = {field.html_name: "" if field.value() is None else field.value() for field in form}
    answer = client.post(page(row, "simple_history", older.pk), sent)

    assert answer.status_code == 302, answer.context["errors"]
    row.refresh_from_db()
    assert getattr(row, name) == "Kalimat yang lama."
    assert row.history.latest().history_user == editor


def test_a_difference_shows_what_changed_and_shortens_the_rest():
    lines = [f"Baris {number}." for number in range(20)]
    changed = [*lines[:10], "Baris sepuluh.", *lines[11:]]

    told = difference("\n".join(lines), "\n".join(changed))

    assert "Baris <del>10</del><ins>sepuluh</ins>." in told
    assert "Baris 9." in told
    assert "Baris 11." in told
    assert "Baris 3." not in told
    assert told.count("…") == 2


def test_a_long_line_is_shortened_around_the_changed_word():
    words = [f"kata{number}" for number in range(200)]

    told = difference(" ".join(words), " ".join([*words[:100], "lain", *words[101:]]))

    assert "<del>kata100</del><ins>lain</ins>" in told
    assert "kata50 " not in told


def test_a_difference_is_escaped():
    told = difference("<b>", "<script>x()</script>")

    assert "<script>" not in told
    assert "&lt;" in told
