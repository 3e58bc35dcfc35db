"""The look at an unsaved text, in a browser with and without JavaScript."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role, User
from lessons.models import Section
from tests import factories


@pytest.fixture
def content(live_server) -> tuple[User, Section]:
    school = factories.make_school(keeps_shared_content=True)
    editor = factories.make_member(school=school, role=Role.EDITOR, name="Lestari")
    return editor, factories.make_lesson().sections.first()


@pytest.mark.parametrize("kind", ["phone", "no_script"])
def test_an_unsaved_text_is_looked_at(kind, request, enter, content):
    editor, section = content
    page = request.getfixturevalue(kind)
    enter(page, editor)
    page.goto(f"/admin/lessons/section/{section.pk}/change/")
    page.locator("[name=body]").fill("Teks **baru** dan [ini](istilah:tak-ada).")

    page.get_by_role("button", name="Pratinjau").click()

    framed = page.frame_locator("iframe.look-frame")
    expect(framed.get_by_role("heading", level=1)).to_have_text(section.title)
    expect(framed.locator("strong")).to_have_text("baru")
    expect(page.locator(".look-problems")).to_contain_text("tak-ada")
    expect(page.locator("[name=body]")).to_have_value("Teks **baru** dan [ini](istilah:tak-ada).")
    assert Section.objects.get(pk=section.pk).body == section.body


def test_the_look_is_sound(phone, enter, content, axe, no_sideways_scroll, console):
    editor, section = content
    enter(phone, editor)
    console(phone)

    phone.goto(f"/admin/lessons/section/{section.pk}/change/")

    axe(phone)
    no_sideways_scroll(phone)


def test_the_enter_key_saves_and_does_not_only_look(desktop, enter, content):
    editor, section = content
    enter(desktop, editor)
    desktop.goto(f"/admin/lessons/section/{section.pk}/change/")

    desktop.locator("[name=title]").fill("Judul baru")
    desktop.locator("[name=title]").press("Enter")

    expect(desktop.locator(".messagelist")).to_contain_text("Judul baru")
    assert Section.objects.get(pk=section.pk).title == "Judul baru"
