"""Drawings as SVG, by allow-list: shapes and words only, colours only through classes."""

import re
from functools import lru_cache
from html import escape
from typing import NoReturn
from xml.etree.ElementTree import ParseError, XMLParser

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_BYTES = 200_000
MAX_DEPTH = 40
SVG_NAMESPACE = "{http://www.w3.org/2000/svg}"

ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "desc",
        "defs",
        "marker",
    ]
)
# Only these hold words; text elsewhere is space between shapes.
WORDED = frozenset({"text", "tspan", "title", "desc"})

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
LENGTH = rf"{NUMBER}(?:px|em|rem|ex|pt|%)?"
SEPARATOR = r"(?:\s*,\s*|\s+)"
LENGTHS = rf"\s*{LENGTH}(?:{SEPARATOR}{LENGTH})*\s*"
NAME = r"[A-Za-z][\w.-]*"
LOCAL_URL = rf"url\(#({NAME})\)"

# What each attribute may say. Colours are classes (fig-...), so that both themes and print fit.
ATTRIBUTES: dict[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for names, pattern in {
        "x y x1 y1 x2 y2 dx dy cx cy r rx ry width height font-size stroke-width "
        "refX refY markerWidth markerHeight pathLength textLength viewBox": LENGTHS,
        "points stroke-dasharray": rf"none|{LENGTHS}|\s*",
        "d": r"[MmZzLlHhVvCcSsQqTtAaeE\d\s.,+-]*",
        "transform": r"(?:\s*,?\s*(?:matrix|translate|scale|rotate|skewX|skewY)"
        r"\s*\([\d\s.,eE+-]*\))*\s*",
        "fill stroke": r"none|currentColor",
        "stroke-linecap": r"butt|round|square",
        "stroke-linejoin": r"miter|round|bevel",
        "font-weight": r"normal|bold|[1-9]00",
        "text-anchor": r"start|middle|end",
        "dominant-baseline": r"auto|middle|central|hanging|alphabetic|mathematical|text-top",
        "class": r"\s*fig-[\w-]+(?:\s+fig-[\w-]+)*\s*",
        "role": r"img|presentation|none",
        "aria-label": r"[\s\S]*",
        "id": NAME,
        "marker-start marker-mid marker-end": rf"none|{LOCAL_URL}",
        "markerUnits": r"strokeWidth|userSpaceOnUse",
        "orient": rf"auto|auto-start-reverse|{NUMBER}",
        "preserveAspectRatio": r"none|x(?:Min|Mid|Max)Y(?:Min|Mid|Max)(?:\s+(?:meet|slice))?",
    }.items()
    for name in names.split()
}


class _Writer:
    """Receives what the XML parser reads and writes the allowed part of it.

    Strict: says what is not allowed instead of leaving it out. Nothing is kept as a tree, so
    depth costs nothing.
    """

    def __init__(self, *, strict: bool, prefix: str = "", head: str = "", root: str = "") -> None:
        self.strict, self.prefix, self.head, self.root = strict, prefix, head, root
        self.parts: list[str] = []
        self.open: list[str] = []
        self.skipped = 0  # depth below an element that was left out

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.removeprefix(SVG_NAMESPACE)
        if self.skipped or not self._allows(name):
            self.skipped += 1
            return
        written = "".join(
            f' {key}="{escape(self._own(key, value))}"'
            for key, value in attributes.items()
            if self._keeps(name, key, value)
        )
        if not self.open:
            self.parts.append(f"<svg{written}{self.root}>{self.head}")
        else:
            self.parts.append(f"<{name}{written}>")
        self.open.append(name)

    def end(self, tag: str) -> None:
        if self.skipped:
            self.skipped -= 1
        else:
            self.parts.append(f"</{self.open.pop()}>")

    def data(self, text: str) -> None:
        if not self.skipped and self.open and self.open[-1] in WORDED:
            self.parts.append(escape(text, quote=False))

    def doctype(self, *_args: object) -> NoReturn:
        raise ValidationError(_("The drawing must not begin with a DOCTYPE."), code="doctype")

    def close(self) -> str:
        return "".join(self.parts)

    def _allows(self, name: str) -> bool:
        if not self.open and name != "svg":
            raise ValidationError(_("The drawing must begin with <svg>."), code="root")
        if len(self.open) >= MAX_DEPTH:
            raise ValidationError(_("The drawing is nested too deeply."), code="depth")
        if name not in ELEMENTS or (self.open and name == "svg"):
            if self.strict:
                raise ValidationError(
                    _("<%(element)s> is not allowed in a drawing."),
                    code="element",
                    params={"element": name.rpartition("}")[2][:40]},
                )
            return False
        # The page names the drawing itself; two titles would be read twice.
        return not (self.head and len(self.open) == 1 and name in ("title", "desc"))

    def _keeps(self, element: str, name: str, value: str) -> bool:
        allowed = ATTRIBUTES.get(name)
        if allowed and allowed.fullmatch(value):
            return not (self.root and not self.open and name in ("role", "aria-label", "id"))
        if self.strict:
            message = (
                _("%(attribute)s=“%(value)s” of <%(element)s> is not allowed in a drawing.")
                if allowed
                else _("%(attribute)s of <%(element)s> is not allowed in a drawing.")
            )
            raise ValidationError(
                message,
                code="attribute",
                params={
                    "attribute": name.rpartition("}")[2][:40],
                    "value": value[:40],
                    "element": element,
                },
            )
        return False

    def _own(self, name: str, value: str) -> str:
        """Give ids of this drawing, and what points to them, the drawing's prefix."""
        if name == "id":
            return f"{self.prefix}{value}"
        if found := re.fullmatch(LOCAL_URL, value):
            return f"url(#{self.prefix}{found[1]})"
        return value


def _write(text: str, writer: _Writer) -> str:
    """Run the parser. Entities cannot be declared without a DOCTYPE, which is refused unread."""
    if len(text.encode()) > MAX_BYTES:
        raise ValidationError(_("The drawing is larger than 200 kB."), code="size")
    if re.search(r"<!\s*(?:DOCTYPE|ENTITY)", text, re.IGNORECASE):
        writer.doctype()
    parser = XMLParser(target=writer)  # noqa: S314 - no DOCTYPE, so no entities
    try:
        parser.feed(text.strip())
        return str(parser.close())
    except ParseError as error:
        raise ValidationError(
            _("The drawing cannot be read as SVG: %(reason)s."),
            code="unreadable",
            params={"reason": str(error)},
        ) from error


def validate_svg(text: str) -> None:
    """Refuse a drawing with anything but allowed shapes, naming the first thing that is not."""
    _write(text, _Writer(strict=True))


def clean_svg(text: str) -> str:
    """Give the allowed part of a drawing, ready for a page; nothing if it cannot be read."""
    return draw_svg(text)


@lru_cache(maxsize=256)
def draw_svg(text: str, *, prefix: str = "", title: str = "", described_by: str = "") -> str:
    """Write a cleaned drawing with a name of its own and ids that no other drawing on the page has.

    `described_by` is the id of the element that says in words what the drawing shows.
    """
    head = root = ""
    if title:
        head = f'<title id="{escape(prefix)}title">{escape(title, quote=False)}</title>'
        root = f' role="img" aria-labelledby="{escape(prefix)}title"'
        if described_by:
            root += f' aria-describedby="{escape(described_by)}"'
    try:
        return _write(text, _Writer(strict=False, prefix=prefix, head=head, root=root))
    except ValidationError:
        return ""
