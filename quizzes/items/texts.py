"""Comparing short texts the way a patient teacher does."""

import re
import unicodedata

APOSTROPHES = frozenset("'`’‘ʼ´")
# A minus sign that begins a number is part of the number, not punctuation.
MINUS = re.compile(r"(?<!\w)[-\u2212](?=\d)")
NUMBER = re.compile(r"-?\d+")


def is_storable(text: str) -> bool:
    """Whether both databases can keep the text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def fold(text: str, *, keep: str = "") -> str:
    """Take away what does not matter: case, runs of space, punctuation, diacritics.

    Punctuation becomes a space ("Asia-Afrika"), so that "1,5" never turns into "15"; an apostrophe
    vanishes ("Jum'at"). Signs such as + and = stay. `keep` are punctuation marks to keep.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    # Folding case can bring up new marks and ligatures ("İ"): decompose once more.
    decomposed = unicodedata.normalize("NFKD", decomposed.casefold())
    minus = {match.start() for match in MINUS.finditer(decomposed)}
    folded = []
    for index, char in enumerate(decomposed):
        category = unicodedata.category(char)
        if index in minus:
            folded.append("-")
        elif char in keep or char.isspace():
            folded.append(char)
        elif char in APOSTROPHES or category[0] == "C" or unicodedata.combining(char):
            continue
        else:
            folded.append(" " if category[0] == "P" else char)
    return " ".join("".join(folded).split())


def fits(pattern: str, text: str, *, wildcard: bool) -> bool:
    """Whether a text is the accepted one; with `wildcard`, each * stands for any run or none."""
    if not (wildcard and "*" in pattern):
        return fold(text) == fold(pattern)
    first, *middle, last = fold(pattern, keep="*").split("*")
    rest = fold(text)
    if not (rest.startswith(first) and rest.endswith(last)) or len(rest) < len(first) + len(last):
        return False
    rest = rest[len(first) : len(rest) - len(last)]
    # The leftmost place for each piece leaves most room for the others, so no backtracking:
    # a pattern of many stars cannot be made slow, as it could with a regular expression.
    for piece in middle:
        place = rest.find(piece)
        if place < 0:
            return False
        rest = rest[place + len(piece) :]
    return True


def is_near(accepted: str, text: str) -> bool:
    """Whether a teacher should look: probably a slip of the pen, perhaps another word.

    Allowed edits (a letter added, dropped, changed, or two neighbours swapped) by the letters of
    the accepted text: below 6 none, below 12 one, from 12 on two. Short names differ by one letter
    (Iran, Irak) and middling ones by two (Austria, Australia), so these are wrong, not near;
    Belgia and Bulgaria are three apart. Spaces are free: "kerjasama", "G 20". Numbers must be
    the same digit for digit.
    """
    from rapidfuzz.distance import OSA

    wanted, given = fold(accepted), fold(text)
    if NUMBER.findall(wanted) != NUMBER.findall(given):
        return False
    wanted, given = wanted.replace(" ", ""), given.replace(" ", "")
    edits = 0 if len(wanted) < 6 else 1 if len(wanted) < 12 else 2
    return OSA.distance(wanted, given, score_cutoff=edits) <= edits
