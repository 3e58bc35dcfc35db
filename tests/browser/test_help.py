"""The guides in a browser: sound at every width, pictures that load, and the way there."""

import re

import pytest
from playwright.sync_api import Page, expect

from hubint_site.help import GUIDES


@pytest.mark.parametrize("guide", GUIDES)
def test_guide_is_sound_and_shows_its_pictures(
    guide: str, live_server, phone: Page, axe, no_sideways_scroll
) -> None:
    phone.goto(f"/bantuan/{guide}/")

    axe(phone)
    no_sideways_scroll(phone)
    pictures = phone.locator(".help img")
    for picture in pictures.all():
        picture.scroll_into_view_if_needed()
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("one => one.naturalWidth") > 0
    phone.set_viewport_size({"width": 1280, "height": 800})
    axe(phone)


def test_help_is_reached_from_the_menu_without_scripts(student, no_script: Page, enter) -> None:
    enter(no_script, student)
    no_script.goto("/nilai/")
    no_script.locator(".menu > summary").click()
    no_script.locator(".menu-panel").get_by_role("link", name="Bantuan").click()

    expect(no_script).to_have_url(re.compile(r"/bantuan/murid/#hasil$"))
    expect(no_script.locator("#hasil h2")).to_be_in_viewport()


def test_help_is_reached_from_the_sign_in_page(live_server, phone: Page) -> None:
    phone.goto("/masuk/")
    phone.get_by_role("link", name="Bantuan").click()

    expect(phone).to_have_url(re.compile(r"/bantuan/murid/#masuk$"))
    expect(phone.locator("#masuk h2")).to_be_in_viewport()
