"""From numbers to places in a drawing."""

from datetime import UTC, date, datetime, timedelta

import pytest

from dashboards.charts import Span, across, down, histogram, slices, timeline

DAY = timedelta(days=1)
START = datetime(2026, 11, 2, 1, tzinfo=UTC)  # a Monday


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0%"), (0.125, "12.5%"), (1 / 3, "33.33%"), (1, "100%")]
)
def test_across_is_a_percentage_with_a_point(share, text):
    assert across(share) == text


def test_down_is_in_em():
    assert [down(1), down(1.75)] == ["1em", "1.75em"]


# --- Shares -----------------------------------------------------------------------------------


def test_slices_fill_the_width_side_by_side():
    found = slices([("right", 6), ("partly", 0), ("wrong", 2)])
    assert [(s.kind, s.count, s.x, s.width) for s in found] == [
        ("right", 6, "0%", "75%"),
        ("wrong", 2, "75%", "25%"),
    ]


def test_slices_of_nothing_are_none():
    assert slices([("right", 0)]) == []


# --- Scores -----------------------------------------------------------------------------------


def test_histogram_counts_every_score_in_exactly_one_of_ten_bars():
    found = histogram([0, 9, 10, 59, 60, 99, 100], weak_below=60)
    assert [bar.count for bar in found.bars] == [2, 1, 0, 0, 0, 1, 1, 0, 0, 2]
    assert [(bar.low, bar.high) for bar in found.bars][:2] == [(0, 9), (10, 19)]
    assert (found.bars[-1].low, found.bars[-1].high) == (90, 100)


@pytest.mark.parametrize(("score", "bar"), [(59, 5), (60, 6), (90, 9), (100, 9)])
def test_histogram_puts_a_score_at_the_edge_into_the_bar_above(score, bar):
    assert histogram([score], weak_below=60).bars[bar].count == 1


def test_histogram_says_how_many_are_below_the_limit():
    found = histogram([10, 59, 60, 80], weak_below=60)
    assert (found.weak, found.strong, found.limit) == (2, 2, "60%")
    assert [bar.is_weak for bar in found.bars] == [True] * 6 + [False] * 4


def test_histogram_gives_the_tallest_bar_the_whole_height():
    tall, half = (histogram([5, 5, 15], weak_below=60).bars[place] for place in (0, 1))
    assert (tall.height, half.height) == ("7em", "3.5em")


def test_histogram_of_nobody_has_flat_bars():
    assert {bar.height for bar in histogram([], weak_below=60).bars} == {"0em"}


# --- Time -------------------------------------------------------------------------------------


def span(start, due, end, *done):
    return Span(
        "Kuis",
        START + start * DAY,
        START + due * DAY,
        START + end * DAY,
        [START + d * DAY for d in done],
    )


def test_timeline_of_nothing_is_no_picture():
    assert timeline([], now=START, zone=UTC) is None


def test_timeline_gives_each_span_a_lane_on_one_line_of_days():
    found = timeline([span(0, 4, 5, 2), span(3, 9, 9)], now=START + 6 * DAY, zone=UTC)
    assert found is not None
    first, second = found.lanes
    assert (first.x1, first.x2, first.x3) == ("0.42%", "40.42%", "50.42%")
    assert second.x1 == "30.42%"
    assert [(dot.x, dot.is_late) for dot in first.dots] == [("20.42%", False)]
    assert found.now == "60.42%"


def test_timeline_marks_work_after_the_due_time_as_late():
    found = timeline([span(0, 2, 5, 1, 3)], now=START + 6 * DAY, zone=UTC)
    assert found is not None
    assert [dot.is_late for dot in found.lanes[0].dots] == [False, True]


@pytest.mark.parametrize("days", [1, 5, 13, 40, 200, 400])
def test_timeline_has_few_ticks_inside_the_picture(days):
    found = timeline([span(0, days, days)], now=START, zone=UTC)
    assert found is not None
    assert len(found.ticks) <= 5
    if days > 14:
        assert {tick.day.weekday() for tick in found.ticks} == {0}
    assert all(START.date() < tick.day < date(2028, 1, 1) for tick in found.ticks)
