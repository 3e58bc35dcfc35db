"""The first page that anyone sees."""

from playwright.sync_api import Page, expect


def test_sign_in_page_is_whole_on_a_phone(phone: Page, axe, no_sideways_scroll, console) -> None:
    console(phone)

    response = phone.goto("/masuk/")

    assert response is not None
    assert response.status == 200
    expect(phone.locator("html")).to_have_attribute("lang", "id")
    expect(phone.locator("h1")).to_have_count(1)
    axe(phone)
    no_sideways_scroll(phone)


def test_sign_in_works_without_javascript(no_script: Page, student) -> None:
    student.set_password("benar-sekali-27")
    student.save()
    no_script.goto("/masuk/")

    no_script.fill("input[name=login]", student.username)
    no_script.fill("input[name=password]", "benar-sekali-27")
    no_script.click("form:has(input[name=password]) button[type=submit]")

    expect(no_script.locator("input[name=login]")).to_have_count(0)
    assert "/masuk/" not in no_script.url
