"""Uraian: a rubric of criteria, each with levels, and the limits of the text."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from quizzes.items import Form
from quizzes.items.essay import MAX_CHARACTERS

from .base import (
    MORE_ROWS,
    BodyEditor,
    Data,
    Group,
    NumberField,
    Row,
    Rules,
    TextField,
    posted_number,
)

USUAL_LEVELS = 5
MOST_LEVELS = 20


class CriterionRow(Row):
    title = TextField(label=_("Criterion"))
    weight = NumberField(label=_("Weight"))
    written = ("title", "weight")

    def __init__(self, *args: Any, levels: int, **options: Any) -> None:
        super().__init__(*args, **options)
        for number in range(levels):
            self.fields[f"score_{number}"] = NumberField(
                label=_("Score"), min_value=0, initial=max(levels - 1 - number, 0)
            )
            self.fields[f"text_{number}"] = TextField(label=_("What earns it"))
        self.level_numbers = range(levels)

    def is_filled(self) -> bool:
        return super().is_filled() or bool(self.levels())

    def levels(self) -> list[dict[str, Any]]:
        """The levels that say something; a missing score is told by the item's form."""
        levels = []
        for number in self.level_numbers:
            score = self.cleaned_data[f"score_{number}"]
            if text := self.cleaned_data[f"text_{number}"]:
                levels.append({"text": text} | ({} if score is None else {"score": score}))
        return levels

    def level_fields(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"score_{number}"], self[f"text_{number}"]) for number in self.level_numbers]


class EssayRules(Rules):
    min_words = NumberField(
        label=_("Advised number of words"), min_value=0, max_value=MAX_CHARACTERS // 2, initial=0
    )
    max_characters = NumberField(
        label=_("At most so many characters"),
        min_value=1,
        max_value=MAX_CHARACTERS,
        initial=5000,
    )
    sample = TextField(label=_("Model answer (Markdown)"), rows=6)


class EssayEditor(BodyEditor):
    form = Form.ESSAY
    groups = (Group("criteria", _("Rubric"), CriterionRow, letter="k", first=2, spare=0),)
    rules_class = EssayRules

    def __init__(self, data: Data | None = None, *, prefix: str = "body", **options: Any) -> None:
        stored = options.get("body") or {}
        most = max((len(part["levels"]) for part in stored.get("criteria", ())), default=0)
        self.level_count = max(most, 2) if most else USUAL_LEVELS
        if data is not None:
            self.level_count = posted_number(data, f"{prefix}-levels-total", self.level_count)
            self.level_count += MORE_ROWS if data.get(f"{prefix}-add") == "levels" else 0
        self.level_count = min(self.level_count, MOST_LEVELS)
        super().__init__(data, prefix=prefix, **options)

    @property
    def levels_total_name(self) -> str:
        return f"{self.prefix}-levels-total"

    def row_options(self, group: Group) -> dict[str, Any]:
        return {"levels": self.level_count}

    def initial_row(self, group: Group, part: Mapping[str, Any]) -> dict[str, Any]:
        initial = {"title": part["title"], "weight": part["weight"]}
        for number in range(self.level_count):
            level = part["levels"][number] if number < len(part["levels"]) else {}
            initial[f"score_{number}"] = level.get("score")
            initial[f"text_{number}"] = level.get("text", "")
        return initial

    def build(self) -> dict[str, Any]:
        rules = self.rules.cleaned_data
        limits = {name: rules[name] for name in ("min_words", "max_characters")}
        return {
            "criteria": [
                {
                    "id": row.id,
                    "title": row.cleaned_data["title"],
                    "weight": row.cleaned_data["weight"] or 0,
                    "levels": row.levels(),
                }
                for row in self.rows["criteria"].filled()
                if isinstance(row, CriterionRow)
            ],
            "sample": rules["sample"],
            **{name: value for name, value in limits.items() if value is not None},
        }
