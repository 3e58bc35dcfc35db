"""A drawing with its caption, its source and what it says in words."""

from typing import Protocol

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lessons.svg import draw_svg


class Drawn(Protocol):
    """What lessons' figures have, and whatever else is shown like one."""

    @property
    def svg(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def text_alternative(self) -> str: ...
    @property
    def caption(self) -> str: ...
    @property
    def source_note(self) -> str: ...


def render_figure(figure: Drawn, *, prefix: str) -> SafeString:
    """Show a figure; `prefix` sets its ids apart from those of other figures on the page."""
    drawing = draw_svg(
        figure.svg, prefix=f"{prefix}-", title=figure.title, described_by=f"{prefix}-words"
    )
    words = format_html('<div id="{}-words">{}</div>', prefix, _in_lines(figure.text_alternative))
    if drawing:
        words = format_html(
            '<details class="more figure-words"><summary>{}</summary>{}</details>',
            _("The figure in words"),
            words,
        )
    caption = format_html(
        '<span class="figure-title">{}</span>{}{}',
        figure.title,
        format_html(' <span class="figure-caption">{}</span>', figure.caption)
        if figure.caption
        else "",
        format_html('<span class="figure-source">{}</span>', _("Source: %s") % figure.source_note)
        if figure.source_note
        else "",
    )
    return format_html(
        '<figure class="figure" id="{}">{}<figcaption>{}</figcaption>{}</figure>',
        prefix,
        mark_safe(drawing),  # noqa: S308 - from the allow-list of lessons.svg
        caption,
        words,
    )


def _in_lines(text: str) -> SafeString:
    paragraphs = [part.strip() for part in text.split("\n\n") if part.strip()]
    return mark_safe("".join(format_html("<p>{}</p>", part) for part in paragraphs))  # noqa: S308
