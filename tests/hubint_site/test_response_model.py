"""How demo students answer: plain Python, the same for the same seed."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from hubint_site.demo import response_model
from hubint_site.demo.calendar import Calendar, begun_at_home
from hubint_site.demo.content import read_words
from hubint_site.demo.response_model import Item, Student, new_student, respond
from quizzes.items import Form, mark, parse_response
from quizzes.models import QuestionVersion
from tests import factories

NOW = datetime(2026, 11, 25, 10, 20, tzinfo=ZoneInfo("Asia/Jakarta"))  # a Wednesday


def an_item(form: str, code: str = "x-1") -> Item:
    return Item(code, form, "L2", factories.BODIES[form])


def shares(form: str, ability: int, tries: int = 400) -> float:
    """Points gained over points possible by students of this ability."""
    dice = Random(7)
    item = an_item(form)
    version = QuestionVersion(pk=1, form=form, body=factories.BODIES[form])
    student = Student(ability=ability, pace=100, delay=100, is_careless=False)
    total = 0
    for _ in range(tries):
        response = respond(student, item, response_model.Words(), dice)
        body = version.item()
        total += mark(body, parse_response(body.body, response), 1000).points or 0
    return total / tries / 1000


@pytest.mark.parametrize("form", [form.value for form in Form if form is not Form.ESSAY])
def test_able_students_gain_more(form):
    assert shares(form, -200) < shares(form, 0) < shares(form, 200)
    assert shares(form, 200) > 0.6


@pytest.mark.parametrize("form", [form.value for form in Form])
def test_responses_fit_their_items(form):
    dice, words = Random(3), read_words()
    item = an_item(form)
    body = QuestionVersion(pk=1, form=form, body=factories.BODIES[form]).item().body
    for _ in range(300):
        student = new_student(dice)
        response = respond(student, item, words, dice)
        parse_response(body, response)  # raises where an id is unknown or the shape is wrong


def test_students_of_one_seed_are_the_same():
    assert new_student(Random("a")) == new_student(Random("a"))
    drawn = [new_student(Random(str(number))) for number in range(300)]
    mean = sum(student.ability for student in drawn) / len(drawn)
    assert abs(mean) < 20
    assert all(student.pace >= 55 and 0 <= student.delay < 1000 for student in drawn)
    assert 10 < sum(student.is_careless for student in drawn) < 70


def test_a_wrong_option_lures_more_than_another_and_one_lures_nobody():
    body = {"options": [{"id": letter, "text": letter} for letter in "abcdef"], "key": "a"}
    item = Item("x-2", "single_choice", "L2", body)
    weak = Student(ability=-300, pace=100, delay=0, is_careless=False)
    dice = Random(1)
    taken = Counter(
        (respond(weak, item, response_model.Words(), dice) or {}).get("option") for _ in range(600)
    )
    wrong = [taken[letter] for letter in "bcdef"]
    assert max(wrong) > 3 * sorted(wrong)[2]
    assert min(wrong) == 0


def test_truth_outweighs_a_key_planted_wrong():
    item = Item("x-1", "single_choice", "L2", factories.BODIES["single_choice"])
    able = Student(ability=400, pace=100, delay=0, is_careless=False)
    words = response_model.Words(truth={"x-1": "b"})
    dice = Random(2)
    taken = Counter((respond(able, item, words, dice) or {}).get("option") for _ in range(100))
    assert taken["b"] > 90


@pytest.mark.parametrize("delay", [0, 500, 899, 900, 999])
def test_tasks_begin_within_their_dates(delay):
    opens, due, closes = NOW, NOW + timedelta(days=3), NOW + timedelta(days=5)
    for seed in range(50):
        begun = begun_at_home(opens=opens, due=due, closes=closes, delay=delay, dice=Random(seed))
        assert opens < begun < closes


def test_school_days_are_no_weekend_days():
    for day in range(14):
        calendar = Calendar(NOW + timedelta(days=day))
        for days in (-9, -5, 3, 6):
            when = calendar.school_day(days, 8)
            assert when.weekday() < 5
            assert (when < calendar.now) == (days < 0)
