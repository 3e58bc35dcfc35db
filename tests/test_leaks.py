"""Nothing that the policy holds back is in any answer to a student: HTML, JSON, headers, cookies.

Two ways of looking. Planted strings must not appear before their time, and must appear after it
(so that the test can fail). And where neither score nor key may show, every page has to be the
same whatever the key and the marks are: that also covers keys that are only an id.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from classrooms.models import Assignment
from quizzes.marking import mark_essay
from quizzes.models import Answer, Attempt, QuestionVersion, QuizAssignment
from quizzes.presets import PRESETS, Preset
from tests import factories
from tests.stage import FORMS, Stage, make_content
from tests.test_access import ROWS

POINTS = 7919  # thousandths for each item: no score of this attempt is a number met elsewhere
ESSAY, MATRIX = 4355, 3960  # what the answers below are worth: 55 % and one half
TOTAL = ESSAY + MATRIX


@dataclass(frozen=True)
class Planted:
    """What shows with the score, with right and wrong, and with the key."""

    score: frozenset[str]
    correctness: frozenset[str]
    key: frozenset[str]


def written(thousandths: int) -> str:
    """How a page shows points."""
    return f"{thousandths / 1000:.3f}".rstrip("0").replace(".", ",")


PLANTED = Planted(
    score=frozenset({written(TOTAL)}),
    correctness=frozenset({written(ESSAY), written(MATRIX), "Komentarrahasia", "Tingkatrahasia3"}),
    key=frozenset({"Kuncirahasia", "Contohrahasia", *(f"Penjelasanrahasia{f}" for f in FORMS)}),
)
EVERYTHING = PLANTED.score | PLANTED.correctness | PLANTED.key
# The same numbers, as they would stand in JSON, in an attribute or in another language.
NUMBERS = {
    spelling
    for number in (TOTAL, ESSAY, MATRIX)
    for spelling in (written(number), written(number).replace(",", "."), str(number))
}


def changed(body: dict[str, Any], form: str) -> dict[str, Any]:
    """The body with strings that appear nowhere else."""
    match form:
        case "short_answer":
            field = body["fields"][0] | {"accepted": ["Kuncirahasia"]}
            return body | {"fields": [field], "near_match": False}
        case "essay":
            criteria = [
                criterion
                | {"levels": [{"score": s, "text": f"Tingkatrahasia{s}"} for s in (4, 3, 2, 1, 0)]}
                for criterion in body["criteria"]
            ]
            return body | {"criteria": criteria, "sample": "Contohrahasia"}
    return body


def other_key(body: dict[str, Any], form: str) -> dict[str, Any]:
    """The same item with another right answer."""
    match form:
        case "single_choice":
            return body | {"key": "b"}
        case "multiple_response":
            return body | {"keys": ["b", "d"]}
        case "matrix":
            turned = {"benar": "salah", "salah": "benar"}
            statements = [row | {"key": turned[row["key"]]} for row in body["statements"]]
            return body | {"statements": statements}
        case "matching":
            return body | {"pairs": [["p1", "c2"], ["p2", "c1"]]}
        case "short_answer":
            return body | {"fields": [body["fields"][0] | {"accepted": ["lain"]}]}
    return body | {"sample": "Lain."}


RESPONSES: Mapping[str, dict[str, Any]] = {
    "single_choice": {"option": "b"},
    "multiple_response": {"options": ["b", "d"]},
    "matrix": {"cell-s1": "benar", "cell-s2": "benar"},
    "matching": {"pair-p1": "c2"},
    "short_answer": {"field-f1": "bukan itu"},
    "essay": {"text": "Negara saling membutuhkan."},
}


class Student:
    """Walks over every URL that a student can ask for and keeps all that came back."""

    def __init__(self, user: Any) -> None:
        self.client = Client()
        self.client.force_login(user)

    def ask(self, method: str, name: str, kwargs: dict[str, Any], **data: Any) -> str:
        send = self.client.get if method == "GET" else self.client.post
        answer = send(reverse(name, kwargs=kwargs), data)
        text = [str(answer.status_code), *(f"{k}: {v}" for k, v in answer.headers.items())]
        text += [morsel.OutputString() for morsel in answer.cookies.values()]
        return "\n".join([*text, answer.content.decode()])

    def walk(self, stage: Stage, *, refused: bool = False) -> dict[str, str]:
        """All pages that a student may open; with `refused` those for teachers too."""
        return {
            row.name: self.ask("GET", row.name, stage.arguments(row.name))
            for row in ROWS
            if row.method == "GET" and (refused or row.expected["student"] != "403")
        }


def leaks(text: str) -> set[str]:
    """What of the planted stands in a text; numbers only as whole numbers."""
    text = without_noise(text)
    words = {word for word in EVERYTHING if word in text and word[0].isalpha()}
    numbers = {n for n in NUMBERS if re.search(rf"(?<![\w.,]){re.escape(n)}(?![\w]|[.,]\d)", text)}
    return words | numbers


def without_noise(text: str) -> str:
    """Take out what differs from one answer to the next: tokens, seals and the clock."""
    text = re.sub(r'name="(?:csrfmiddlewaretoken|seal|token)" value="[^"]*"', "", text)
    text = re.sub(r"(?i)(?:csrftoken|sessionid)=[^;\n]*|expires(?:=|: )[^;\n]*", "", text)
    text = re.sub(r'data-(?:csrf|now|token)[\w-]*="[^"]*"', "", text)
    return re.sub(r'"?(?:saved_at|clock|now)"?: [^,}]*', "", text)


def plant(quiz: Any) -> None:
    for version in QuestionVersion.objects.filter(question__slots__quiz=quiz):
        version.body = changed(version.body, version.form)
        version.explanation = f"Penjelasanrahasia{version.form}"
        version.save()
    quiz.slots.update(points=POINTS)


@pytest.fixture
def given(course, teacher, school):
    """Return a function that gives the planted quiz by a preset."""

    def give(preset: str) -> Stage:
        lesson, quiz = make_content(school=school)
        plant(quiz)
        rules = POLICIES[preset].rules
        task = factories.assign_quiz(quiz=quiz, course=course, by=teacher, **rules)
        reading = factories.assign_lesson(lesson=lesson, course=course, by=teacher)
        nobody: Any = Attempt(pk=0)
        return Stage(
            course=course,
            lesson=lesson,
            reading=reading,
            quiz=quiz,
            task=task,
            student=teacher,
            handed_in=nobody,
            open=nobody,
        )

    return give


def begin(student: Student, stage: Stage) -> list[str]:
    """Start and answer everything, with all that can go wrong on the way."""
    said = [student.ask("POST", "quizzes:attempt-start", {"pk": stage.task.pk})]
    stage.open = stage.handed_in = Attempt.objects.open().latest("pk")
    for answer in stage.open.answers.select_related("version"):
        place = {"pk": stage.open.pk, "position": answer.position}
        fields = RESPONSES[answer.version.form]
        for revision, data in (
            (0, fields),
            (0, fields),  # the same again
            (0, {}),  # another device: conflict
            (7, {"option": "z", "text": "x" * 9000, "cell-s1": "z", "field-f1": "x" * 900}),
        ):
            said.append(
                student.ask("POST", "quizzes:answer-save", place, revision=revision, **data)
            )
    page = {"pk": stage.open.pk}
    said.append(student.ask("POST", "quizzes:attempt-detail", page, then="submit"))
    said.append(student.ask("GET", "quizzes:attempt-submit", page))
    return said


def hand_in(student: Student, stage: Stage, teacher: Any) -> list[str]:
    """Hand in, try to go on, and let the teacher mark the essay."""
    page = {"pk": stage.open.pk}
    said = [student.ask("POST", "quizzes:attempt-submit", page) for _twice in range(2)]
    place = page | {"position": 1}
    said.append(student.ask("POST", "quizzes:answer-save", place, revision=1, option="a"))
    said.append(student.ask("POST", "quizzes:attempt-detail", page, **{"q1-option": "a"}))
    essay = Answer.objects.get(attempt=stage.open, version__form="essay")
    mark_essay(
        answer=essay,
        levels={"konsep": 3, "bukti": 1},
        comment="Komentarrahasia",
        by=teacher,
        now=timezone.now(),
    )
    return said


def close(stage: Stage) -> None:
    """Let the batch have closed yesterday."""
    long = timedelta(days=9)
    Assignment.objects.filter(pk=stage.task.pk).update(
        opens_at=F("opens_at") - long, due_at=F("due_at") - long, closes_at=F("closes_at") - long
    )
    Attempt.objects.update(deadline=F("deadline") - long)


def release(stage: Stage) -> None:
    QuizAssignment.objects.filter(pk=stage.task.pk).update(released_at=timezone.now())


@dataclass(frozen=True)
class PolicyCase:
    """What may be seen after handing in, after closing, and after the teacher's release."""

    rules: dict[str, Any]
    handed_in: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    released: frozenset[str] = frozenset()


NOTHING: frozenset[str] = frozenset()
MARKS = PLANTED.score | PLANTED.correctness
NEVER = {"preset": "custom"} | dict.fromkeys(
    ("score_from", "correctness_from", "key_from"), "never"
)
ONLY_SCORE = NEVER | {"score_from": "closed"}
POLICIES = {
    "practice": PolicyCase(PRESETS[Preset.PRACTICE].as_fields(), *[EVERYTHING] * 3),
    "formative": PolicyCase(PRESETS[Preset.FORMATIVE].as_fields(), MARKS, EVERYTHING, EVERYTHING),
    "summative": PolicyCase(PRESETS[Preset.SUMMATIVE].as_fields(), NOTHING, NOTHING, EVERYTHING),
    "never": PolicyCase(NEVER),
    "only score": PolicyCase(ONLY_SCORE, NOTHING, PLANTED.score, PLANTED.score),
}


def phases(
    preset: str, stage: Stage, student: Student, teacher: Any
) -> Iterator[tuple[str, list[str], frozenset[str]]]:
    """Go through the life of a task; give what came back and what may stand in it."""
    case = POLICIES[preset]
    yield "before", [], NOTHING
    yield "during", begin(student, stage), NOTHING
    yield "handed in", hand_in(student, stage, teacher), case.handed_in
    close(stage)
    yield "closed", [], case.closed
    release(stage)
    yield "released", [], case.released


@pytest.mark.parametrize("preset", POLICIES)
def test_student_meets_nothing_before_its_time(
    preset: str, given, student, classmate, other_student, teacher
) -> None:
    stage, rina = given(preset), Student(student)

    for phase, said, allowed in phases(preset, stage, rina, teacher):
        pages = rina.walk(stage) | {f"answer {i}": text for i, text in enumerate(said)}
        # The number of an allowed score may be written in any way; anything else is a leak.
        fine = allowed | (NUMBERS if allowed & PLANTED.correctness else set())
        fine |= {str(TOTAL), written(TOTAL).replace(",", ".")} if allowed & PLANTED.score else set()
        found = {name: leaks(text) - fine for name, text in pages.items()}
        assert {name: what for name, what in found.items() if what} == {}, phase
        shown = set().union(*(leaks(text) for text in pages.values()))
        assert sorted(allowed - shown) == [], phase

    for other in (classmate, other_student):
        pages = Student(other).walk(stage, refused=True)
        found = {name: leaks(text) for name, text in pages.items()}
        assert {name: what for name, what in found.items() if what} == {}, other


@pytest.mark.parametrize("preset", ["practice", "formative", "summative", "never"])
def test_open_attempt_looks_the_same_whatever_the_key(preset: str, given, student, teacher) -> None:
    stage, rina = given(preset), Student(student)
    begin(rina, stage)
    rina.walk(stage)  # opens the lesson, which the second walk must find opened too

    before = rina.walk(stage)
    turn_keys(stage)
    after = rina.walk(stage)

    assert different(before, after) == []


@pytest.mark.parametrize("preset", ["summative", "never"])
def test_handed_in_attempt_looks_the_same_whatever_key_and_marks(
    preset: str, given, student, teacher
) -> None:
    stage, rina = given(preset), Student(student)
    begin(rina, stage)
    hand_in(rina, stage, teacher)
    rina.walk(stage)

    before = rina.walk(stage)
    turn_keys(stage)
    Answer.objects.update(points=POINTS, verdict="right", comment="Lain.")
    after = rina.walk(stage)

    assert different(before, after) == []


def test_pages_do_differ_once_key_and_marks_may_show(given, student, teacher) -> None:
    stage, rina = given("practice"), Student(student)
    begin(rina, stage)
    hand_in(rina, stage, teacher)
    rina.walk(stage)

    before = rina.walk(stage)
    turn_keys(stage)

    assert "quizzes:attempt-result" in different(before, rina.walk(stage))


def turn_keys(stage: Stage) -> None:
    for version in QuestionVersion.objects.filter(question__slots__quiz=stage.quiz):
        version.body = other_key(version.body, version.form)
        version.explanation = "Lain."
        version.save()


def different(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name in before if without_noise(before[name]) != without_noise(after[name])]


def test_walk_meets_every_page_that_a_student_can_open(given, student) -> None:
    stage, rina = given("practice"), Student(student)
    begin(rina, stage)

    pages = rina.walk(stage, refused=True)

    opened = {name for name, text in pages.items() if text.startswith("200")}
    meant = {row.name for row in ROWS if row.method == "GET" and row.expected["student"] == "200"}
    assert opened == meant - {"quizzes:attempt-result"}  # the attempt is still open
    assert all(leaks(text) == set() for text in pages.values())
