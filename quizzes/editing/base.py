"""What every body editor shares: rows that can be added without JavaScript, and stable ids."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from string import ascii_lowercase
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quizzes.items import Body, Credit, Form, InvalidBody, dump_body, parse_body
from quizzes.items.reading import MAX_ROWS, Problem

from .problems import words_for

MORE_ROWS = 3
# Stands for the number of a row in the pattern from which the page makes further rows.
BLANK_INDEX = "__n__"
Data = Mapping[str, Any]


class TextField(forms.CharField):
    """A text that may stay empty, with line ends as we store them."""

    def __init__(self, *, label: Any, rows: int = 1) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "class": "editor-text"})
        super().__init__(required=False, label=label, widget=widget)

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class NumberField(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)
        self.widget.attrs["class"] = "editor-number"


class Row(forms.Form):
    """One part of the body. Nothing is required here: what lacks is told by the item's form."""

    use_required_attribute = False
    part = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    place = NumberField(label=_("Order"), min_value=1)
    # Fields that count when asking whether anything was written.
    written: ClassVar[tuple[str, ...]] = ("text",)

    def __init__(self, *args: Any, index: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.index = index
        self.id = ""
        self.is_used = False
        self.problems: list[str] = []

    @property
    def letter(self) -> str:
        """The name of this row on the page: A to Z, then numbers."""
        return ascii_lowercase[self.index].upper() if self.index < 26 else str(self.index + 1)

    @property
    def number(self) -> str:
        """How other rows point at this one; the pattern for new rows has no number yet."""
        return BLANK_INDEX if str(self.prefix).endswith(BLANK_INDEX) else str(self.index)

    @property
    def problems_id(self) -> str:
        return f"{self.prefix}-problems"

    def tell(self, words: str) -> None:
        """Show a problem at this row, to eyes and to screen readers."""
        if words not in self.problems:
            self.problems.append(words)
        attrs = self.fields[self.written[0]].widget.attrs
        attrs["aria-invalid"] = "true"
        attrs["aria-describedby"] = self.problems_id

    def read(self) -> bool:
        """Clean the fields, and tell what cannot be read."""
        if self.is_valid():
            return True
        for name, errors in self.errors.items():
            for words in errors:
                self.tell(f"{self.fields[name].label}: {words}")
        return False

    def is_filled(self) -> bool:
        return self.is_used or any(self.cleaned_data.get(name) for name in self.written)


class TextRow(Row):
    text = TextField(label=_("Text"), rows=2)


@dataclass(frozen=True, slots=True)
class Group:
    """A list of parts in the body: how its rows look, and how new parts are named."""

    name: str
    title: Promise
    row: type[Row]
    letter: str = ""  # new ids are this with a number; "" for a, b, c
    first: int = 2  # rows on an empty page
    spare: int = 1  # empty rows after those that are there

    def new_ids(self, taken: Iterable[str]) -> Iterator[str]:
        """Give short ids, free ones first to last."""
        used = set(taken)
        names = (f"{self.letter}{number}" for number in count(1))
        if not self.letter:
            names = (
                ascii_lowercase[n] if n < 26 else f"{ascii_lowercase[n % 26]}{n // 26}"
                for n in count()
            )
        return (name for name in names if name not in used)


class Rows:
    """The rows of one group on the page."""

    def __init__(
        self,
        group: Group,
        *,
        prefix: str,
        data: Data | None,
        initial: Sequence[Mapping[str, Any]],
        is_growing: bool,
        taken: Iterable[str],
        **options: Any,
    ) -> None:
        self.group = group
        self.prefix = prefix
        self.known = [str(part["part"]) for part in initial]
        self.taken = {*taken, *self.known}
        if data is None:
            total = max(group.first, len(initial) + group.spare)
        else:
            total = posted_number(data, self.total_name, group.first)
            total += MORE_ROWS if is_growing else 0
        self.rows = [
            group.row(
                data,
                index=index,
                prefix=f"{prefix}-{index}",
                initial={**initial[index], "place": index + 1} if index < len(initial) else {},
                **options,
            )
            for index in range(min(total, MAX_ROWS))
        ]
        self.blank = group.row(index=len(self.rows), prefix=f"{prefix}-{BLANK_INDEX}", **options)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def total_name(self) -> str:
        return f"{self.prefix}-total"

    def read(self) -> bool:
        return sum(row.read() for row in self.rows) == len(self.rows)

    def at(self, index: str) -> Row | None:
        """The row of this number, if the page has it; whatever names a row needs it."""
        row = self.rows[int(index)] if index.isdigit() and int(index) < len(self.rows) else None
        if row is not None:
            row.is_used = True
        return row

    def name(self) -> None:
        """Give every row its id: known parts keep theirs, new ones get the next free one."""
        new, seen = self.group.new_ids(self.taken), set[str]()
        for row in self.rows:
            part = row.cleaned_data["part"]
            if part not in self.known or part in seen:
                part = next(new) if row.is_filled() else ""
            row.id = part
            seen.add(part)

    def filled(self) -> list[Row]:
        """Rows that say something, in the order that the author wants."""
        rows = [row for row in self.rows if row.is_filled()]
        return sorted(rows, key=lambda row: (row.cleaned_data["place"] or MAX_ROWS + 1, row.index))


class Rules(forms.Form):
    """What holds for the body as a whole."""

    use_required_attribute = False


CREDIT_WORDS = {
    Credit.ALL_OR_NOTHING: _("all or nothing"),
    Credit.PER_PART: _("points for each right part"),
    Credit.PER_PART_MINUS_WRONG: _("points for each right part, less the wrong ones"),
}


def credit_field(*allowed: Credit) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Points for a partly right answer"),
        choices=[(credit.value, CREDIT_WORDS[credit]) for credit in allowed],
        initial=allowed[0].value,
    )


class BodyEditor(ABC):
    """The fields of one form's body. `body` is its JSON after `is_valid` said yes."""

    form: ClassVar[Form]
    groups: ClassVar[tuple[Group, ...]]
    rules_class: ClassVar[type[Rules]] = Rules

    def __init__(
        self,
        data: Data | None = None,
        *,
        body: Mapping[str, Any] | None = None,
        earlier: Iterable[Mapping[str, Any]] = (),
        prefix: str = "body",
    ) -> None:
        """`earlier` are bodies of older versions: ids of their parts are not used again."""
        self.data = data
        self.prefix = prefix
        self.stored: Mapping[str, Any] = body or {}
        self.earlier = list(earlier)
        self.problems: list[str] = []
        self.body: dict[str, Any] = {}
        self.grows = str(data.get(self.add_name, "")) if data is not None else ""
        self.rules = self.rules_class(data, initial=dict(self.stored), prefix=prefix)
        self.rows: dict[str, Rows] = {}
        for group in self.groups:
            self.rows[group.name] = Rows(
                group,
                prefix=f"{prefix}-{group.name}",
                data=data,
                initial=self.initial_rows(group),
                is_growing=self.grows == group.name,
                taken=[part["id"] for old in self.earlier for part in old.get(group.name, ())],
                **self.row_options(group),
            )

    # --- For templates ---

    @property
    def template(self) -> str:
        return f"quizzes/editing/_{self.form.value}.html"

    @property
    def add_name(self) -> str:
        """The name of the buttons that add rows; their value is the group."""
        return f"{self.prefix}-add"

    @property
    def is_growing(self) -> bool:
        """Whether the author asked for more rows, not to save."""
        return bool(self.grows)

    # --- For forms ---

    def row_options(self, group: Group) -> dict[str, Any]:
        return {}

    def initial_rows(self, group: Group) -> list[dict[str, Any]]:
        """What stands in the rows of a stored body."""
        return [
            {"part": part["id"], **self.initial_row(group, part)}
            for part in self.stored.get(group.name, ())
        ]

    def initial_row(self, group: Group, part: Mapping[str, Any]) -> dict[str, Any]:
        return {"text": part["text"]}

    def link(self) -> None:  # noqa: B027 - most bodies have no links
        """Note which rows others point at, before empty ones are dropped."""

    @abstractmethod
    def build(self) -> dict[str, Any]:
        """Write the body as JSON from rows and rules, which are clean and have ids."""

    # --- Validation ---

    def is_valid(self) -> bool:
        """Read what was posted; a growing page is never valid, and nothing is wrong with it."""
        if self.data is None or self.is_growing:
            return False
        self.problems = []
        clean = [self.rules.is_valid(), *[rows.read() for rows in self.rows.values()]]
        for name, errors in self.rules.errors.items():
            self.problems += [f"{self.rules.fields[name].label}: {words}" for words in errors]
        if not all(clean):
            return False
        self.link()
        for rows in self.rows.values():
            rows.name()
        try:
            body: Body = parse_body(self.form, self.build())
        except InvalidBody as error:
            for problem in error.problems:
                self.tell(problem)
            return False
        self.body = dump_body(body)
        return True

    def tell(self, problem: Problem) -> None:
        """Put a problem beside the part that has it, or above all."""
        part = re.sub(r"-\d+$", "", problem.part)
        for wanted in (problem.part, part):
            rows = [row for rows in self.rows.values() for row in rows if row.id == wanted]
            for row in rows:
                row.tell(words_for(problem))
            if rows:
                return
        if (words := words_for(problem)) not in self.problems:
            self.problems.append(words)


def posted_number(data: Data, name: str, default: int) -> int:
    """How many rows a page had; what nobody's page sends counts as none said."""
    text = str(data.get(name, ""))
    return int(text) if text.isdecimal() and len(text) <= 3 else default
