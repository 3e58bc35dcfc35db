from types import SimpleNamespace

import pytest
from django.utils import translation

from lessons.markdown import Rendered, render_block, render_inline, render_section

FIGURE = SimpleNamespace(
    svg='<svg viewBox="0 0 1 1"><script>x()</script><rect width="1"/></svg>',
    title="Arus",
    text_alternative="Dua <kotak>.",
    caption="Keterangan",
    source_note="HubInt",
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def render(body: str, **options) -> Rendered:
    known = {
        "terms": {"potensi": 1, "kedaulatan": 1},
        "figures": {"arus": FIGURE},
        "sources": {"bps": 2, "pbb": 1},
    }
    return render_section(body, **(known | options))


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "![x](https://example.org/beacon.png)",
    '<a href="x" onclick="alert(1)">x</a>',
    '[x](https://a.b "t\\" onclick=alert(1)")',
    "<svg onload=alert(1)>",
    '<figure data-figure="0"></figure>',
    "`<script>`",
    "```\n<script>\n```",
    "<https://a.b/<script>>",
    "[x](vbscript:alert)",
    "|a|\n|-|\n|<script>|",
    "::: cek-fakta\n~~<script>~~\n\n<b>x</b>\n:::",
    "[x]: javascript:alert(1)\n\n[x]",
    '[a](istilah:potensi" onclick="x)',
    "[a](<istilah:potensi><script>)",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_attack_becomes_harmless_text(text: str) -> None:
    for html in (render(text).html, render_block(text), render_inline(text)):
        lowered = str(html).lower()
        tags = [part.split(">")[0] for part in lowered.split("<")[1:]]
        assert not any(tag.startswith(("script", "img", "svg", "b", "figure")) for tag in tags)
        assert not any("onclick" in tag or "onerror" in tag or "script:" in tag for tag in tags)


def test_commonmark_tables_and_struck_words_are_written() -> None:
    html = render("**a** *b* ~~c~~\n\n| x | y |\n|---|--:|\n| 1 | 2 |\n").html

    assert "<strong>a</strong> <em>b</em> <s>c</s>" in html
    assert '<th scope="col">x</th>' in html
    assert '<td class="num">2</td>' in html
    assert "style" not in html


def test_term_leads_to_its_explanation_and_back() -> None:
    rendered = render("[Potensi](istilah:potensi) dan [potensi](istilah:potensi).")

    assert rendered.html == (
        '<p><a class="term" href="#istilah-potensi" data-term="potensi" id="pakai-potensi">'
        "Potensi</a> dan "
        '<a class="term" href="#istilah-potensi" data-term="potensi">potensi</a>.</p>\n'
    )
    assert rendered.term_codes == ("potensi",)


def test_citation_carries_the_number_of_its_source() -> None:
    rendered = render("menurut [data **BPS**](sumber:bps) dan [PBB](sumber:pbb)")

    assert rendered.html == (
        '<p>menurut <a class="cite" href="#sumber-bps">data <strong>BPS</strong><sup>2</sup></a> '
        'dan <a class="cite" href="#sumber-pbb">PBB<sup>1</sup></a></p>\n'
    )
    assert rendered.source_codes == ("bps", "pbb")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[kata](istilah:tidak-ada)", "<p>kata</p>\n"),
        ("[kata](sumber:tidak-ada)", "<p>kata</p>\n"),
        ("![gambar](gambar:tidak-ada)", "<p>gambar</p>\n"),
        ("lihat ![arus](gambar:arus)", "<p>lihat arus</p>\n"),
        ("![x](https://example.org/a.png)", "<p>x</p>\n"),
    ],
)
def test_what_is_unknown_stays_as_words_and_is_told_to_editors(text: str, html: str) -> None:
    rendered = render(text)

    assert rendered.html == html
    assert len(rendered.problems) == 1


def test_figure_stands_alone_with_caption_words_and_source() -> None:
    html = render("![](gambar:arus)\n\n![](gambar:arus)", prefix="satu-").html

    assert html.count("<figure ") == 2
    assert '<title id="satu-gambar-1-title">Arus</title><rect width="1"></rect></svg>' in html
    assert 'aria-describedby="satu-gambar-2-words"' in html
    assert '<div id="satu-gambar-2-words"><p>Dua &lt;kotak&gt;.</p></div>' in html
    assert "Keterangan" in html
    assert "Source: HubInt" in html
    assert "script" not in html
    assert "<p></p>" not in html


def test_figure_that_cannot_be_drawn_shows_its_words() -> None:
    broken = SimpleNamespace(**(vars(FIGURE) | {"svg": "<!DOCTYPE x><svg/>"}))

    html = render("![](gambar:arus)", figures={"arus": broken}).html

    assert "<svg" not in html
    assert "Dua &lt;kotak&gt;." in html
    assert "<details" not in html


def test_fact_box_sets_the_common_sentence_beside_the_right_one() -> None:
    html = render("::: cek-fakta\n~~Salah.~~\n\nBenar.\n\n- juga\n:::\n\nSesudah.").html

    wrong, _, rest = html.partition('<div class="fact-right">')
    assert "<s>Salah.</s>" in wrong
    assert "Benar." in rest
    assert "Often written" in wrong
    assert "More exact" in rest
    assert html.count("<div") == html.count("</div>")
    assert html.endswith("<p>Sesudah.</p>\n")


@pytest.mark.parametrize(
    "text",
    ["::: cek-fakta\n- a\n:::", "::: cek-fakta\n:::", "::: cek-fakta\na", "::: contoh\na\n:::"],
)
def test_box_of_any_shape_is_closed(text: str) -> None:
    html = render(text).html

    assert html.count("<div") == html.count("</div>")


def test_quotation_is_a_blockquote() -> None:
    assert render("::: kutipan\nKata.\n:::").html == (
        '<blockquote class="box-quote">\n<p>Kata.</p>\n</blockquote>\n'
    )


@pytest.mark.parametrize(
    ("level", "expected"), [(2, ["h2", "h3", "h2"]), (3, ["h3", "h4", "h3"]), (6, ["h6"] * 3)]
)
def test_highest_heading_takes_the_level_of_the_page(level: int, expected: list[str]) -> None:
    html = render("### a\n\n#### b\n\n### c", heading_level=level).html

    assert [part[:2] for part in html.split("<") if part.startswith("h")] == expected


def test_items_know_no_lesson() -> None:
    assert render_inline("[a](istilah:potensi) dan **b**") == "a dan <strong>b</strong>"
    assert render_block("[a](sumber:bps)\n\nb") == "<p>a</p>\n<p>b</p>\n"
