"""The message catalogs of the apps: where they are, how they compile, what they lack.

polib compiles them, so that a school's computer needs no GNU gettext (docs/decisions/0003).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|%[sd]")


def catalogs(root: Path) -> Iterator[Path]:
    """Yield every catalog of our own apps."""
    yield from sorted(root.glob("*/locale/*/LC_MESSAGES/*.po"))


def compile_catalog(path: Path) -> bool:
    """Write the compiled catalog beside `path`; say whether it was out of date."""
    compiled = path.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime_ns >= path.stat().st_mtime_ns:
        return False
    # Whole under another name first: a server that is reading never sees half a file.
    draft = compiled.with_suffix(".mo.new")
    polib.pofile(str(path)).save_as_mofile(str(draft))
    draft.replace(compiled)
    return True


def faults(path: Path) -> Iterator[str]:
    """Yield what a reader of this catalog's language would notice, a sentence each."""
    for entry in polib.pofile(str(path)):
        if entry.obsolete:
            continue
        name = entry.msgid.strip()[:60]
        translations = list(entry.msgstr_plural.values()) or [entry.msgstr]
        if entry.fuzzy:
            yield f"{path}:{entry.linenum}: fuzzy: {name}"
        elif not all(translations):
            yield f"{path}:{entry.linenum}: not translated: {name}"
        elif "python-format" in entry.flags:
            wanted = set(PLACEHOLDER.findall(entry.msgid + (entry.msgid_plural or "")))
            for translation in translations:
                unknown = set(PLACEHOLDER.findall(translation)) - wanted
                missing = set(PLACEHOLDER.findall(entry.msgid)) - set(
                    PLACEHOLDER.findall("".join(translations))
                )
                if unknown or missing:
                    yield f"{path}:{entry.linenum}: placeholders differ: {name}"
                    break


def messages(path: Path) -> set[tuple[str | None, str]]:
    """Return the source strings of a catalog, each with its context."""
    return {(entry.msgctxt, entry.msgid) for entry in polib.pofile(str(path)) if not entry.obsolete}
