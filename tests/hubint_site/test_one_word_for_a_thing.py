"""All catalogs merge into one, so one English string has one Indonesian wording everywhere."""

from collections import defaultdict

import polib
from django.conf import settings


def test_no_two_catalogs_translate_the_same_string_differently():
    wordings: dict[tuple[str | None, str], dict[str, set[str]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for path in sorted(settings.BASE_DIR.glob("*/locale/id/LC_MESSAGES/django.po")):
        for entry in polib.pofile(str(path)):
            if not entry.obsolete:
                words = entry.msgstr or "|".join(entry.msgstr_plural.values())
                wordings[entry.msgctxt, entry.msgid][words].add(path.parts[-5])
    assert wordings
    assert {key: dict(found) for key, found in wordings.items() if len(found) > 1} == {}
