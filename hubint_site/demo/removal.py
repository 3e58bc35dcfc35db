"""Taking the demo schools out again: every row of theirs, and nothing else.

The demo is known by the codes of its schools. Whoever also belongs to another school stays, and so
do superusers; shared lessons and questions stay, also where somebody of the demo edited them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Model, Q, QuerySet
from django.db.models.deletion import Collector

from accounts.models import AuditEntry, Membership, School, User
from classrooms.models import Assignment, Classroom, Course, Enrollment
from lessons.models import Lesson, LessonProgress, SectionProgress, Unit
from quizzes.models import Attempt, Question, Quiz, Stimulus

PORTION = 500  # values in one query


@dataclass(slots=True)
class Removal:
    """Deletes querysets with what hangs on them, and remembers what that was."""

    removed: dict[type[Model], set[Any]] = field(default_factory=lambda: defaultdict(set))

    def remove(self, rows: QuerySet[Any]) -> None:
        """Raises ProtectedError where something that is not the demo's still needs a row."""
        collector = Collector(using=rows.db, origin=rows)
        collector.collect(rows)
        for model, instances in collector.data.items():
            self.removed[model].update(one.pk for one in instances)
        for quick in collector.fast_deletes:
            self.removed[quick.model].update(quick.values_list("pk", flat=True))
        collector.delete()

    @property
    def count(self) -> int:
        return sum(len(keys) for keys in self.removed.values())


@transaction.atomic
def remove_schools(schools: Collection[School]) -> Removal:
    """Remove these schools in one transaction; meant for a moment when nobody works."""
    removal = Removal()
    members = User.objects.filter(memberships__school__in=schools, is_superuser=False)
    elsewhere = Membership.objects.exclude(school__in=schools).values("user")
    people = list(members.exclude(pk__in=elsewhere).distinct())

    removal.remove(Attempt.objects.filter(assignment__course__school__in=schools))
    removal.remove(Assignment.objects.filter(course__school__in=schools))
    removal.remove(Course.objects.filter(school__in=schools))
    removal.remove(Enrollment.objects.filter(classroom__school__in=schools))
    removal.remove(Classroom.objects.filter(school__in=schools))
    read = Q(student__in=people)
    removal.remove(SectionProgress.objects.filter(read | Q(marked_by__in=people)))
    removal.remove(LessonProgress.objects.filter(read))
    removal.remove(Quiz.objects.filter(school__in=schools))
    removal.remove(Question.objects.filter(school__in=schools))
    removal.remove(Stimulus.objects.filter(school__in=schools))
    removal.remove(Lesson.objects.filter(unit__school__in=schools))
    removal.remove(Unit.objects.filter(school__in=schools))
    removal.remove(Membership.objects.filter(school__in=schools))
    _remove_sessions(removal, people)
    removal.remove(
        AuditEntry.objects.filter(
            Q(school__in=schools) | Q(actor__in=people, school__isnull=True)
        ).order_by()
    )
    removal.remove(User.objects.filter(pk__in=[person.pk for person in people]))
    _remove_records(removal, also={School: {school.pk for school in schools}})
    removal.remove(School.objects.filter(pk__in=[school.pk for school in schools]))
    return removal


def _remove_sessions(removal: Removal, people: Collection[User]) -> None:
    """Sessions name their user only inside; few enough to look into all."""
    keys = {str(person.pk) for person in people}
    ours = [
        session.pk
        for session in Session.objects.iterator()
        if session.get_decoded().get("_auth_user_id") in keys
    ]
    for some in _portions(ours):
        removal.remove(Session.objects.filter(pk__in=some))


def _remove_records(removal: Removal, *, also: dict[type[Model], set[Any]]) -> None:
    """Histories, admin log and audit of what is gone: they hold keys, no references."""
    gone = {m: set(keys) for m, keys in removal.removed.items() if not m._meta.auto_created}
    for model, keys in also.items():
        gone.setdefault(model, set()).update(keys)
    types = ContentType.objects.get_for_models(*gone)
    for model, keys in gone.items():
        audited = AuditEntry.objects.filter(subject_type=model._meta.label_lower)
        logged = LogEntry.objects.filter(content_type=types[model])
        for some in _portions(sorted(keys)):
            removal.remove(logged.filter(object_id__in=map(str, some)))
            if model is not Session:  # its key is no number
                removal.remove(audited.filter(subject_id__in=some))
    for model in apps.get_models():
        history = getattr(model, "history", None)
        if history is None or not hasattr(history, "model"):
            continue
        _remove_history(removal, model, history.model, gone)


def _remove_history(
    removal: Removal,
    model: type[Model],
    history: type[Model],
    gone: dict[type[Model], set[Any]],
) -> None:
    rows = history._default_manager.all()
    for some in _portions(sorted(gone.get(model, ()))):
        removal.remove(rows.filter(id__in=some))
    # Rows of what stays may still name somebody who is gone.
    for column in history._meta.concrete_fields:
        target = column.related_model
        if isinstance(target, type) and column.null and target in (User, School):
            for some in _portions(sorted(gone.get(target, ()))):
                rows.filter(**{f"{column.attname}__in": some}).update(**{column.attname: None})


def _portions(keys: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(keys), PORTION):
        yield keys[start : start + PORTION]
