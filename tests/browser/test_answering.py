"""Answering on a phone: what is acknowledged is saved, what is not stays on the device."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import Page, expect

from quizzes.attempts import start
from quizzes.items import Form
from quizzes.models import Answer, Attempt
from quizzes.saving import Change, answer_to_save, save_answer
from tests import factories

ALL_FORMS = tuple(form.value for form in Form)


@pytest.fixture
def attempt(live_server, course, teacher, student) -> Attempt:
    quiz = factories.make_quiz(forms=ALL_FORMS)
    assignment = factories.assign_quiz(quiz=quiz, course=course, by=teacher, time_limit_minutes=40)
    return start(assignment=assignment, student=student, now=timezone.now())


@pytest.fixture
def at_work(phone, enter, attempt) -> Page:
    """A phone on the page of the attempt, signed in."""
    enter(phone, attempt.student)
    phone.goto(f"/pengerjaan/{attempt.pk}/")
    return phone


def stored(attempt, position=1):
    return attempt.answers.get(position=position).response


def pick(page: Page, position: int, option: str) -> None:
    page.locator(f"#q{position}-option-{option} + label").click()


def test_every_form_is_saved_as_it_is_answered(at_work, attempt, console):
    console(at_work)

    pick(at_work, 1, "a")
    at_work.locator("label[for=q2-options-a]").click()
    at_work.locator("label[for=q2-options-c]").click()
    at_work.locator("label[for=q3-cell-s1-benar]").click()
    at_work.locator("#q4-pair-p1").select_option("c1")
    at_work.locator("#q5-field-f1").fill("interdependensi")
    at_work.locator("#q6-text").fill("Menurut saya ...")

    expect(at_work.locator("#answered")).to_have_text("6")
    expect(at_work.locator("#soal-6 [data-saved]")).to_have_text(re.compile("Tersimpan .* WIB"))
    expect(at_work.locator("#saved")).to_have_text(re.compile("Tersimpan .* WIB"))
    assert list(attempt.answers.values_list("response", flat=True)) == [
        {"option": "a"},
        {"options": ["a", "c"]},
        {"cells": {"s1": "benar"}},
        {"pairs": {"p1": ["c1"]}},
        {"fields": {"f1": "interdependensi"}},
        {"text": "Menurut saya ..."},
    ]


def test_answers_without_a_connection_survive_a_reload_and_are_sent_later(at_work, attempt):
    at_work.route("**/jawaban/**", lambda route: route.abort())
    pick(at_work, 1, "b")
    at_work.locator("#q6-text").fill("ditulis tanpa sinyal")
    expect(at_work.locator("#saved")).to_have_text("2 belum terkirim")

    at_work.reload()
    expect(at_work.locator("#q1-option-b")).to_be_checked()
    expect(at_work.locator("#q6-text")).to_have_value("ditulis tanpa sinyal")
    assert stored(attempt) is None

    at_work.unroute("**/jawaban/**")
    at_work.evaluate("window.dispatchEvent(new Event('online'))")
    # A try that was under way when the network came back fails first, and waits its turn.
    expect(at_work.locator("#saved")).to_have_text(re.compile("Tersimpan"), timeout=20_000)
    assert stored(attempt) == {"option": "b"}
    assert stored(attempt, 6) == {"text": "ditulis tanpa sinyal"}


def test_two_devices_let_the_student_choose(at_work, attempt, axe):
    row = answer_to_save(attempt_id=attempt.pk, position=1, student=attempt.student)
    save_answer(answer=row, change=Change({"option": "b"}, 0), now=timezone.now())

    pick(at_work, 1, "a")
    conflict = at_work.locator("#soal-1 .conflict")
    expect(conflict).to_contain_text("B. keliru")
    axe(at_work)
    conflict.locator("[data-keep]").click()

    expect(conflict).to_have_count(0)
    expect(at_work.locator("#saved")).to_have_text(re.compile("Tersimpan"))
    assert stored(attempt) == {"option": "a"}


def test_the_other_devices_answer_can_be_taken(at_work, attempt):
    row = answer_to_save(attempt_id=attempt.pk, position=1, student=attempt.student)
    save_answer(answer=row, change=Change({"option": "b"}, 0), now=timezone.now())

    pick(at_work, 1, "a")
    at_work.locator("#soal-1 [data-take]").click()

    expect(at_work.locator("#q1-option-b")).to_be_checked()
    assert stored(attempt) == {"option": "b"}


def test_session_that_ends_keeps_the_answer_until_sign_in(at_work, attempt, student):
    Session.objects.all().delete()
    pick(at_work, 1, "a")
    expect(at_work.locator("#attempt-notice")).to_contain_text("Sesi berakhir")

    at_work.locator("#attempt-notice-sign-in a").click()
    at_work.fill("#id_login", student.username)
    at_work.fill("#id_password", factories.PASSWORD)
    at_work.locator("form button[type=submit]").click()

    expect(at_work.locator("#q1-option-a")).to_be_checked()
    expect(at_work.locator("#saved")).to_have_text(re.compile("Tersimpan"))
    assert stored(attempt) == {"option": "a"}


def test_deadline_sends_the_answers_and_hands_in_by_itself(phone, enter, attempt):
    Attempt.objects.update(deadline=timezone.now() + timedelta(seconds=5))
    enter(phone, attempt.student)
    phone.goto(f"/pengerjaan/{attempt.pk}/")
    phone.locator("#q6-text").fill("sampai detik terakhir")

    phone.wait_for_url("**/hasil/", timeout=15_000)

    assert stored(attempt, 6) == {"text": "sampai detik terakhir"}
    assert not Attempt.objects.get().is_open


def test_clearing_an_answer_is_saved_too(at_work, attempt):
    pick(at_work, 1, "a")
    expect(at_work.locator("#saved")).to_have_text(re.compile("Tersimpan"))

    at_work.locator("#soal-1 .item-clear").click()

    expect(at_work.locator("#answered")).to_have_text("0")
    expect(at_work.locator("#saved")).to_have_text(re.compile("Tersimpan"))
    at_work.wait_for_timeout(300)
    assert stored(attempt) is None


def test_whole_attempt_with_the_keyboard_alone(at_work, attempt):
    at_work.locator("#q1-option-a").focus()
    at_work.keyboard.press("Space")
    at_work.keyboard.press("ArrowDown")
    at_work.keyboard.press("Tab")
    expect(at_work.locator("#soal-1 .item-clear")).to_be_focused()
    at_work.keyboard.press("Tab")
    at_work.keyboard.press("Space")
    expect(at_work.locator("#q2-options-a")).to_be_checked()
    at_work.locator("#q5-field-f1").focus()
    at_work.keyboard.type("kata")
    at_work.keyboard.press("Enter")  # saves, and hands in nothing

    expect(at_work.locator("#soal-5 [data-saved]")).to_have_text(re.compile("Tersimpan"))
    assert stored(attempt) == {"option": "b"}
    assert Attempt.objects.get().is_open


def test_pages_of_a_quiz_are_clean_in_both_themes(
    at_work, attempt, axe, no_sideways_scroll, student
):
    for path in (
        f"/kuis/{attempt.assignment_id}/",
        f"/pengerjaan/{attempt.pk}/",
        f"/pengerjaan/{attempt.pk}/kumpulkan/",
    ):
        at_work.goto(path)
        axe(at_work)
        no_sideways_scroll(at_work)
    at_work.locator("main form button[type=submit]").click()
    at_work.wait_for_url("**/hasil/")
    axe(at_work)
    no_sideways_scroll(at_work)


def test_without_scripts_the_form_saves_and_hands_in(no_script, enter, attempt):
    enter(no_script, attempt.student)
    no_script.goto(f"/pengerjaan/{attempt.pk}/")
    pick(no_script, 1, "a")
    no_script.locator("#q6-text").fill("tanpa skrip")
    no_script.locator(".attempt-buttons [value=save]").click()
    expect(no_script.locator(".messages")).to_contain_text("2 jawaban tersimpan")

    no_script.locator("#q5-field-f1").fill("kata")
    no_script.locator("#q5-field-f1").press("Enter")
    expect(no_script.locator("#q1-option-a")).to_be_checked()  # Enter pressed a harmless button
    no_script.locator(".attempt-buttons [value=submit]").click()
    no_script.locator("main form button[type=submit]").click()

    assert no_script.url.endswith("/hasil/")
    assert Answer.objects.filter(is_final=True, response__isnull=False).count() == 3
