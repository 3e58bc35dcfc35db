"""Which editor belongs to which form."""

from collections.abc import Mapping

from quizzes.items import Form

from .base import BodyEditor
from .choices import MultipleResponseEditor, SingleChoiceEditor
from .essay import EssayEditor
from .matching import MatchingEditor
from .matrix import MatrixEditor
from .short_answer import ShortAnswerEditor

EDITORS: Mapping[Form, type[BodyEditor]] = {
    Form.SINGLE_CHOICE: SingleChoiceEditor,
    Form.MULTIPLE_RESPONSE: MultipleResponseEditor,
    Form.MATRIX: MatrixEditor,
    Form.MATCHING: MatchingEditor,
    Form.SHORT_ANSWER: ShortAnswerEditor,
    Form.ESSAY: EssayEditor,
}


def editor_for(form: Form | str) -> type[BodyEditor]:
    return EDITORS[Form(form)]
