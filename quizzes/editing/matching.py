"""Menjodohkan: prompts on the left, choices on the right, and who goes with whom."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.items import Credit, Form

from .base import BodyEditor, Group, Rules, TextRow, credit_field


class PromptRow(TextRow):
    pairs = forms.MultipleChoiceField(
        label=_("Goes with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    written = ("text", "pairs")

    def __init__(self, *args: Any, letters: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["pairs"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = letters


class MatchingRules(Rules):
    credit = credit_field(Credit.PER_PART, Credit.ALL_OR_NOTHING, Credit.PER_PART_MINUS_WRONG)


class MatchingEditor(BodyEditor):
    form = Form.MATCHING
    # Choices first: prompts point at them.
    groups = (
        Group("choices", _("Choices on the right"), TextRow, letter="c", first=5),
        Group("prompts", _("Prompts on the left"), PromptRow, letter="p", first=4),
    )
    rules_class = MatchingRules

    def row_options(self, group: Group) -> dict[str, Any]:
        if group.name == "choices":
            return {}
        return {"letters": [(str(row.index), row.letter) for row in self.rows["choices"]]}

    def initial_row(self, group: Group, part: Mapping[str, Any]) -> dict[str, Any]:
        if group.name == "choices":
            return {"text": part["text"]}
        known = self.rows["choices"].known
        pairs = [
            str(known.index(choice))
            for prompt, choice in self.stored.get("pairs", ())
            if prompt == part["id"] and choice in known
        ]
        return {"text": part["text"], "pairs": pairs}

    def link(self) -> None:
        for row in self.rows["prompts"]:
            for index in row.cleaned_data["pairs"]:
                self.rows["choices"].at(index)

    def build(self) -> dict[str, Any]:
        prompts = self.rows["prompts"].filled()
        choices = self.rows["choices"].filled()
        return {
            "prompts": [{"id": row.id, "text": row.cleaned_data["text"]} for row in prompts],
            "choices": [{"id": row.id, "text": row.cleaned_data["text"]} for row in choices],
            "pairs": [
                [prompt.id, choice.id]
                for prompt in prompts
                for choice in choices
                if str(choice.index) in prompt.cleaned_data["pairs"]
            ],
            "credit": self.rules.cleaned_data["credit"],
        }
