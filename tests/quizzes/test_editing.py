"""Editors of bodies: what is typed becomes a body, what lacks is told beside its part."""

from copy import deepcopy
from typing import Any

import pytest
from django.forms import BoundField, MultipleChoiceField

from quizzes.editing import EDITORS, WORDS, BodyEditor, editor_for, words_for
from quizzes.items import PROBLEM_CODES, Form, Problem, ProblemCode
from tests.quizzes.items.item_samples import BODIES

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def english(settings):
    settings.LANGUAGE_CODE = "en"


def posted(editor: BodyEditor) -> dict[str, Any]:
    """What a browser sends for a page that shows this editor."""
    data: dict[str, Any] = {}

    def add(field: BoundField) -> None:
        value = field.value()
        if field.widget_type == "checkbox":
            if value:
                data[field.html_name] = "on"
        else:
            many = isinstance(field.field, MultipleChoiceField)
            data[field.html_name] = (value or []) if many else str("" if value is None else value)

    for field in editor.rules:
        add(field)
    for rows in editor.rows.values():
        data[rows.total_name] = str(len(rows))
        for row in rows:
            for field in row:
                add(field)
    if editor.form is Form.SINGLE_CHOICE:
        data[editor.key_name] = editor.key_index
    if editor.form is Form.ESSAY:
        data[editor.levels_total_name] = str(editor.level_count)
    return data


class Post(dict):
    """A dict that reads like the posted data of a request."""

    def getlist(self, name: str) -> list[str]:
        value = self.get(name, [])
        return value if isinstance(value, list) else [value]


def edited(form: Form, body: dict[str, Any] | None, **changes: Any) -> BodyEditor:
    """The editor after somebody opened the page of `body` and changed some fields."""
    editor = editor_for(form)
    data = posted(editor(body=body)) | {
        name.replace("__", "-"): value for name, value in changes.items()
    }
    return editor(Post(data), body=body)


def told(editor: BodyEditor) -> dict[str, list[str]]:
    at_rows = {
        row.prefix: row.problems for rows in editor.rows.values() for row in rows if row.problems
    }
    return at_rows | ({"": editor.problems} if editor.problems else {})


def words(code: ProblemCode) -> str:
    return words_for(Problem(code, ""))


def test_every_form_has_an_editor():
    assert set(EDITORS) == set(Form)
    assert all(form is editor.form for form, editor in EDITORS.items())


def test_every_problem_has_words():
    assert {code.value for code in WORDS} == PROBLEM_CODES
    assert all(str(text) for text in WORDS.values())


@pytest.mark.parametrize("form", Form)
def test_a_body_comes_back_as_it_was(form):
    editor = edited(form, BODIES[form])

    assert editor.is_valid(), told(editor)
    assert editor.body == BODIES[form]


@pytest.mark.parametrize("form", Form)
def test_an_empty_page_is_refused_with_words(form):
    editor = edited(form, None)

    assert not editor.is_valid()
    assert told(editor)


@pytest.mark.parametrize("form", Form)
def test_adding_rows_loses_nothing_and_finds_no_fault(form):
    group = EDITORS[form].groups[-1].name
    before = editor_for(form)(body=BODIES[form])
    editor = edited(form, BODIES[form], body__add=group)

    assert not editor.is_valid()
    assert told(editor) == {}
    assert len(editor.rows[group]) == len(before.rows[group]) + 3
    again = posted(editor)
    assert {name: again[name] for name in posted(before) if not name.endswith("-total")} == {
        name: value for name, value in posted(before).items() if not name.endswith("-total")
    }


def test_new_parts_get_the_next_free_id_and_old_ones_keep_theirs():
    body = {"options": [{"id": "a", "text": "satu"}, {"id": "c", "text": "tiga"}], "key": "a"}
    editor = edited(Form.SINGLE_CHOICE, body, body__options__2__text="dua")

    assert editor.is_valid()
    assert [option["id"] for option in editor.body["options"]] == ["a", "c", "b"]


def test_ids_of_older_versions_are_not_used_again():
    body = {"options": [{"id": "a", "text": "satu"}, {"id": "b", "text": "dua"}], "key": "a"}
    older = {"options": [{"id": "c", "text": "dulu"}], "key": "c"}
    data = posted(editor_for("single_choice")(body=body)) | {"body-options-2-text": "tiga"}
    editor = editor_for("single_choice")(Post(data), body=body, earlier=[older])

    assert editor.is_valid()
    assert [option["id"] for option in editor.body["options"]] == ["a", "b", "d"]


def test_a_made_up_or_repeated_id_is_replaced():
    editor = edited(
        Form.SINGLE_CHOICE,
        BODIES[Form.SINGLE_CHOICE],
        body__options__1__part="a",
        body__options__2__part="<script>",
        body__key="1",
    )

    assert editor.is_valid()
    assert [option["id"] for option in editor.body["options"]] == ["a", "d", "e"]
    assert editor.body["key"] == "d"


def test_an_emptied_row_is_removed():
    editor = edited(Form.SINGLE_CHOICE, BODIES[Form.SINGLE_CHOICE], body__options__2__text=" ")

    assert editor.is_valid()
    assert [option["id"] for option in editor.body["options"]] == ["a", "b"]


def test_rows_follow_the_wanted_order():
    editor = edited(
        Form.SINGLE_CHOICE,
        BODIES[Form.SINGLE_CHOICE],
        body__options__0__place="3",
        body__options__2__place="1",
    )

    assert editor.is_valid()
    assert [option["id"] for option in editor.body["options"]] == ["c", "b", "a"]
    assert editor.body["key"] == "b"


def test_line_ends_of_the_browser_are_not_stored():
    editor = edited(
        Form.SINGLE_CHOICE, BODIES[Form.SINGLE_CHOICE], body__options__0__text="satu\r\ndua"
    )

    assert editor.is_valid()
    assert editor.body["options"][0]["text"] == "satu\ndua"


REFUSED = [
    (Form.SINGLE_CHOICE, {"body__key": ""}, {"": [ProblemCode.NO_KEY]}),
    (Form.SINGLE_CHOICE, {"body__key": "77"}, {"": [ProblemCode.NO_KEY]}),
    (
        Form.SINGLE_CHOICE,
        {"body__options__1__text": ""},  # the key
        {"body-options-1": [ProblemCode.EMPTY_TEXT]},
    ),
    (
        Form.SINGLE_CHOICE,
        {"body__options__2__text": "Text a"},
        {"body-options-2": [ProblemCode.DUPLICATE_TEXT]},
    ),
    (
        Form.SINGLE_CHOICE,
        {"body__options__0__text": "", "body__options__2__text": ""},
        {"": [ProblemCode.TOO_FEW_OPTIONS]},
    ),
    (
        Form.MULTIPLE_RESPONSE,
        {"body__options__0__is_key": "", "body__options__2__is_key": ""},
        {"": [ProblemCode.NO_KEY]},
    ),
    (Form.MATRIX, {"body__statements__1__key": ""}, {"body-statements-1": [ProblemCode.NO_KEY]}),
    (
        Form.MATRIX,
        {"body__columns__1__text": ""},
        {"body-columns-1": [ProblemCode.EMPTY_TEXT]},
    ),
    (Form.MATCHING, {"body__prompts__1__pairs": []}, {"body-prompts-1": [ProblemCode.NO_KEY]}),
    (
        Form.MATCHING,
        {"body__prompts__1__pairs": ["3"]},
        {"body-choices-3": [ProblemCode.EMPTY_TEXT]},
    ),
    (
        Form.SHORT_ANSWER,
        {"body__fields__1__accepted": "\n"},
        {"body-fields-1": [ProblemCode.NO_ACCEPTED_ANSWER]},
    ),
    (
        Form.SHORT_ANSWER,
        {"body__fields__1__accepted": "x" * 201},
        {"body-fields-1": [ProblemCode.TOO_LONG]},
    ),
    (
        Form.SHORT_ANSWER,
        {"body__fields__1__accepted": "Bel*", "body__wildcard": "on"},
        {"body-fields-1": [ProblemCode.WILDCARD_FIRST]},
    ),
    (Form.ESSAY, {"body__criteria__0__weight": ""}, {"body-criteria-0": [ProblemCode.WEIGHTS]}),
    (
        Form.ESSAY,
        {"body__criteria__1__text_0": ""},
        {"body-criteria-1": [ProblemCode.LEVELS]},
    ),
    (
        Form.ESSAY,
        {"body__criteria__0__score_0": ""},
        {"body-criteria-0": [ProblemCode.MISSING, ProblemCode.LEVELS]},
    ),
    (
        Form.ESSAY,
        {"body__criteria__0__score_0": "101"},
        {"body-criteria-0": [ProblemCode.OUT_OF_RANGE]},
    ),
]


@pytest.mark.parametrize(("form", "changes", "expected"), REFUSED)
def test_a_problem_is_told_beside_its_part(form, changes, expected):
    editor = edited(form, deepcopy(BODIES[form]), **changes)

    assert not editor.is_valid()
    assert told(editor) == {
        place: [words(code) for code in codes] for place, codes in expected.items()
    }


@pytest.mark.parametrize(
    ("form", "changes", "place"),
    [
        (Form.ESSAY, {"body__criteria__0__weight": "banyak"}, "body-criteria-0"),
        (Form.ESSAY, {"body__max_characters": "30000"}, ""),
        (Form.MATRIX, {"body__credit": "per_part_minus_wrong"}, ""),
        (Form.MATRIX, {"body__statements__0__key": "99"}, "body-statements-0"),
        (Form.MATCHING, {"body__prompts__0__pairs": ["99"]}, "body-prompts-0"),
        (Form.SINGLE_CHOICE, {"body__options__0__place": "x"}, "body-options-0"),
    ],
)
def test_a_field_that_cannot_be_read_is_told(form, changes, place):
    editor = edited(form, BODIES[form], **changes)

    assert not editor.is_valid()
    assert list(told(editor)) == [place]


def test_a_problem_is_tied_to_its_field():
    editor = edited(Form.MATRIX, BODIES[Form.MATRIX], body__statements__1__key="")
    editor.is_valid()
    row = editor.rows["statements"].rows[1]

    assert f'aria-describedby="{row.problems_id}"' in str(row["text"])


def test_a_choice_may_serve_several_prompts():
    editor = edited(
        Form.MATCHING,
        BODIES[Form.MATCHING],
        body__prompts__0__pairs=["0", "1"],
        body__prompts__1__pairs=["0", "1"],
    )

    assert editor.is_valid()
    assert editor.body["pairs"] == [["p1", "c1"], ["p1", "c2"], ["p2", "c1"], ["p2", "c2"]]


def test_a_new_matrix_offers_true_and_false():
    editor = editor_for("matrix")()

    assert [row["text"].value() for row in editor.rows["columns"]] == ["True", "False"]
    assert [str(label) for _, label in editor.rows["statements"].rows[0].fields["key"].choices] == [
        "…",
        "True",
        "False",
    ]


@pytest.mark.parametrize("total", ["-1", "999999", "x", ""])
def test_a_tampered_number_of_rows_is_bounded(total):
    editor = editor_for("single_choice")(Post({"body-options-total": total}))

    assert len(editor.rows["options"]) <= 100
    assert not editor.is_valid()


def test_a_page_without_any_field_is_refused():
    for form in Form:
        assert not editor_for(form)(Post()).is_valid()


def test_levels_can_be_added():
    editor = edited(Form.ESSAY, BODIES[Form.ESSAY], body__add="levels")
    assert editor.level_count == 3 + 3
