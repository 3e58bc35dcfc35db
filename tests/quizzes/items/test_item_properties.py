"""Rules that hold for every item, every response and every piece of JSON."""

import json
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quizzes.items import (
    Correction,
    CorrectionKind,
    Credit,
    Form,
    InvalidBody,
    InvalidResponse,
    Item,
    Verdict,
    dump_body,
    dump_response,
    fold,
    in_order,
    is_complete,
    mark,
    parse_body,
    parse_response,
    points_for,
    response_from_fields,
    right_answer,
    rubric_points,
    shuffleable,
)
from tests.quizzes.items.item_samples import BODIES, RESPONSES

IDS = [f"x{number}" for number in range(1, 7)]
WORDS = ["Malaysia", "Filipina", "Thailand", "Vietnam", "Laos", "1945", "Kerja sama", "kerjasama"]
POINTS = st.integers(0, 100_000)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["a", "b", "x1", "s1", "benar", "per_part", "\0", "\ud800"]),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["id", "text", "key", "keys", "options", "pairs", "p1", "cells", "fields"])
        | st.text(max_size=4),
        inner,
        max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


def parts(minimum):
    return st.lists(st.sampled_from(IDS), min_size=minimum, max_size=6, unique=True).map(
        lambda ids: [{"id": part, "text": f"Text {part}"} for part in ids]
    )


def credits(*but):
    return st.sampled_from([credit.value for credit in Credit if credit not in but])


def ids(rows):
    return [row["id"] for row in rows]


@st.composite
def single_choices(draw):
    options = draw(parts(2))
    return {"options": options, "key": draw(st.sampled_from(ids(options)))}


@st.composite
def multiple_responses(draw):
    options = draw(parts(2))
    keys = draw(st.lists(st.sampled_from(ids(options)), min_size=1, unique=True))
    return {"options": options, "keys": keys, "credit": draw(credits())}


@st.composite
def matrices(draw):
    columns, statements = draw(parts(2)), draw(parts(1))
    column = st.sampled_from(ids(columns))
    return {
        "columns": columns,
        "statements": [statement | {"key": draw(column)} for statement in statements],
        "credit": draw(credits(Credit.PER_PART_MINUS_WRONG)),
    }


@st.composite
def matchings(draw):
    prompts, choices = draw(parts(1)), draw(parts(2))
    picks = st.lists(st.sampled_from(ids(choices)), min_size=1, unique=True)
    pairs = [[prompt, choice] for prompt in ids(prompts) for choice in draw(picks)]
    return {
        "prompts": prompts,
        "choices": choices,
        "pairs": draw(st.permutations(pairs)),
        "credit": draw(credits()),
    }


@st.composite
def short_answers(draw):
    accepted = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True)
    fields = [
        {"id": part["id"], "label": "", "accepted": draw(accepted)} for part in draw(parts(1))
    ]
    flags = {key: draw(st.booleans()) for key in ("any_order", "wildcard", "near_match")}
    return {"fields": fields, **flags, "credit": draw(credits(Credit.PER_PART_MINUS_WRONG))}


@st.composite
def essays(draw):
    scores = st.lists(st.integers(0, 10), min_size=2, max_size=5, unique=True)
    criteria = [
        {
            "id": part["id"],
            "title": part["text"],
            "weight": draw(st.integers(1, 100)),
            "levels": [{"score": score, "text": "Level"} for score in draw(scores)],
        }
        for part in draw(parts(1))
    ]
    return {"criteria": criteria, "min_words": 0, "max_characters": 100, "sample": ""}


FORMS = {
    Form.SINGLE_CHOICE: single_choices(),
    Form.MULTIPLE_RESPONSE: multiple_responses(),
    Form.MATRIX: matrices(),
    Form.MATCHING: matchings(),
    Form.SHORT_ANSWER: short_answers(),
    Form.ESSAY: essays(),
}


@st.composite
def stored_items(draw, forms=tuple(Form)):
    """An item and the JSON of its body."""
    form = draw(st.sampled_from(forms))
    data = draw(FORMS[form])
    return Item(version_id=1, body=parse_body(form, data)), data


@st.composite
def answers(draw, data):
    """JSON of an answer that a page could send for a body, blank ones included."""
    match data:
        case {"key": _}:
            return {"option": draw(st.sampled_from(ids(data["options"])))}
        case {"options": options}:
            return {"options": draw(st.lists(st.sampled_from(ids(options)), unique=True))}
        case {"statements": statements, "columns": columns}:
            column = st.sampled_from(ids(columns))
            return {"cells": draw(st.dictionaries(st.sampled_from(ids(statements)), column))}
        case {"prompts": prompts, "choices": choices}:
            picks = st.lists(st.sampled_from(ids(choices)), unique=True)
            return {"pairs": draw(st.dictionaries(st.sampled_from(ids(prompts)), picks))}
        case {"fields": fields}:
            text = st.sampled_from([*WORDS, "Malayzia", "Filipna", " thailand ", "x", ""])
            return {"fields": draw(st.dictionaries(st.sampled_from(ids(fields)), text))}
        case _:
            text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
            return {"text": draw(text.map(lambda each: each[:100]))}


@st.composite
def answered_items(draw, forms=tuple(Form)):
    item, data = draw(stored_items(forms))
    return item, parse_response(item.body, draw(answers(data)))


AUTOMATIC = tuple(form for form in Form if form is not Form.ESSAY)


@given(stored_items())
def test_body_survives_storage(stored):
    item, data = stored
    assert dump_body(item.body) == data
    assert parse_body(item.form, json.loads(json.dumps(data))) == item.body


@given(answered_items())
def test_response_survives_storage(answered):
    item, response = answered
    data = json.loads(json.dumps(dump_response(response)))
    again = parse_response(item.body, data)
    assert again == response
    assert dump_response(again) == data


@given(answered_items(), POINTS)
def test_points_lie_between_nothing_and_everything(answered, points):
    item, response = answered
    given_mark = mark(item, response, points)
    assert given_mark.possible == points
    assert (given_mark.points is None) == (given_mark.verdict is Verdict.PENDING)
    assert given_mark.points is None or 0 <= given_mark.points <= points
    assert (given_mark.verdict is Verdict.OMITTED) == (response is None)


@given(stored_items(AUTOMATIC), POINTS)
def test_right_answer_gets_all_points(stored, points):
    item, _ = stored
    response = right_answer(item.body)
    given_mark = mark(item, response, points)
    assert (given_mark.points, given_mark.verdict) == (points, Verdict.RIGHT)
    assert all(is_right for _, is_right in given_mark.parts)
    assert is_complete(item.body, response)
    assert parse_response(item.body, dump_response(response)) == response


@given(st.data(), st.sampled_from([Form.MULTIPLE_RESPONSE, Form.MATCHING]))
def test_order_of_picks_never_matters(data, form):
    item, body = data.draw(stored_items((form,)))
    answer = data.draw(answers(body))
    if form is Form.MULTIPLE_RESPONSE:
        other = {"options": data.draw(st.permutations(answer["options"]))}
    else:
        prompts = data.draw(st.permutations(list(answer["pairs"])))
        other = {
            "pairs": {key: data.draw(st.permutations(answer["pairs"][key])) for key in prompts}
        }
    assert parse_response(item.body, other) == parse_response(item.body, answer)


@given(st.data())
def test_any_order_means_any_order(data):
    item, body = data.draw(stored_items((Form.SHORT_ANSWER,)))
    assume(body["any_order"])
    names = ids(body["fields"])
    text = st.sampled_from([*WORDS, "Malayzia", "x"])
    texts = data.draw(st.lists(text, min_size=len(names), max_size=len(names)))
    marks = {
        (given_mark.points, given_mark.verdict)
        for order in (texts, data.draw(st.permutations(texts)))
        for response in [
            parse_response(item.body, {"fields": dict(zip(names, order, strict=True))})
        ]
        for given_mark in [mark(item, response, 1000)]
    }
    assert len(marks) == 1


@given(answered_items(), st.data())
def test_shuffling_changes_nothing_in_the_mark(answered, data):
    item, response = answered
    order = data.draw(st.permutations(shuffleable(item.body)))
    shuffled = Item(version_id=1, body=in_order(item.body, order))
    assert shuffleable(shuffled.body) == tuple(order)
    one, other = mark(item, response, 1000), mark(shuffled, response, 1000)
    assert (one.points, one.verdict, set(one.parts)) == (
        other.points,
        other.verdict,
        set(other.parts),
    )


@given(st.data())
def test_accepting_a_value_never_costs_points(data):
    item, body = data.draw(stored_items(AUTOMATIC[:-1]))
    response = parse_response(item.body, data.draw(answers(body)))
    match item.form:
        case Form.MATRIX:
            part, values = data.draw(st.sampled_from(ids(body["statements"]))), body["columns"]
        case Form.MATCHING:
            part, values = data.draw(st.sampled_from(ids(body["prompts"]))), body["choices"]
        case _:
            part, values = "", body["options"]
    value = data.draw(st.sampled_from(ids(values)))
    accept = Correction(CorrectionKind.ACCEPT_ALSO, part, value)
    assert mark(item, response, 1000, [accept]).points >= mark(item, response, 1000).points


@given(st.data())
def test_ticking_everything_is_never_better_than_nothing_known(data):
    """Half of the options or fewer are keys: whoever ticks all of them gets nothing."""
    body = data.draw(multiple_responses())
    assume(2 * len(body["keys"]) <= len(body["options"]))
    item = Item(version_id=1, body=parse_body(Form.MULTIPLE_RESPONSE, body))
    everything = parse_response(item.body, {"options": ids(body["options"])})
    assert mark(item, everything, 1000).points == 0


@given(st.integers(0, 60), st.integers(1, 60), POINTS)
def test_rounding_is_half_up_and_exact(part, whole, points):
    share = Fraction(min(part, whole), whole)
    rounded = points_for(share, points)
    assert Fraction(-1, 2) < rounded - share * points <= Fraction(1, 2)


@given(st.data(), POINTS)
def test_rubric_points_lie_between_nothing_and_everything(data, points):
    item, body = data.draw(stored_items((Form.ESSAY,)))
    scores = {row["id"]: [level["score"] for level in row["levels"]] for row in body["criteria"]}
    chosen = {part: data.draw(st.sampled_from(each)) for part, each in scores.items()}
    best = {part: max(each) for part, each in scores.items()}
    assert 0 <= rubric_points(item.body, chosen, points) <= points
    assert rubric_points(item.body, best, points) == points


@pytest.mark.parametrize("form", Form)
@given(data=json_values)
def test_any_json_is_a_body_or_refused(form, data):
    try:
        body = parse_body(form, data)
    except InvalidBody:
        return
    assert parse_body(form, dump_body(body)) == body


@given(data=st.data(), form=st.sampled_from(list(Form)))
def test_damaged_body_is_a_body_or_refused(data, form):
    damaged = damage(BODIES[form], data)
    try:
        body = parse_body(form, damaged)
    except InvalidBody:
        return
    assert parse_body(form, dump_body(body)) == body
    assert form is Form.ESSAY or mark(Item(1, body), right_answer(body), 9).points == 9


@given(data=st.data(), form=st.sampled_from(list(Form)))
def test_damaged_response_is_a_response_or_refused(data, form):
    item = Item(1, parse_body(form, BODIES[form]))
    damaged = data.draw(json_values | st.just(damage(RESPONSES[form], data)))
    try:
        response = parse_response(item.body, damaged)
    except InvalidResponse:
        return
    assert parse_response(item.body, dump_response(response)) == response
    assert mark(item, response, 1000).possible == 1000


@given(
    st.sampled_from(list(Form)),
    st.dictionaries(
        st.sampled_from(["option", "options", "cell-s1", "cell-s9", "pair-p1", "field-f1", "text"])
        | st.text(max_size=8),
        st.lists(st.sampled_from(["a", "b", "c1", "benar", ""]) | st.text(max_size=8), max_size=3),
        max_size=4,
    ),
)
def test_any_fields_are_a_response_or_refused(form, fields):
    item = Item(1, parse_body(form, BODIES[form]))
    try:
        response = response_from_fields(item.body, fields)
    except InvalidResponse:
        return
    assert parse_response(item.body, dump_response(response)) == response


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


def damage(value, data):
    """Replace, drop or add something at one random place of a JSON document."""
    if isinstance(value, dict) and value and data.draw(st.integers(0, 3)):
        key = data.draw(st.sampled_from(sorted(value)))
        return value | {key: damage(value[key], data)}
    if isinstance(value, list) and value and data.draw(st.integers(0, 3)):
        index = data.draw(st.integers(0, len(value) - 1))
        return [*value[:index], damage(value[index], data), *value[index + 1 :]]
    return data.draw(json_values)
