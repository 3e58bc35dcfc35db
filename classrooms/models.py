"""Who learns with whom, and what was given to them until when."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, School, User
from classrooms.task_states import TaskDates


class ClassroomQuerySet(models.QuerySet["Classroom"]):
    def visible_to(self, user: User) -> ClassroomQuerySet:
        """Classes a person teaches or runs: own courses' classes, or the whole school's."""
        return self.filter(
            Q(school__in=user.school_ids_as(Role.OPERATOR, Role.ADMIN))
            | Q(pk__in=Course.objects.managed_by(user).values("classroom"))
        )


class Classroom(models.Model):
    """A rombel: the students who share a room in one school year."""

    school = models.ForeignKey(
        School, models.PROTECT, related_name="classrooms", verbose_name=_("school")
    )
    name = models.CharField(_("name"), max_length=40)
    school_year = models.CharField(_("school year"), max_length=9, help_text="2026/2027")
    grade = models.PositiveSmallIntegerField(_("grade"), default=11)
    homeroom_teacher = models.ForeignKey(
        User,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="homerooms",
        verbose_name=_("homeroom teacher"),
    )

    objects = ClassroomQuerySet.as_manager()

    class Meta:
        ordering = ["-school_year", "name"]
        verbose_name = _("class")
        verbose_name_plural = _("classes")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "name"],
                name="classroom_name_once_a_year",
                violation_error_message=_("This school already has a class of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def active(self) -> EnrollmentQuerySet:
        return self.filter(left_at__isnull=True)


class Enrollment(models.Model):
    """A student's time in a class. Leaving closes the row; history is kept."""

    classroom = models.ForeignKey(
        Classroom, models.PROTECT, related_name="enrollments", verbose_name=_("class")
    )
    student = models.ForeignKey(
        User, models.PROTECT, related_name="enrollments", verbose_name=_("student")
    )
    joined_at = models.DateTimeField(_("joined"), default=timezone.now)
    left_at = models.DateTimeField(_("left"), null=True, blank=True)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ["classroom", "student__name"]
        verbose_name = _("enrollment")
        verbose_name_plural = _("enrollments")
        constraints = [
            models.UniqueConstraint(
                fields=["classroom", "student"],
                condition=Q(left_at__isnull=True),
                name="enrollment_active_once",
                violation_error_message=_("This student is already in this class."),
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("joined_at")),
                name="enrollment_leaves_after_joining",
                violation_error_message=_("A student cannot leave before joining."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.student} · {self.classroom}"


class CourseQuerySet(models.QuerySet["Course"]):
    def managed_by(self, user: User) -> CourseQuerySet:
        """Courses this person teaches today."""
        today = timezone.localdate()
        return self.filter(
            pk__in=Teaching.objects.filter(
                Q(ends__isnull=True) | Q(ends__gte=today),
                starts__lte=today,
                teacher=user,
                course__school__in=user.school_ids_as(Role.TEACHER),
            ).values("course")
        )

    def taken_by(self, user: User) -> CourseQuerySet:
        """Courses in which this student sits now."""
        return self.filter(
            Q(classroom__in=Enrollment.objects.active().filter(student=user).values("classroom"))
            | Q(pk__in=Course.chosen_students.through.objects.filter(user=user).values("course"))
        )


class Course(models.Model):
    """A subject taught to a class, or to chosen students, in one semester."""

    class Semester(models.IntegerChoices):
        ODD = 1, _("odd semester")
        EVEN = 2, _("even semester")

    school = models.ForeignKey(
        School, models.PROTECT, related_name="courses", verbose_name=_("school")
    )
    subject = models.CharField(_("subject"), max_length=80)
    classroom = models.ForeignKey(
        Classroom,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("class"),
        help_text=_("Empty for a group of chosen students from several classes."),
    )
    school_year = models.CharField(_("school year"), max_length=9, help_text="2026/2027")
    semester = models.PositiveSmallIntegerField(_("semester"), choices=Semester.choices)
    teachers = models.ManyToManyField(
        User, through="Teaching", related_name="courses_taught", verbose_name=_("teachers")
    )
    chosen_students = models.ManyToManyField(
        User, blank=True, related_name="courses_chosen", verbose_name=_("chosen students")
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering = ["-school_year", "-semester", "classroom__name", "subject"]
        verbose_name = _("course")
        verbose_name_plural = _("courses")
        constraints = [
            models.UniqueConstraint(
                fields=["classroom", "subject", "school_year", "semester"],
                name="course_once_per_class_and_semester",
                violation_error_message=_("This class already has this subject this semester."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.subject} · {self.classroom}" if self.classroom else self.subject

    def students(self) -> models.QuerySet[User]:
        """Who sits in this course now, by name."""
        students: models.QuerySet[User] = User.objects.filter(
            Q(
                pk__in=Enrollment.objects.active()
                .filter(classroom=self.classroom_id)
                .values("student")
            )
            | Q(pk__in=Course.chosen_students.through.objects.filter(course=self).values("user"))
        )
        return students.order_by("name", "pk")


class Teaching(models.Model):
    """Who teaches a course, from when to when: co-teachers and substitutes included."""

    course = models.ForeignKey(
        Course, models.CASCADE, related_name="teachings", verbose_name=_("course")
    )
    teacher = models.ForeignKey(
        User, models.PROTECT, related_name="teachings", verbose_name=_("teacher")
    )
    starts = models.DateField(_("from"), default=timezone.localdate)
    ends = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ["course", "starts"]
        verbose_name = _("teacher of the course")
        verbose_name_plural = _("teachers of the course")
        constraints = [
            models.UniqueConstraint(
                fields=["course", "teacher"],
                condition=Q(ends__isnull=True),
                name="teaching_open_once",
                violation_error_message=_("This teacher already teaches this course."),
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="teaching_ends_after_start",
                violation_error_message=_("Teaching cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.teacher} · {self.course}"


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def managed_by(self, user: User) -> AssignmentQuerySet:
        """Assignments of the courses this person teaches today."""
        return self.filter(course__in=Course.objects.managed_by(user))

    def owed_by(self, user: User) -> AssignmentQuerySet:
        """Assignments given to this student."""
        return self.filter(is_owed_by(user))


def is_owed_by(user: User) -> Q:
    """Say that an assignment is given to this student, as the classes of today stand.

    Who changed class owes nothing that had closed before they came. Finished and started
    work in former classes is found through the work itself, by the apps that keep it.
    """
    exceptions = AssignmentStudent.objects.filter(student=user)
    here = Enrollment.objects.active().filter(
        student=user,
        classroom=models.OuterRef("course__classroom"),
        joined_at__lte=models.OuterRef("closes_at"),
    )
    chosen = Course.chosen_students.through.objects.filter(user=user).values("course")
    return (
        (models.Exists(here) | Q(course__in=chosen))
        & (Q(only_chosen=False) | Q(pk__in=exceptions.values("assignment")))
        & ~Q(pk__in=exceptions.filter(is_excused=True).values("assignment"))
    )


class Assignment(models.Model):
    """Something to do, given to a course with dates. Lessons and quizzes have their own kinds.

    `batch` is shared by the assignments that one form gave to several classes.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="assignments")
    title = models.CharField(_("title"), max_length=150)
    opens_at = models.DateTimeField(_("opens"))
    due_at = models.DateTimeField(_("due"))
    closes_at = models.DateTimeField(
        _("closes"), help_text=_("Late work is taken between the due time and this one.")
    )
    note = models.TextField(_("note to the students"), blank=True, max_length=1000)
    only_chosen = models.BooleanField(_("for chosen students only"), default=False)
    batch = models.UUIDField(default=uuid.uuid4, editable=False, db_index=True)
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects: ClassVar[models.Manager[Assignment]] = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__gt=F("opens_at")),
                name="assignment_due_after_opening",
                violation_error_message=_("The due time must lie after the opening."),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gte=F("due_at")),
                name="assignment_closes_after_due",
                violation_error_message=_("An assignment cannot close before it is due."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def dates_for(self, exception: AssignmentStudent | None) -> TaskDates:
        """Dates that hold for one student, their own exceptions first."""
        return TaskDates(
            opens_at=(exception and exception.opens_at) or self.opens_at,
            due_at=(exception and exception.due_at) or self.due_at,
            closes_at=(exception and exception.closes_at) or self.closes_at,
        )


class AssignmentStudent(models.Model):
    """What differs for one student: own dates, excused, or named as one of the few."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="exceptions")
    student = models.ForeignKey(User, models.PROTECT, related_name="assignment_exceptions")
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    is_excused = models.BooleanField(_("excused"), default=False)

    class Meta:
        verbose_name = _("exception for a student")
        verbose_name_plural = _("exceptions for students")
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "student"], name="assignment_exception_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student} · {self.assignment}"
