"""Isian singkat: blanks, each with the answers that are accepted."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.items import Credit, Form

from .base import BodyEditor, Group, Row, Rules, TextField, credit_field


class BlankRow(Row):
    accepted = TextField(label=_("Accepted answers, one per line"), rows=3)
    label = TextField(label=_("Label in front of the blank (optional)"))
    written = ("accepted", "label")


class ShortAnswerRules(Rules):
    any_order = forms.BooleanField(label=_("The blanks may be filled in any order"), required=False)
    wildcard = forms.BooleanField(
        label=_("* in an accepted answer stands for any text"), required=False
    )
    near_match = forms.BooleanField(
        label=_("Show me answers that are only misspelt, instead of marking them wrong"),
        required=False,
        initial=True,
    )
    credit = credit_field(Credit.PER_PART, Credit.ALL_OR_NOTHING)


class ShortAnswerEditor(BodyEditor):
    form = Form.SHORT_ANSWER
    groups = (Group("fields", _("Blanks"), BlankRow, letter="f", first=1, spare=0),)
    rules_class = ShortAnswerRules

    def initial_row(self, group: Group, part: Mapping[str, Any]) -> dict[str, Any]:
        return {"label": part.get("label", ""), "accepted": "\n".join(part["accepted"])}

    def build(self) -> dict[str, Any]:
        rules = self.rules.cleaned_data
        return {
            "fields": [
                {
                    "id": row.id,
                    "label": row.cleaned_data["label"],
                    "accepted": lines_of(row.cleaned_data["accepted"]),
                }
                for row in self.rows["fields"].filled()
            ],
            "any_order": rules["any_order"],
            "wildcard": rules["wildcard"],
            "near_match": rules["near_match"],
            "credit": rules["credit"],
        }


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
