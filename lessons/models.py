"""What is read: units, lessons and what stands in them, and how far each student has read."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Role, User
from classrooms.models import Assignment, AssignmentQuerySet, Course, is_owed_by
from lessons.ownership import OwnedContent, OwnedQuerySet, Status, review_day
from lessons.svg import validate_svg

Row = TypeVar("Row", bound=models.Model)


class CodeManager(models.Manager[Row]):
    """Rows that fixtures name by their `code`."""

    def get_by_natural_key(self, code: str) -> Row:
        return self.get(code=code)


class UnitQuerySet(OwnedQuerySet["Unit"]):
    pass


class Unit(OwnedContent):
    """Some weeks of one subject: lessons in order, and what students can do at the end."""

    code = models.SlugField(_("code"), unique=True)
    title = models.CharField(_("title"), max_length=150)
    subject = models.CharField(_("subject"), max_length=80)
    grade = models.PositiveSmallIntegerField(_("grade"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    summary = models.TextField(_("summary"), blank=True)

    objects = CodeManager.from_queryset(UnitQuerySet)()
    history = HistoricalRecords()

    class Meta:
        ordering = ["order", "title"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")

    def __str__(self) -> str:
        return self.title

    def natural_key(self) -> tuple[str]:
        return (self.code,)


class ObjectiveManager(models.Manager["Objective"]):
    def get_by_natural_key(self, unit: str, code: str) -> Objective:
        return self.get(unit__code=unit, code=code)


class Objective(models.Model):
    """A tujuan pembelajaran (TP): something a student can do afterwards."""

    unit = models.ForeignKey(
        Unit, models.CASCADE, related_name="objectives", verbose_name=_("unit")
    )
    code = models.CharField(_("code"), max_length=12, help_text="1.1")
    text = models.TextField(_("text"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects: ClassVar[ObjectiveManager] = ObjectiveManager()

    class Meta:
        ordering = ["unit", "order", "code"]
        verbose_name = _("objective")
        verbose_name_plural = _("objectives")
        constraints = [
            models.UniqueConstraint(fields=["unit", "code"], name="objective_code_once_per_unit")
        ]

    def __str__(self) -> str:
        return f"TP {self.code} {self.text}"

    def natural_key(self) -> tuple[str, str]:
        return (self.unit.code, self.code)

    natural_key.dependencies = ["lessons.unit"]  # type: ignore[attr-defined]


class LessonQuerySet(OwnedQuerySet["Lesson"]):
    owner_path = "unit__"
    shown = Q(status=Status.PUBLISHED, unit__status=Status.PUBLISHED)

    def visible_to(self, user: User) -> LessonQuerySet:
        """Also what was given to the person: a lesson withdrawn later stays open to its class."""
        given = LessonAssignment.objects.visible_to(user).values("lesson")
        kept = super().visible_to(user).exclude(status=Status.ARCHIVED)
        visible = kept.exclude(unit__status=Status.ARCHIVED)
        return self.filter(Q(pk__in=visible.values("pk")) | Q(pk__in=given))


class Lesson(models.Model):
    """One lesson: an opening question, sections to read, its terms, figures and sources."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lessons", verbose_name=_("unit"))
    code = models.SlugField(_("code"), unique=True)
    number = models.PositiveSmallIntegerField(_("number in the unit"))
    title = models.CharField(_("title"), max_length=150)
    opening_question = models.TextField(_("opening question"))
    summary = models.TextField(_("summary"), blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.DRAFT
    )
    review_on = review_day()
    objectives = models.ManyToManyField(
        Objective, blank=True, related_name="lessons", verbose_name=_("objectives")
    )

    objects = CodeManager.from_queryset(LessonQuerySet)()
    history = HistoricalRecords()

    class Meta:
        ordering = ["unit", "number"]
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")
        constraints = [
            models.UniqueConstraint(fields=["unit", "number"], name="lesson_number_once_per_unit")
        ]

    def __str__(self) -> str:
        return _("Lesson %(number)d: %(title)s") % {"number": self.number, "title": self.title}

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["lessons.unit", "lessons.objective"]  # type: ignore[attr-defined]


class LessonPartManager(models.Manager[Row]):
    """Parts of a lesson that fixtures name by lesson and code."""

    def get_by_natural_key(self, lesson: str, code: str) -> Row:
        return self.get(lesson__code=lesson, code=code)


class LessonPart(models.Model):
    """A part of one lesson, with a code of its own in it."""

    lesson = models.ForeignKey(
        Lesson, models.CASCADE, related_name="%(class)ss", verbose_name=_("lesson")
    )
    code = models.SlugField(_("code"))

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["lesson", "code"],
                name="%(class)s_code_once_per_lesson",
                violation_error_message=_("This lesson already uses this code."),
            )
        ]

    def natural_key(self) -> tuple[str, str]:
        return (self.lesson.code, self.code)

    natural_key.dependencies = ["lessons.lesson"]  # type: ignore[attr-defined]


class Section(LessonPart):
    """What is read in one go; its progress is kept."""

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    title = models.CharField(_("title"), max_length=150)
    body = models.TextField(_("text (Markdown)"))
    minutes = models.PositiveSmallIntegerField(_("estimated minutes"), default=5)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PUBLISHED
    )

    objects = LessonPartManager["Section"]()
    history = HistoricalRecords()

    class Meta(LessonPart.Meta):
        ordering = ["lesson", "order", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.title


class Figure(LessonPart):
    """A drawing as allow-listed SVG, with what it says in words."""

    title = models.CharField(_("title"), max_length=150)
    svg = models.TextField(_("SVG"), validators=[validate_svg])
    text_alternative = models.TextField(
        _("text alternative"), help_text=_("Everything the picture says, for who cannot see it.")
    )
    caption = models.CharField(_("caption"), max_length=300, blank=True)
    source_note = models.CharField(_("source line"), max_length=300, blank=True)

    objects = LessonPartManager["Figure"]()
    history = HistoricalRecords()

    class Meta(LessonPart.Meta):
        ordering = ["lesson", "code"]
        verbose_name = _("figure")
        verbose_name_plural = _("figures")

    def __str__(self) -> str:
        return self.title


class Source(LessonPart):
    """Where a lesson's facts come from, with the day somebody looked."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("primary source")
        SECONDARY = "secondary", _("secondary source")

    order = models.PositiveSmallIntegerField(_("order"), default=0)
    citation = models.CharField(_("citation"), max_length=300)
    url = models.URLField(_("address"), blank=True, max_length=300)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.PRIMARY)
    dated = models.CharField(_("date of the source"), max_length=60, blank=True)
    seen_on = models.DateField(_("seen on"), null=True, blank=True)

    objects = LessonPartManager["Source"]()
    history = HistoricalRecords()

    class Meta(LessonPart.Meta):
        ordering = ["lesson", "order", "pk"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.citation


class GlossaryTerm(models.Model):
    """A word explained once for the unit; lessons link to it."""

    code = models.SlugField(_("code"), unique=True, max_length=80)
    lesson = models.ForeignKey(
        Lesson,
        models.CASCADE,
        related_name="terms",
        verbose_name=_("lesson that introduces it"),
    )
    term = models.CharField(_("term"), max_length=100)
    definition = models.TextField(_("definition"))
    source_note = models.CharField(_("source line"), max_length=300, blank=True)

    objects = CodeManager["GlossaryTerm"]()
    history = HistoricalRecords()

    class Meta:
        ordering = ["term"]
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")

    def __str__(self) -> str:
        return self.term

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    natural_key.dependencies = ["lessons.lesson"]  # type: ignore[attr-defined]


class LessonAssignmentQuerySet(AssignmentQuerySet):
    def visible_to(self, user: User) -> LessonAssignmentQuerySet:
        """What a student owes or has begun to read, and what a teacher manages."""
        begun = LessonProgress.objects.filter(student=user).values("lesson")
        sat_in = user.enrollments.values("classroom")
        visible = is_owed_by(user) | Q(course__classroom__in=sat_in, lesson__in=begun)
        if user.has_role(Role.TEACHER):
            visible |= Q(course__in=Course.objects.managed_by(user))
        return self.filter(visible)


class LessonAssignment(Assignment):
    """A lesson to read."""

    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="assignments")

    objects: ClassVar[models.Manager[LessonAssignment]] = LessonAssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("lesson assignment")
        verbose_name_plural = _("lesson assignments")


class LessonProgress(models.Model):
    """Where a student last was in a lesson."""

    student = models.ForeignKey(User, models.PROTECT, related_name="lesson_progress")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="progress")
    opened_at = models.DateTimeField()
    last_section = models.ForeignKey(Section, models.SET_NULL, null=True, related_name="+")
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "lesson"], name="lesson_progress_once")
        ]

    def __str__(self) -> str:
        return f"{self.student} · {self.lesson}"


class SectionProgress(models.Model):
    """A section that a student has read. `marked_by` names the teacher when read on paper."""

    student = models.ForeignKey(User, models.PROTECT, related_name="section_progress")
    section = models.ForeignKey(Section, models.PROTECT, related_name="progress")
    done_at = models.DateTimeField()
    marked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "section"], name="section_progress_once")
        ]

    def __str__(self) -> str:
        return f"{self.student} · {self.section}"


class LoadedRow(models.Model):
    """What `load_content` last wrote, so that it can tell an editor's change from its own."""

    label = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)
    origin = models.CharField(
        max_length=80, default="content", help_text="The directory's name: each keeps its own rows."
    )
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["label", "key"], name="loaded_row_once")]

    def __str__(self) -> str:
        return f"{self.label} {self.key}"
