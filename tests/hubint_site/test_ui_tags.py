import datetime

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone, translation

from hubint_site.templatetags import ui

UTC = datetime.UTC
LAST_MINUTE = datetime.datetime(2026, 11, 27, 16, 59, 7, tzinfo=UTC)

AGREED_ICONS = """
    check check-circle x x-circle clock lock play pause arrow-right arrow-left chevron-right
    chevron-down house list-check book pencil star people collection clipboard graph printer
    share copy plus trash eye eye-slash gear exclamation info question flag person logout
    calendar hourglass journal link search dot circle circle-half
"""


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def test_icon_is_a_hidden_drawing_from_the_sprite() -> None:
    drawn = render('{% icon "check" %}')

    assert drawn.startswith('<svg class="icon" aria-hidden="true"')
    assert drawn.endswith('icons.svg#check"></use></svg>')


def test_icon_can_be_larger() -> None:
    assert 'class="icon icon-lg"' in render('{% icon "book" "lg" %}')


def test_icon_with_an_unknown_name_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError, match="no icon named 'chek'"):
        render("{% icon name %}", name="chek")


@pytest.mark.parametrize("name", AGREED_ICONS.split())
def test_icon_exists_under_each_agreed_name(name: str) -> None:
    assert name in ui.icon_names()


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", ["23.59 WIB", "23.59.07 WIB", "Jum 27 Nov 2026, 23.59 WIB"]),
        ("Asia/Makassar", ["00.59 WITA", "00.59.07 WITA", "Sab 28 Nov 2026, 00.59 WITA"]),
        ("Asia/Jayapura", ["01.59 WIT", "01.59.07 WIT", "Sab 28 Nov 2026, 01.59 WIT"]),
    ],
)
def test_times_are_written_in_the_zone_of_the_school(zone: str, expected: list[str]) -> None:
    with timezone.override(zone), translation.override("id"):
        shown = [ui.clock(LAST_MINUTE), ui.clock_seconds(LAST_MINUTE), ui.moment(LAST_MINUTE)]

    assert shown == expected


def test_day_of_a_moment_is_the_day_at_the_school() -> None:
    with timezone.override("Asia/Jayapura"), translation.override("id"):
        assert ui.day(LAST_MINUTE) == "Sab 28 Nov 2026"


def test_day_of_a_date_stays_that_date() -> None:
    with translation.override("id"):
        assert ui.day(datetime.date(2026, 5, 4)) == "Sen 4 Mei 2026"


@pytest.mark.parametrize("write", [ui.clock, ui.clock_seconds, ui.moment, ui.day])
def test_a_missing_time_is_a_dash(write: "object") -> None:
    assert write(None) == "-"  # type: ignore[operator]
