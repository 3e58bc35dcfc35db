"""The form of a whole attempt, as a browser without JavaScript posts it.

Every field of item 3 is named `q3-...`. `q3-revision` is the revision that the page showed and
`q3-seen` names the answer that stood there: a field nobody touched is never sent as a change, even
when another device has saved something newer meanwhile.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.sessions.backends.base import SessionBase
from django.core import signing

from accounts.models import User
from quizzes.cards import digest
from quizzes.items import InvalidResponse
from quizzes.items.responses import Fields
from quizzes.models import Answer, Attempt
from quizzes.saving import Change, read_fields

NAME = re.compile(r"q(\d{1,3})-(.+)")
SEAL = signing.Signer(salt="quizzes.attempt")
# Fields of the frame of an item rather than of its answer.
FRAME = ("revision", "seen", "take")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a posted form asks to change, by position."""

    changes: dict[int, Change] = field(default_factory=dict)
    invalid: dict[int, str] = field(default_factory=dict)  # code of the refusal
    typed: dict[int, Fields] = field(default_factory=dict)


def item_fields(posted: Mapping[str, Sequence[str]]) -> dict[int, dict[str, list[str]]]:
    """Sort posted fields by item, without their prefixes."""
    items: dict[int, dict[str, list[str]]] = {}
    for name, values in posted.items():
        found = NAME.fullmatch(name)
        if found:
            items.setdefault(int(found[1]), {})[found[2]] = list(values)
    return items


def wanted_changes(answers: Mapping[int, Answer], posted: Mapping[str, Sequence[str]]) -> Wanted:
    """Read which answers the form has changed since its page was made."""
    wanted = Wanted()
    clear = set(posted.get("clear", ()))
    for position, fields in item_fields(posted).items():
        answer = answers.get(position)
        revision = "".join(fields.get("revision", ()))
        if answer is None or not re.fullmatch(r"\d{1,9}", revision) or "take" in fields:
            continue
        typed = {name: values for name, values in fields.items() if name not in FRAME}
        if str(position) in clear:
            typed = {}
        try:
            response = read_fields(answer, typed)
        except InvalidResponse as refusal:
            wanted.invalid[position] = refusal.code.value
            wanted.typed[position] = typed
            continue
        if [digest(response)] != fields.get("seen") and response != answer.response:
            wanted.changes[position] = Change(response, int(revision))
            wanted.typed[position] = typed
    return wanted


def seal(attempt: Attempt) -> str:
    """Sign that a page of this attempt was shown to its student."""
    return SEAL.sign(f"{attempt.pk}-{attempt.student_id}")


def is_sealed(sealed: str, attempt: Attempt) -> bool:
    """Whether a posted form comes from a page of this attempt that we showed to its student.

    No other site can know the seal, so it guards the form as a CSRF token does.
    """
    return sealed_student(attempt.pk, sealed) == attempt.student_id


def sealed_student(attempt_id: int, sealed: str) -> int | None:
    """Give the id of the student whose page of this attempt carries the seal; None if forged."""
    try:
        attempt, student = SEAL.unsign(sealed).split("-")
    except signing.BadSignature:
        return None
    return int(student) if int(attempt) == attempt_id else None


def keep(session: SessionBase, attempt_id: int, posted: Mapping[str, Sequence[str]]) -> bool:
    """Put the answers of a signed-out page aside until its student signs in; say whether we did.

    Only a page that we showed to the student carries the seal, so nobody else at the same
    computer can put answers into their attempt.
    """
    student = sealed_student(attempt_id, "".join(posted.get("seal", ())))
    if student is None:
        return False
    fields = {name: list(values) for name, values in posted.items() if NAME.fullmatch(name)}
    session["kept_answers"] = {"attempt": attempt_id, "student": student, "fields": fields}
    return True


def take_kept(session: SessionBase, attempt: Attempt, user: User) -> dict[str, list[str]] | None:
    """Take back what was kept for this attempt; what was kept for somebody else is dropped."""
    kept = session.get("kept_answers")
    if not isinstance(kept, dict):
        return None
    if kept["student"] != user.pk:
        session.pop("kept_answers")
        return None
    if kept["attempt"] != attempt.pk:
        return None
    session.pop("kept_answers")
    fields: dict[str, list[str]] = kept["fields"]
    return fields
