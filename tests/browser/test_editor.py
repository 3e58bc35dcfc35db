"""The question editor in a browser: rows in place with JavaScript, from the server without it."""

import pytest
from playwright.sync_api import expect

from accounts.models import Role, User
from lessons.models import Objective
from quizzes.items import Form
from quizzes.models import Question
from tests import factories

ADD = "/admin/quizzes/question/add/?form="


@pytest.fixture
def content(live_server) -> tuple[User, Objective]:
    school = factories.make_school(keeps_shared_content=True)
    editor = factories.make_member(school=school, role=Role.EDITOR, name="Lestari")
    return editor, factories.make_objective(unit=factories.make_unit())


def test_a_row_is_added_in_place(desktop, enter, content, console):
    editor, _ = content
    enter(desktop, editor)
    console(desktop)
    desktop.goto(f"{ADD}single_choice")
    desktop.get_by_label("Pilihan A").fill("satu")

    desktop.get_by_role("button", name="Tambah baris").click()

    expect(desktop.get_by_label("Pilihan F")).to_be_focused()
    expect(desktop.get_by_label("Pilihan A")).to_have_value("satu")
    expect(desktop.locator("[name=body-options-total]")).to_have_value("6")
    expect(desktop.locator("[name=body-options-5-text]")).to_be_visible()


def test_a_row_is_added_without_javascript(no_script, enter, content):
    editor, _ = content
    enter(no_script, editor)
    no_script.goto(f"{ADD}matching")
    no_script.locator("[name=body-choices-0-text]").fill("satu")

    no_script.get_by_role("button", name="Tambah baris").first.click()

    expect(no_script.locator("[name=body-choices-7-text]")).to_be_visible()
    expect(no_script.locator("[name=body-choices-0-text]")).to_have_value("satu")
    expect(no_script.locator(".errornote")).to_have_count(0)


def test_the_enter_key_saves_and_adds_no_row(desktop, enter, content):
    editor, objective = content
    version = factories.make_question(objective=objective)
    enter(desktop, editor)
    desktop.goto(f"/admin/quizzes/question/{version.question_id}/change/")

    desktop.locator("[name=code]").fill("nama-baru")
    desktop.locator("[name=code]").press("Enter")

    expect(desktop.locator(".messagelist")).to_contain_text("nama-baru")
    assert Question.objects.get().code == "nama-baru"


@pytest.mark.parametrize("form", Form)
def test_every_editor_is_accessible_and_fits(
    form, desktop, enter, content, axe, no_sideways_scroll, console
):
    editor, objective = content
    version = factories.make_question(objective=objective, form=form)
    enter(desktop, editor)
    console(desktop)

    desktop.goto(f"/admin/quizzes/question/{version.question_id}/change/")
    no_sideways_scroll(desktop, widths=(360, 1280))
    axe(desktop)
    desktop.goto(f"{ADD}{form}")
    desktop.locator("[name=_save]").click()
    expect(desktop.locator(".errornote")).to_be_visible()
    no_sideways_scroll(desktop, widths=(360, 1280))
    axe(desktop)
