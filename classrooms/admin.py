from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.scoped_admin import ScopedInline, ScopedModelAdmin
from classrooms.models import Classroom, Course, Enrollment, Teaching


class EnrollmentInline(ScopedInline):
    """Who sits here. A student who leaves gets a date; the row stays, with what they did."""

    model = Enrollment
    autocomplete_fields = ("student",)
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Enrollment]:
        return super().get_queryset(request).select_related("student", "classroom")


@admin.register(Classroom)
class ClassroomAdmin(ScopedModelAdmin):
    list_display = ("name", "school_year", "grade", "homeroom_teacher", "student_count")
    list_filter = ("school_year", "grade")
    search_fields = ("name",)
    autocomplete_fields = ("homeroom_teacher",)
    inlines = (EnrollmentInline,)
    instead_of_deleting = _("A class with students or courses stays, with all that was done in it.")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Classroom]:
        active = models.Count("enrollments", filter=models.Q(enrollments__left_at__isnull=True))
        classrooms: models.QuerySet[Classroom] = super().get_queryset(request)
        return classrooms.select_related("homeroom_teacher").annotate(active=active)

    @admin.display(description=_("students"))
    def student_count(self, classroom: Any) -> int:
        return int(classroom.active)


class TeachingInline(ScopedInline):
    model = Teaching
    autocomplete_fields = ("teacher",)
    min_num = 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, validate_min=True, **kwargs)


@admin.register(Course)
class CourseAdmin(ScopedModelAdmin):
    list_display = ("subject", "classroom", "school_year", "semester", "teacher_names")
    list_filter = ("school_year", "semester", "subject")
    search_fields = ("subject", "classroom__name")
    autocomplete_fields = ("classroom", "chosen_students")
    inlines = (TeachingInline,)
    instead_of_deleting = _("A course in which something was given stays.")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Course]:
        return (
            super().get_queryset(request).select_related("classroom").prefetch_related("teachers")
        )

    @admin.display(description=_("teachers"))
    def teacher_names(self, course: Course) -> str:
        return ", ".join(teacher.name for teacher in course.teachers.all())
