"""The form that gives a lesson, a quiz or both to classes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classrooms.assignments import DatesRefused, check_order
from classrooms.models import Assignment, Course, Enrollment
from lessons.models import Lesson
from lessons.ownership import Status
from quizzes.assigning import ClassRow
from quizzes.forms.fields import CHECK, CONTROL, SELECT, RulesFields, moment_field
from quizzes.models import Quiz, QuizAssignment
from quizzes.presets import PRESETS, RULE_FIELDS, Preset, Rules, rules_of

DUE_IN = timedelta(days=7)
DUE_TIME = time(23, 59)

EXPLANATIONS = {
    Preset.PRACTICE: _("As often as they like; score, key and explanation at once."),
    Preset.FORMATIVE: _("Two attempts, the highest counts; the key once all classes have closed."),
    Preset.SUMMATIVE: _("One attempt, 60 minutes, shuffled; results when you release them."),
    Preset.CUSTOM: _("As you set them last time."),
}


class WithLesson(forms.Select):
    """Options that name the lesson of each quiz, so that choosing a lesson can propose its quiz."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        quiz = getattr(value, "instance", None)
        if quiz is not None and quiz.lesson:
            option["attrs"]["data-lesson"] = quiz.lesson.code
        return option


class ClassRowForm(forms.Form):
    """One class: whether it gets the task, and when."""

    is_chosen = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs=CHECK))
    opens_at = moment_field(_("Opens"), required=True)
    due_at = moment_field(_("Due"), required=True)
    closes_at = moment_field(_("Late work is taken until"))

    def __init__(self, data: Any, *, course: Course, initial: dict[str, Any]) -> None:
        super().__init__(data, prefix=f"kelas-{course.pk}", initial=initial)
        self.course = course

    @property
    def is_ticked(self) -> bool:
        return bool(self["is_chosen"].value())

    def date_fields(self) -> list[forms.BoundField]:
        return [self["opens_at"], self["due_at"]]

    @property
    def has_late_error(self) -> bool:
        return self.is_bound and self.is_ticked and bool(self["closes_at"].errors)

    def clean(self) -> dict[str, Any]:
        dates = self.cleaned_data
        opens_at, due_at = dates.get("opens_at"), dates.get("due_at")
        if not (opens_at and due_at):
            return dates
        closes_at = dates["closes_at"] = dates.get("closes_at") or due_at
        try:
            check_order(opens_at=opens_at, due_at=due_at, closes_at=closes_at)
        except DatesRefused as error:
            self.add_error("due_at" if due_at <= opens_at else "closes_at", str(error))
        return dates

    def row(self) -> ClassRow:
        dates = self.cleaned_data
        return ClassRow(self.course, dates["opens_at"], dates["due_at"], dates["closes_at"])


class AssignForm(RulesFields):
    """What, with which rules, for whom. The rows of the classes stand beside it.

    Rule fields carry their first value along, so that a preset chosen without JavaScript brings
    its own values for every field that nobody touched.
    """

    token = forms.UUIDField(widget=forms.HiddenInput)
    lesson = forms.ModelChoiceField(
        Lesson.objects.none(),
        label=_("Reading"),
        required=False,
        to_field_name="code",
        empty_label=_("No reading"),
        widget=forms.Select(attrs=SELECT),
    )
    quiz = forms.ModelChoiceField(
        Quiz.objects.none(),
        label=_("Quiz"),
        required=False,
        to_field_name="code",
        empty_label=_("No quiz"),
        widget=WithLesson(attrs=SELECT),
    )
    preset = forms.ChoiceField(label=_("Kind of quiz"), widget=forms.RadioSelect(attrs=CHECK))
    note = forms.CharField(
        label=_("Note to the students"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs=CONTROL | {"rows": 2}),
    )
    only = forms.TypedMultipleChoiceField(
        label=_("Only these students"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, user: User, students: Mapping[int, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.students = students
        published = {"status": Status.PUBLISHED}
        self.fields["lesson"].queryset = (  # type: ignore[attr-defined]
            Lesson.objects.visible_to(user).filter(**published).order_by("unit__order", "number")
        )
        self.fields["quiz"].queryset = (  # type: ignore[attr-defined]
            Quiz.objects.visible_to(user).filter(**published).select_related("lesson")
        )
        self.fields["only"].choices = [  # type: ignore[attr-defined]
            (pk, str(student)) for pk, student in students.items()
        ]
        presets = list(PRESETS)
        if Preset.CUSTOM in (self.initial.get("preset"), self.data.get("preset")):
            presets.append(Preset.CUSTOM)
        self.fields["preset"].choices = [  # type: ignore[attr-defined]
            (preset.value, preset.label) for preset in presets
        ]
        for name in RULE_FIELDS:
            self.fields[name].show_hidden_initial = True
        for name in ("lesson", "quiz"):
            # Read the rows once: for the list, for what may be previewed and whether any exist.
            field: Any = self.fields[name]
            field.choices = list(iter(field.choices))  # without iter, list() counts them first

    def _offered(self, name: str) -> str:
        """The code that stands in the field, if it is one that this teacher is offered."""
        field: Any = self.fields[name]
        chosen = str(self[name].value() or "")
        return chosen if chosen in {str(code) for code, _label in field.choices} else ""

    @property
    def chosen_lesson(self) -> str:
        return self._offered("lesson")

    @property
    def chosen_quiz(self) -> str:
        return self._offered("quiz")

    def clean(self) -> dict[str, Any]:
        if not self.errors.keys() & {"lesson", "quiz"} and not (
            self.cleaned_data.get("lesson") or self.cleaned_data.get("quiz")
        ):
            self.add_error("lesson", _("Choose a lesson, a quiz, or both."))
        return self.cleaned_data

    def rules(self) -> Rules:
        """The chosen preset, with what was typed over it."""
        chosen = Preset(self.cleaned_data["preset"])
        if chosen is Preset.CUSTOM:
            return self.typed_rules(PRESETS[Preset.FORMATIVE], dict.fromkeys(RULE_FIELDS))
        return self.typed_rules(PRESETS[chosen], dict.fromkeys(self.changed_data))

    def chosen_students(self) -> list[User]:
        return [self.students[pk] for pk in self.cleaned_data["only"]]

    @property
    def has_content(self) -> bool:
        """Whether there is anything to assign, beside the empty choice."""
        fields: Any = self.fields
        return len(fields["lesson"].choices) > 1 or len(fields["quiz"].choices) > 1

    @property
    def has_advanced_error(self) -> bool:
        return bool(self.errors.keys() & {*RULE_FIELDS, "only"})

    def preset_cards(self) -> list[dict[str, Any]]:
        """Radio, name, explanation and values of each preset."""
        return [
            {
                "radio": radio,
                "explanation": EXPLANATIONS[Preset(radio.data["value"])],
                "rules": json.dumps(asdict(PRESETS[preset])) if preset in PRESETS else "",
            }
            for radio in self["preset"]
            for preset in [Preset(radio.data["value"])]
        ]


def own_courses(user: User) -> list[Course]:
    """Courses to give to, those of the latest semester first."""
    return list(Course.objects.managed_by(user).select_related("classroom"))


def students_by_course(courses: Sequence[Course]) -> dict[str, list[User]]:
    """Students of these courses by the name of their class; nobody stands there twice."""
    groups: dict[str, list[User]] = {}
    seats = (
        Enrollment.objects.active()
        .filter(classroom__in={course.classroom_id for course in courses if course.classroom_id})
        .select_related("student", "classroom")
        .order_by("classroom__name", "student__name")
    )
    for seat in seats:
        groups.setdefault(str(seat.classroom), []).append(seat.student)
    chosen = Course.chosen_students.through.objects.filter(
        course__in=[course.pk for course in courses if course.classroom_id is None]
    )
    for row in chosen.select_related("user", "course").order_by("course", "user__name"):
        groups.setdefault(str(row.course), []).append(row.user)
    return groups


def last_given(user: User) -> Assignment | None:
    """What this teacher gave last; a quiz before its lesson, for the sake of its rules."""
    return (
        Assignment.objects.managed_by(user)
        .filter(created_by=user)
        .select_related("quizassignment")
        .order_by("-created_at", "-pk")
        .first()
    )


def first_values(last: Assignment | None, query: Mapping[str, str]) -> dict[str, Any]:
    """What stands in the form at first: the query string, then the last time, then good sense."""
    quiz: QuizAssignment | None = getattr(last, "quizassignment", None)
    rules = rules_of(quiz) if quiz else PRESETS[Preset.FORMATIVE]
    return {
        "token": uuid4(),
        "lesson": query.get("pelajaran", ""),
        "quiz": query.get("kuis", ""),
        "preset": rules.preset,
        **asdict(rules),
    }


def first_dates(now: datetime, last: Assignment | None) -> dict[str, datetime | None]:
    """Opens now, due in a week at 23.59 on the school's clock; late work as long as last time."""
    opens_at = now.replace(second=0, microsecond=0)
    day = timezone.localtime(now).date() + DUE_IN
    due_at = timezone.make_aware(datetime.combine(day, DUE_TIME))
    late = last.closes_at - last.due_at if last else timedelta()
    return {
        "opens_at": opens_at,
        "due_at": due_at,
        "closes_at": due_at + late if late else None,
    }


def make_rows(
    courses: Sequence[Course],
    *,
    data: Any,
    query: Mapping[str, str],
    last: Assignment | None,
    now: datetime,
) -> list[ClassRowForm]:
    """One row for each own course; ticked as asked for, or as last time."""
    if "kelas" in query:
        ticked = {course.pk for course in courses if str(course.pk) == query["kelas"]}
    elif last is not None:
        ticked = set(
            Assignment.objects.filter(batch=last.batch).values_list("course_id", flat=True)
        )
    else:
        ticked = {courses[0].pk} if len(courses) == 1 else set()
    dates = first_dates(now, last)
    return [
        ClassRowForm(data, course=course, initial={"is_chosen": course.pk in ticked, **dates})
        for course in courses
    ]


def same_token(data: Mapping[str, str]) -> UUID | None:
    """The token of a form that was sent, if it is one."""
    try:
        return UUID(data.get("token", ""))
    except ValueError:
        return None
