"""The bank: stimuli, questions with their versions, and quizzes made of them."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import User
from lessons.models import CodeManager, Lesson, Objective, Section
from lessons.ownership import OwnedContent, OwnedQuerySet, review_day
from lessons.svg import validate_svg
from quizzes.items import Body, Form, InvalidBody, Item, parse_body


class TagManager(models.Manager["Tag"]):
    def get_by_natural_key(self, name: str) -> Tag:
        return self.get(name=name)


class Tag(models.Model):
    name = models.CharField(_("name"), max_length=40, unique=True)

    objects: ClassVar[TagManager] = TagManager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.name,)


class StimulusQuerySet(OwnedQuerySet["Stimulus"]):
    pass


class StimulusManager(models.Manager.from_queryset(StimulusQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, code: str, number: int) -> Stimulus:
        stimulus: Stimulus = self.get(code=code, number=number)
        return stimulus


class Stimulus(OwnedContent):
    """A text, table or case that one or more items share.

    Once a pinned item shows it, it never changes: an edit makes the row with the next `number`,
    and next versions of the questions that use it.
    """

    code = models.SlugField(_("code"))
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("text (Markdown)"))
    source_note = models.CharField(_("source line"), max_length=300, blank=True)

    free_fields: ClassVar[frozenset[str]] = frozenset({"status"})  # may change in a frozen row
    objects: ClassVar[StimulusManager] = StimulusManager()

    class Meta:
        ordering = ["code", "-number"]
        verbose_name = _("stimulus")
        verbose_name_plural = _("stimuli")
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="stimulus_number_once")
        ]

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str, int]:
        return (self.code, self.number)

    def is_frozen(self) -> bool:
        """Whether an assignment shows it; then nothing but its status may change."""
        return self.versions.filter(pinned_in__isnull=False).exists()


class QuestionQuerySet(OwnedQuerySet["Question"]):
    pass


class Question(OwnedContent):
    """An identity in the bank. What students see stands in its versions."""

    class Level(models.TextChoices):
        L1 = "L1", _("L1 knowing and understanding")
        L2 = "L2", _("L2 applying")
        L3 = "L3", _("L3 reasoning")

    class Cognitive(models.TextChoices):
        C1 = "C1", _("C1 remember")
        C2 = "C2", _("C2 understand")
        C3 = "C3", _("C3 apply")
        C4 = "C4", _("C4 analyse")
        C5 = "C5", _("C5 evaluate")
        C6 = "C6", _("C6 create")

    class Exposure(models.TextChoices):
        OPEN = "open", _("open: also for practice and lessons")
        SECURE = "secure", _("secure: for assessments only")

    code = models.SlugField(_("code"), unique=True)
    objective = models.ForeignKey(
        Objective, models.PROTECT, related_name="questions", verbose_name=_("objective")
    )
    section = models.ForeignKey(
        Section,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("section that explains it"),
    )
    indicator = models.TextField(_("indicator"), blank=True)
    level = models.CharField(_("level"), max_length=2, choices=Level.choices)
    cognitive = models.CharField(_("cognitive process"), max_length=2, choices=Cognitive.choices)
    exposure = models.CharField(
        _("exposure"), max_length=6, choices=Exposure.choices, default=Exposure.OPEN
    )
    review_on = review_day()
    tags = models.ManyToManyField(Tag, blank=True, related_name="questions", verbose_name=_("tags"))

    objects = CodeManager.from_queryset(QuestionQuerySet)()

    class Meta:
        ordering = ["code"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.code

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["lessons.objective", "lessons.section"]  # type: ignore[attr-defined]


class QuestionVersionManager(models.Manager["QuestionVersion"]):
    def get_by_natural_key(self, code: str, number: int) -> QuestionVersion:
        return self.get(question__code=code, number=number)


class QuestionVersion(models.Model):
    """What students see and how it is marked. Frozen as soon as an assignment pins it."""

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="versions", verbose_name=_("question")
    )
    number = models.PositiveSmallIntegerField(_("version"), default=1)
    is_current = models.BooleanField(_("current"), default=True)
    form = models.CharField(
        _("form"), max_length=20, choices=[(form.value, form.value) for form in Form]
    )
    stimulus = models.ForeignKey(
        Stimulus,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="versions",
        verbose_name=_("stimulus"),
    )
    stem = models.TextField(_("stem (Markdown)"))
    figure_svg = models.TextField(_("figure (SVG)"), blank=True, validators=[validate_svg])
    figure_text = models.TextField(_("figure in words"), blank=True)
    body = models.JSONField(_("body"))
    explanation = models.TextField(_("explanation (Markdown)"))
    created_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(null=True, blank=True)

    free_fields: ClassVar[frozenset[str]] = frozenset({"is_current"})  # also in a frozen row
    objects: ClassVar[QuestionVersionManager] = QuestionVersionManager()

    class Meta:
        ordering = ["question", "-number"]
        verbose_name = _("question version")
        verbose_name_plural = _("question versions")
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="question_version_number_once"
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(is_current=True),
                name="question_version_current_once",
            ),
            models.CheckConstraint(
                condition=Q(figure_svg="") | ~Q(figure_text=""),
                name="question_version_figure_has_words",
                violation_error_message=_("Say in words what the figure shows."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question} v{self.number}"

    def natural_key(self) -> tuple[str, int]:
        return (self.question.code, self.number)

    natural_key.dependencies = ["quizzes.question", "quizzes.stimulus"]  # type: ignore[attr-defined]

    def is_frozen(self) -> bool:
        """Whether an assignment pins it; then only another version may take its place."""
        return self.pinned_in.exists() or self.answers.exists()

    def clean(self) -> None:
        """Refuse a body that its form cannot read, first of all one without a right answer."""
        try:
            parse_body(Form(self.form), self.body)
        except (InvalidBody, ValueError) as error:
            raise ValidationError({"body": str(error)}) from error

    def item(self) -> Item:
        """The immutable item that renders and marks this version."""
        return Item(
            version_id=self.pk,
            stem=self.stem,
            explanation=self.explanation,
            body=self.parsed_body(),
        )

    def parsed_body(self) -> Body:
        """The body as its form reads it; each process reads the same text once."""
        return _parsed(self.form, json.dumps(self.body))


@lru_cache(maxsize=2048)
def _parsed(form: str, body: str) -> Body:
    return parse_body(form, json.loads(body))


class QuizQuerySet(OwnedQuerySet["Quiz"]):
    pass


class Quiz(OwnedContent):
    """Questions in an order, with points: what a teacher assigns."""

    code = models.SlugField(_("code"), unique=True)
    lesson = models.ForeignKey(
        Lesson,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="quizzes",
        verbose_name=_("lesson"),
    )
    title = models.CharField(_("title"), max_length=150)
    instructions = models.TextField(_("instructions"), blank=True)

    objects = CodeManager.from_queryset(QuizQuerySet)()
    history = HistoricalRecords()

    class Meta:
        ordering = ["lesson", "title"]
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["lessons.lesson"]  # type: ignore[attr-defined]


class QuizSlotManager(models.Manager["QuizSlot"]):
    def get_by_natural_key(self, quiz: str, question: str) -> QuizSlot:
        return self.get(quiz__code=quiz, question__code=question)


class QuizSlot(models.Model):
    """A question's place in a quiz. Points are thousandths of a point."""

    quiz = models.ForeignKey(Quiz, models.CASCADE, related_name="slots", verbose_name=_("quiz"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="slots", verbose_name=_("question")
    )
    points = models.PositiveIntegerField(
        _("points (thousandths)"),
        default=1000,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
    )

    objects: ClassVar[QuizSlotManager] = QuizSlotManager()

    class Meta:
        ordering = ["quiz", "order", "pk"]
        verbose_name = _("question in the quiz")
        verbose_name_plural = _("questions in the quiz")
        constraints = [
            models.UniqueConstraint(
                fields=["quiz", "question"],
                name="quiz_slot_question_once",
                violation_error_message=_("This question is already in the quiz."),
            ),
            models.CheckConstraint(
                condition=Q(points__gt=0, points__lte=100_000), name="quiz_slot_points_within_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz}: {self.question}"

    def natural_key(self) -> tuple[str, str]:
        return (self.quiz.code, self.question.code)

    natural_key.dependencies = ["quizzes.quiz", "quizzes.question"]  # type: ignore[attr-defined]
