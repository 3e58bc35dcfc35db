"""Fields and widgets that several forms of the teacher's pages share."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.models import QuizAssignment
from quizzes.models.assigned import MOMENTS
from quizzes.presets import RULE_FIELDS, Rules

CONTROL = {"class": "form-control"}
SELECT = {"class": "form-select"}
CHECK = {"class": "form-check-input"}


class MomentInput(forms.DateTimeInput):
    """A date and time on the clock of the person's own school."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(attrs=CONTROL, format="%Y-%m-%dT%H:%M")


def moment_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, required=required, help_text=help_text, widget=MomentInput()
    )


class RulesFields(forms.Form):
    """The rules of a quiz, one field for each of `Rules`."""

    attempts_allowed = forms.IntegerField(
        label=_("Attempts"),
        required=False,
        min_value=1,
        max_value=50,
        widget=forms.NumberInput(attrs=CONTROL),
        help_text=_("Empty: as many as they like."),
    )
    time_limit_minutes = forms.IntegerField(
        label=_("Time limit (minutes)"),
        required=False,
        min_value=1,
        max_value=600,
        widget=forms.NumberInput(attrs=CONTROL),
        help_text=_("Empty: no limit but the closing time."),
    )
    shuffle_items = forms.BooleanField(
        label=_("Shuffle questions"), required=False, widget=forms.CheckboxInput(attrs=CHECK)
    )
    shuffle_options = forms.BooleanField(
        label=_("Shuffle options"), required=False, widget=forms.CheckboxInput(attrs=CHECK)
    )
    counting = forms.ChoiceField(
        label=_("Which attempt counts"),
        choices=QuizAssignment.Counting.choices,
        widget=forms.Select(attrs=SELECT),
    )
    score_from = forms.ChoiceField(
        label=_("Students see the score"), choices=MOMENTS, widget=forms.Select(attrs=SELECT)
    )
    correctness_from = forms.ChoiceField(
        label=_("Students see right and wrong"), choices=MOMENTS, widget=forms.Select(attrs=SELECT)
    )
    key_from = forms.ChoiceField(
        label=_("Students see key and explanation"),
        choices=MOMENTS,
        widget=forms.Select(attrs=SELECT),
    )

    def rule_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in RULE_FIELDS]

    def typed_rules(self, base: Rules, names: Mapping[str, Any]) -> Rules:
        """`base` with what was typed in the fields of these names."""
        return base.changed(
            **{name: self.cleaned_data[name] for name in RULE_FIELDS if name in names}
        )
