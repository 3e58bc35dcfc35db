"""Forms of one task: its words, dates and rules; more time; a copy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classrooms.assignments import DatesRefused, check_order
from classrooms.models import Assignment, Course
from quizzes.forms.fields import CONTROL, RulesFields, moment_field
from quizzes.models import QuizAssignment
from quizzes.presets import LOCKED_WHEN_STARTED, RULE_FIELDS, Rules, rules_of

WEEK = timedelta(days=7)


class EditForm(forms.Form):
    """Title, note and dates of any task."""

    title = forms.CharField(label=_("Title"), max_length=150, widget=forms.TextInput(attrs=CONTROL))
    opens_at = moment_field(_("Opens"), required=True)
    due_at = moment_field(_("Due"), required=True)
    closes_at = moment_field(
        _("Late work is taken until"), help_text=_("Empty: it closes when it is due.")
    )
    note = forms.CharField(
        label=_("Note to the students"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs=CONTROL | {"rows": 3}),
    )

    @classmethod
    def first_values(cls, assignment: Assignment) -> dict[str, Any]:
        late = assignment.closes_at > assignment.due_at
        return {
            "title": assignment.title,
            "note": assignment.note,
            "opens_at": assignment.opens_at,
            "due_at": assignment.due_at,
            "closes_at": assignment.closes_at if late else None,
        }

    def main_fields(self) -> list[forms.BoundField]:
        return [self["title"], self["opens_at"], self["due_at"], self["closes_at"], self["note"]]

    def clean(self) -> dict[str, Any]:
        dates = self.cleaned_data
        opens_at, due_at = dates.get("opens_at"), dates.get("due_at")
        if opens_at and due_at:
            # The inputs know minutes only: what was not touched keeps its seconds.
            opens_at, due_at = self._kept("opens_at") or opens_at, self._kept("due_at") or due_at
            closes_at = self._kept("closes_at") or due_at
            dates |= {"opens_at": opens_at, "due_at": due_at, "closes_at": closes_at}
            try:
                check_order(opens_at=opens_at, due_at=due_at, closes_at=closes_at)
            except DatesRefused as error:
                self.add_error("due_at" if due_at <= opens_at else "closes_at", str(error))
        return dates

    def _kept(self, name: str) -> datetime | None:
        typed: datetime | None = self.cleaned_data.get(name)
        before: datetime | None = self.initial[name]
        is_same = typed and before and typed == before.replace(second=0, microsecond=0)
        return before if is_same else typed


class QuizEditForm(RulesFields, EditForm):
    """The same with the rules of a quiz; some are fixed once somebody has started."""

    def __init__(self, *args: Any, has_started: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_started:
            for name in LOCKED_WHEN_STARTED:
                self.fields[name].disabled = True

    @classmethod
    def first_values(cls, assignment: Assignment) -> dict[str, Any]:
        values = super().first_values(assignment)
        if isinstance(assignment, QuizAssignment):
            values |= {name: getattr(assignment, name) for name in RULE_FIELDS}
        return values

    def rules(self, quiz: QuizAssignment) -> Rules:
        return self.typed_rules(rules_of(quiz), dict.fromkeys(RULE_FIELDS))


class ExtendForm(forms.Form):
    """More time for the whole class, or for the ticked students."""

    due_at = moment_field(_("New due time"), required=True)
    closes_at = moment_field(
        _("Late work is taken until"), help_text=_("Empty: it closes when it is due.")
    )
    students = forms.TypedMultipleChoiceField(
        label=_("Only for these students"),
        help_text=_("Nobody ticked: for the whole class."),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Reason (kept in the record)"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs=CONTROL),
    )

    def __init__(self, *args: Any, students: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_pk = {student.pk: student for student in students}
        self.fields["students"].choices = [  # type: ignore[attr-defined]
            (pk, str(student)) for pk, student in self.by_pk.items()
        ]

    @classmethod
    def first_values(cls, assignment: Assignment, now: datetime) -> dict[str, Any]:
        """A day more than what holds now, late work as before."""
        due_at = max(assignment.due_at, now) + timedelta(days=1)
        late = assignment.closes_at - assignment.due_at
        return {"due_at": due_at, "closes_at": due_at + late if late else None}

    def clean(self) -> dict[str, Any]:
        due_at = self.cleaned_data.get("due_at")
        if due_at:
            closes_at = self.cleaned_data.get("closes_at") or due_at
            self.cleaned_data["closes_at"] = closes_at
            if closes_at < due_at:
                self.add_error("closes_at", _("An assignment cannot close before it is due."))
        return self.cleaned_data

    def chosen_students(self) -> list[User]:
        return [self.by_pk[pk] for pk in self.cleaned_data["students"]]


class CopyForm(forms.Form):
    """Where a task goes once more, and when it opens there; the other dates move along."""

    courses = forms.TypedMultipleChoiceField(
        label=_("For which classes"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one class.")},
    )
    opens_at = moment_field(
        _("Opens"), required=True, help_text=_("Due and closing time move by as much.")
    )

    def __init__(self, *args: Any, courses: Iterable[Course], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_pk = {course.pk: course for course in courses}
        self.fields["courses"].choices = [  # type: ignore[attr-defined]
            (pk, str(course)) for pk, course in self.by_pk.items()
        ]

    def chosen_courses(self) -> list[Course]:
        return [self.by_pk[pk] for pk in self.cleaned_data["courses"]]
