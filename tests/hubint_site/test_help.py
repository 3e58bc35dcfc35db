"""The guides, and the help link that leads from each page to the right part of one."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from hubint_site.help import ANCHORS, GUIDE_OF, GUIDES
from hubint_site.templatetags.help_pictures import picture_sizes
from tests.access_table import ADMIN, SITE
from tests.test_access import ROWS, lines

PICTURES = Path(settings.BASE_DIR) / "hubint_site/static/help"
LARGEST, ALL_TOGETHER = 60_000, 400_000
ROLES = {"student": "murid", "teacher": "guru", "operator": "operator", "editor": "editor",
         "admin": "editor"}  # fmt: skip
ELSEWHERE = {"help-page", "help-guide"}


class Tags(HTMLParser):
    """The ids, the links and the pictures of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag == "a":
            self.links.append(given.get("href") or "")
        if tag == "img":
            self.pictures.append(given)


@pytest.fixture
def guide(db):
    def opened(name: str) -> Tags:
        return Tags(Client().get(reverse("help-guide", args=[name])).content.decode())

    return opened


# --- The table of anchors ---------------------------------------------------------------------


@pytest.mark.parametrize("name", GUIDES)
def test_every_anchor_stands_in_its_guide_and_in_its_contents(name: str, guide) -> None:
    page = guide(name)

    inside = {link[1:] for link in page.links if link.startswith("#")} - {"isi"}
    assert set(ANCHORS[name].values()) - set(page.ids) == set()
    assert inside - set(page.ids) == set()
    assert set(ANCHORS[name].values()) - inside == set()
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_role_leads_to_its_part_of_a_guide(role: str) -> None:
    given = {row.name for row in ROWS if row.method == "GET" and row.expected[role] == "200"}
    pages = {name for name in given if not name.endswith("-export")}  # files, not pages

    assert pages - ELSEWHERE - ANCHORS[ROLES[role]].keys() == set()


def test_every_list_of_the_admin_leads_to_its_part_of_a_guide() -> None:
    models = {f"admin:{model}" for model, *_cells in lines(ADMIN)}

    assert models - ANCHORS["editor"].keys() == set()


def test_no_anchor_is_kept_for_a_page_that_is_gone() -> None:
    pages = {name for name, *_cells in lines(SITE)}
    models = {f"admin:{model}" for model, *_cells in lines(ADMIN)}
    named = {name for anchors in ANCHORS.values() for name in anchors}

    assert named - pages - models == {"admin:index", "admin:app_list"}


def test_every_role_has_a_guide() -> None:
    assert {str(role): guide for role, guide in GUIDE_OF.items()} == ROLES
    assert set(GUIDE_OF.values()) == GUIDES.keys() == ANCHORS.keys()


# --- The link ---------------------------------------------------------------------------------


def help_links(client: Client, url: str) -> set[str]:
    page = Tags(client.get(url).content.decode())
    return {link for link in page.links if link.startswith("/bantuan/")}


def test_help_link_leads_to_the_part_about_this_page(sign_in, student, teacher, operator) -> None:
    assert help_links(Client(), "/masuk/") == {"/bantuan/murid/#masuk"}
    assert help_links(sign_in(student), "/tugas/") == {"/bantuan/murid/#beranda"}
    assert help_links(sign_in(teacher), "/tugas/") == {"/bantuan/guru/#mengubah"}
    assert help_links(sign_in(operator), "/orang/") == {"/bantuan/operator/#orang"}


def test_help_link_of_the_admin_leads_to_the_model(sign_in, editor) -> None:
    url = reverse("admin:quizzes_question_changelist")

    assert help_links(sign_in(editor), url) == {"/bantuan/editor/#soal"}


def test_missing_page_still_leads_to_help(sign_in, student) -> None:
    assert help_links(sign_in(student), "/tidak-ada/") == {"/bantuan/", "/bantuan/murid/"}


# --- The pages --------------------------------------------------------------------------------


def test_help_opens_the_guide_of_ones_own_role(
    sign_in, student, teacher, operator, editor, admin
) -> None:
    for user, title in (
        (student, "Panduan murid"),
        (teacher, "Panduan guru"),
        (operator, "Panduan operator"),
        (editor, "Panduan editor dan admin"),
        (admin, "Panduan editor dan admin"),
    ):
        assert f'<h1 lang="id">{title}</h1>' in sign_in(user).get("/bantuan/").content.decode()


def test_help_is_open_before_the_first_password_is_changed(sign_in, student) -> None:
    student.must_change_password = True
    student.save()

    assert sign_in(student).get("/bantuan/murid/").status_code == 200


@pytest.mark.django_db
def test_unknown_guide_is_not_found() -> None:
    assert Client().get("/bantuan/wali-kelas/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/bantuan/", "/bantuan/guru/"])
def test_help_is_only_for_reading(url: str) -> None:
    answers = [Client().generic(method, url).status_code for method in ("POST", "PUT", "DELETE")]

    assert answers == [405, 405, 405]


def test_guides_cost_no_query_of_their_own(sign_in, student, django_assert_num_queries) -> None:
    client = sign_in(student)

    with django_assert_num_queries(2):  # the session, and who is signed in
        client.get("/bantuan/murid/")


# --- The pictures -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", GUIDES)
def test_pictures_say_their_size_and_what_they_show(name: str, guide) -> None:
    pictures = guide(name).pictures

    assert pictures
    for picture in pictures:
        assert picture["loading"] == "lazy"
        assert len(picture["alt"] or "") > 20
        assert int(picture["width"] or 0) > 200
        assert int(picture["height"] or 0) > 200


def test_pictures_are_small_and_all_used() -> None:
    sizes = {path.stem: path.stat().st_size for path in PICTURES.glob("*.webp")}
    templates = Path(settings.BASE_DIR) / "hubint_site/templates/help"
    text = "".join(path.read_text(encoding="utf-8") for path in templates.glob("*.html"))

    assert sizes.keys() == picture_sizes().keys()
    assert sizes.keys() == set(re.findall(r'help_picture "([a-z-]+)"', text))
    assert max(sizes.values()) <= LARGEST
    assert sum(sizes.values()) <= ALL_TOGETHER
