"""What the demo's teachers have marked by hand, through the real operations."""

from datetime import datetime, timedelta

from accounts.models import User
from hubint_site.demo.answering import dice_for, profile
from hubint_site.demo.response_model import Words, rubric_levels
from quizzes.items import Form
from quizzes.marking import mark_by_hand, mark_essay
from quizzes.models import Answer, QuizAssignment


def mark_essays(
    assignment: QuizAssignment, *, share: int, words: Words, by: User, now: datetime
) -> None:
    """Mark a share (per cent) of the essays that wait, item by item, as a teacher would."""
    answers = list(_waiting(assignment, Form.ESSAY))
    for answer in answers[: len(answers) * share // 100]:
        student, code = answer.attempt.student, answer.version.question.code
        dice = dice_for(student.username, code, "marked")
        steps = len(words.essays.get(code, words.any_essay))
        levels = rubric_levels(
            profile(student), answer.version.body, answer.response or {}, steps, dice
        )
        place = sum(levels.values()) * len(words.comments) // (4 * len(levels) + 1)
        comment = words.comments[place] if words.comments and dice.randrange(3) == 0 else ""
        now += timedelta(seconds=50)
        mark_essay(answer=answer, levels=levels, comment=comment, by=by, now=now)


def settle_near_misses(assignment: QuizAssignment, *, by: User, now: datetime) -> None:
    """Let a slip of the pen count: the machine had left it to the teacher."""
    for answer in _waiting(assignment, Form.SHORT_ANSWER):
        now += timedelta(seconds=20)
        mark_by_hand(answer=answer, points=answer.points_possible, comment="", by=by, now=now)


def _waiting(assignment: QuizAssignment, form: Form) -> list[Answer]:
    waiting = Answer.objects.filter(
        attempt__assignment=assignment, is_final=True, points=None, version__form=form
    )
    return list(
        waiting.select_related("version__question", "attempt__student").order_by(
            "version__question__code", "attempt__student__name", "attempt__number", "pk"
        )
    )
