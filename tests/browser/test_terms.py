"""Terms of a lesson: in place on a phone, in the margin on a desktop, a list without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from lessons.models import GlossaryTerm, Lesson
from tests.factories import make_lesson

MEANING = "Modal yang dimiliki suatu negara."


@pytest.fixture
def lesson(live_server) -> Lesson:
    lesson = make_lesson(sections=1)
    GlossaryTerm.objects.create(
        code="potensi", lesson=lesson, term="Potensi negara", definition=MEANING
    )
    filler = "\n\n".join("Kalimat panjang yang mengisi layar. " * 8 for _ in range(6))
    lesson.sections.update(body=f"{filler}\n\nSebuah [potensi](istilah:potensi).\n\n{filler}")
    return lesson


def open_section(page: Page, lesson: Lesson) -> None:
    page.goto(f"/materi/{lesson.code}/bagian-1/")


def test_term_opens_in_place_and_escape_returns(phone, lesson, student, enter, console, axe):
    console(phone)
    enter(phone, student)
    open_section(phone, lesson)
    term = phone.get_by_role("button", name="potensi", exact=True)

    term.focus()
    phone.keyboard.press("Enter")

    panel = phone.locator("#term-panel")
    expect(panel).to_contain_text(MEANING)
    expect(term).to_have_attribute("aria-expanded", "true")
    expect(term).to_be_focused()
    expect(phone.get_by_role("status")).to_have_text(MEANING)
    axe(phone)

    phone.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    expect(term).to_have_attribute("aria-expanded", "false")
    expect(term).to_be_focused()


def test_a_tap_elsewhere_closes_the_term(phone, lesson, student, enter):
    enter(phone, student)
    open_section(phone, lesson)

    phone.get_by_role("button", name="potensi", exact=True).tap()
    expect(phone.locator("#term-panel")).to_be_visible()
    phone.get_by_role("heading", level=1).tap()

    expect(phone.locator("#term-panel")).to_have_count(0)


def test_term_stands_in_the_margin_beside_its_mention(desktop, lesson, student, enter, console):
    console(desktop)
    enter(desktop, student)
    open_section(desktop, lesson)
    term = desktop.get_by_role("button", name="potensi", exact=True)
    entry = desktop.locator("#istilah-potensi")

    mention, beside = term.bounding_box(), entry.bounding_box()

    assert mention is not None
    assert beside is not None
    assert abs(mention["y"] - beside["y"]) < 3
    assert beside["x"] > mention["x"] + mention["width"]
    term.click()
    expect(desktop.locator("#term-panel")).to_have_count(0)
    expect(entry).to_have_class("term-entry is-shown")


def test_without_script_the_term_leads_to_the_list_and_back(no_script, lesson, student, enter):
    enter(no_script, student)
    open_section(no_script, lesson)

    no_script.get_by_role("link", name="potensi", exact=True).click()
    expect(no_script).to_have_url(f"{no_script.url.split('#')[0]}#istilah-potensi")
    no_script.locator(".term-back").click()

    expect(no_script).to_have_url(f"{no_script.url.split('#')[0]}#pakai-potensi")
