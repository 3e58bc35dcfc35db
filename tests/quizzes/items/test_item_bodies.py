import pickle

import pytest

from quizzes.items import (
    BODIES,
    PROBLEM_CODES,
    Form,
    InvalidBody,
    Item,
    ProblemCode,
    dump_body,
    in_order,
    parse_body,
    shuffleable,
)
from tests.quizzes.items.item_samples import BODIES as SAMPLES
from tests.quizzes.items.item_samples import make_data, options


def problems(form, data):
    with pytest.raises(InvalidBody) as refusal:
        parse_body(form, data)
    return [(str(code), part) for code, part in refusal.value.problems]


def test_registry_knows_every_form():
    assert set(BODIES) == set(Form)
    assert all(body.form is form for form, body in BODIES.items())


def test_problem_codes_are_complete():
    assert {code.value for code in ProblemCode} == PROBLEM_CODES


@pytest.mark.parametrize("form", Form)
def test_body_survives_storage_exactly(form):
    body = parse_body(form, SAMPLES[form])
    assert dump_body(body) == SAMPLES[form]
    assert parse_body(str(form), dump_body(body)) == body


@pytest.mark.parametrize("form", Form)
def test_item_can_be_hashed_and_pickled_for_a_cache(form):
    item = Item(version_id=3, body=parse_body(form, SAMPLES[form]), stem="?", explanation="!")
    assert item.form is form
    assert pickle.loads(pickle.dumps(item)) == item  # noqa: S301
    assert len({item, item}) == 1


@pytest.mark.parametrize("form", Form)
def test_unknown_key_is_refused(form):
    assert problems(form, make_data(form, hint="x")) == [("unknown-key", "hint")]


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("data", [None, [], "x", 3, True])
def test_body_that_is_no_object_is_refused(form, data):
    assert problems(form, data) == [("wrong-type", "")]


@pytest.mark.parametrize("form", Form)
def test_empty_body_is_refused(form):
    assert problems(form, {})


def test_unknown_form_is_an_error():
    with pytest.raises(ValueError, match="ordering"):
        parse_body("ordering", {})


def test_optional_keys_have_defaults():
    body = parse_body(Form.SHORT_ANSWER, {"fields": [{"id": "f1", "accepted": ["PBB"]}]})
    assert dump_body(body) == {
        "fields": [{"id": "f1", "label": "", "accepted": ["PBB"]}],
        "any_order": False,
        "wildcard": False,
        "near_match": True,
        "credit": "all_or_nothing",
    }


SINGLE, MULTIPLE, MATRIX, MATCHING, SHORT, ESSAY = Form
TOO_MANY = [{"id": f"o{number}", "text": f"Text {number}"} for number in range(101)]


def third(option):
    return {"options": [*options("a", "b"), option]}


def pairs(*names):
    return {"pairs": [name.split("-") for name in names]}


def statements(**changes):
    return [{"id": "s1", "text": "One", "key": "benar"} | changes]


def fields(**changes):
    return [{"id": "f1", "label": "", "accepted": ["PBB"]} | changes]


def criteria(**changes):
    levels = [{"score": 1, "text": "Yes"}, {"score": 0, "text": "No"}]
    return [{"id": "k", "title": "Konsep", "weight": 1, "levels": levels} | changes]


def rubric(*levels):
    return {"criteria": criteria(levels=[{"score": score, "text": text} for score, text in levels])}


@pytest.mark.parametrize(
    ("form", "changes", "expected"),
    [
        (SINGLE, {"key": ""}, [("no-key", "key")]),
        (SINGLE, {"key": "z"}, [("key-not-an-option", "key")]),
        (SINGLE, {"key": ["b"]}, [("wrong-type", "key")]),
        (SINGLE, {"key": None}, [("wrong-type", "key")]),
        (SINGLE, {"options": options("b")}, [("too-few-options", "options")]),
        (SINGLE, {"options": {}}, [("wrong-type", "options"), ("key-not-an-option", "key")]),
        (SINGLE, third("c"), [("wrong-type", "options-3")]),
        (SINGLE, third({"id": "b", "text": "x"}), [("duplicate-id", "b")]),
        (SINGLE, third({"id": "c", "text": "Text  a "}), [("duplicate-text", "c")]),
        (SINGLE, third({"id": "c", "text": " \n"}), [("empty-text", "c")]),
        (SINGLE, third({"id": "c", "text": "\0"}), [("bad-text", "c")]),
        (SINGLE, third({"id": "c d", "text": "x"}), [("bad-id", "options-3")]),
        (SINGLE, third({"id": "c"}), [("missing", "c")]),
        (SINGLE, {"options": TOO_MANY}, [("too-many", "options"), ("key-not-an-option", "key")]),
        (MULTIPLE, {"keys": []}, [("no-key", "keys")]),
        (MULTIPLE, {"keys": ["a", "z"]}, [("key-not-an-option", "z")]),
        (MULTIPLE, {"keys": ["a", "a"]}, [("duplicate-id", "a")]),
        (MULTIPLE, {"keys": [1]}, [("wrong-type", "keys")]),
        (MULTIPLE, {"credit": "some"}, [("unknown-choice", "credit")]),
        (MATRIX, {"columns": options("benar"), "statements": statements()},
         [("too-few-columns", "columns")]),
        (MATRIX, {"statements": []}, [("no-statements", "statements")]),
        (MATRIX, {"statements": statements(key="mungkin")}, [("unknown-column", "s1")]),
        (MATRIX, {"statements": statements(key="")}, [("no-key", "s1")]),
        (MATRIX, {"statements": statements(key=1)}, [("wrong-type", "s1")]),
        (MATRIX, {"credit": "per_part_minus_wrong"}, [("unknown-choice", "credit")]),
        (MATCHING, {"pairs": []}, [("no-key", "pairs"), ("no-key", "p1"), ("no-key", "p2")]),
        (MATCHING, pairs("p1-c1"), [("no-key", "p2")]),
        (MATCHING, pairs("p1-c1", "p2-c2", "p2-c9"), [("unknown-pair", "p2-c9")]),
        (MATCHING, pairs("p1-c1", "p2-c2", "p2-c2"), [("duplicate-id", "p2-c2")]),
        (MATCHING, pairs("p1-c1", "p2-c2", "p2"), [("wrong-type", "pairs")]),
        (MATCHING, {"pairs": [["p1", "c1"], ["p2", "c2"], "p2"]}, [("wrong-type", "pairs")]),
        (SHORT, {"fields": []}, [("no-fields", "fields")]),
        (SHORT, {"fields": fields(accepted=[])}, [("no-accepted-answer", "f1")]),
        (SHORT, {"fields": fields(accepted=["PBB", "..."])}, [("empty-text", "f1")]),
        (SHORT, {"fields": fields(accepted=["x" * 201])}, [("too-long", "f1")]),
        (SHORT, {"fields": fields(accepted=["PBB", "\0"])}, [("bad-text", "f1")]),
        (SHORT, {"fields": fields(accepted=["PBB", " "])}, [("empty-text", "f1")]),
        (SHORT, {"fields": fields(accepted=["PBB", 3])}, [("wrong-type", "f1")]),
        (SHORT, {"fields": fields(accepted=["P*"]), "wildcard": True}, [("wildcard-first", "f1")]),
        (SHORT, {"fields": fields(accepted=["P", "*"]), "wildcard": True}, [("empty-text", "f1")]),
        (SHORT, {"any_order": 1}, [("wrong-type", "any_order")]),
        (ESSAY, {"criteria": []}, [("no-criteria", "criteria")]),
        (ESSAY, {"criteria": criteria(weight=0)}, [("weights", "k")]),
        (ESSAY, {"criteria": criteria(weight=1.5)}, [("wrong-type", "k")]),
        (ESSAY, rubric((1, "x")), [("levels", "k")]),
        (ESSAY, rubric((1, "x"), (1, "y")), [("levels", "k")]),
        (ESSAY, rubric((True, "x"), (1, "y")), [("wrong-type", "k-1")]),
        (ESSAY, {"max_characters": 0}, [("out-of-range", "max_characters")]),
        (ESSAY, {"sample": None}, [("wrong-type", "sample")]),
    ],
)  # fmt: skip
def test_faulty_body_is_refused_with_its_problems(form, changes, expected):
    assert problems(form, make_data(form, **changes)) == expected


def test_all_problems_are_told_at_once():
    data = {"options": [{"id": "a", "text": ""}, {"id": "a", "text": "x", "note": 1}], "key": "z"}
    assert problems(Form.SINGLE_CHOICE, data) == [
        ("unknown-key", "note"),
        ("empty-text", "a"),
        ("duplicate-id", "a"),
        ("key-not-an-option", "key"),
    ]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (Form.SINGLE_CHOICE, ("a", "b", "c")),
        (Form.MULTIPLE_RESPONSE, ("a", "b", "c", "d", "e")),
        (Form.MATRIX, ("s1", "s2", "s3")),
        (Form.MATCHING, ("c1", "c2", "c3")),
        (Form.SHORT_ANSWER, ()),
        (Form.ESSAY, ()),
    ],
)
def test_body_can_be_shown_in_a_stored_order(form, expected):
    body = parse_body(form, SAMPLES[form])
    assert shuffleable(body) == expected
    backwards = expected[::-1]
    assert shuffleable(in_order(body, backwards)) == backwards
    assert in_order(in_order(body, backwards), expected) == body


@pytest.mark.parametrize(
    "order", [(), ("a", "b"), ("a", "b", "z"), ("a", "b", "b"), ("a", "b", "c", "d")]
)
def test_stale_order_falls_back_to_author_order(order):
    body = parse_body(Form.SINGLE_CHOICE, SAMPLES[Form.SINGLE_CHOICE])
    assert in_order(body, order) == body
