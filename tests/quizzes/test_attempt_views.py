import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quizzes.attempts import start, submit
from quizzes.items import Form
from quizzes.models import Answer, Attempt, LateAnswer, QuestionVersion, Stimulus
from quizzes.plain_form import seal
from quizzes.saving import Change, answer_to_save, save_answer
from tests import factories

ALL_FORMS = tuple(form.value for form in Form)
RIGHT = {
    1: {"q1-option": "a"},
    2: {"q2-options": ["a", "c"]},
    3: {"q3-cell-s1": "benar", "q3-cell-s2": "salah"},
    4: {"q4-pair-p1": "c1", "q4-pair-p2": "c2"},
    5: {"q5-field-f1": "interdependensi"},
    6: {"q6-text": "Menurut saya ..."},
}


@pytest.fixture
def assignment(course, teacher):
    quiz = factories.make_quiz(forms=ALL_FORMS)
    return factories.assign_quiz(quiz=quiz, course=course, by=teacher)


@pytest.fixture
def attempt(assignment, student):
    return start(assignment=assignment, student=student, now=timezone.now())


@pytest.fixture
def rina(sign_in, student) -> Client:
    return sign_in(student)


def page(name: str, *args: int) -> str:
    return reverse(f"quizzes:{name}", args=args)


def save(attempt, position, response):
    row = answer_to_save(attempt_id=attempt.pk, position=position, student=attempt.student)
    return save_answer(answer=row, change=Change(response, row.revision), now=timezone.now())


def hidden_fields(html: str) -> dict[str, str]:
    """Read what the page would post back besides the answers."""
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", html):
        name = re.search(r'name="([^"]+)"', tag)[1]
        found[name] = re.search(r'value="([^"]*)"', tag)[1]
    return {name: value for name, value in found.items() if name != "csrfmiddlewaretoken"}


def text_of(response) -> str:
    return response.content.decode()


# --- Before ------------------------------------------------------------------------------------


def test_assignment_page_says_the_rules_and_offers_to_start(rina, assignment):
    html = text_of(rina.get(page("assignment-detail", assignment.pk)))

    assert page("attempt-start", assignment.pk) in html
    assert html.count('class="state ') == 1


@pytest.mark.parametrize(
    ("opens", "due", "closes", "state"),
    [(1, 2, 3, "upcoming"), (-1, 1, 2, "todo"), (-2, -1, 1, "late"), (-3, -2, -1, "closed")],
)
def test_assignment_page_shows_exactly_one_state(rina, assignment, opens, due, closes, state):
    now = timezone.now()
    assignment.opens_at, assignment.due_at, assignment.closes_at = (
        now + timedelta(days=days) for days in (opens, due, closes)
    )
    assignment.save()

    html = text_of(rina.get(page("assignment-detail", assignment.pk)))

    assert re.findall(r'class="state state-(\w+)"', html) == [state]
    assert (page("attempt-start", assignment.pk) in html) == (state in ("todo", "late"))


def test_assignment_of_another_class_is_not_found(sign_in, other_student, assignment):
    client = sign_in(other_student)

    assert client.get(page("assignment-detail", assignment.pk)).status_code == 404
    assert client.post(page("attempt-start", assignment.pk)).status_code == 404


def test_teacher_has_no_business_on_a_students_pages(sign_in, teacher, assignment, attempt):
    client = sign_in(teacher)

    for path in (page("assignment-detail", assignment.pk), page("attempt-detail", attempt.pk)):
        assert client.get(path).status_code == 403


def test_start_leads_to_the_attempt(rina, assignment):
    response = rina.post(page("attempt-start", assignment.pk))

    assert response.url == page("attempt-detail", Attempt.objects.get().pk)


def test_start_is_a_post(rina, assignment):
    assert rina.get(page("attempt-start", assignment.pk)).status_code == 405


def test_start_that_is_refused_goes_back_with_the_reason(rina, assignment):
    assignment.opens_at = timezone.now() + timedelta(hours=1)
    assignment.save()

    response = rina.post(page("attempt-start", assignment.pk), follow=True)

    assert response.redirect_chain[-1][0] == page("assignment-detail", assignment.pk)
    assert "notice-danger" in text_of(response)
    assert not Attempt.objects.exists()


# --- The page to answer on ----------------------------------------------------------------------


def test_attempt_page_holds_a_field_for_every_part_of_every_form(rina, attempt):
    html = text_of(rina.get(page("attempt-detail", attempt.pk)))

    for fields in RIGHT.values():
        for name in fields:
            assert f'name="{name}"' in html
    assert html.count('<article class="card item"') == 6
    assert html.count("<h1") == 1


def test_attempt_page_shows_what_is_saved(rina, attempt):
    save(attempt, 1, {"option": "b"})
    save(attempt, 6, {"text": "Esai <b>saya</b>"})

    html = text_of(rina.get(page("attempt-detail", attempt.pk)))

    assert re.search(r'value="b"\s+checked', html)
    assert "Esai &lt;b&gt;saya&lt;/b&gt;" in html


def test_stimulus_stands_once_above_its_group(rina, assignment, student):
    stimulus = Stimulus.objects.create(code="s", title="Bacaan bersama", body="Isi | bacaan")
    pinned = assignment.pinned_items.values_list("version", flat=True)
    QuestionVersion.objects.filter(pk__in=list(pinned)[1:3]).update(stimulus=stimulus)
    attempt = start(assignment=assignment, student=student, now=timezone.now())

    html = text_of(rina.get(page("attempt-detail", attempt.pk)))

    assert html.count("Bacaan bersama") == 1
    assert html.index('id="soal-1"') < html.index("Bacaan bersama") < html.index('id="soal-2"')


def test_options_stand_in_the_stored_order(rina, attempt):
    Answer.objects.filter(attempt=attempt, position=2).update(order=["d", "b", "a", "c"])

    html = text_of(rina.get(page("attempt-detail", attempt.pk)))

    assert re.findall(r'id="q2-options-(\w)"', html) == ["d", "b", "a", "c"]


@pytest.mark.parametrize("name", ["attempt-detail", "attempt-submit", "attempt-result"])
def test_attempt_of_a_classmate_is_not_found(sign_in, classmate, attempt, name):
    client = sign_in(classmate)

    assert client.get(page(name, attempt.pk)).status_code == 404


def test_attempt_page_after_handing_in_leads_to_the_result(rina, attempt):
    submit(attempt=attempt, now=timezone.now())

    response = rina.get(page("attempt-detail", attempt.pk))

    assert response.url == page("attempt-result", attempt.pk)


def test_overdue_attempt_is_closed_by_looking(rina, attempt):
    deadline = timezone.now() - timedelta(minutes=1)
    Attempt.objects.update(deadline=deadline)

    rina.get(page("attempt-detail", attempt.pk))

    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.submitted_by) == (deadline, "clock")


# --- The form without scripts -------------------------------------------------------------------


def test_plain_form_saves_what_changed_and_nothing_else(rina, attempt):
    save(attempt, 1, {"option": "b"})
    fields = hidden_fields(text_of(rina.get(page("attempt-detail", attempt.pk))))

    rina.post(
        page("attempt-detail", attempt.pk),
        fields | RIGHT[2] | RIGHT[3] | {"q1-option": "b", "then": "save"},
    )

    rows = attempt.answers.values_list("response", "revision")
    assert list(rows) == [
        ({"option": "b"}, 1),
        ({"options": ["a", "c"]}, 1),
        ({"cells": {"s1": "benar", "s2": "salah"}}, 1),
        (None, 0),
        (None, 0),
        (None, 0),
    ]


def test_plain_form_goes_on_to_handing_in(rina, attempt):
    fields = hidden_fields(text_of(rina.get(page("attempt-detail", attempt.pk))))

    response = rina.post(page("attempt-detail", attempt.pk), fields | RIGHT[1] | {"then": "submit"})

    assert response.url == page("attempt-submit", attempt.pk)
    assert attempt.answers.get(position=1).response == {"option": "a"}


def test_plain_form_clears_one_answer(rina, attempt):
    save(attempt, 1, {"option": "b"})
    fields = hidden_fields(text_of(rina.get(page("attempt-detail", attempt.pk))))

    rina.post(page("attempt-detail", attempt.pk), fields | {"q1-option": "b", "clear": "1"})

    assert attempt.answers.get(position=1).response is None


def test_plain_form_needs_its_seal_and_no_other_token(student, attempt, classmate):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(student)
    fields = hidden_fields(text_of(strict.get(page("attempt-detail", attempt.pk))))

    forged = fields | RIGHT[1] | {"seal": "forged"}
    assert strict.post(page("attempt-detail", attempt.pk), forged).status_code == 403
    assert attempt.answers.get(position=1).response is None

    strict.force_login(student)  # renews Django's token, as a sign-in in another tab does
    assert strict.post(page("attempt-detail", attempt.pk), fields | RIGHT[1]).status_code == 302
    assert attempt.answers.get(position=1).response == {"option": "a"}


def test_two_pages_conflict_only_where_both_changed(rina, attempt):
    save(attempt, 6, {"text": "awal"})
    fields = hidden_fields(text_of(rina.get(page("attempt-detail", attempt.pk))))
    save(attempt, 1, {"option": "b"})  # another device, both
    save(attempt, 6, {"text": "dari gawai lain"})  # another device, untouched here

    response = rina.post(
        page("attempt-detail", attempt.pk),
        fields | {"q1-option": "a", "q6-text": "awal", "q5-field-f1": "baru"},
    )

    html = text_of(response)
    assert response.status_code == 200
    assert re.search(r'value="a"\s+checked', html)  # what was chosen here stands in the form
    assert "B. keliru" in html  # what the server has stands beside it
    assert 'name="q1-take"' in html
    assert 'name="q6-take"' not in html
    stored = dict(attempt.answers.values_list("position", "response"))
    assert stored[1] == {"option": "b"}
    assert stored[5] == {"fields": {"f1": "baru"}}
    assert stored[6] == {"text": "dari gawai lain"}

    again = hidden_fields(html)
    rina.post(page("attempt-detail", attempt.pk), again | {"q1-option": "a"})
    assert attempt.answers.get(position=1).response == {"option": "a"}


def test_server_side_of_a_conflict_can_be_kept(rina, attempt):
    fields = hidden_fields(text_of(rina.get(page("attempt-detail", attempt.pk))))
    save(attempt, 1, {"option": "b"})
    html = text_of(rina.post(page("attempt-detail", attempt.pk), fields | {"q1-option": "a"}))

    rina.post(
        page("attempt-detail", attempt.pk),
        hidden_fields(html) | {"q1-option": "a", "q1-take": "server"},
    )

    assert attempt.answers.get(position=1).response == {"option": "b"}


def test_text_that_is_too_long_is_given_back(rina, attempt):
    fields = hidden_fields(text_of(rina.get(page("attempt-detail", attempt.pk))))

    response = rina.post(page("attempt-detail", attempt.pk), fields | {"q6-text": "x" * 5001})

    assert "x" * 5001 in text_of(response)
    assert attempt.answers.get(position=6).response is None


def test_tampered_fields_change_nothing(rina, attempt):
    fields = hidden_fields(text_of(rina.get(page("attempt-detail", attempt.pk))))

    response = rina.post(
        page("attempt-detail", attempt.pk),
        fields | {"q1-option": "zzz", "q2-revision": "-1", "q99-option": "a", "q99-revision": "0"},
    )

    assert response.status_code == 200
    assert set(attempt.answers.values_list("response", flat=True)) == {None}


def test_plain_form_after_the_deadline_keeps_late_answers_and_says_so(rina, attempt):
    fields = hidden_fields(text_of(rina.get(page("attempt-detail", attempt.pk))))
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=1))

    response = rina.post(
        page("attempt-detail", attempt.pk), fields | {"q1-option": "a"}, follow=True
    )

    assert response.redirect_chain[-1][0] == page("attempt-result", attempt.pk)
    assert LateAnswer.objects.get().response == {"option": "a"}
    assert attempt.answers.get(position=1).response is None
    assert "notice-warn" in text_of(response)


# --- A session that ends in the middle ----------------------------------------------------------


def test_answers_of_an_ended_session_are_kept_and_sent_after_sign_in(rina, attempt, student):
    fields = hidden_fields(text_of(rina.get(page("attempt-detail", attempt.pk))))
    Session.objects.all().delete()

    refused = rina.post(page("attempt-detail", attempt.pk), fields | RIGHT[1] | RIGHT[6])
    assert refused.url.startswith(str(settings.LOGIN_URL))
    assert attempt.answers.get(position=1).response is None

    signed_in = rina.post(
        refused.url, {"login": student.username, "password": factories.PASSWORD}, follow=True
    )

    assert signed_in.redirect_chain[-1][0] == page("attempt-detail", attempt.pk)
    assert attempt.answers.get(position=1).response == {"option": "a"}
    assert attempt.answers.get(position=6).response == {"text": "Menurut saya ..."}


def test_kept_answers_of_one_student_are_dropped_when_another_signs_in(
    rina, attempt, classmate, student
):
    fields = hidden_fields(text_of(rina.get(page("attempt-detail", attempt.pk))))
    Session.objects.all().delete()
    refused = rina.post(page("attempt-detail", attempt.pk), fields | RIGHT[1])

    rina.post(refused.url, {"login": classmate.username, "password": factories.PASSWORD})
    assert rina.get(page("attempt-detail", attempt.pk)).status_code == 404

    assert attempt.answers.get(position=1).response is None


def test_nobody_puts_answers_aside_for_somebody_else(attempt):
    stranger = Client()

    for sealed in ("", "forged", seal(attempt) + "x"):
        stranger.post(
            page("attempt-detail", attempt.pk),
            {"seal": sealed, "q1-option": "b", "q1-revision": "0"},
        )

    assert "kept_answers" not in stranger.session


# --- Saving for scripts -------------------------------------------------------------------------


def send(client, attempt, position=1, **fields):
    return client.post(
        page("answer-save", attempt.pk, position), fields, headers={"accept": "application/json"}
    )


def test_save_gives_a_receipt_and_never_a_mark(rina, attempt):
    response = send(rina, attempt, option="a", revision="0")

    receipt = json.loads(response.content)
    assert response.status_code == 200
    assert set(receipt) == {"saved_at", "clock", "revision", "now", "deadline"}
    assert receipt["revision"] == 1
    assert re.fullmatch(r"\d\d\.\d\d\.\d\d WIB", receipt["clock"])


def test_save_repeated_gives_the_same_receipt(rina, attempt):
    first = send(rina, attempt, option="a", revision="0").json()

    again = send(rina, attempt, option="a", revision="0").json()

    assert again | {"now": 0} == first | {"now": 0}


def test_save_in_conflict_gives_the_servers_answer_to_choose(rina, attempt):
    send(rina, attempt, option="b", revision="0")

    response = send(rina, attempt, option="a", revision="0")

    reply = response.json()
    assert response.status_code == 409
    assert (reply["fields"], reply["words"]) == ({"option": ["b"]}, ["B. keliru"])
    assert reply["revision"] == 1


@pytest.mark.parametrize("fields", [{"option": "z", "revision": "0"}, {"option": "a"}])
def test_save_that_no_page_sends_is_refused(rina, attempt, fields):
    assert send(rina, attempt, **fields).status_code == 422


def test_save_after_handing_in_is_gone(rina, attempt):
    submit(attempt=attempt, now=timezone.now())

    response = send(rina, attempt, option="a", revision="0")

    assert (response.status_code, response.json()["error"]) == (410, "closed")


def test_save_after_the_deadline_is_told_to_be_late(rina, attempt):
    Attempt.objects.update(deadline=timezone.now() - timedelta(minutes=1))

    response = send(rina, attempt, option="a", revision="0")

    assert (response.status_code, response.json()["error"]) == (410, "late")
    assert LateAnswer.objects.count() == 1
    assert not Attempt.objects.get().is_open


def test_save_without_a_session_is_401_and_not_a_page(attempt):
    response = send(Client(), attempt, option="a", revision="0")

    assert (response.status_code, response.json()) == (401, {"error": "signed-out"})


def test_save_into_a_classmates_attempt_is_not_found(sign_in, classmate, attempt):
    assert send(sign_in(classmate), attempt, option="a", revision="0").status_code == 404
    assert send(sign_in(attempt.student), attempt, 99, option="a", revision="0").status_code == 404


# --- Handing in ---------------------------------------------------------------------------------


def test_handing_in_first_lists_what_is_missing(rina, attempt):
    save(attempt, 1, {"option": "a"})
    save(attempt, 3, {"cells": {"s1": "benar"}})

    html = text_of(rina.get(page("attempt-submit", attempt.pk)))

    assert re.findall(r"#soal-(\d)", html) == ["2", "4", "5", "6", "3"]
    assert Attempt.objects.get().is_open


def test_handing_in_twice_does_no_harm(rina, attempt):
    first = rina.post(page("attempt-submit", attempt.pk))
    submitted_at = Attempt.objects.get().submitted_at

    second = rina.post(page("attempt-submit", attempt.pk))

    assert first.url == second.url == page("attempt-result", attempt.pk)
    assert Attempt.objects.get().submitted_at == submitted_at


def test_countdown_of_a_page_hands_in_only_when_the_servers_clock_agrees(rina, attempt):
    granted = rina.post(page("attempt-submit", attempt.pk), {"clock": "1"})
    assert granted.url == page("attempt-detail", attempt.pk)
    assert Attempt.objects.get().is_open

    deadline = timezone.now() - timedelta(seconds=1)  # within the grace
    Attempt.objects.update(deadline=deadline)
    over = rina.post(page("attempt-submit", attempt.pk), {"clock": "1"})
    assert over.url == page("attempt-result", attempt.pk)
    attempt.refresh_from_db()
    assert (attempt.submitted_at, attempt.submitted_by) == (deadline, "clock")


def test_result_of_an_open_attempt_leads_back_to_it(rina, attempt):
    assert rina.get(page("attempt-result", attempt.pk)).url == page("attempt-detail", attempt.pk)


def test_result_shows_score_by_objective_by_item_and_where_to_read(rina, attempt):
    save(attempt, 1, {"option": "b"})
    save(attempt, 2, {"options": ["a", "c"]})
    save(attempt, 6, {"text": "esai"})
    rina.post(page("attempt-submit", attempt.pk))

    html = text_of(rina.get(page("attempt-result", attempt.pk)))

    assert html.count('<article class="card item') == 6
    assert re.findall(r'class="state state-(\w+)"', html) == [
        "waiting",  # the score as a whole
        "danger",
        "done",
        "waiting",  # the essay
    ]
    section = attempt.answers.first().version.question.section
    assert reverse("lessons:section-detail", args=[section.lesson.code, section.code]) in html
    assert "TP 1.1" in html


# --- Queries ------------------------------------------------------------------------------------


def sign_in_and_assign(count, course, teacher, student, sign_in):
    quiz = factories.make_quiz(forms=("single_choice",) * count)
    assignment = factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    return sign_in(student), assignment


@pytest.mark.parametrize("count", [1, 3])
def test_queries_stay_the_same_for_any_number_of_items(
    count, course, teacher, student, sign_in, django_assert_num_queries
):
    """Session and user (2 a request), transactions included."""
    rina, assignment = sign_in_and_assign(count, course, teacher, student, sign_in)

    with django_assert_num_queries(14):
        attempt_page = rina.post(page("attempt-start", assignment.pk), follow=True)
    attempt = Attempt.objects.get()
    assert attempt_page.redirect_chain[-1][0] == page("attempt-detail", attempt.pk)

    with django_assert_num_queries(4):
        rina.get(page("attempt-detail", attempt.pk))
    with django_assert_num_queries(4):
        assert send(rina, attempt, option="a", revision="0").status_code == 200
    with django_assert_num_queries(4):
        rina.get(page("attempt-submit", attempt.pk))
    with django_assert_num_queries(15):
        result = rina.post(page("attempt-submit", attempt.pk), follow=True)
    assert result.redirect_chain[-1][0] == page("attempt-result", attempt.pk)
    with django_assert_num_queries(8):
        rina.get(page("assignment-detail", assignment.pk))
