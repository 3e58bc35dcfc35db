import pytest
from django.core.exceptions import ValidationError

from lessons.svg import MAX_BYTES, clean_svg, draw_svg, validate_svg


def svg(inside: str = "", attributes: str = 'viewBox="0 0 10 10"') -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'


ALLOWED = [
    '<rect x="1" y="2" width="3" height="4" rx="1" class="fig-accent fig-stroke"/>',
    '<path d="M0 0 L10 10.5e-1z" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    '<g transform="translate(1 2) rotate(45)"><circle cx="1" cy="1" r="1"/></g>',
    '<text x="1" y="1" font-size="14" font-weight="700" text-anchor="middle">a &lt; b</text>',
    '<polyline points="1,2 3,4" stroke-dasharray="2 2" stroke-linecap="round"/>',
    '<defs><marker id="ujung" orient="auto" refX="1" refY="1" markerWidth="4" markerHeight="4">'
    '<path d="M0 0"/></marker></defs><line x1="0" y1="0" x2="1" y2="1" marker-end="url(#ujung)"/>',
]

ATTACKS = {
    "script": "<script>alert(1)</script>",
    "foreignObject": "<foreignObject><b>x</b></foreignObject>",
    "style": "<style>* { display: none }</style>",
    "animate": '<animate attributeName="href" to="javascript:x"/>',
    "use": '<use href="#x"/>',
    "image": '<image href="https://example.org/x.png"/>',
    "a": '<a href="javascript:alert(1)"><text>x</text></a>',
    "iframe": '<iframe xmlns="http://www.w3.org/1999/xhtml" src="/"/>',
    "svg": '<svg onload="x()"/>',
    "onclick": '<rect onclick="alert(1)"/>',
    "onload": '<g onload="alert(1)"/>',
    "href": '<rect xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="x"/>',
    "class": '<rect class="btn bar-fixed"/>',
    "fill": '<rect fill="url(https://example.org/#x)"/>',
    "stroke": '<rect stroke="red"/>',
    "marker-end": '<line marker-end="url(//example.org/#x)"/>',
    "transform": '<g transform="expression(alert(1))"/>',
    "d": '<path d="M0 0&quot; onload=&quot;x"/>',
    "id": '<rect id="x y"/>',
    "role": '<g role="button"/>',
}

UNREADABLE = {
    "doctype": '<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 1 1"><text>&a;</text></svg>',
    "billion laughs": '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><svg>&b;</svg>',
    "lower-case doctype": "<!doctype html><svg/>",
    "undeclared entity": svg("<text>&xxe;</text>"),
    "broken": "<svg><g></svg>",
    "nothing": "",
    "not svg": "<html/>",
    "too large": svg("<desc>" + "x" * MAX_BYTES + "</desc>"),
    "too deep": svg("<g>" * 60 + "</g>" * 60),
}


@pytest.mark.parametrize("inside", ALLOWED)
def test_shapes_are_allowed_and_stay(inside: str) -> None:
    validate_svg(svg(inside))

    assert clean_svg(svg(inside)).count("=") == svg(inside).count("=") - 1  # all but xmlns


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_refused_by_name(name: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_svg(svg(ATTACKS[name]))

    error = refusal.value.error_list[0]
    assert name in (error.params["element"], error.params.get("attribute"))


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_is_left_out_of_a_page(name: str) -> None:
    cleaned = clean_svg(svg(ATTACKS[name] + '<rect x="1"/>'))

    assert cleaned.endswith('<rect x="1"></rect></svg>')
    for trace in ("script", "alert", "href", "on", "url(", "btn", "red", "iframe", "style", "x y"):
        assert trace not in cleaned.replace("version", "")


@pytest.mark.parametrize("name", UNREADABLE)
def test_unreadable_drawing_is_refused_and_shows_nothing(name: str) -> None:
    with pytest.raises(ValidationError):
        validate_svg(UNREADABLE[name])

    assert clean_svg(UNREADABLE[name]) == ""


def test_root_event_handler_is_refused_and_left_out() -> None:
    text = svg(attributes='viewBox="0 0 1 1" onload="x()" style="color:red"')

    with pytest.raises(ValidationError):
        validate_svg(text)
    assert clean_svg(text) == '<svg viewBox="0 0 1 1"></svg>'


def test_two_drawings_share_no_id() -> None:
    text = svg('<defs><marker id="m"/></defs><line marker-end="url(#m)"/>')

    first, second = draw_svg(text, prefix="a-"), draw_svg(text, prefix="b-")

    assert 'id="a-m"' in first
    assert "url(#a-m)" in first
    assert "a-m" not in second


def test_drawing_on_a_page_has_one_name_and_points_to_its_words() -> None:
    text = svg("<title>lama</title><desc>lama</desc><g><title>bagian</title></g>", 'role="none"')

    drawn = draw_svg(text, prefix="g-", title='Arus "dua" <arah>', described_by="g-words")

    assert drawn == (
        '<svg role="img" aria-labelledby="g-title" aria-describedby="g-words">'
        '<title id="g-title">Arus "dua" &lt;arah&gt;</title><g><title>bagian</title></g></svg>'
    )
