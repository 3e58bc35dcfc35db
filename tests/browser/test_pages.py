"""Every page, for each who may open it: axe in both themes, no sideways scroll, no stray request.

The pages come from the access table, so a new URL is looked at without another line here; empty
states, errors and refusals are listed below.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Role, User
from quizzes.attempts import start, submit
from quizzes.models import QuizAssignment
from tests import factories
from tests.access_table import ROLES
from tests.stage import Stage, set_stage
from tests.test_access import ROWS

WIDTHS = (360, 1280)


@pytest.fixture
def cast(
    student, other_student, teacher, other_teacher, operator, editor, admin, other_admin
) -> dict[str, User | None]:
    people = (
        None, student, other_student, teacher, other_teacher, operator, editor, admin, other_admin
    )  # fmt: skip
    return dict(zip(ROLES, people, strict=True))


@pytest.fixture
def stage(live_server, school, course, other_course, teacher, student, classmate) -> Stage:
    stage = set_stage(course=course, teacher=teacher, student=student, school=school)
    submit(attempt=start(assignment=stage.task, student=classmate, now=timezone.now()),
           now=timezone.now())  # fmt: skip
    return stage


@pytest.fixture
def sound(open_context, live_server, axe, no_sideways_scroll) -> Iterator[Callable[..., None]]:
    """Return a function that opens an address and fails with everything that is wrong with it."""
    host = urlsplit(live_server.url).netloc
    strays: list[str] = []
    faults: list[str] = []

    def listen(page: Page) -> None:
        page.on("request", lambda request: note_stray(request.url))
        page.on("pageerror", lambda error: faults.append(f"{page.url}: {error}"))
        page.on("console", lambda message: note_fault(page, message))

    def note_stray(url: str) -> None:
        if urlsplit(url).scheme not in ("data", "blob") and urlsplit(url).netloc != host:
            strays.append(url)

    def note_fault(page: Page, message) -> None:
        # The browser reports the page's own status (403, 404) as an error too.
        own = message.location.get("url") == page.url and "Failed to load" in message.text
        if message.type == "error" and not own:
            faults.append(f"{page.url}: {message.text}")

    def check(page: Page, url: str = "", *, status: int = 200, admin: bool = False) -> None:
        if page not in listened:
            listen(page)
            listened.append(page)
        if url:
            response = page.goto(url)
            assert response is not None
            assert response.status == status, f"{url} gave {response.status}"
        assert page.locator("html").get_attribute("lang") == "id", page.url
        # In Django's admin the name of the site counts as a heading of the first level there.
        assert page.locator("h1:visible").count() == 1 or admin, page.url
        assert len(page.title().replace("HubInt", "").strip(" ·|-\n")) > 2, f"title of {page.url}"
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 740})
            axe(page)
        no_sideways_scroll(page)
        assert strays == []
        assert faults == []

    listened: list[Page] = []
    yield check
    assert strays == []
    assert faults == []


# --- Every page of the access table -----------------------------------------------------------


LOOKERS = ("student", "teacher", "operator", "editor", "admin")
ONE_BY_ONE = {"dashboards:home", "lessons:section-detail", "quizzes:question-detail"}


def is_file(name: str) -> bool:
    """A download shows nothing."""
    return name.endswith("-export")


def pages_of(role: str) -> list[str]:
    """The names of the pages to look at as this role: what looks alike, only as the first."""
    pages = []
    for row in ROWS:
        lookers = [each for each in LOOKERS if row.expected[each] == "200"]
        alike = lookers if row.name in ONE_BY_ONE else lookers[:1] + lookers[3:4]
        if row.method == "GET" and role in alike and not is_file(row.name):
            pages.append(row.name)
    return pages


@pytest.mark.parametrize("role", LOOKERS)
def test_every_page_is_sound(role, cast, stage, open_context, enter, sound) -> None:
    page = open_context().new_page()
    enter(page, cast[role])

    for name in pages_of(role):
        sound(page, reverse(name, kwargs=stage.arguments(name)))


def test_every_page_is_looked_at() -> None:
    looked = {name for role in LOOKERS for name in pages_of(role)}

    pages = [row for row in ROWS if row.method == "GET" and not is_file(row.name)]
    assert looked == {row.name for row in pages if "200" in [*row.expected.values()][1:]}


# --- Empty, refused and broken ----------------------------------------------------------------


def test_pages_without_any_data_are_sound(
    live_server, school, open_context, enter, sound, other_student, editor, operator
) -> None:
    teacher = factories.make_member(school=school, role=Role.TEACHER, name="Guru baru")
    nobody = factories.make_user(name="Tanpa peran")
    names = {
        other_student: ["home", "task-list", "practice-list", "result-list"],
        teacher: ["home", "task-list", "class-list", "result-list"],
        editor: ["home"],
        operator: ["home", "class-list"],
        nobody: ["home"],
    }
    page = open_context().new_page()
    for user, pages in names.items():
        enter(page, user)
        for name in pages:
            sound(page, reverse(f"dashboards:{name}"))
    enter(page, other_student)
    sound(page, reverse("lessons:lesson-list"))
    enter(page, teacher)
    for name in ("assign", "marking-list", "question-list"):
        sound(page, reverse(f"quizzes:{name}"))


def test_refusals_are_sound(live_server, stage, open_context, enter, sound, other_student) -> None:
    page = open_context().new_page()
    sound(page, "/masuk/")
    page.get_by_label("Nama pengguna atau NISN").fill("rina")
    page.get_by_label("Kata sandi", exact=True).fill("salah-sekali")
    page.get_by_role("button", name="Masuk").click()
    expect(page.locator(".notice, .invalid-feedback, [role=alert]").first).to_be_visible()
    sound(page)

    enter(page, other_student)
    sound(page, "/tidak-ada/", status=404)
    sound(page, reverse("quizzes:attempt-detail", args=[stage.open.pk]), status=404)
    sound(page, reverse("quizzes:assign"), status=403)


def test_pages_of_trouble_are_sound(
    live_server, stage, student, open_context, enter, sound, monkeypatch
) -> None:
    page = open_context().new_page()
    page.goto("/masuk/")
    page.get_by_label("Nama pengguna atau NISN").fill("rina")
    page.get_by_label("Kata sandi", exact=True).fill("apa-saja-9")
    page.context.clear_cookies()  # as when a page has stood open over night
    with page.expect_response(lambda response: response.request.method == "POST") as told:
        page.get_by_role("button", name="Masuk").click()
    assert told.value.status == 403
    sound(page)

    def broken(_user: User) -> None:
        raise RuntimeError

    monkeypatch.setattr("lessons.views.units_for", broken)
    enter(page, student)
    sound(page, "/materi/", status=500)


def test_first_password_page_and_too_many_tries_are_sound(
    live_server, student, open_context, enter, sound
) -> None:
    student.must_change_password = True
    student.save()
    page = open_context().new_page()
    enter(page, student)
    sound(page, "/")
    expect(page).to_have_url(f"{live_server.url}/kata-sandi/")

    script = Client()
    script.force_login(student)
    for _time in range(10):
        script.post("/kata-sandi/", {"oldpassword": "x", "password1": "y", "password2": "y"})
    for field in page.locator("main input[type=password]").all():
        field.fill("keliru-semua-9")
    with page.expect_response(lambda response: response.request.method == "POST") as told:
        page.locator("main button[type=submit]").click()
    assert told.value.status == 429
    sound(page)
    cache.clear()


def test_states_of_a_quiz_are_sound(
    stage, course, teacher, student, open_context, enter, sound
) -> None:
    now, page = timezone.now(), open_context().new_page()
    task: QuizAssignment = stage.task
    enter(page, student)

    def own(**fields) -> str:
        given = factories.assign_quiz(quiz=stage.quiz, course=course, by=teacher, **fields)
        return reverse("quizzes:assignment-detail", args=[given.pk])

    hour = timedelta(hours=1)
    sound(page, own())  # to do
    sound(page, own(opens_at=now + hour))  # upcoming
    sound(page, own(due_at=now - hour / 2))  # late
    sound(page, own(opens_at=now - 9 * hour, due_at=now - 8 * hour, closes_at=now - 7 * hour))
    sound(page, own(time_limit_minutes=30, score_from="released", key_from="never", note="Baca."))

    QuizAssignment.objects.filter(pk=task.pk).update(
        score_from="released", correctness_from="released", key_from="released"
    )
    sound(page, reverse("quizzes:attempt-result", args=[stage.handed_in.pk]))


def test_refused_forms_of_a_teacher_are_sound(stage, teacher, open_context, enter, sound) -> None:
    page = open_context(java_script_enabled=True).new_page()
    enter(page, teacher)
    for name in ("assignment-edit", "assignment-extend", "assignment-copy"):
        page.goto(reverse(f"quizzes:{name}", args=[stage.task.pk]))
        for field in page.locator("main input[type=datetime-local]:visible").all():
            field.fill("")
        with page.expect_response(lambda response: response.request.method == "POST") as told:
            page.locator("main form button[type=submit]").last.click()
        assert told.value.status == 422, name
        sound(page)
    page.goto(reverse("quizzes:assign"))
    for box in page.locator("main input[type=checkbox]:visible:checked").all():
        box.uncheck()
    with page.expect_response(lambda response: response.request.method == "POST") as told:
        page.locator("main form button[type=submit]").last.click()
    assert told.value.status == 422
    sound(page)


# --- The Django admin, where we add to it -----------------------------------------------------


def test_pages_that_we_add_to_the_admin_are_sound(
    stage, editor, open_context, enter, sound
) -> None:
    page = open_context().new_page()
    enter(page, editor)
    questions = [slot.question for slot in stage.quiz.slots.all()]

    sound(page, reverse("admin:index"), admin=True)
    sound(page, reverse("admin:lessons_section_change", args=[stage.section.pk]), admin=True)
    sound(page, reverse("admin:lessons_lesson_change", args=[stage.lesson.pk]), admin=True)
    sound(page, reverse("admin:quizzes_question_add"), admin=True)
    sound(page, reverse("admin:quizzes_question_add") + "?form=matching", admin=True)
    for question in questions:  # one of every form
        sound(page, reverse("admin:quizzes_question_change", args=[question.pk]), admin=True)
    sound(page, reverse("admin:quizzes_quiz_change", args=[stage.quiz.pk]), admin=True)
