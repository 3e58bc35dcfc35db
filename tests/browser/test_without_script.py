"""A phone whose browser runs no JavaScript: what goes wrong there loses nothing typed either."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from quizzes.attempts import start
from quizzes.models import Attempt
from tests import factories


@pytest.fixture
def attempt(live_server, course, teacher, student) -> Attempt:
    quiz = factories.make_quiz(forms=("single_choice", "short_answer", "essay"))
    assignment = factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    return start(assignment=assignment, student=student, now=timezone.now())


def responses(attempt: Attempt) -> list[object]:
    return [*attempt.answers.order_by("position").values_list("response", flat=True)]


def essay(page: Page):
    return page.get_by_role("article", name="Soal 3", exact=True).get_by_label("Jawabanmu")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def sign_in(page: Page, person: User) -> None:
    page.get_by_label("Nama pengguna atau NISN").fill(person.username)
    page.get_by_label("Kata sandi", exact=True).fill(factories.PASSWORD)
    press(page, "Masuk")


@pytest.mark.parametrize("last_button", ["Simpan", "Kumpulkan"])
def test_session_that_ends_in_a_quiz_costs_no_answer(
    no_script: Page, enter, attempt, student, last_button
) -> None:
    enter(no_script, student)
    no_script.goto(f"/pengerjaan/{attempt.pk}/")
    no_script.get_by_text("benar", exact=True).click()
    essay(no_script).fill("Ditulis sebelum sesi berakhir.")
    Session.objects.all().delete()

    press(no_script, last_button)
    expect(no_script.get_by_text(re.compile("jawabanmu", re.IGNORECASE)).first).to_be_visible()
    assert responses(attempt) == [None, None, None]
    sign_in(no_script, student)

    expect(no_script).to_have_url(re.compile(rf"/pengerjaan/{attempt.pk}/"))
    assert responses(attempt) == [
        {"option": "a"},
        None,
        {"text": "Ditulis sebelum sesi berakhir."},
    ]
    assert Attempt.objects.get().is_open


def test_two_tabs_show_both_answers_and_let_the_student_choose(
    no_script: Page, enter, attempt, student
) -> None:
    enter(no_script, student)
    other = no_script.context.new_page()
    for page, text in ((no_script, "Dari tab pertama."), (other, "Dari tab kedua.")):
        page.goto(f"/pengerjaan/{attempt.pk}/")
        essay(page).fill(text)

    press(no_script, "Simpan")
    press(other, "Simpan")

    # The second tab keeps what was typed, shows what is stored, and overwrites nothing unasked.
    expect(essay(other)).to_have_value("Dari tab kedua.")
    expect(other.get_by_text("Dari tab pertama.")).to_be_visible()
    assert responses(attempt)[2] == {"text": "Dari tab pertama."}

    press(other, "Simpan")
    assert responses(attempt)[2] == {"text": "Dari tab kedua."}


def test_deadline_that_passes_meanwhile_ends_in_a_clear_answer(
    no_script: Page, enter, attempt, student
) -> None:
    enter(no_script, student)
    no_script.goto(f"/pengerjaan/{attempt.pk}/")
    no_script.get_by_text("benar", exact=True).click()
    press(no_script, "Simpan")
    essay(no_script).fill("Terlambat.")
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=1))

    press(no_script, "Kumpulkan")

    expect(no_script.get_by_role("heading", level=1)).to_have_text("Hasil")
    expect(no_script.get_by_text(re.compile("waktumu habis", re.IGNORECASE)).first).to_be_attached()
    assert responses(attempt) == [{"option": "a"}, None, None]
    late = attempt.answers.get(position=3).late_answers.get()
    assert late.response == {"text": "Terlambat."}
    assert Attempt.objects.get().submitted_by == "clock"
