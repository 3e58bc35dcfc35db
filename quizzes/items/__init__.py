"""Items and marking: plain Python that knows no Django, no clock, no chance and no language.

A body is parsed from JSON by the module of its form, a response from JSON or from HTML fields, and
`mark` turns both into a Mark. To add a form: its module, its name in `Form`, its line in `BODIES`.
"""

from .base import Body, Form, Part, Response
from .credit import Credit
from .essay import Criterion, Essay, EssayText, InvalidLevels, Level, rubric_points
from .marking import (
    Correction,
    CorrectionKind,
    InvalidCorrection,
    Item,
    Mark,
    Verdict,
    check_correction,
    mark,
)
from .matching import MatchedPairs, Matching
from .matrix import MarkedCells, Matrix, Statement
from .multiple_response import MultipleResponse, TickedOptions
from .points import points_for
from .reading import PROBLEM_CODES, InvalidBody, Problem, ProblemCode
from .registry import (
    BODIES,
    dump_body,
    dump_response,
    in_order,
    is_complete,
    parse_body,
    parse_response,
    response_from_fields,
    right_answer,
    shuffleable,
)
from .responses import InvalidResponse, RefusalCode
from .short_answer import Field, FilledFields, ShortAnswer
from .single_choice import ChosenOption, SingleChoice
from .texts import fold

__all__ = [
    "BODIES",
    "PROBLEM_CODES",
    "Body",
    "ChosenOption",
    "Correction",
    "CorrectionKind",
    "Credit",
    "Criterion",
    "Essay",
    "EssayText",
    "Field",
    "FilledFields",
    "Form",
    "InvalidBody",
    "InvalidCorrection",
    "InvalidLevels",
    "InvalidResponse",
    "Item",
    "Level",
    "Mark",
    "MarkedCells",
    "MatchedPairs",
    "Matching",
    "Matrix",
    "MultipleResponse",
    "Part",
    "Problem",
    "ProblemCode",
    "RefusalCode",
    "Response",
    "ShortAnswer",
    "SingleChoice",
    "Statement",
    "TickedOptions",
    "Verdict",
    "check_correction",
    "dump_body",
    "dump_response",
    "fold",
    "in_order",
    "is_complete",
    "mark",
    "parse_body",
    "parse_response",
    "points_for",
    "response_from_fields",
    "right_answer",
    "rubric_points",
    "shuffleable",
]
