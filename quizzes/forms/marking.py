"""The rubric as a form: one level for each criterion, and a comment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.card_parts import inline
from quizzes.forms.fields import CHECK, CONTROL
from quizzes.items import Criterion, Essay

PREFIX = "level-"


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment to the student"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=CONTROL | {"rows": 3}),
    )


class RubricForm(CommentForm):
    """One group of radio buttons for each criterion; the number on a button is its key."""

    def __init__(self, *args: Any, body: Essay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = body.criteria
        for criterion in body.criteria:
            self.fields[PREFIX + criterion.id] = forms.TypedChoiceField(
                label=criterion.title,
                coerce=int,
                choices=[(level.score, inline(level.text)) for level in criterion.levels],
                widget=forms.RadioSelect(attrs=CHECK),
                error_messages={"required": _("Choose a level.")},
            )

    @staticmethod
    def first_values(levels: dict[str, int] | None, comment: str) -> dict[str, Any]:
        chosen = {PREFIX + criterion: score for criterion, score in (levels or {}).items()}
        return {"comment": comment, **chosen}

    def rows(self) -> list[tuple[Criterion, forms.BoundField]]:
        return [(criterion, self[PREFIX + criterion.id]) for criterion in self.criteria]

    def levels(self) -> dict[str, int]:
        return {
            criterion.id: self.cleaned_data[PREFIX + criterion.id] for criterion in self.criteria
        }
