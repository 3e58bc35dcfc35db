"""Editors for the bodies of items, one per form, for the admin and for teachers' pages alike.

    editor = editor_for(form)(request.POST, body=version.body)
    if editor.is_valid():
        save_question_version(..., body=editor.body)

A page shows one with `{% include editor.template %}` and links `editor.css` and `editor.js`.
"""

from .base import BodyEditor
from .problems import WORDS, words_for
from .registry import EDITORS, editor_for

__all__ = ["EDITORS", "WORDS", "BodyEditor", "editor_for", "words_for"]
