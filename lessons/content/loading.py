"""Bring content from files into the database without ever undoing what somebody edited here.

`LoadedRow` remembers, for each row, the hash of what was loaded. A row that still says the same
is ours to update; one that says something else was edited and is left alone.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _

from lessons.content.files import ContentError, FileRow, read_directory, rows_of
from lessons.content.rows import (
    Bank,
    Identity,
    Key,
    build,
    content_fields,
    content_models,
    hash_of,
    key_of,
    model_of,
    words,
)
from lessons.models import LoadedRow
from lessons.ownership import Status


@dataclass(slots=True)
class Report:
    """What a load did, by the names of rows. `kept` are rows that somebody edited or uses."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    archived: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        return bool(self.created or self.updated or self.archived or self.deleted)


@dataclass(slots=True)
class _Plan:
    report: Report = field(default_factory=Report)
    writes: list[Callable[[], None]] = field(default_factory=list)
    remember: dict[Identity, str] = field(default_factory=dict)
    forget: list[LoadedRow] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.writes or self.remember or self.forget)


def load_content(directory: Path, *, now: datetime) -> Report:
    """Load a directory of fixtures, whole or not at all."""
    rows = list(rows_of(read_directory(directory)))
    origin = directory.resolve().name
    if (plan := _plan(rows, origin)).is_empty:
        return plan.report
    with transaction.atomic():
        plan = _plan(rows, origin)  # again, now that nobody else can write
        for write in plan.writes:
            write()
        _remember(plan, origin, now)
    return plan.report


def name_of(identity: Identity) -> str:
    label, key = identity
    return f"{label} {'/'.join(key)}"


# --- Deciding ---------------------------------------------------------------------------------


def _plan(rows: Iterable[FileRow], origin: str) -> _Plan:
    bank = Bank()
    loaded = {(row.label, tuple(row.key.split("\n"))): row for row in LoadedRow.objects.all()}
    plan, seen, gone = _Plan(), dict[Identity, FileRow](), set[Identity]()
    for row, wanted, many in _in_order(rows, bank):
        identity = (row.label, key_of(wanted))
        if identity in seen:
            raise ContentError(
                _("%(place)s: %(row)s stands in %(other)s already.")
                % {
                    "place": row.place,
                    "row": name_of(identity),
                    "other": seen[identity].place,
                }
            )
        seen[identity] = row
        _plan_row(plan, bank, _Wanted(row, identity, wanted, many), loaded.get(identity), gone)
    places = {model._meta.label_lower: place for place, model in enumerate(content_models())}
    vanished = [
        old for identity, old in loaded.items() if old.origin == origin and identity not in seen
    ]
    for old in sorted(vanished, key=lambda old: (-places.get(old.label, 0), old.key)):
        _plan_removal(plan, bank, old)
    return plan


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a file asks for."""

    row: FileRow
    identity: Identity
    instance: models.Model
    many: dict[str, list[Key]]


def _in_order(
    rows: Iterable[FileRow], bank: Bank
) -> Iterable[tuple[FileRow, models.Model, dict[str, list[Key]]]]:
    """Build the files' rows model by model, so that what a row refers to stands before it."""
    by_model: dict[type[models.Model], list[FileRow]] = {model: [] for model in content_models()}
    for row in rows:
        by_model[model_of(row)].append(row)
    for model in content_models():
        # Rows that give something up (a version that is no longer current) come first.
        flags = [f.name for f in content_fields(model) if isinstance(f, models.BooleanField)]
        built = [(row, *build(row, bank)) for row in by_model[model]]
        built.sort(key=lambda each: sum(getattr(each[1], name) for name in flags))
        for row, instance, many in built:
            yield row, instance, many


def _plan_row(
    plan: _Plan, bank: Bank, wanted: _Wanted, loaded: LoadedRow | None, gone: set[Identity]
) -> None:
    identity, report = wanted.identity, plan.report
    said = words(wanted.instance, wanted.many)
    file_hash = hash_of(said)
    present = bank.rows.get(identity)
    if present is None:
        if loaded or _refers_to(wanted, gone):
            gone.add(identity)
            report.kept.append(_("%(row)s: deleted here") % {"row": name_of(identity)})
            bank.rows[identity] = wanted.instance  # so that references to it can be named
            return
        bank.rows[identity] = wanted.instance
        report.created.append(name_of(identity))
        plan.writes.append(lambda: _create(wanted, bank))
        plan.remember[identity] = file_hash
        return
    said_here = bank.words_of(identity, present)
    hash_here = hash_of(said_here)
    if hash_here == file_hash:
        if loaded is None or loaded.content_hash != file_hash:
            plan.remember[identity] = file_hash
    elif loaded is None or loaded.content_hash != hash_here:
        report.kept.append(_("%(row)s: edited here") % {"row": name_of(identity)})
    elif _refers_to(wanted, gone):
        report.kept.append(_("%(row)s: refers to what was deleted") % {"row": name_of(identity)})
    elif _is_frozen(present, said_here, said):
        report.kept.append(
            _("%(row)s: in use; write a new version instead") % {"row": name_of(identity)}
        )
    else:
        report.updated.append(name_of(identity))
        plan.writes.append(lambda: _update(present, wanted, bank))
        plan.remember[identity] = file_hash


def _refers_to(wanted: _Wanted, gone: set[Identity]) -> bool:
    for each in content_fields(type(wanted.instance)):
        label = each.related_model._meta.label_lower if each.is_relation else ""
        if each.many_to_many:
            keys = wanted.many.get(each.name, [])
        elif each.is_relation and (target := getattr(wanted.instance, each.name)):
            keys = [key_of(target)]
        else:
            keys = []
        if any((label, key) in gone for key in keys):
            return True
    return False


def _is_frozen(present: models.Model, said_here: dict[str, Any], said: dict[str, Any]) -> bool:
    """Ask the row. What it lists in `free_fields` may change even then."""
    changed = {name for name in {*said_here, *said} if said_here.get(name) != said.get(name)}
    is_frozen = getattr(present, "is_frozen", None)
    if is_frozen is None or changed <= getattr(present, "free_fields", frozenset()):
        return False
    return bool(is_frozen())


def _plan_removal(plan: _Plan, bank: Bank, loaded: LoadedRow) -> None:
    identity = (loaded.label, tuple(loaded.key.split("\n")))
    present, report = bank.rows.get(identity), plan.report
    if present is None:
        plan.forget.append(loaded)
    elif hash_of(bank.words_of(identity, present)) != loaded.content_hash:
        report.kept.append(
            _("%(row)s: edited here; no longer in the files") % {"row": name_of(identity)}
        )
    elif not hasattr(present, "status"):
        plan.writes.append(lambda: _delete(plan, identity, present, loaded))
    elif present.status != Status.ARCHIVED:
        report.archived.append(name_of(identity))
        plan.writes.append(lambda: _archive(present))
        present.status = Status.ARCHIVED
        plan.remember[identity] = hash_of(bank.words_of(identity, present))


# --- Writing ----------------------------------------------------------------------------------


def _create(wanted: _Wanted, bank: Bank) -> None:
    _save(wanted, wanted.instance, bank)


def _update(present: models.Model, wanted: _Wanted, bank: Bank) -> None:
    for each in content_fields(type(present)):
        if not each.many_to_many:
            setattr(present, each.name, getattr(wanted.instance, each.name))
    _save(wanted, present, bank)


def _save(wanted: _Wanted, instance: models.Model, bank: Bank) -> None:
    for each in content_fields(type(instance)):
        if isinstance(each, models.ForeignKey) and (target := getattr(instance, each.name)):
            setattr(instance, each.name, target)  # its key may be new
    try:
        instance.full_clean()
        with transaction.atomic():
            instance.save()
    except ValidationError as error:
        raise ContentError(f"{wanted.row.place}: {_in_words(wanted, error)}") from error
    except DatabaseError as error:
        raise ContentError(f"{wanted.row.place}: {name_of(wanted.identity)}: {error}") from error
    for each in instance._meta.many_to_many:
        targets = [
            bank.rows[each.related_model._meta.label_lower, key]
            for key in wanted.many.get(each.name, [])
        ]
        getattr(instance, each.name).set(targets)


def _in_words(wanted: _Wanted, error: ValidationError) -> str:
    faults = [
        " ".join(messages) if name == NON_FIELD_ERRORS else f"{name}: {' '.join(messages)}"
        for name, messages in error.message_dict.items()
    ]
    return f"{name_of(wanted.identity)}: {'; '.join(faults)}"


def _archive(present: models.Model) -> None:
    present.status = Status.ARCHIVED  # type: ignore[attr-defined]
    present.save(update_fields=["status"])


def _delete(plan: _Plan, identity: Identity, present: models.Model, loaded: LoadedRow) -> None:
    try:
        with transaction.atomic():
            present.delete()
    except (ProtectedError, RestrictedError):
        plan.report.kept.append(
            _("%(row)s: in use; no longer in the files") % {"row": name_of(identity)}
        )
    else:
        plan.report.deleted.append(name_of(identity))
        plan.forget.append(loaded)


def _remember(plan: _Plan, origin: str, now: datetime) -> None:
    LoadedRow.objects.bulk_create(
        [
            LoadedRow(
                label=label,
                key="\n".join(key),
                content_hash=content_hash,
                origin=origin,
                loaded_at=now,
            )
            for (label, key), content_hash in plan.remember.items()
        ],
        update_conflicts=True,
        unique_fields=["label", "key"],
        update_fields=["content_hash", "origin", "loaded_at"],
    )
    LoadedRow.objects.filter(pk__in=[row.pk for row in plan.forget]).delete()
