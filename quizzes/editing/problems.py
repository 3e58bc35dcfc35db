"""What is wrong with a body, in words for who writes it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from quizzes.items import Problem, ProblemCode

WORDS: Mapping[ProblemCode, Promise] = {
    ProblemCode.WRONG_TYPE: _("This is not of the expected kind."),
    ProblemCode.MISSING: _("Something is missing here."),
    ProblemCode.UNKNOWN_KEY: _("This form of question has no such part."),
    ProblemCode.UNKNOWN_CHOICE: _("Choose one of the rules for points."),
    ProblemCode.OUT_OF_RANGE: _("This number is too small or too large."),
    ProblemCode.BAD_ID: _("The inner name of this part is damaged. Open the page again."),
    ProblemCode.BAD_TEXT: _("This text holds characters that cannot be stored. Type it again."),
    ProblemCode.EMPTY_TEXT: _("Write a text here, or empty the whole row."),
    ProblemCode.TOO_LONG: _("This accepted answer is longer than students can type."),
    ProblemCode.TOO_MANY: _("There are too many rows: at most 100."),
    ProblemCode.DUPLICATE_ID: _("Two parts have the same inner name. Open the page again."),
    ProblemCode.DUPLICATE_TEXT: _("Another row says the same."),
    ProblemCode.TOO_FEW_OPTIONS: _("Write at least two options."),
    ProblemCode.TOO_FEW_COLUMNS: _("Write at least two columns."),
    ProblemCode.NO_STATEMENTS: _("Write at least one statement."),
    ProblemCode.NO_PROMPTS: _("Write at least one prompt on the left."),
    ProblemCode.TOO_FEW_CHOICES: _("Write at least two choices on the right."),
    ProblemCode.NO_FIELDS: _("Write at least one accepted answer."),
    ProblemCode.NO_CRITERIA: _("Write at least one criterion."),
    ProblemCode.NO_KEY: _("Mark the right answer: a question without one cannot be saved."),
    ProblemCode.KEY_NOT_AN_OPTION: _("The right answer is not among the options."),
    ProblemCode.UNKNOWN_COLUMN: _("The right column is not among the columns."),
    ProblemCode.UNKNOWN_PAIR: _("A pair names a row that is not there."),
    ProblemCode.NO_ACCEPTED_ANSWER: _("Write at least one accepted answer."),
    ProblemCode.WILDCARD_FIRST: _(
        "Write the first accepted answer without *: students see it as the right answer."
    ),
    ProblemCode.WEIGHTS: _("Give a weight between 1 and 1000."),
    ProblemCode.LEVELS: _("Write at least two levels, each with a score of its own."),
}


def words_for(problem: Problem) -> str:
    return str(WORDS[problem.code])
