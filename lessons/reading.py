"""What the reading pages show: contents with what is read, and a section with all it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import QuerySet

from accounts.models import Role, User
from lessons.markdown import Rendered, render_section
from lessons.models import (
    Figure,
    GlossaryTerm,
    Lesson,
    LessonProgress,
    Section,
    SectionProgress,
    Source,
    Unit,
)
from lessons.ownership import Status
from lessons.progress import Reading, reading_of


def can_edit(user: User, lesson: Lesson) -> bool:
    """Whether this person sees drafts of the lesson and what should be mended in its texts."""
    if user.is_superuser:
        return True
    if not user.has_role(Role.EDITOR, Role.ADMIN):
        return False
    if lesson.unit.school_id is None:
        return user.keeps_shared_content
    return lesson.unit.school_id in user.school_ids_as(Role.EDITOR, Role.ADMIN)


def lessons_for(user: User) -> QuerySet[Lesson]:
    """Lessons that this person may read, each with its unit."""
    lessons: QuerySet[Lesson] = Lesson.objects.visible_to(user).select_related("unit")
    return lessons


# --- The list of lessons ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LessonLine:
    lesson: Lesson
    reading: Reading
    minutes: int

    @property
    def is_draft(self) -> bool:
        return self.lesson.status == Status.DRAFT or self.lesson.unit.status == Status.DRAFT


@dataclass(slots=True)
class UnitLines:
    unit: Unit
    lines: list[LessonLine] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(line.reading.work == "done" for line in self.lines)


def units_for(user: User) -> list[UnitLines]:
    lessons = list(lessons_for(user).order_by("unit__order", "unit__title", "unit", "number"))
    readings = reading_of([user], lessons) if user.has_role(Role.STUDENT) else {}
    minutes: dict[int, int] = {}
    for lesson_id, length in Section.objects.filter(
        lesson__in=lessons, status=Status.PUBLISHED
    ).values_list("lesson", "minutes"):
        minutes[lesson_id] = minutes.get(lesson_id, 0) + length
    units: dict[int, UnitLines] = {}
    for lesson in lessons:
        lines = units.setdefault(lesson.unit_id, UnitLines(lesson.unit)).lines
        reading = readings.get((user.pk, lesson.pk), Reading())
        lines.append(LessonLine(lesson, reading, minutes.get(lesson.pk, 0)))
    return list(units.values())


# --- One lesson -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SectionLine:
    number: int
    section: Section
    progress: SectionProgress | None

    @property
    def is_draft(self) -> bool:
        return self.section.status == Status.DRAFT


@dataclass(frozen=True, slots=True)
class Contents:
    """A lesson's sections as one person sees them."""

    lesson: Lesson
    lines: Sequence[SectionLine]
    last_section: Section | None

    @property
    def minutes(self) -> int:
        return sum(line.section.minutes for line in self.lines)

    @property
    def done(self) -> int:
        return sum(line.progress is not None for line in self.lines)

    @property
    def is_finished(self) -> bool:
        return bool(self.lines) and self.done == len(self.lines)

    @property
    def is_begun(self) -> bool:
        return self.last_section is not None or self.done > 0

    @property
    def next_line(self) -> SectionLine | None:
        """Where to go on: where the student last was if it is unread, else the first unread."""
        unread = [line for line in self.lines if line.progress is None]
        for line in unread:
            if self.last_section and line.section.pk == self.last_section.pk:
                return line
        return unread[0] if unread else (self.lines[0] if self.lines else None)

    def at(self, code: str) -> int | None:
        """The place of a section among these lines."""
        for place, line in enumerate(self.lines):
            if line.section.code == code:
                return place
        return None


def contents_for(user: User, lesson: Lesson, *, edits: bool) -> Contents:
    sections = lesson.sections.exclude(status=Status.ARCHIVED).order_by("order", "pk")
    if not edits:
        sections = sections.filter(status=Status.PUBLISHED)
    progress: dict[int, SectionProgress] = {}
    last: LessonProgress | None = None
    if user.has_role(Role.STUDENT):
        rows = SectionProgress.objects.filter(student=user, section__lesson=lesson)
        progress = {row.section_id: row for row in rows}
        last = (
            LessonProgress.objects.filter(student=user, lesson=lesson)
            .select_related("last_section")
            .first()
        )
    lines = [
        SectionLine(number, section, progress.get(section.pk))
        for number, section in enumerate(sections, start=1)
    ]
    for line in lines:
        line.section.lesson = lesson
    return Contents(lesson, lines, last.last_section if last else None)


# --- Texts with what they refer to ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NumberedSource:
    number: int
    source: Source


@dataclass(frozen=True, slots=True)
class Page:
    """Rendered sections with the terms and sources that they use, each once."""

    texts: Sequence[tuple[SectionLine, Rendered]]
    terms: Sequence[GlossaryTerm]
    sources: Sequence[NumberedSource]

    @property
    def problems(self) -> list[str]:
        return [problem for _line, text in self.texts for problem in text.problems]


def sources_of(lesson: Lesson) -> list[NumberedSource]:
    """A lesson's sources with the numbers that its texts cite them by."""
    return [
        NumberedSource(number, source)
        for number, source in enumerate(lesson.sources.order_by("order", "pk"), start=1)
    ]


def page_of(
    user: User, lesson: Lesson, lines: Sequence[SectionLine], *, heading_level: int = 2
) -> Page:
    """Render sections of a lesson; three queries, however many sections."""
    bodies = [line.section.body for line in lines]
    terms = {term.code: term for term in _terms_in(bodies, user, lesson)}
    figures = {figure.code: figure for figure in Figure.objects.filter(lesson=lesson)}
    sources = sources_of(lesson)
    numbers = {each.source.code: each.number for each in sources}
    texts = [
        (
            line,
            render_section(
                line.section.body,
                terms=terms,
                figures=figures,
                sources=numbers,
                prefix="" if len(lines) == 1 else f"{line.section.code}-",
                heading_level=heading_level,
            ),
        )
        for line in lines
    ]
    used = {code for _line, text in texts for code in text.source_codes}
    return Page(
        texts=texts,
        terms=[terms[code] for code in _once(text.term_codes for _line, text in texts)],
        sources=[each for each in sources if each.source.code in used],
    )


def _terms_in(bodies: Iterable[str], user: User, lesson: Lesson) -> QuerySet[GlossaryTerm]:
    """The terms that these texts name, from any lesson of the unit that the person may read."""
    codes = {code for body in bodies for code in re.findall(r"\]\(istilah:([\w-]+)", body)}
    return GlossaryTerm.objects.filter(
        code__in=codes, lesson__in=lessons_for(user).filter(unit=lesson.unit_id).values("pk")
    )


def _once(groups: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(code for group in groups for code in group))


def sections_naming(term: GlossaryTerm, user: User) -> list[Section]:
    """Published sections, of lessons that the person may read, that link to this term."""
    return list(
        Section.objects.filter(
            lesson__in=lessons_for(user).values("pk"),
            status=Status.PUBLISHED,
            body__contains=f"](istilah:{term.code})",
        )
        .select_related("lesson__unit")
        .order_by("lesson__unit", "lesson__number", "order")
    )
