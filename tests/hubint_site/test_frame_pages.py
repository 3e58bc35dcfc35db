"""The pages that stand around the site: sign-in, and what is said when something fails."""

import re

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views.csrf import csrf_failure
from django.views.defaults import server_error


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "429", "500"])
def test_error_page_needs_no_context(name: str) -> None:
    page = get_template(f"{name}.html").render()

    assert page.count("<h1>") == 1
    assert '<html lang="id"' in page
    assert "Ke berandaku" in page


def test_server_error_page_asks_the_database_nothing() -> None:
    answer = server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Ada gangguan di pihak kami" in answer.content.decode()


@pytest.mark.django_db
def test_csrf_failure_tells_how_to_go_on() -> None:
    answer = csrf_failure(RequestFactory().get("/"))

    assert answer.status_code == 403
    assert "Halaman ini terlalu lama terbuka" in answer.content.decode()


@pytest.mark.django_db
def test_sign_in_page_is_the_school_two_fields_and_one_button(client: Client, school) -> None:
    page = client.get(reverse("account_login")).content.decode()

    shown = re.findall(r'<input[^>]*?name="(\w+)"', page)
    assert shown == ["csrfmiddlewaretoken", "login", "password"]
    assert page.count('type="submit"') == 1
    assert school.name in page
    assert "Lupa kata sandi? Minta guru atau operator sekolahmu." in page


@pytest.mark.django_db
def test_sign_in_page_loads_six_files_of_its_own(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()

    linked = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert linked == [
        "/static/hubint/mark.svg",
        "/static/hubint/tokens.css",
        "/static/vendor/bootstrap.css",
        "/static/hubint/hubint.css",
        "/static/hubint/show-password.js",
    ]
    assert " style=" not in page
    assert "<style" not in page


@pytest.mark.django_db
def test_sign_in_error_belongs_to_the_field(client: Client) -> None:
    answer = client.post(reverse("account_login"), {"login": "rina", "password": ""})

    page = answer.content.decode()
    field = re.search(r'<input[^>]*name="password"[^>]*>', page)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_password_error' in field[0]
    assert 'id="id_password_error"' in page
    assert 'value="rina"' in page


def test_first_password_page_says_why(sign_in, student) -> None:
    student.must_change_password = True
    student.save()

    page = sign_in(student).get(reverse("account_change_password")).content.decode()

    assert "Buat kata sandimu sendiri" in page
    assert "main-nav" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cookie", "written"),
    [("dark", ["dark"]), ("light", ["light"]), ("'><script>", [])],
)
def test_chosen_theme_is_written_by_the_server(client: Client, cookie, written) -> None:
    client.cookies["theme"] = cookie

    page = client.get(reverse("account_login")).content.decode()

    assert re.findall(r'data-theme="(.*?)"', page) == written
