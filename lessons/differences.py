"""What changed between two texts, word by word, for who reads a history."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

CONTEXT = 1  # unchanged lines shown on each side of a change
KEPT_WORDS = 24  # words and spaces shown of what stayed the same beside a changed word
WORDS_LIMIT = 4000  # beyond this many words a block is shown whole, old before new


def difference(old: str, new: str) -> SafeString:
    """Show the changed lines with <del> and <ins>, and dots for what stayed the same."""
    before, after = old.splitlines(), new.splitlines()
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    parts: list[SafeString] = []
    for number, (kind, start, end, new_start, new_end) in enumerate(opcodes):
        if kind == "equal":
            kept = before[start:end]
            ends = (number > 0, number < len(opcodes) - 1)
            parts.extend(_context(kept, *ends))
        else:
            words = _words("\n".join(before[start:end]), "\n".join(after[new_start:new_end]))
            parts.append(format_html("<p>{}</p>", words))
    return format_html(
        '<div class="difference">{}</div>', format_html_join("", "{}", ((part,) for part in parts))
    )


def _context(lines: list[str], after_change: bool, before_change: bool) -> Iterator[SafeString]:
    head = CONTEXT if after_change else 0
    tail = CONTEXT if before_change else 0
    if len(lines) <= head + tail:
        shown: list[str | None] = [*lines]
    else:
        shown = [*lines[:head], None, *lines[len(lines) - tail :]]
    for line in shown:
        if line is None:
            yield SafeString('<p class="difference-same">…</p>')
        elif line.strip():
            yield format_html('<p class="difference-same">{}</p>', line)


def _words(old: str, new: str) -> SafeString:
    before, after = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (old, new))
    if len(before) + len(after) > WORDS_LIMIT:
        return _changed(old, new)
    pieces = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(format_html("{}", _shortened(before[start:end])))
        else:
            pieces.append(_changed("".join(before[start:end]), "".join(after[new_start:new_end])))
    return format_html_join("", "{}", ((piece,) for piece in pieces))


def _shortened(words: list[str]) -> str:
    """Of a long run that stayed the same, its two ends."""
    if len(words) <= 3 * KEPT_WORDS:
        return "".join(words)
    return "".join([*words[:KEPT_WORDS], " … ", *words[-KEPT_WORDS:]])


def _changed(old: str, new: str) -> SafeString:
    gone = format_html("<del>{}</del>", old) if old else ""
    come = format_html("<ins>{}</ins>", new) if new else ""
    return format_html("{}{}", gone, come)
