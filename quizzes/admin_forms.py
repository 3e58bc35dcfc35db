"""Forms of the quizzes admin: a question with its current version, and points as people write."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from typing import Any, ClassVar

from adminsortable2.admin import CustomInlineFormSet
from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lessons.looks import LookForm
from lessons.owned_admin import WrittenField
from lessons.ownership import Status
from lessons.svg import validate_svg
from quizzes.editing import editor_for
from quizzes.items import Form
from quizzes.models import Question, QuestionVersion, Quiz, QuizSlot, Stimulus
from quizzes.versions import save_question_version

POINTS = re.compile(r"(\d{1,3})(?:[.,](\d{1,3}))?")


class PointsField(forms.Field):
    """Points as people write them ("1", "1,5" or "0.5"), kept as thousandths."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 6, "class": "points"})
    default_error_messages = {
        "invalid": _("Write points like 1 or 1,5: at most three digits after the comma."),
        "range": _("Give more than 0 and at most 100 points."),
    }

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip()
        if not text:
            return None
        written = POINTS.fullmatch(text)
        if not written:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        thousandths = int(written[1]) * 1000 + int((written[2] or "0").ljust(3, "0"))
        if not 0 < thousandths <= 100_000:
            raise ValidationError(self.error_messages["range"], code="range")
        return thousandths

    def prepare_value(self, value: Any) -> Any:
        return points_text(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return bool(self.to_python(data) != initial)
        except ValidationError:
            return True


def points_text(thousandths: int) -> str:
    """Write thousandths of a point as an Indonesian reader does: 1500 is "1,5"."""
    whole, rest = divmod(thousandths, 1000)
    return f"{whole},{rest:03d}".rstrip("0") if rest else str(whole)


class SlotForm(forms.ModelForm):  # type: ignore[type-arg]
    points = PointsField(label=_("Points"), initial=1000)

    class Meta:
        model = QuizSlot
        fields = ("order", "question", "points")


class SlotFormSet(CustomInlineFormSet):  # type: ignore[misc]
    """The questions of a quiz. One that is published holds only what a class may be given."""

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        quiz: Quiz = self.instance
        questions = [
            form.cleaned_data["question"]
            for form in self.forms
            if form.cleaned_data.get("question") and not form.cleaned_data.get("DELETE")
        ]
        if quiz.status != Status.PUBLISHED:
            return
        if not questions:
            raise ValidationError(_("A published quiz needs at least one question."))
        if waiting := [each.code for each in questions if each.status != Status.PUBLISHED]:
            raise ValidationError(
                _("Publish these questions first, or keep the quiz a draft: %(codes)s"),
                params={"codes": ", ".join(waiting)},
            )


class QuestionForm(LookForm):
    """A question and what its current version says; `editor` holds the parts of its form."""

    item_form: ClassVar[Form]
    stimuli: ClassVar[models.QuerySet[Stimulus]]

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    stem = WrittenField(
        label=_("Stem (Markdown)"),
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
    )
    stimulus = forms.ModelChoiceField(
        label=_("Stimulus"),
        queryset=Stimulus.objects.none(),
        required=False,
        help_text=_("A text that several questions share. It is edited on its own page."),
    )
    figure_svg = WrittenField(
        label=_("Figure (SVG)"),
        required=False,
        validators=[validate_svg],
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
    )
    figure_text = WrittenField(
        label=_("Figure in words"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text=_("Everything the picture says, for who cannot see it."),
    )
    explanation = WrittenField(
        label=_("Explanation (Markdown)"),
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        help_text=_("Why the right answer is right. Students read it when the key is shown."),
    )

    class Meta:
        model = Question
        fields = (
            "code",
            "objective",
            "section",
            "level",
            "cognitive",
            "exposure",
            "indicator",
            "tags",
            "status",
            "review_on",
            "school",
        )

    def __init__(self, data: Any = None, *args: Any, **options: Any) -> None:
        super().__init__(data, *args, **options)
        versions = list(self.instance.versions.order_by("number")) if self.instance.pk else []
        self.version = next((version for version in versions if version.is_current), None)
        self.saved: QuestionVersion | None = None
        if self.version:
            for name in ("stem", "stimulus", "figure_svg", "figure_text", "explanation"):
                self.initial[name] = getattr(self.version, name)
        self.initial["seen"] = digest(self.version)
        choice = self.fields["stimulus"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = newest(self.stimuli, self.version)
        self.editor = editor_for(self.item_form)(
            data,
            body=self.version.body if self.version else None,
            earlier=[version.body for version in versions],
        )

    def is_valid(self) -> bool:
        return not self.editor.is_growing and super().is_valid()

    def full_clean(self) -> None:
        """A page that only asks for more rows is shown again as it was typed, without errors."""
        if self.editor.is_growing:
            self._errors = ErrorDict()
            self.cleaned_data = {}
            return
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.editor.is_valid():
            self.add_error(None, _("The answer part is not complete yet: see the notes beside it."))
        if cleaned.get("figure_svg") and not cleaned.get("figure_text"):
            self.add_error("figure_text", _("Say in words what the figure shows."))
        objective, section = cleaned.get("objective"), cleaned.get("section")
        if objective and section and section.lesson.unit_id != objective.unit_id:
            self.add_error("section", _("This section belongs to another unit than the objective."))
        if cleaned.get("seen") != digest(self.version):
            self.add_error(
                None,
                _(
                    "Somebody else has saved this question since you opened it. Copy what you"
                    " wrote, open the page again and put it in there."
                ),
            )
        return cleaned

    def unsaved_version(self) -> QuestionVersion | None:
        """What stands in the form now, as far as it can be shown; nothing without an item."""
        if not self.editor.body:
            return None
        words = ("stem", "figure_svg", "figure_text", "explanation")
        return QuestionVersion(
            form=self.item_form,
            stimulus=self.cleaned_data.get("stimulus"),
            body=self.editor.body,
            **{name: self.cleaned_data.get(name, "") for name in words},
        )

    def save_version(self, question: Question, *, by: User, now: datetime) -> QuestionVersion:
        self.saved = save_question_version(
            question=question,
            form=self.item_form,
            stem=self.cleaned_data["stem"],
            stimulus=self.cleaned_data["stimulus"],
            figure_svg=self.cleaned_data["figure_svg"],
            figure_text=self.cleaned_data["figure_text"],
            body=self.editor.body,
            explanation=self.cleaned_data["explanation"],
            by=by,
            now=now,
        )
        return self.saved


def newest(
    stimuli: models.QuerySet[Stimulus], version: QuestionVersion | None
) -> models.QuerySet[Stimulus]:
    """Of each stimulus its newest text, and the one that this version shows."""
    later = Stimulus.objects.filter(
        code=models.OuterRef("code"), number__gt=models.OuterRef("number")
    )
    shown = version.stimulus_id if version else None
    return stimuli.filter(~models.Exists(later) | models.Q(pk=shown))


CONTENT = ("form", "stem", "stimulus_id", "figure_svg", "figure_text", "body", "explanation")


def digest(version: QuestionVersion | None) -> str:
    """Name a version with its content, to notice what changed under an open page."""
    if version is None:
        return ""
    content: Iterable[Any] = [version.pk, *(getattr(version, name) for name in CONTENT)]
    text = json.dumps(list(content), sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(), digest_size=8).hexdigest()
