"""Reading the stored body of an item: all of its problems are told at once."""

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from .texts import is_storable

# Ids stand in HTML field names and in stored responses.
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}")
# No real item comes near it; it bounds what one page can be made to hold.
MAX_ROWS = 100


class ProblemCode(StrEnum):
    """Why a body is refused. Templates word these."""

    WRONG_TYPE = "wrong-type"
    MISSING = "missing"
    UNKNOWN_KEY = "unknown-key"
    UNKNOWN_CHOICE = "unknown-choice"
    OUT_OF_RANGE = "out-of-range"
    BAD_ID = "bad-id"
    BAD_TEXT = "bad-text"
    EMPTY_TEXT = "empty-text"
    TOO_LONG = "too-long"
    TOO_MANY = "too-many"
    DUPLICATE_ID = "duplicate-id"
    DUPLICATE_TEXT = "duplicate-text"
    TOO_FEW_OPTIONS = "too-few-options"
    TOO_FEW_COLUMNS = "too-few-columns"
    NO_STATEMENTS = "no-statements"
    NO_PROMPTS = "no-prompts"
    TOO_FEW_CHOICES = "too-few-choices"
    NO_FIELDS = "no-fields"
    NO_CRITERIA = "no-criteria"
    NO_KEY = "no-key"
    KEY_NOT_AN_OPTION = "key-not-an-option"
    UNKNOWN_COLUMN = "unknown-column"
    UNKNOWN_PAIR = "unknown-pair"
    NO_ACCEPTED_ANSWER = "no-accepted-answer"
    WILDCARD_FIRST = "wildcard-first"
    WEIGHTS = "weights"
    LEVELS = "levels"


PROBLEM_CODES: frozenset[str] = frozenset(code.value for code in ProblemCode)


class Problem(NamedTuple):
    """One reason to refuse a body; `part` is the id of a part or the name of a key."""

    code: ProblemCode
    part: str


class InvalidBody(ValueError):
    """The JSON is no item of this form. `problems` is never empty."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(f"{code} ({part})" for code, part in self.problems))


E = TypeVar("E", bound=StrEnum)


class Reader:
    """Take a JSON object apart and note every problem instead of stopping at the first.

    After a problem a method gives a stand-in of the right type, so that reading can go on;
    `finish` raises before anybody builds a body from stand-ins.
    """

    def __init__(
        self,
        data: object,
        keys: Sequence[str],
        *,
        part: str = "",
        problems: list[Problem] | None = None,
    ) -> None:
        self.problems: list[Problem] = [] if problems is None else problems
        self.part = part
        self.data: dict[str, Any] = {}
        if not isinstance(data, dict):
            raise InvalidBody([Problem(ProblemCode.WRONG_TYPE, part)])
        self.data = data
        for key in data:
            if key not in keys:
                self.note(ProblemCode.UNKNOWN_KEY, str(key))

    def note(self, code: ProblemCode, part: str | None = None) -> None:
        """Remember a problem of this object, or of the named part."""
        self.problems.append(Problem(code, self.part if part is None else part))

    def finish(self) -> None:
        """Raise InvalidBody if anything was noted."""
        if self.problems:
            raise InvalidBody(self.problems)

    def value(self, key: str, kind: type[Any], default: Any = None) -> Any:
        """Give the value if it is of exactly this type (a bool is no int); None if it is not."""
        if key not in self.data:
            if default is None:
                self.note(ProblemCode.MISSING, self.part or key)
            return default
        value = self.data[key]
        if type(value) is kind:
            return value
        self.note(ProblemCode.WRONG_TYPE, self.part or key)
        return None

    def text(self, key: str, *, default: str | None = None) -> str:
        """Read a text; one without a default must say something."""
        text = self.value(key, str, default)
        if text is None:
            return ""
        if not is_storable(text):
            self.note(ProblemCode.BAD_TEXT, self.part or key)
        elif default is None and not text.strip():
            self.note(ProblemCode.EMPTY_TEXT, self.part or key)
        return str(text)

    def id(self) -> str:
        """Read the id of this part."""
        value = self.value("id", str)
        if value is not None and not ID.fullmatch(value):
            self.note(ProblemCode.BAD_ID)
        return value or ""

    def number(self, key: str, low: int, high: int, *, default: int | None = None) -> int:
        """Read a whole number in low..high."""
        value = self.value(key, int, default)
        if value is None:
            return low
        if not low <= value <= high:
            self.note(ProblemCode.OUT_OF_RANGE, self.part or key)
        return int(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Read true or false."""
        return bool(self.value(key, bool, default))

    def choice(self, key: str, allowed: Sequence[E]) -> E:
        """Read a word of an enumeration; the first allowed one is the default."""
        value = self.value(key, str, allowed[0].value)
        for choice in allowed:
            if choice.value == value:
                return choice
        if value is not None:
            self.note(ProblemCode.UNKNOWN_CHOICE, key)
        return allowed[0]

    def values(self, key: str, minimum: int, too_few: ProblemCode) -> list[Any]:
        """Read a list of minimum..MAX_ROWS values."""
        if key not in self.data:
            self.note(too_few, self.part or key)
            return []
        values = self.value(key, list)
        if values is None:
            return []
        if len(values) < minimum:
            self.note(too_few, self.part or key)
        elif len(values) > MAX_ROWS:
            self.note(ProblemCode.TOO_MANY, self.part or key)
            return []
        return list(values)

    def rows(
        self, key: str, *, keys: Sequence[str], minimum: int, too_few: ProblemCode
    ) -> list["Reader"]:
        """Read a list of objects, each by a reader that notes its problems here."""
        rows = []
        for index, data in enumerate(self.values(key, minimum, too_few), start=1):
            # A part that has no usable id is named by its place.
            part = f"{self.part or key}-{index}"
            if not isinstance(data, dict):
                self.note(ProblemCode.WRONG_TYPE, part)
                continue
            part_id = data.get("id")
            if isinstance(part_id, str) and ID.fullmatch(part_id):
                part = part_id
            rows.append(Reader(data, keys, part=part, problems=self.problems))
        return rows

    def texts(self, key: str, *, minimum: int, too_few: ProblemCode) -> tuple[str, ...]:
        """Read a list of texts that say something."""
        texts = []
        for text in self.values(key, minimum, too_few):
            if not isinstance(text, str):
                self.note(ProblemCode.WRONG_TYPE, self.part or key)
            elif not is_storable(text):
                self.note(ProblemCode.BAD_TEXT, self.part or key)
            elif not text.strip():
                self.note(ProblemCode.EMPTY_TEXT, self.part or key)
            else:
                texts.append(text)
        return tuple(texts)

    def unique_ids(self, ids: Iterable[str]) -> None:
        """Note each id that was there before."""
        for part in repeated((part, part) for part in ids):
            self.note(ProblemCode.DUPLICATE_ID, part)

    def unique_texts(self, texts: Iterable[tuple[str, str]]) -> None:
        """Note each part (id, text) that looks like an earlier one; case is a difference."""
        for part in repeated((part, " ".join(text.split())) for part, text in texts):
            self.note(ProblemCode.DUPLICATE_TEXT, part)


def repeated(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Give the names of the values that occurred before; blank values are told elsewhere."""
    seen: set[str] = set()
    names = []
    for name, value in pairs:
        if value in seen:
            names.append(name)
        elif value:
            seen.add(value)
    return names
