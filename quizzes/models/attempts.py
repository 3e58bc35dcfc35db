"""What a student did: attempts with one row per item."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from classrooms.models import Course
from quizzes.models.assigned import QuizAssignment
from quizzes.models.bank import QuestionVersion


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def visible_to(self, user: User) -> AttemptQuerySet:
        """A student's own attempts."""
        return self.filter(student=user)

    def managed_by(self, user: User) -> AttemptQuerySet:
        """Attempts in the courses this person teaches today."""
        return self.filter(assignment__course__in=Course.objects.managed_by(user))

    def open(self) -> AttemptQuerySet:
        return self.filter(submitted_at__isnull=True)

    def submitted(self) -> AttemptQuerySet:
        return self.filter(submitted_at__isnull=False)


class Attempt(models.Model):
    """One sitting of one student. `deadline` is written by attempts.set_deadline alone."""

    class SubmittedBy(models.TextChoices):
        STUDENT = "student", _("handed in")
        CLOCK = "clock", _("closed by the clock")
        TEACHER = "teacher", _("closed by the teacher")

    assignment = models.ForeignKey(QuizAssignment, models.PROTECT, related_name="attempts")
    student = models.ForeignKey(User, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("attempt"))
    started_at = models.DateTimeField(_("started"))
    deadline = models.DateTimeField(_("deadline"))
    granted_minutes = models.PositiveSmallIntegerField(_("minutes granted"), default=0)
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    submitted_by = models.CharField(
        _("how"), max_length=8, choices=SubmittedBy.choices, blank=True, default=""
    )

    objects: ClassVar[models.Manager[Attempt]] = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["assignment", "student", "number"]
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "student", "number"], name="attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["assignment", "student"],
                condition=Q(submitted_at__isnull=True),
                name="attempt_open_once",
            ),
            models.CheckConstraint(
                condition=(Q(submitted_at__isnull=True, submitted_by=""))
                | (Q(submitted_at__isnull=False) & ~Q(submitted_by="")),
                name="attempt_submitted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.assignment} ({self.number})"

    @property
    def is_open(self) -> bool:
        return self.submitted_at is None


class Answer(models.Model):
    """One item of an attempt, written when it starts. Points are thousandths of a point.

    `is_final` is set with submission: from then on the response does not change. `points` stays
    empty until somebody or something has marked it; empty is never zero.
    """

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers")
    position = models.PositiveSmallIntegerField()
    version = models.ForeignKey(
        QuestionVersion, models.PROTECT, related_name="answers", db_index=True
    )
    order = models.JSONField(default=list)
    points_possible = models.PositiveIntegerField()
    response = models.JSONField(null=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True)
    is_final = models.BooleanField(default=False)
    points = models.PositiveIntegerField(null=True)
    verdict = models.CharField(max_length=8, blank=True, default="")
    rubric_levels = models.JSONField(null=True)
    marked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    marked_at = models.DateTimeField(null=True)
    comment = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["attempt", "position"]
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            models.UniqueConstraint(fields=["attempt", "position"], name="answer_position_once"),
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__lte=F("points_possible")),
                name="answer_points_within_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt} {self.position}"


class LateAnswer(models.Model):
    """An answer that came after the deadline: kept beside the punctual one, never over it."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="late_answers")
    response = models.JSONField(null=True)
    received_at = models.DateTimeField()
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["answer", "received_at"]

    def __str__(self) -> str:
        return f"{self.answer} {self.received_at:%H:%M:%S}"
