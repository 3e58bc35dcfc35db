"""A quiz as given to a class: rules, and the versions pinned when it was given."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from classrooms.models import Assignment, AssignmentQuerySet, Course, is_owed_by
from quizzes.models.bank import QuestionVersion, Quiz
from quizzes.visibility import Moment, Policy

MOMENTS = [
    (Moment.NEVER.value, _("never")),
    (Moment.SUBMITTED.value, _("after handing in")),
    (Moment.CLOSED.value, _("after every class has closed")),
    (Moment.RELEASED.value, _("when the teacher releases it")),
]


class QuizAssignmentQuerySet(AssignmentQuerySet):
    def visible_to(self, user: User) -> QuizAssignmentQuerySet:
        """What a student owes or has begun, and what a teacher manages."""
        visible = is_owed_by(user) | Q(pk__in=user.attempts.values("assignment"))
        if user.has_role(Role.TEACHER):
            visible |= Q(course__in=Course.objects.managed_by(user))
        return self.filter(visible)


class QuizAssignment(Assignment):
    """A quiz to answer, with its rules."""

    class Preset(models.TextChoices):
        PRACTICE = "practice", _("Practice")
        FORMATIVE = "formative", _("Formative")
        SUMMATIVE = "summative", _("Summative")
        CUSTOM = "custom", _("Own rules")

    class Counting(models.TextChoices):
        HIGHEST = "highest", _("highest attempt")
        LATEST = "latest", _("latest attempt")
        FIRST = "first", _("first attempt")

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="assignments")
    preset = models.CharField(
        _("kind"), max_length=10, choices=Preset.choices, default=Preset.FORMATIVE
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"), null=True, blank=True, help_text=_("Empty: as many as they like.")
    )
    time_limit_minutes = models.PositiveSmallIntegerField(
        _("time limit (minutes)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Empty: no limit but the closing time."),
    )
    shuffle_items = models.BooleanField(_("shuffle questions"), default=False)
    shuffle_options = models.BooleanField(_("shuffle options"), default=False)
    counting = models.CharField(
        _("which attempt counts"), max_length=8, choices=Counting.choices, default=Counting.HIGHEST
    )
    score_from = models.CharField(
        _("score shows"), max_length=10, choices=MOMENTS, default=Moment.SUBMITTED.value
    )
    correctness_from = models.CharField(
        _("right and wrong show"), max_length=10, choices=MOMENTS, default=Moment.SUBMITTED.value
    )
    key_from = models.CharField(
        _("key and explanation show"), max_length=10, choices=MOMENTS, default=Moment.CLOSED.value
    )
    released_at = models.DateTimeField(_("released"), null=True, blank=True)

    objects: ClassVar[models.Manager[QuizAssignment]] = QuizAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("quiz assignment")
        verbose_name_plural = _("quiz assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(attempts_allowed__isnull=True) | Q(attempts_allowed__gte=1),
                name="quiz_assignment_allows_an_attempt",
                violation_error_message=_("Allow at least one attempt."),
            ),
            models.CheckConstraint(
                condition=Q(time_limit_minutes__isnull=True) | Q(time_limit_minutes__gte=1),
                name="quiz_assignment_time_limit_positive",
                violation_error_message=_("A time limit has at least one minute."),
            ),
        ]

    @property
    def policy(self) -> Policy:
        return Policy(
            score=Moment(self.score_from),
            correctness=Moment(self.correctness_from),
            key=Moment(self.key_from),
        )


class PinnedItem(models.Model):
    """The version and points of one place in an assigned quiz: the same for whoever starts."""

    assignment = models.ForeignKey(QuizAssignment, models.CASCADE, related_name="pinned_items")
    position = models.PositiveSmallIntegerField(_("position"))
    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="pinned_in")
    points = models.PositiveIntegerField(_("points (thousandths)"))

    class Meta:
        ordering = ["assignment", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "position"], name="pinned_item_position_once"
            ),
            models.CheckConstraint(condition=Q(points__gt=0), name="pinned_item_points_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment} {self.position}: {self.version}"
