"""Fixture files as rows that remember their own text, so that what is unchanged stays unchanged."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one reads ten times faster


class ContentError(Exception):
    """Files or rows that cannot be loaded; the message says where and why."""


@dataclass(slots=True)
class FileRow:
    """One object of a fixture file: what it says, and the lines that say it."""

    path: Path
    line: int
    label: str
    fields: dict[str, Any]
    text: str = ""

    @property
    def place(self) -> str:
        return f"{self.path.name}:{self.line}"


@dataclass(slots=True)
class FixtureFile:
    path: Path
    preamble: str = ""
    rows: list[FileRow] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.preamble + "".join(row.text for row in self.rows)


def read_directory(directory: Path) -> list[FixtureFile]:
    """Read every fixture of a directory in the order of names."""
    if not directory.is_dir():
        raise ContentError(_("There is no directory %(path)s.") % {"path": directory})
    return [read_file(path) for path in sorted(directory.glob("*.yaml"))]


def read_file(path: Path) -> FixtureFile:
    text = path.read_text(encoding="utf-8")
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else []
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ContentError(
            _("%(place)s cannot be read as YAML: %(reason)s.")
            % {
                "place": f"{path.name}:{mark.line + 1}" if mark else path.name,
                "reason": getattr(error, "problem", None) or str(error),
            }
        ) from error
    finally:
        loader.dispose()
    if not isinstance(data, list):
        raise ContentError(_("%(file)s is not a list of rows.") % {"file": path.name})
    lines = text.splitlines(keepends=True)
    starts = [item.start_mark.line for item in node.value] if node else []
    ends = [*starts[1:], len(lines)]
    rows = [
        _row(path, start + 1, row, "".join(lines[start:end]))
        for start, end, row in zip(starts, ends, data, strict=True)
    ]
    if len(set(starts)) != len(starts) or any(not row.text.startswith("- ") for row in rows):
        raise ContentError(_("%(file)s: begin each row on a line with “- ”.") % {"file": path.name})
    return FixtureFile(path, "".join(lines[: starts[0]] if starts else lines), rows)


def _row(path: Path, line: int, row: Any, text: str) -> FileRow:
    if (
        not isinstance(row, dict)
        or not isinstance(row.get("model"), str)
        or not isinstance(row.get("fields"), dict)
    ):
        raise ContentError(
            _("%(place)s: a row needs “model” and “fields”.") % {"place": f"{path.name}:{line}"}
        )
    if not text.endswith("\n"):
        text += "\n"
    return FileRow(path, line, row["model"].lower(), row["fields"], text)


def rows_of(files: list[FixtureFile]) -> Iterator[FileRow]:
    for file in files:
        yield from file.rows


# --- Writing ----------------------------------------------------------------------------------


class _Dumper(yaml.SafeDumper):
    """Texts of several lines as blocks, so that a change shows as the lines that changed."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def write_row(label: str, fields: dict[str, Any]) -> str:
    return str(
        yaml.dump(
            [{"model": label, "fields": fields}],
            Dumper=_Dumper,
            allow_unicode=True,
            sort_keys=False,
            width=math.inf,
        )
    )
