"""Catalogs: compiled without gettext, and judged as a reader would."""

import gettext
import os
from pathlib import Path

import pytest

from hubint_site.catalogs import compile_catalog, faults

HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    return tmp_path / "django.po"


def said(catalog: Path, text: str) -> list[str]:
    catalog.write_text(HEADER + text, encoding="utf-8")
    return [fault.split(": ", 1)[1] for fault in faults(catalog)]


def test_compiled_catalog_is_read_by_gettext(catalog: Path) -> None:
    catalog.write_text(HEADER + 'msgid "Sign in"\nmsgstr "Masuk"\n', encoding="utf-8")

    assert compile_catalog(catalog) is True

    with catalog.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Sign in") == "Masuk"
    assert [path.name for path in catalog.parent.iterdir() if path.suffix == ".new"] == []


def test_catalog_is_compiled_again_only_when_it_changed(catalog: Path) -> None:
    catalog.write_text(HEADER, encoding="utf-8")
    compile_catalog(catalog)

    assert compile_catalog(catalog) is False

    later = catalog.with_suffix(".mo").stat().st_mtime + 1
    os.utime(catalog, (later, later))
    assert compile_catalog(catalog) is True


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ('msgid "Sign in"\nmsgstr "Masuk"\n', []),
        ('msgid "Sign in"\nmsgstr ""\n', ["not translated: Sign in"]),
        ('#, fuzzy\nmsgid "Sign in"\nmsgstr "Keluar"\n', ["fuzzy: Sign in"]),
        ('#~ msgid "Sign in"\n#~ msgstr ""\n', []),
        (
            '#, python-format\nmsgid "Hello %(name)s"\nmsgstr "Halo %(nama)s"\n',
            ["placeholders differ: Hello %(name)s"],
        ),
        ('#, python-format\nmsgid "Hello %(name)s"\nmsgstr "Halo %(name)s"\n', []),
        (
            '#, python-format\nmsgid "%(n)s task"\nmsgid_plural "%(n)s tasks"\n'
            'msgstr[0] "%(n)s tugas"\n',
            [],
        ),
        (
            '#, python-format\nmsgid "one task"\nmsgid_plural "%(n)s tasks"\n'
            'msgstr[0] "%(n)s tugas"\n',
            [],
        ),
    ],
)
def test_fault_of_a_catalog_is_found(catalog: Path, entry: str, expected: list[str]) -> None:
    assert said(catalog, entry) == expected
