import pytest

from quizzes.items import (
    Correction,
    CorrectionKind,
    Form,
    InvalidCorrection,
    InvalidLevels,
    Mark,
    Verdict,
    check_correction,
    mark,
    parse_response,
    rubric_points,
)
from tests.quizzes.items.item_samples import RESPONSES, make_item

DROP = Correction(CorrectionKind.DROP)
FULL = Correction(CorrectionKind.FULL_POINTS)


def also(part, value):
    return Correction(CorrectionKind.ACCEPT_ALSO, part, value)


def mark_of(item, data, corrections=(), points=1000):
    return mark(item, parse_response(item.body, data), points, corrections)


def result(item, data, corrections=(), points=1000):
    given = mark_of(item, data, corrections, points)
    return given.points, str(given.verdict)


AUTOMATIC = [form for form in Form if form is not Form.ESSAY]


@pytest.mark.parametrize("form", AUTOMATIC)
def test_right_answer_gets_all_points(form):
    assert result(make_item(form), RESPONSES[form], points=2500) == (2500, "right")


@pytest.mark.parametrize("form", Form)
def test_blank_gets_nothing(form):
    assert mark(make_item(form), None, 1000) == Mark(0, 1000, Verdict.OMITTED)


def test_essay_waits_for_a_person():
    item = make_item(Form.ESSAY)
    assert mark_of(item, RESPONSES[Form.ESSAY]) == Mark(None, 1000, Verdict.PENDING)


def test_single_choice_names_the_picked_option_only():
    item = make_item(Form.SINGLE_CHOICE)
    assert mark_of(item, {"option": "a"}) == Mark(0, 1000, Verdict.WRONG, (("a", False),))
    assert mark_of(item, {"option": "b"}) == Mark(1000, 1000, Verdict.RIGHT, (("b", True),))


@pytest.mark.parametrize(
    ("picked", "all_or_nothing", "per_part", "minus_wrong"),
    [
        ("ac", (1000, "right"), (1000, "right"), (1000, "right")),
        ("a", (0, "wrong"), (500, "partly"), (500, "partly")),
        ("ab", (0, "wrong"), (500, "partly"), (0, "wrong")),
        ("abc", (0, "wrong"), (500, "partly"), (500, "partly")),
        ("b", (0, "wrong"), (0, "wrong"), (0, "wrong")),
        ("bd", (0, "wrong"), (0, "wrong"), (0, "wrong")),
        ("abd", (0, "wrong"), (0, "wrong"), (0, "wrong")),
        ("abcde", (0, "wrong"), (0, "wrong"), (0, "wrong")),
    ],
)
def test_multiple_response_credit(picked, all_or_nothing, per_part, minus_wrong):
    """Keys a and c of a..e: picks beyond two cancel right ones, or everything would be best."""
    data = {"options": list(picked)}
    got = [
        result(make_item(Form.MULTIPLE_RESPONSE, credit=credit), data)
        for credit in ("all_or_nothing", "per_part", "per_part_minus_wrong")
    ]
    assert got == [all_or_nothing, per_part, minus_wrong]


def test_multiple_response_does_not_name_what_was_left_alone():
    given = mark_of(make_item(Form.MULTIPLE_RESPONSE), {"options": ["d", "a"]})
    assert given.parts == (("a", True), ("d", False))


@pytest.mark.parametrize(
    ("cells", "all_or_nothing", "per_part"),
    [
        ({"s1": "benar", "s2": "salah", "s3": "benar"}, (1000, "right"), (1000, "right")),
        ({"s1": "benar", "s2": "benar", "s3": "benar"}, (0, "wrong"), (667, "partly")),
        ({"s1": "benar"}, (0, "wrong"), (333, "partly")),
        ({"s1": "salah"}, (0, "wrong"), (0, "wrong")),
    ],
)
def test_matrix_credit(cells, all_or_nothing, per_part):
    got = [
        result(make_item(Form.MATRIX, credit=credit), {"cells": cells})
        for credit in ("all_or_nothing", "per_part")
    ]
    assert got == [all_or_nothing, per_part]


def test_matrix_tells_of_answered_statements():
    given = mark_of(make_item(Form.MATRIX), {"cells": {"s3": "salah", "s1": "benar"}})
    assert given.parts == (("s1", True), ("s3", False))


@pytest.mark.parametrize(
    ("pairs", "all_or_nothing", "per_part", "minus_wrong"),
    [
        ({"p1": ["c1", "c2"], "p2": ["c2"]}, 1000, 1000, 1000),
        ({"p1": ["c1"], "p2": ["c2"]}, 0, 667, 667),
        ({"p1": ["c1", "c3"], "p2": ["c2"]}, 0, 667, 333),
        ({"p1": ["c1", "c2"]}, 0, 667, 667),
        # Too many for one prompt take nothing from the other.
        ({"p1": ["c1", "c2"], "p2": ["c1", "c2", "c3"]}, 0, 667, 333),
        ({"p1": ["c1", "c2", "c3"], "p2": ["c2"]}, 0, 667, 667),
        ({"p1": ["c1", "c2", "c3"], "p2": ["c1", "c2", "c3"]}, 0, 333, 0),
    ],
)
def test_matching_credit(pairs, all_or_nothing, per_part, minus_wrong):
    got = [
        result(make_item(Form.MATCHING, credit=credit), {"pairs": pairs})[0]
        for credit in ("all_or_nothing", "per_part", "per_part_minus_wrong")
    ]
    assert got == [all_or_nothing, per_part, minus_wrong]


def test_matching_part_is_right_when_all_its_pairs_are():
    given = mark_of(make_item(Form.MATCHING), {"pairs": {"p1": ["c1"], "p2": ["c2"]}})
    assert given.parts == (("p1", False), ("p2", True))


@pytest.mark.parametrize(
    ("texts", "all_or_nothing", "per_part"),
    [
        (("interdependensi", "Belgia"), (1000, "right"), (1000, "right")),
        (("Saling  Ketergantungan", "BELGIA."), (1000, "right"), (1000, "right")),
        (("interdependensi", "Bulgaria"), (0, "wrong"), (500, "partly")),
        (("interdependensi", ""), (0, "wrong"), (500, "partly")),
        (("interdepedensi", "Belgia"), (None, "pending"), (None, "pending")),
        # A yes of the teacher would change nothing under all-or-nothing: do not ask.
        (("interdepedensi", "Prancis"), (0, "wrong"), (None, "pending")),
        (("kemandirian", "Prancis"), (0, "wrong"), (0, "wrong")),
    ],
)
def test_short_answer_credit(texts, all_or_nothing, per_part):
    data = {"fields": dict(zip(("f1", "f2"), texts, strict=True))}
    got = [
        result(make_item(Form.SHORT_ANSWER, credit=credit), data)
        for credit in ("all_or_nothing", "per_part")
    ]
    assert got == [all_or_nothing, per_part]


def test_near_match_can_be_switched_off():
    item = make_item(Form.SHORT_ANSWER, near_match=False)
    assert result(item, {"fields": {"f1": "interdepedensi"}}) == (0, "wrong")


def short_answer(*accepted, **changes):
    fields = [
        {"id": f"f{number}", "label": "", "accepted": list(texts)}
        for number, texts in enumerate(accepted, start=1)
    ]
    return make_item(Form.SHORT_ANSWER, fields=fields, **changes)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Malaysia", "Filipina", "Thailand"), (1000, "right")),
        (("thailand", "malaysia", "filipina"), (1000, "right")),
        (("Malaysia", "Malaysia", "Malaysia"), (333, "partly")),
        (("Malaysia", "malaysia", "Filipina"), (667, "partly")),
        (("Malayzia", "Filipina", "Thailand"), (None, "pending")),
        # The near one has no place left that it could win.
        (("Malaysia", "Malayzia", "Vietnam"), (333, "partly")),
    ],
)
def test_any_order_counts_each_answer_once(texts, expected):
    item = short_answer(["Malaysia"], ["Filipina"], ["Thailand"], any_order=True)
    data = {"fields": {f"f{number}": text for number, text in enumerate(texts, start=1)}}
    assert result(item, data) == expected


@pytest.mark.parametrize("texts", [("A", "B"), ("B", "A"), ("C", "A"), ("A", "C")])
def test_any_order_gives_an_answer_that_fits_twice_the_place_that_helps(texts):
    item = short_answer(["A", "B", "C"], ["A"], any_order=True)
    data = {"fields": dict(zip(("f1", "f2"), texts, strict=True))}
    assert result(item, data) == (1000, "right")


def test_wildcard_accepts_endings():
    item = short_answer(["saling tergantung", "*ketergantung*"], wildcard=True)
    assert result(item, {"fields": {"f1": "Saling ketergantungan negara"}}) == (1000, "right")
    assert result(item, {"fields": {"f1": "kemandirian"}}) == (0, "wrong")


@pytest.mark.parametrize(
    ("form", "data", "correction", "before", "after"),
    [
        (Form.SINGLE_CHOICE, {"option": "c"}, also("", "c"), 0, 1000),
        (Form.SINGLE_CHOICE, {"option": "b"}, also("", "c"), 1000, 1000),
        (Form.SINGLE_CHOICE, {"option": "a"}, also("", "c"), 0, 0),
        (Form.MULTIPLE_RESPONSE, {"options": ["a", "d"]}, also("", "d"), 500, 1000),
        (Form.MULTIPLE_RESPONSE, {"options": ["a", "c", "d"]}, also("", "d"), 500, 1000),
        (Form.MULTIPLE_RESPONSE, {"options": ["a", "c"]}, also("", "d"), 1000, 1000),
        (Form.MATRIX, {"cells": {"s1": "salah"}}, also("s1", "salah"), 0, 333),
        (Form.MATCHING, {"pairs": {"p2": ["c3"]}}, also("p2", "c3"), 0, 333),
        (Form.MATCHING, {"pairs": {"p1": ["c1", "c2", "c3"]}}, also("p1", "c3"), 333, 667),
        (Form.SHORT_ANSWER, {"fields": {"f2": "Belanda"}}, also("f2", "belanda"), 0, 500),
        (Form.SHORT_ANSWER, {"fields": {"f1": "interdepedensi"}},
         also("f1", "interdepedensi"), None, 500),
    ],
)  # fmt: skip
def test_accepted_value_counts_as_key(form, data, correction, before, after):
    item = make_item(form)
    assert mark_of(item, data).points == before
    assert mark_of(item, data, [correction]).points == after


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("is_blank", [True, False])
def test_correction_for_everyone_settles_the_item(form, is_blank):
    item, data = make_item(form), None if is_blank else RESPONSES[form]
    full, drop = mark_of(item, data, [FULL]), mark_of(item, data, [FULL, DROP])
    assert (full.points, full.possible, full.verdict) == (1000, 1000, Verdict.RIGHT)
    assert (drop.points, drop.possible, drop.verdict) == (0, 0, Verdict.RIGHT)


@pytest.mark.parametrize(
    ("form", "correction"),
    [
        (Form.SINGLE_CHOICE, also("", "z")),
        (Form.SINGLE_CHOICE, also("a", "a")),
        (Form.MULTIPLE_RESPONSE, also("", "z")),
        (Form.MATRIX, also("s9", "benar")),
        (Form.MATRIX, also("s1", "mungkin")),
        (Form.MATCHING, also("p1", "c9")),
        (Form.SHORT_ANSWER, also("f9", "x")),
        (Form.SHORT_ANSWER, also("f1", " . ")),
        (Form.ESSAY, also("", "x")),
        (Form.ESSAY, Correction(CorrectionKind.DROP, "x")),
    ],
)
def test_correction_that_does_not_fit_is_refused(form, correction):
    item = make_item(form)
    with pytest.raises(InvalidCorrection):
        check_correction(item.body, correction)
    with pytest.raises(InvalidCorrection):
        mark(item, None, 1000, [correction])


def test_response_of_another_form_is_an_error():
    other = parse_response(make_item(Form.ESSAY).body, RESPONSES[Form.ESSAY])
    with pytest.raises(TypeError, match="EssayText does not answer Matrix"):
        mark(make_item(Form.MATRIX), other, 1000)


@pytest.mark.parametrize("corrections", [[], [DROP]])
def test_negative_points_are_an_error(corrections):
    with pytest.raises(ValueError, match="negative"):
        mark(make_item(Form.MATRIX), None, -1, corrections)


@pytest.mark.parametrize(
    ("levels", "points", "expected"),
    [
        ({"konsep": 4, "contoh": 3}, 10_000, 10_000),
        ({"konsep": 0, "contoh": 0}, 10_000, 0),
        ({"konsep": 2, "contoh": 0}, 10_000, 1750),
        ({"konsep": 2, "contoh": 3}, 10_000, 8250),
        ({"konsep": 2, "contoh": 0}, 20, 4),  # 3.5 thousandths, rounded half up
    ],
)
def test_rubric_gives_the_weighted_share(levels, points, expected):
    assert rubric_points(make_item(Form.ESSAY).body, levels, points) == expected


@pytest.mark.parametrize(
    "levels",
    [
        {},
        {"konsep": 4},
        {"konsep": 4, "contoh": 3, "bahasa": 1},
        {"konsep": 3, "contoh": 3},
        {"konsep": -1, "contoh": 3},
    ],
)
def test_rubric_refuses_scores_that_do_not_fit(levels):
    with pytest.raises(InvalidLevels):
        rubric_points(make_item(Form.ESSAY).body, levels, 1000)


def test_rubric_refuses_negative_points():
    with pytest.raises(ValueError, match="negative"):
        rubric_points(make_item(Form.ESSAY).body, {"konsep": 4, "contoh": 3}, -1)
