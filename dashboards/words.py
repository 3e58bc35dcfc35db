"""Words for what the overviews find, where no template says them: in files."""

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from dashboards.overviews.grid import CellMark
from dashboards.overviews.objectives import Level
from dashboards.overviews.results import Difficulty
from dashboards.overviews.tasks import Kind
from quizzes.items import Verdict

MARKS: dict[CellMark, Promise] = {
    CellMark.UPCOMING: pgettext_lazy("grid mark", "not open yet"),
    CellMark.NOT_STARTED: pgettext_lazy("grid mark", "not started"),
    CellMark.DOING: pgettext_lazy("grid mark", "in progress"),
    CellMark.LATE: pgettext_lazy("grid mark", "late, still possible"),
    CellMark.MISSED: pgettext_lazy("grid mark", "not handed in"),
    CellMark.WAITING: pgettext_lazy("grid mark", "waiting to be marked"),
    CellMark.DONE: pgettext_lazy("grid mark", "done"),
    CellMark.EXCUSED: pgettext_lazy("grid mark", "excused"),
    CellMark.NOT_GIVEN: pgettext_lazy("grid mark", "not given"),
}
KINDS: dict[Kind, Promise] = {
    Kind.LESSON: pgettext_lazy("kind of task", "Reading"),
    Kind.QUIZ: pgettext_lazy("kind of task", "Quiz"),
}
LEVELS: dict[Level, Promise] = {
    Level.UNKNOWN: pgettext_lazy("objective", "Too few questions to tell"),
    Level.WEAK: pgettext_lazy("objective", "Read again"),
    Level.PARTLY: pgettext_lazy("objective", "On the way"),
    Level.STRONG: pgettext_lazy("objective", "Strong"),
}
DIFFICULTIES: dict[Difficulty, Promise] = {
    Difficulty.HARD: pgettext_lazy("difficulty", "hard"),
    Difficulty.MEDIUM: pgettext_lazy("difficulty", "medium"),
    Difficulty.EASY: pgettext_lazy("difficulty", "easy"),
}
VERDICTS: dict[Verdict, Promise] = {
    Verdict.RIGHT: pgettext_lazy("verdict", "right"),
    Verdict.PARTLY: pgettext_lazy("verdict", "partly"),
    Verdict.WRONG: pgettext_lazy("verdict", "wrong"),
    Verdict.OMITTED: pgettext_lazy("verdict", "left blank"),
    Verdict.PENDING: pgettext_lazy("verdict", "not marked"),
}
