"""Write the content of the database back into its files, touching only what changed."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import models

from lessons.content.files import FileRow, FixtureFile, read_directory, write_row
from lessons.content.loading import name_of
from lessons.content.rows import (
    Bank,
    Identity,
    build,
    content_models,
    key_of,
    parent_field,
    words,
)
from lessons.ownership import Status


@dataclass(slots=True)
class Exported:
    files: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def export_content(directory: Path) -> Exported:
    """Bring the files of a directory up to date; an unchanged row keeps its text to the byte."""
    directory.mkdir(parents=True, exist_ok=True)
    bank, result = Bank(), Exported()
    files = read_directory(directory)
    before = {file.path: file.text for file in files}
    in_files = _refresh(files, bank, result)
    _add_new(directory, files, bank, in_files, result)
    for file in files:
        if file.text != before.get(file.path):
            file.path.write_text(file.text, encoding="utf-8", newline="\n")
            result.files.append(file.path.name)
    return result


def _refresh(files: list[FixtureFile], bank: Bank, result: Exported) -> dict[Identity, FixtureFile]:
    """Rewrite rows that say something else by now, and leave out those that are gone."""
    known: dict[Identity, FixtureFile] = {}
    rows = {id(row): (file, row) for file in files for row in file.rows}
    order = {model._meta.label_lower: place for place, model in enumerate(content_models())}
    said_in_files = Bank.empty_like(bank)
    for file, row in sorted(rows.values(), key=lambda pair: order.get(pair[1].label, -1)):
        wanted, many = build(row, said_in_files)
        identity = (row.label, key_of(wanted))
        said_in_files.rows.setdefault(identity, wanted)
        present = bank.rows.get(identity)
        if present is None:
            file.rows.remove(row)
            result.dropped.append(name_of(identity))
            continue
        known[identity] = file
        said = bank.words_of(identity, present)
        if said != words(wanted, many):
            row.text = write_row(row.label, _for_file(said))
            result.changed.append(name_of(identity))
        row.fields = said
    return known


def _add_new(
    directory: Path,
    files: list[FixtureFile],
    bank: Bank,
    in_files: dict[Identity, FixtureFile],
    result: Exported,
) -> None:
    """Put shared rows that no file has beside their siblings."""
    for identity, row in bank.rows.items():
        if identity in in_files or not _belongs_here(row, in_files):
            continue
        said = bank.words_of(identity, row)
        parent = parent_field(type(row))
        new = FileRow(Path(), 0, identity[0], said, write_row(identity[0], _for_file(said)))
        file = _home(directory, files, new, said.get(parent or ""), parent or "")
        last = max(
            (place for place, each in enumerate(file.rows) if each.label == new.label),
            default=len(file.rows) - 1,
        )
        file.rows.insert(last + 1, new)
        in_files[identity] = file
        result.added.append(name_of(identity))


def _belongs_here(row: models.Model, in_files: dict[Identity, FixtureFile]) -> bool:
    """Shared by all schools, not archived, and its parent is here too."""
    if getattr(row, "school_id", None) or getattr(row, "status", "") == Status.ARCHIVED:
        return False
    parent = parent_field(type(row))
    if parent is None:
        return True
    target = getattr(row, parent)
    return (target._meta.label_lower, key_of(target)) in in_files


def _home(
    directory: Path, files: list[FixtureFile], new: FileRow, parent_key: Any, parent: str
) -> FixtureFile:
    """The file with rows of this kind and parent; else with rows of this kind; else a new one."""
    alike = [(file, row) for file in files for row in file.rows if row.label == new.label]
    for file, row in alike:
        if parent_key and row.fields.get(parent) == parent_key:
            return file
    if alike:
        return alike[-1][0]
    app, name = new.label.split(".")
    place = [model._meta.label_lower for model in content_models()].index(new.label)
    made = FixtureFile(directory / f"{60 + place}_{app}_{name}.yaml")
    files.append(made)
    return made


def _for_file(said: dict[str, Any]) -> dict[str, Any]:
    """Texts of several lines end with a line end, as a hand would write them."""
    return {
        name: f"{value}\n" if isinstance(value, str) and "\n" in value else value
        for name, value in said.items()
    }
