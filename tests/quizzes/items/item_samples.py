"""One body of each form as it is stored, and ways to make items of them."""

from copy import deepcopy
from typing import Any

from quizzes.items import Form, Item, parse_body


def options(*letters: str) -> list[dict[str, str]]:
    return [{"id": letter, "text": f"Text {letter}"} for letter in letters]


BODIES: dict[Form, dict[str, Any]] = {
    Form.SINGLE_CHOICE: {"options": options("a", "b", "c"), "key": "b"},
    Form.MULTIPLE_RESPONSE: {
        "options": options("a", "b", "c", "d", "e"),
        "keys": ["a", "c"],
        "credit": "per_part",
    },
    Form.MATRIX: {
        "columns": options("benar", "salah"),
        "statements": [
            {"id": "s1", "text": "One", "key": "benar"},
            {"id": "s2", "text": "Two", "key": "salah"},
            {"id": "s3", "text": "Three", "key": "benar"},
        ],
        "credit": "per_part",
    },
    Form.MATCHING: {
        "prompts": options("p1", "p2"),
        "choices": options("c1", "c2", "c3"),
        "pairs": [["p1", "c1"], ["p1", "c2"], ["p2", "c2"]],
        "credit": "per_part",
    },
    Form.SHORT_ANSWER: {
        "fields": [
            {"id": "f1", "label": "", "accepted": ["interdependensi", "saling ketergantungan"]},
            {"id": "f2", "label": "Negara", "accepted": ["Belgia"]},
        ],
        "any_order": False,
        "wildcard": False,
        "near_match": True,
        "credit": "per_part",
    },
    Form.ESSAY: {
        "criteria": [
            {
                "id": "konsep",
                "title": "Ketepatan konsep",
                "weight": 35,
                "levels": [
                    {"score": 4, "text": "Tepat"},
                    {"score": 2, "text": "Sebagian"},
                    {"score": 0, "text": "Kosong"},
                ],
            },
            {
                "id": "contoh",
                "title": "Contoh",
                "weight": 65,
                "levels": [{"score": 3, "text": "Ada"}, {"score": 0, "text": "Tidak ada"}],
            },
        ],
        "min_words": 20,
        "max_characters": 500,
        "sample": "Jawaban.",
    },
}

RESPONSES: dict[Form, dict[str, Any]] = {
    Form.SINGLE_CHOICE: {"option": "b"},
    Form.MULTIPLE_RESPONSE: {"options": ["a", "c"]},
    Form.MATRIX: {"cells": {"s1": "benar", "s2": "salah", "s3": "benar"}},
    Form.MATCHING: {"pairs": {"p1": ["c1", "c2"], "p2": ["c2"]}},
    Form.SHORT_ANSWER: {"fields": {"f1": "interdependensi", "f2": "Belgia"}},
    Form.ESSAY: {"text": "Karena tiap negara berbeda."},
}


def make_data(form: Form, **changes: Any) -> dict[str, Any]:
    return deepcopy(BODIES[form]) | changes


def make_item(form: Form, **changes: Any) -> Item:
    return Item(version_id=1, body=parse_body(form, make_data(form, **changes)))
