"""Every URL of the site, for everybody: expectations by hand in access_table.py."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import audit
from accounts.models import User
from quizzes.plain_form import seal
from tests import access_table
from tests.stage import Stage, set_stage

SIGN_IN = ("/masuk/?next=", "/admin/login/?next=")


# --- The table --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    name: str
    method: str
    expected: dict[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def lines(table: str) -> Iterator[list[str]]:
    """Rows of a table without its header."""
    return iter([line.split() for line in table.splitlines() if line.strip()][1:])


ROWS = [
    Row(name, method, dict(zip(access_table.ROLES, cells, strict=True)))
    for name, method, *cells in lines(access_table.SITE)
]
PAGES = ("changelist", "add", "change", "delete", "history")
ADMIN = {
    f"admin:{model}_{page}": dict(
        zip(("editor", "admin", "foreign"), cells[place * 3 : place * 3 + 3], strict=True)
    )
    for model, *cells in lines(access_table.ADMIN)
    for place, page in enumerate(PAGES)
}
ADMIN_OTHER = {
    name: dict(zip(("anonymous", "people", "editor", "admin", "foreign"), cells, strict=True))
    for name, *cells in lines(access_table.ADMIN_OTHER)
}


def names(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    """All URL names below; a URL without a name counts as "?"."""
    for pattern in patterns:
        match pattern:
            case URLResolver(namespace=namespace):
                inner = f"{prefix}{namespace}:" if namespace else prefix
                yield from names(pattern.url_patterns, inner)
            case URLPattern(name=name):
                yield f"{prefix}{name or '?'}"


def test_every_url_has_a_row_and_every_row_a_url() -> None:
    # "admin:?" are the admin's redirects of old addresses and its 404 for anything else.
    urls = set(names(get_resolver().url_patterns)) - {"admin:?"}
    # The history of each model is one view of one base class: one row stands for all.
    same = {name for name in urls if name.endswith("_simple_history")}
    rows = {row.name for row in ROWS} | ADMIN.keys() | ADMIN_OTHER.keys()

    assert sorted(urls - same - rows) == []
    assert sorted(rows - urls) == []


# --- The people and what they meet ------------------------------------------------------------


@pytest.fixture
def people(student, other_student, teacher, other_teacher, operator, editor, admin, other_admin):
    cast = (
        None, student, other_student, teacher, other_teacher, operator, editor, admin, other_admin
    )  # fmt: skip
    return dict(zip(access_table.ROLES, cast, strict=True))


@pytest.fixture
def stage(school, course, other_course, teacher, student) -> Stage:
    return set_stage(course=course, teacher=teacher, student=student, school=school)


def enter(user: User | None, **options: Any) -> Client:
    client = Client(**options)
    if user:
        client.force_login(user)
    return client


def seen(answer: HttpResponse) -> str:
    """What came back, as the table writes it."""
    if answer.status_code == 302 and answer.headers["Location"].startswith(SIGN_IN):
        return ">"
    return str(answer.status_code)


def ask(user: User | None, method: str, url: str, posted: dict[str, Any] | None = None) -> str:
    """Ask in a transaction that is taken back, so that every role meets the same rows."""
    form = "application/x-www-form-urlencoded"
    with transaction.atomic():
        answer = enter(user).generic(method, url, urlencode(posted or {}), content_type=form)
        transaction.set_rollback(True)
    return seen(answer)


def differences(got: dict[str, str], expected: dict[str, str]) -> str:
    """Say in one line who got something else; empty when all is as expected."""
    return "; ".join(
        f"{role} got {got[role]}, not {code}"
        for role, code in expected.items()
        if got[role] != code
    )


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_url_answers_each_role_as_the_table_says(row: Row, people, stage) -> None:
    url = reverse(row.name, kwargs=stage.arguments(row.name))

    # Everybody sends the seal that the student's page carries; it opens nothing to the others.
    posted = {"seal": seal(stage.open)} if row.name == "quizzes:attempt-detail" else {}

    got = {role: ask(user, row.method, url, posted) for role, user in people.items()}

    assert differences(got, row.expected) == ""


OUR_NAMES = sorted({row.name for row in ROWS if ":" in row.name})


@pytest.mark.parametrize("name", OUR_NAMES)
def test_url_refuses_methods_that_it_has_not(name: str, people, stage) -> None:
    rows = [row for row in ROWS if row.name == name]
    missing = {"GET", "POST", "PUT", "DELETE", "PATCH"} - {row.method for row in rows}
    role = next(
        role for role in access_table.ROLES if rows[0].expected[role] in ("200", "302", "422")
    )
    url = reverse(name, kwargs=stage.arguments(name))

    got = {method: ask(people[role], method, url) for method in sorted(missing)}

    assert got == dict.fromkeys(sorted(missing), "405")


def test_only_sign_in_and_help_are_open_to_nobody() -> None:
    open_to_all = {row.name for row in ROWS if row.expected["anonymous"] == "200"}

    assert open_to_all == {"account_login", "help-page", "help-guide"}


# --- The Django admin -------------------------------------------------------------------------


@pytest.fixture
def admin_rows(stage, course, classroom, school, student, teacher, admin) -> dict[str, int]:
    """The primary key that each model's pages are asked for, all of the first school."""
    audit.record("test", student, by=admin, now=stage.task.opens_at, school=school)
    lesson, question = stage.lesson, stage.quiz.slots.first().question
    stimulus = question.versions.model.stimulus.field.related_model.objects.create(
        code="teks", title="Teks", body="Teks.", school=school
    )
    tag = question.tags.create(name="HOTS")
    rows = {
        "lessons_unit": lesson.unit,
        "lessons_objective": lesson.unit.objectives.first(),
        "lessons_lesson": lesson,
        "lessons_section": stage.section,
        "lessons_figure": lesson.figures.first(),
        "lessons_source": lesson.sources.first(),
        "lessons_glossaryterm": lesson.terms.first(),
        "quizzes_tag": tag,
        "quizzes_stimulus": stimulus,
        "quizzes_question": question,
        "quizzes_quiz": stage.quiz,
        "classrooms_classroom": classroom,
        "classrooms_course": course,
        "accounts_school": school,
        "accounts_user": student,
        "accounts_auditentry": audit.AuditEntry.objects.latest("pk"),
    }
    return {model: row.pk for model, row in rows.items()}


def test_admin_rows_cover_every_model_of_the_table(admin_rows) -> None:
    assert admin_rows.keys() == {model for model, *_cells in lines(access_table.ADMIN)}


@pytest.mark.parametrize("model", [model for model, *_cells in lines(access_table.ADMIN)])
def test_admin_page_opens_by_role_and_school(model: str, people, admin_rows) -> None:
    wrong = []
    for page in PAGES:
        name = f"admin:{model}_{page}"
        url = reverse(name, args=[] if page in ("changelist", "add") else [admin_rows[model]])
        refused = dict.fromkeys(("student", "outsider", "teacher", "colleague", "operator"), "403")
        expected = {"anonymous": ">"} | refused | ADMIN[name]
        got = {role: ask(user, "GET", url) for role, user in people.items()}
        if different := differences(got, expected):
            wrong.append(f"{page}: {different}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", ADMIN_OTHER)
def test_page_of_the_admin_itself_opens_by_role(name: str, people, admin_rows, stage) -> None:
    query = ""
    match name:
        case "admin:app_list":
            args: list[Any] = ["lessons"]
        case "admin:auth_user_password_change":
            args = [admin_rows["accounts_user"]]
        case "admin:lessons_unit_simple_history":
            unit = stage.lesson.unit
            args = [unit.pk, unit.history.latest().pk]
        case "admin:quizzes_question_version":
            args = [admin_rows["quizzes_question"], 1]
        case "admin:view_on_site":
            args = [ContentType.objects.get_for_model(stage.section).pk, stage.section.pk]
        case "admin:autocomplete":
            args = []
            query = "?app_label=lessons&model_name=section&field_name=lesson&term="
        case _:
            args = []
    url = reverse(name, args=args) + query
    rows = ADMIN_OTHER[name]

    got = {role: ask(user, "GET", url) for role, user in people.items()}

    expected = {role: rows.get(role, rows["people"]) for role in people}
    assert differences(got, expected) == ""
