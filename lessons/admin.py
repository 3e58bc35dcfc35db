from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from adminsortable2.admin import SortableAdminBase, SortableTabularInline
from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import School
from accounts.scoped_admin import ScopedInline, ScopedRelatedFilter
from lessons.list_filters import ReviewFilter
from lessons.looks import FigureLook, SectionLook, TermLook
from lessons.models import (
    Figure,
    GlossaryTerm,
    Lesson,
    LessonAssignment,
    Objective,
    Section,
    Source,
    Unit,
)
from lessons.owned_admin import OwnedContentAdmin, OwnedHistoryAdmin, WrittenField
from lessons.ownership import Status
from lessons.status_actions import StatusActions

# Names of rows without a page of their own, for what stands against deleting something.
KEPT_ROWS = (gettext_noop("lesson progress"), gettext_noop("section progress"))


GIVEN_STAYS = _("It stays open to them; nobody new meets it.")


def _classes_reading(now: datetime, **lessons: Any) -> int:
    """How many classes read one of these lessons, and may hand in or be late today."""
    given = LessonAssignment.objects.filter(**lessons)
    still = models.Q(closes_at__gt=now) | models.Q(exceptions__closes_at__gt=now)
    return given.filter(still).values("course").distinct().count()


def _edit_link(row: models.Model, label: Any) -> str:
    """A link to a row's own page, for inlines that show only its name and place."""
    if row.pk is None:
        return str(_("Save first; then it has its own page."))
    url = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', url, label)


class SortableInline(SortableTabularInline, ScopedInline):  # type: ignore[misc]
    """Rows that are dragged into order."""

    ordering = ("order",)
    formfield_overrides = {models.TextField: {"form_class": WrittenField}}


class ObjectiveInline(SortableInline):
    model = Objective
    fields = ("order", "code", "text")


@admin.register(Unit)
class UnitAdmin(SortableAdminBase, StatusActions, OwnedHistoryAdmin):  # type: ignore[misc]
    list_display = ("title", "subject", "grade", "status", "school")
    list_filter = ("status", "grade")
    search_fields = ("title", "code")
    prepopulated_fields = {"code": ("title",)}
    exclude = ("owner",)
    inlines = (ObjectiveInline,)
    status_effects = {Status.DRAFT: GIVEN_STAYS, Status.ARCHIVED: GIVEN_STAYS}

    def classes_with(self, rows: Sequence[Unit], now: datetime) -> int:
        return _classes_reading(now, lesson__unit__in=rows)


@admin.register(Objective)
class ObjectiveAdmin(OwnedContentAdmin):
    """Reached through its unit; registered so that choices and searches are scoped."""

    owner_path = "unit__"
    search_fields = ("code", "text")
    list_display = ("code", "text", "unit")
    list_filter = (("unit", ScopedRelatedFilter),)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


class SectionInline(SortableInline):
    """Order and names. The text has a page of its own, with history."""

    model = Section
    fields = ("order", "code", "title", "minutes", "status", "text_link")
    readonly_fields = ("text_link",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A new section has no text yet, so it starts as a draft."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "status":
            field.initial = Status.DRAFT
        return field

    @admin.display(description=_("text"))
    def text_link(self, section: Section) -> str:
        return _edit_link(section, _("Edit the text"))


class FigureInline(ScopedInline):
    model = Figure
    fields = ("code", "title", "figure_link")
    readonly_fields = ("code", "title", "figure_link")
    max_num = 0

    @admin.display(description=_("drawing"))
    def figure_link(self, figure: Figure) -> str:
        return _edit_link(figure, _("Edit the figure"))


class SourceInline(SortableInline):
    model = Source
    fields = ("order", "code", "citation", "url", "kind", "dated", "seen_on", "history_link")
    readonly_fields = ("history_link",)

    @admin.display(description=_("history"))
    def history_link(self, source: Source) -> str:
        if source.pk is None:
            return "-"
        url = reverse("admin:lessons_source_history", args=[source.pk])
        return format_html('<a href="{}">{}</a>', url, _("Open"))


@admin.register(Lesson)
class LessonAdmin(SortableAdminBase, StatusActions, OwnedHistoryAdmin):  # type: ignore[misc]
    owner_path = "unit__"
    list_display = ("__str__", "status", "review_on", "unit", "view_link")
    list_filter = (
        "status",
        ReviewFilter,
        ("unit", ScopedRelatedFilter),
        ("objectives", ScopedRelatedFilter),
    )
    list_select_related = ("unit__school",)
    search_fields = ("title", "code")
    prepopulated_fields = {"code": ("title",)}
    filter_horizontal = ("objectives",)
    inlines = (SectionInline, FigureInline, SourceInline)
    status_effects = {Status.DRAFT: GIVEN_STAYS, Status.ARCHIVED: GIVEN_STAYS}

    def school_of(self, lesson: Lesson) -> School | None:
        return lesson.unit.school

    def classes_with(self, rows: Sequence[Lesson], now: datetime) -> int:
        return _classes_reading(now, lesson__in=rows)

    @admin.display(description=_("as students see it"))
    def view_link(self, lesson: Lesson) -> str:
        url = reverse("lessons:lesson-detail", args=[lesson.code])
        return format_html('<a href="{}">{}</a>', url, _("Open"))


class LessonPartAdmin(OwnedHistoryAdmin):
    """Texts, figures and terms of lessons: their school is that of the lesson's unit."""

    owner_path = "lesson__unit__"
    list_filter: ClassVar[tuple[Any, ...]] = (("lesson", ScopedRelatedFilter),)
    autocomplete_fields = ("lesson",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A part stays in its lesson: its code is known there."""
        return ("lesson", "code") if obj else ()


@admin.register(Section)
class SectionAdmin(SectionLook, StatusActions, LessonPartAdmin):
    list_display = ("title", "lesson", "order", "minutes", "status")
    list_filter = (
        "status",
        ("lesson", ScopedRelatedFilter),
        ("lesson__objectives", ScopedRelatedFilter),
    )
    list_select_related = ("lesson__unit__school",)
    search_fields = ("title", "body")
    fields = ("lesson", "code", "title", "minutes", "status", "body")
    status_effects = {
        Status.PUBLISHED: _("Their students see it at once, as something new to read."),
        Status.DRAFT: _("Their students no longer see it."),
        Status.ARCHIVED: _("Their students no longer see it."),
    }

    def school_of(self, section: Section) -> School | None:
        return section.lesson.unit.school

    def classes_with(self, rows: Sequence[Section], now: datetime) -> int:
        return _classes_reading(now, lesson__sections__in=rows)

    def view_on_site(self, section: Section) -> str:
        return reverse("lessons:section-detail", args=[section.lesson.code, section.code])

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "body":
            field.widget.attrs |= {"rows": 30}
            field.help_text = _(
                "Markdown. Term: [word](istilah:code). Figure, alone on a line: ![](gambar:code)."
                " Source: [word](sumber:code). Box: ::: cek-fakta … :::"
            )
        return field


@admin.register(Figure)
class FigureAdmin(FigureLook, LessonPartAdmin):
    list_display = ("title", "lesson", "code")
    search_fields = ("title", "caption")
    fields = ("lesson", "code", "title", "svg", "text_alternative", "caption", "source_note")


@admin.register(Source)
class SourceAdmin(LessonPartAdmin):
    """Edited in its lesson; a page of its own for its history."""

    list_display = ("citation", "lesson", "kind", "dated", "seen_on")
    list_filter = ("kind", ("lesson", ScopedRelatedFilter))
    search_fields = ("citation", "code")
    fields = ("lesson", "code", "citation", "url", "kind", "dated", "seen_on")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(GlossaryTerm)
class GlossaryTermAdmin(TermLook, OwnedHistoryAdmin):
    owner_path = "lesson__unit__"
    list_display = ("term", "lesson", "source_note")
    list_filter = (("lesson", ScopedRelatedFilter),)
    search_fields = ("term", "definition")
    autocomplete_fields = ("lesson",)
    prepopulated_fields = {"code": ("term",)}
