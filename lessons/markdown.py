"""Markdown as HTML: CommonMark, tables, struck words, and our own signs.

    [words](istilah:code)    a glossary term
    [words](sumber:code)     a citation
    ![](gambar:code)         alone in a paragraph: a figure of the lesson
    ::: cek-fakta ... :::    a box; also contoh and kutipan

Pure functions: everything that a text refers to is passed in. HTML in a text is shown as text,
and nothing leaves without the allow-list; only figures, cleaned on their own, are put in after it.
"""

import re
from collections.abc import Container, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.container import container_plugin

from lessons.figures import Drawn, render_figure

ALIGNED = {"text-align:right": "num", "text-align:center": "text-center"}
BOXES = ("cek-fakta", "contoh", "kutipan")

_cleaner = nh3.Cleaner(
    tags={
        *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "sup"),
        *("ul", "ol", "li", "blockquote", "a", "span", "div", "figure"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    },
    attributes={
        "*": set(),
        "a": {"href", "id", "data-term"},
        "div": {"role", "tabindex", "aria-label"},
        "ol": {"start"},
        "th": {"scope"},
        "figure": {"data-figure"},
    },
    allowed_classes={
        "a": {"term", "cite"},
        "div": {"table-wrap", "box", "box-fact", "box-example", "fact", "fact-wrong", "fact-right"},
        "p": {"box-title", "fact-label"},
        "blockquote": {"box-quote"},
        "table": {"table"},
        "th": {"num", "text-center"},
        "td": {"num", "text-center"},
    },
    url_schemes={"http", "https", "mailto"},
    link_rel=None,  # the whole site sends no referrer to others
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML, with the codes that it used in order, and what an editor should mend."""

    html: SafeString
    term_codes: tuple[str, ...]
    source_codes: tuple[str, ...]
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Context:
    """What the text may refer to, and what it did."""

    terms: Container[str] = frozenset()
    figures: Mapping[str, Drawn] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    prefix: str = ""
    heading_level: int = 2
    used_terms: list[str] = field(default_factory=list)
    used_sources: list[str] = field(default_factory=list)
    used_figures: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def render_section(
    body: str,
    *,
    terms: Container[str],
    figures: Mapping[str, Drawn],
    sources: Mapping[str, int],
    prefix: str = "",
    heading_level: int = 2,
) -> Rendered:
    """Render a lesson's text. `terms` are known codes, `sources` gives each code its number.

    Terms and citations lead to `#istilah-<code>` and `#sumber-<code>`, which the page shows; the
    first mention of a term is `#<prefix>pakai-<code>`. The highest heading becomes `heading_level`.
    """
    context = _Context(
        terms=terms,
        figures=figures,
        sources=sources,
        prefix=prefix,
        heading_level=heading_level,
    )
    html = _cleaner.clean(_markdown.render(body, {"context": context}))
    html = re.sub(
        r'<figure data-figure="(\d+)"></figure>',
        lambda found: _figure(context, int(found[1])),
        html,
    )
    return Rendered(
        html=mark_safe(html),  # noqa: S308 - cleaned above
        term_codes=tuple(context.used_terms),
        source_codes=tuple(context.used_sources),
        problems=tuple(context.problems),
    )


def render_block(text: str, *, heading_level: int = 4) -> SafeString:
    """Render a text of several paragraphs that belongs to no lesson: stems, explanations."""
    context = _Context(heading_level=heading_level)
    return mark_safe(_cleaner.clean(_markdown.render(text, {"context": context})))  # noqa: S308


def render_inline(text: str) -> SafeString:
    """Render one line without a paragraph around it: options, statements, labels."""
    env = {"context": _Context()}
    return mark_safe(_cleaner.clean(_markdown.renderInline(text, env)))  # noqa: S308


def _figure(context: _Context, index: int) -> str:
    figure = context.figures[context.used_figures[index]]
    return render_figure(figure, prefix=f"{context.prefix}gambar-{index + 1}")


# --- Our signs, as a rule that runs over the parsed tokens ------------------------------------


def _hubint(state: StateCore) -> None:
    context: _Context = state.env["context"]
    _shift_headings(state.tokens, context.heading_level)
    _stand_figures(state.tokens, context)
    for index, token in enumerate(state.tokens):
        if token.type == "inline" and token.children:
            token.children = _link(token.children, context)
        elif token.type in ("th_open", "td_open"):
            aligned = ALIGNED.get(str(token.attrs.pop("style", "")))
            if aligned:
                token.attrSet("class", aligned)
            if token.type == "th_open" and not state.tokens[index + 1].content:
                # An empty corner heads nothing.
                token.tag = state.tokens[index + 2].tag = "td"
            elif token.type == "th_open":
                token.attrSet("scope", "col")
        elif token.type == "table_open":
            token.attrSet("class", "table")
    state.tokens = _split_facts(state.tokens)


def _shift_headings(tokens: Sequence[Token], level: int) -> None:
    """Let the highest heading of the text become `level`, so that no page skips one."""
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    if headings:
        offset = level - min(int(token.tag[1]) for token in headings)
        for token in headings:
            token.tag = f"h{min(int(token.tag[1]) + offset, 6)}"


def _stand_figures(tokens: list[Token], context: _Context) -> None:
    """Turn a paragraph that holds one image `gambar:code` into the figure."""
    for before, inline, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        children = inline.children or []
        if not (before.type == "paragraph_open" and len(children) == 1):
            continue
        code = _code_of(children[0], "image", "src", "gambar:")
        if code in context.figures:
            before.type, before.tag, before.hidden = "figure", "figure", False
            before.nesting, before.meta = 0, {"index": len(context.used_figures)}
            context.used_figures.append(code)
            inline.children, inline.content = [], ""
            after.type, after.hidden, after.tag, after.nesting = "nothing", True, "", 0


def _link(children: list[Token], context: _Context) -> list[Token]:
    """Resolve terms, citations and images of one line; what is unknown stays as plain words."""
    result: list[Token] = []
    closing: list[Token | None] = []  # what each open link ends with; None: it was taken away
    for token in children:
        if token.type == "link_open":
            opened, closer = _open_link(token, context)
            closing.append(closer)
            if opened:
                result.append(opened)
        elif token.type == "link_close":
            closer = closing.pop()
            if closer:
                result.append(closer)
        elif token.type == "image":
            result.append(_words_of(token))
            context.problems.append(_image_problem(token, context))
        else:
            result.append(token)
    return result


def _open_link(token: Token, context: _Context) -> tuple[Token | None, Token | None]:
    href = str(token.attrs.get("href", ""))
    kind, _colon, code = href.partition(":")
    if kind == "istilah":
        if code not in context.terms:
            context.problems.append(_("There is no term “%(code)s”.") % {"code": code})
            return None, None
        token.attrs = {"class": "term", "href": f"#istilah-{code}", "data-term": code}
        if code not in context.used_terms:
            context.used_terms.append(code)
            token.attrs["id"] = f"{context.prefix}pakai-{code}"
        return token, Token("link_close", "a", -1)
    if kind == "sumber":
        if code not in context.sources:
            context.problems.append(_("There is no source “%(code)s”.") % {"code": code})
            return None, None
        if code not in context.used_sources:
            context.used_sources.append(code)
        token.attrs = {"class": "cite", "href": f"#sumber-{code}"}
        return token, Token("cite_close", "a", -1, meta={"number": context.sources[code]})
    return token, Token("link_close", "a", -1)


def _image_problem(token: Token, context: _Context) -> str:
    code = _code_of(token, "image", "src", "gambar:")
    if not code:
        return _("Pictures from other places are not shown; make a figure of the lesson.")
    if code in context.figures:
        return _("The figure “%(code)s” must stand alone in its paragraph.") % {"code": code}
    return _("There is no figure “%(code)s”.") % {"code": code}


def _code_of(token: Token, kind: str, attribute: str, scheme: str) -> str:
    value = str(token.attrs.get(attribute, "")) if token.type == kind else ""
    return value.removeprefix(scheme) if value.startswith(scheme) else ""


def _words_of(image: Token) -> Token:
    words = "".join(child.content for child in image.children or [] if child.type == "text")
    return Token("text", "", 0, content=words)


def _split_facts(tokens: list[Token]) -> list[Token]:
    """In a fact box, set the first paragraph (the common sentence) beside the rest."""
    result: list[Token] = []
    stage = 0  # 1: box opened; 2: inside the common sentence; 3: in what is right
    for token in tokens:
        if stage == 3 and token.type == "container_cek-fakta_close":
            result.append(Token("fact_end", "", 0))
            stage = 0
        result.append(token)
        if token.type == "container_cek-fakta_open":
            stage = 1
        elif stage == 1:
            if token.type == "paragraph_open" and not token.hidden:
                result.insert(-1, Token("fact_wrong", "", 0))
                stage = 2
            else:
                stage = 0
        elif stage == 2 and token.type == "paragraph_close":
            result.append(Token("fact_right", "", 0))
            stage = 3
    return result


# --- How our tokens are written ---------------------------------------------------------------

Env = MutableMapping[str, Any]


def _write_box(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Env) -> str:
    token = tokens[index]
    kind = token.type.removeprefix("container_").rpartition("_")[0]
    if kind == "kutipan":
        return '<blockquote class="box-quote">\n' if token.nesting == 1 else "</blockquote>\n"
    if token.nesting != 1:
        return "</div>\n"
    name, title = (
        ("box-fact", _("Fact check")) if kind == "cek-fakta" else ("box-example", _("Example"))
    )
    return f'<div class="box {name}" role="note">\n<p class="box-title">{escape(title)}</p>\n'


def _write_ours(_self: Any, tokens: Sequence[Token], index: int, _options: Any, _env: Env) -> str:
    token = tokens[index]
    match token.type:
        case "figure":
            return f'<figure data-figure="{token.meta["index"]}"></figure>\n'
        case "cite_close":
            return f"<sup>{token.meta['number']}</sup></a>"
        case "fact_wrong":
            label = escape(_("Often written"))
            return f'<div class="fact"><div class="fact-wrong"><p class="fact-label">{label}</p>'
        case "fact_right":
            label = escape(_("More exact"))
            return f'</div><div class="fact-right"><p class="fact-label">{label}</p>'
        case "fact_end":
            return "</div></div>\n"
        case "table_open":
            label = escape(_("Table"))
            return (
                f'<div class="table-wrap" role="group" tabindex="0" aria-label="{label}">'
                '<table class="table">\n'
            )
        case "table_close":
            return "</table></div>\n"
    return ""


def _make_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    for box in BOXES:
        container_plugin(parser, box)
        parser.add_render_rule(f"container_{box}_open", _write_box)
        parser.add_render_rule(f"container_{box}_close", _write_box)
    for kind in ("figure", "nothing", "cite_close", "fact_wrong", "fact_right", "fact_end"):
        parser.add_render_rule(kind, _write_ours)
    for kind in ("table_open", "table_close"):
        parser.add_render_rule(kind, _write_ours)
    parser.core.ruler.push("hubint", _hubint)
    return parser


_markdown = _make_parser()
