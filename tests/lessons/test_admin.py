"""Lessons in the admin: edited with history, in order, and kept once students have read them."""

import pytest
from django.urls import reverse
from django.utils import timezone

from lessons.models import Lesson, LessonProgress, Section, SectionProgress
from tests import factories


@pytest.fixture
def lesson(db) -> Lesson:
    return factories.make_lesson()


@pytest.fixture
def section(lesson) -> Section:
    return lesson.sections.first()


def page(row, name: str = "change", *args) -> str:
    address = f"admin:lessons_{row._meta.model_name}_{name}"
    return reverse(address, args=[row.pk, *args])


def section_form(section: Section, **changes) -> dict:
    return {
        "title": section.title,
        "minutes": section.minutes,
        "status": section.status,
        "body": section.body,
    } | changes


def lesson_form(lesson: Lesson, **changes) -> dict:
    data = {
        "unit": lesson.unit_id,
        "code": lesson.code,
        "number": lesson.number,
        "title": lesson.title,
        "opening_question": lesson.opening_question,
        "summary": "",
        "status": lesson.status,
    }
    sections = list(lesson.sections.order_by("order"))
    for name, count in (("sections", len(sections)), ("figures", 0), ("sources", 0)):
        data |= {f"{name}-TOTAL_FORMS": count, f"{name}-INITIAL_FORMS": count}
    for number, section in enumerate(sections):
        for name in ("id", "order", "code", "title", "minutes", "status"):
            value = section.pk if name == "id" else getattr(section, name)
            data[f"sections-{number}-{name}"] = value
        data[f"sections-{number}-lesson"] = lesson.pk
    return data | changes


def test_a_section_is_edited_and_its_history_tells(section, editor, sign_in):
    client = sign_in(editor)
    answer = client.post(page(section), section_form(section, body="Isi baru."))

    assert answer.status_code == 302
    section.refresh_from_db()
    assert section.body == "Isi baru."
    history = client.get(page(section, "history")).content.decode()
    assert "Isi <del>bagian **1**</del><ins>baru</ins>." in history
    assert "Lestari" in history


def test_an_older_state_can_be_brought_back(section, editor, sign_in):
    client = sign_in(editor)
    before = section.body
    client.post(page(section), section_form(section, body="Isi baru."))
    oldest = section.history.earliest()

    shown = client.get(page(section, "simple_history", oldest.pk))
    assert shown.status_code == 200
    answer = client.post(
        page(section, "simple_history", oldest.pk), section_form(section, body=before)
    )

    assert answer.status_code == 302
    section.refresh_from_db()
    assert section.body == before


def test_line_ends_of_the_browser_are_not_stored(section, editor, sign_in):
    sign_in(editor).post(page(section), section_form(section, body="Satu.\r\n\r\nDua.\r\n"))

    section.refresh_from_db()
    assert section.body == "Satu.\n\nDua.\n"


def test_a_blank_text_is_refused(section, editor, sign_in):
    answer = sign_in(editor).post(page(section), section_form(section, body=" \r\n "))

    assert answer.status_code == 200
    assert "body" in answer.context["adminform"].form.errors


def test_a_drawing_with_a_script_is_refused(lesson, editor, sign_in):
    sent = {
        "lesson": lesson.pk,
        "code": "peta",
        "title": "Peta",
        "svg": "<svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>",
        "text_alternative": "Peta.",
    }
    answer = sign_in(editor).post("/admin/lessons/figure/add/", sent)

    assert "svg" in answer.context["adminform"].form.errors
    assert not lesson.figures.exists()


def test_sections_are_put_into_another_order(lesson, editor, sign_in):
    sent = lesson_form(lesson, **{"sections-0-order": 2, "sections-1-order": 1})

    answer = sign_in(editor).post(page(lesson), sent)

    assert answer.status_code == 302, answer.context["errors"]
    order = lesson.sections.order_by("order").values_list("code", flat=True)
    assert list(order) == ["bagian-2", "bagian-1"]


def test_a_section_that_was_read_is_not_deleted(lesson, section, student, editor, sign_in):
    SectionProgress.objects.create(student=student, section=section, done_at=timezone.now())
    client = sign_in(editor)

    inline = client.post(page(lesson), lesson_form(lesson, **{"sections-0-DELETE": "on"}))
    own = client.post(page(section, "delete"), {"post": "yes"})

    for answer in (inline, own):
        text = answer.content.decode()
        assert "masih dipakai" in text
        assert "Bagian yang selesai dibaca: 1" in text
        assert "Rina" not in text
    assert Section.objects.filter(pk=section.pk).exists()


def test_a_section_that_nobody_read_is_deleted(lesson, section, editor, sign_in):
    sent = lesson_form(lesson, **{"sections-0-DELETE": "on"})

    assert sign_in(editor).post(page(lesson), sent).status_code == 302
    assert not Section.objects.filter(pk=section.pk).exists()


@pytest.mark.parametrize("how", ["one", "many"])
def test_a_lesson_that_was_given_is_not_deleted(
    how, lesson, course, teacher, student, editor, sign_in
):
    factories.assign_lesson(lesson=lesson, course=course, by=teacher)
    now = timezone.now()
    LessonProgress.objects.create(student=student, lesson=lesson, opened_at=now, last_at=now)
    many = {"action": "delete_selected", "_selected_action": [lesson.pk], "post": "yes"}
    address, sent = {
        "one": (page(lesson, "delete"), {"post": "yes"}),
        "many": ("/admin/lessons/lesson/", many),
    }[how]

    text = sign_in(editor).post(address, sent).content.decode()

    assert "masih dipakai" in text
    assert "Tugas membaca: 1" in text
    assert "Pelajaran yang sudah dibuka: 1" in text
    assert "“diarsipkan”" in text
    assert "Rina" not in text
    assert Lesson.objects.filter(pk=lesson.pk).exists()


def test_a_part_stays_in_its_lesson(section, editor, sign_in):
    other = factories.make_lesson(number=2)
    sent = section_form(section, lesson=other.pk, code="lain")

    sign_in(editor).post(page(section), sent)

    section.refresh_from_db()
    assert (section.lesson_id == other.pk, section.code) == (False, "bagian-1")


def test_a_new_section_starts_as_a_draft(lesson, editor, sign_in):
    shown = sign_in(editor).get(page(lesson))
    form = shown.context["inline_admin_formsets"][0].formset.empty_form

    assert form["status"].value() == "draft"


def test_the_head_of_the_admin_stands_once(lesson, editor, sign_in):
    text = sign_in(editor).get(page(lesson)).content.decode()

    assert text.count("data-admin-labels") == 1
    assert text.count(">Bantuan</a>") == 1
