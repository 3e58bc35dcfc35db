import pytest

from quizzes.items import (
    Form,
    InvalidResponse,
    dump_response,
    is_complete,
    parse_response,
    response_from_fields,
    right_answer,
)
from tests.quizzes.items.item_samples import RESPONSES, make_item

FIELDS = {
    Form.SINGLE_CHOICE: {"option": ["b"]},
    Form.MULTIPLE_RESPONSE: {"options": ["c", "a"]},
    Form.MATRIX: {"cell-s3": ["benar"], "cell-s1": ["benar"], "cell-s2": ["salah"]},
    Form.MATCHING: {"pair-p1": ["c2", "c1"], "pair-p2": ["c2"]},
    Form.SHORT_ANSWER: {"field-f2": ["Belgia "], "field-f1": [" interdependensi"]},
    Form.ESSAY: {"text": [" Karena tiap negara berbeda.\r\n"]},
}


def refusal(call, *args):
    with pytest.raises(InvalidResponse) as refused:
        call(*args)
    return refused.value.code


@pytest.mark.parametrize("form", Form)
def test_response_survives_storage_exactly(form):
    body = make_item(form).body
    response = parse_response(body, RESPONSES[form])
    assert dump_response(response) == RESPONSES[form]
    assert len({response, parse_response(body, dump_response(response))}) == 1


@pytest.mark.parametrize("form", Form)
def test_fields_and_json_give_the_same_response(form):
    body = make_item(form).body
    assert response_from_fields(body, FIELDS[form]) == parse_response(body, RESPONSES[form])


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.ESSAY])
def test_right_answer_is_what_the_key_says(form):
    body = make_item(form).body
    assert dump_response(right_answer(body)) == RESPONSES[form]


def test_essay_has_no_right_answer():
    assert right_answer(make_item(Form.ESSAY).body) is None


@pytest.mark.parametrize("form", Form)
def test_nothing_filled_in_is_no_response(form):
    body = make_item(form).body
    assert parse_response(body, None) is None
    assert dump_response(None) is None
    assert response_from_fields(body, {}) is None
    assert response_from_fields(body, {"revision": ["3"]}) is None
    assert response_from_fields(body, {name: [""] for name in FIELDS[form]}) is None
    assert response_from_fields(body, {name: [] for name in FIELDS[form]}) is None


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (Form.MULTIPLE_RESPONSE, {"options": []}),
        (Form.MATRIX, {"cells": {}}),
        (Form.MATCHING, {"pairs": {"p1": []}}),
        (Form.SHORT_ANSWER, {"fields": {"f1": " \n"}}),
        (Form.ESSAY, {"text": " "}),
    ],
)
def test_stored_answer_without_content_is_no_response(form, data):
    assert parse_response(make_item(form).body, data) is None


@pytest.mark.parametrize(
    ("form", "data", "code"),
    [
        (Form.SINGLE_CHOICE, {"option": "z"}, "unknown-id"),
        (Form.SINGLE_CHOICE, {"option": ["b"]}, "wrong-shape"),
        (Form.SINGLE_CHOICE, {"option": None}, "wrong-shape"),
        (Form.SINGLE_CHOICE, {"option": "b", "points": 9}, "wrong-shape"),
        (Form.SINGLE_CHOICE, {}, "wrong-shape"),
        (Form.SINGLE_CHOICE, "b", "wrong-shape"),
        (Form.MULTIPLE_RESPONSE, {"options": ["a", "z"]}, "unknown-id"),
        (Form.MULTIPLE_RESPONSE, {"options": ["a", "a"]}, "duplicate-id"),
        (Form.MULTIPLE_RESPONSE, {"options": "a"}, "wrong-shape"),
        (Form.MULTIPLE_RESPONSE, {"options": [["a"]]}, "wrong-shape"),
        (Form.MATRIX, {"cells": {"s9": "benar"}}, "unknown-id"),
        (Form.MATRIX, {"cells": {"s1": "mungkin"}}, "unknown-id"),
        (Form.MATRIX, {"cells": [["s1", "benar"]]}, "wrong-shape"),
        (Form.MATCHING, {"pairs": {"p1": ["c9"]}}, "unknown-id"),
        (Form.MATCHING, {"pairs": {"p9": ["c1"]}}, "unknown-id"),
        (Form.MATCHING, {"pairs": {"p9": []}}, "unknown-id"),
        (Form.MATCHING, {"pairs": {"p1": "c1"}}, "wrong-shape"),
        (Form.SHORT_ANSWER, {"fields": {"f9": "x"}}, "unknown-id"),
        (Form.SHORT_ANSWER, {"fields": {"f1": 3}}, "wrong-shape"),
        (Form.SHORT_ANSWER, {"fields": {"f1": "x" * 201}}, "too-long"),
        (Form.SHORT_ANSWER, {"fields": {"f1": "a\0b"}}, "bad-text"),
        (Form.ESSAY, {"text": "x" * 501}, "too-long"),
        (Form.ESSAY, {"text": "a\0b"}, "bad-text"),
        (Form.ESSAY, {"text": "\ud800"}, "bad-text"),
        (Form.ESSAY, {"text": 3}, "wrong-shape"),
    ],
)
def test_faulty_json_is_refused(form, data, code):
    assert refusal(parse_response, make_item(form).body, data) == code


@pytest.mark.parametrize(
    ("form", "fields", "code"),
    [
        (Form.SINGLE_CHOICE, {"option": ["z"]}, "unknown-id"),
        (Form.SINGLE_CHOICE, {"option": ["a", "b"]}, "wrong-shape"),
        (Form.MULTIPLE_RESPONSE, {"options": ["a", "z"]}, "unknown-id"),
        (Form.MULTIPLE_RESPONSE, {"options": ["a", "a"]}, "duplicate-id"),
        (Form.MATRIX, {"cell-s9": ["benar"]}, "unknown-id"),
        (Form.MATRIX, {"cell-s9": [""]}, "unknown-id"),
        (Form.MATRIX, {"cell-s1": ["benar", "salah"]}, "wrong-shape"),
        (Form.MATCHING, {"pair-p9": ["c1"]}, "unknown-id"),
        (Form.MATCHING, {"pair-p1": ["c9"]}, "unknown-id"),
        (Form.SHORT_ANSWER, {"field-f9": ["x"]}, "unknown-id"),
        (Form.SHORT_ANSWER, {"field-f1": ["x" * 201]}, "too-long"),
        (Form.ESSAY, {"text": ["x" * 501]}, "too-long"),
        (Form.ESSAY, {"text": ["a", "b"]}, "wrong-shape"),
    ],
)
def test_tampered_fields_are_refused(form, fields, code):
    assert refusal(response_from_fields, make_item(form).body, fields) == code


def test_line_break_counts_as_one_character():
    body = make_item(Form.ESSAY, max_characters=3).body
    assert dump_response(response_from_fields(body, {"text": ["a\r\nb"]})) == {"text": "a\nb"}


def test_space_inside_a_text_is_kept():
    body = make_item(Form.SHORT_ANSWER).body
    response = response_from_fields(body, {"field-f1": ["  dua   kata "]})
    assert dump_response(response) == {"fields": {"f1": "dua   kata"}}


@pytest.mark.parametrize(
    ("form", "data", "expected"),
    [
        *((form, None, False) for form in Form),
        *((form, RESPONSES[form], True) for form in Form),
        (Form.MULTIPLE_RESPONSE, {"options": ["e"]}, True),
        (Form.MATRIX, {"cells": {"s1": "salah", "s2": "salah"}}, False),
        (Form.MATCHING, {"pairs": {"p1": ["c1", "c2", "c3"]}}, False),
        (Form.MATCHING, {"pairs": {"p1": ["c3"], "p2": ["c3"]}}, True),
        (Form.SHORT_ANSWER, {"fields": {"f1": "x"}}, False),
    ],
)
def test_response_is_complete_when_every_part_is_answered(form, data, expected):
    body = make_item(form).body
    assert is_complete(body, parse_response(body, data)) is expected
