"""Rows of the quizzes app: the bank, what is assigned from it, and what students did with it."""

from quizzes.models.assigned import PinnedItem, QuizAssignment, QuizAssignmentQuerySet
from quizzes.models.attempts import Answer, Attempt, AttemptQuerySet, LateAnswer
from quizzes.models.bank import Question, QuestionVersion, Quiz, QuizSlot, Stimulus, Tag

__all__ = [
    "Answer",
    "Attempt",
    "AttemptQuerySet",
    "LateAnswer",
    "PinnedItem",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizAssignment",
    "QuizAssignmentQuerySet",
    "QuizSlot",
    "Stimulus",
    "Tag",
]
