"""The bar of entries that every page carries, by the person's most daily role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import Role, School, User
from dashboards.landing import role_shown, roles_of
from quizzes.marking_queue import waiting_answers


@dataclass(frozen=True, slots=True)
class Entry:
    """Where an entry leads, and the pages beside its own that belong to it."""

    label: Any
    icon: str
    target: str
    also: tuple[str, ...] = ()
    counter: Callable[[User], int] | None = None


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    url: str
    icon: str
    is_current: bool = False
    count: int = field(default=0)


def waiting_count(user: User) -> int:
    return waiting_answers(user).count()


HOME = Entry(pgettext_lazy("navigation", "Home"), "house", "dashboards:home")
LESSONS = Entry(
    gettext_lazy("Lessons"),
    "book",
    "lessons:lesson-list",
    ("lessons:lesson-detail", "lessons:section-detail", "lessons:term-detail"),
)
ADMIN = Entry(gettext_lazy("Admin"), "gear", "admin:index")
PEOPLE = Entry(
    gettext_lazy("People"), "people", "classrooms:people-list", ("classrooms:password-reset",)
)
CLASSES = Entry(
    gettext_lazy("Classes"),
    "collection",
    "dashboards:class-list",
    ("dashboards:class-detail", "dashboards:student-detail"),
)
OWN_CLASSES = replace(CLASSES, also=(*CLASSES.also, PEOPLE.target, *PEOPLE.also))
QUESTIONS = Entry(
    gettext_lazy("Question bank"),
    "question",
    "quizzes:question-list",
    ("quizzes:question-detail", "quizzes:quiz-preview"),
)
STUDENT = (
    HOME,
    Entry(
        gettext_lazy("Tasks"),
        "list-check",
        "dashboards:task-list",
        (
            "quizzes:assignment-detail",
            "quizzes:attempt-detail",
            "quizzes:attempt-submit",
            "quizzes:attempt-result",
        ),
    ),
    LESSONS,
    Entry(gettext_lazy("Practice"), "pencil", "dashboards:practice-list"),
    Entry(pgettext_lazy("navigation", "Results"), "graph", "dashboards:result-list"),
)
TEACHER = (
    HOME,
    OWN_CLASSES,
    Entry(
        gettext_lazy("Tasks"),
        "list-check",
        "dashboards:task-list",
        (
            "quizzes:assign",
            "quizzes:assign-done",
            "quizzes:assignment-manage",
            "quizzes:assignment-edit",
            "quizzes:assignment-recall",
            "quizzes:assignment-extend",
            "quizzes:assignment-copy",
            "quizzes:assignment-message",
            "quizzes:assignment-excuse",
            "lessons:reading-mark",
        ),
    ),
    Entry(
        pgettext_lazy("navigation", "Marking"),
        "clipboard",
        "quizzes:marking-list",
        ("quizzes:marking-item",),
        counter=waiting_count,
    ),
    LESSONS,
    QUESTIONS,
    Entry(pgettext_lazy("navigation", "Results"), "graph", "dashboards:result-list"),
)
CONTENT = (HOME, LESSONS, QUESTIONS, ADMIN)
ENTRIES: dict[Role, tuple[Entry, ...]] = {
    Role.STUDENT: STUDENT,
    Role.TEACHER: TEACHER,
    Role.OPERATOR: (HOME, PEOPLE, CLASSES),
    Role.EDITOR: CONTENT,
    Role.ADMIN: CONTENT,
}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """What base.html shows around a page; nothing is read until a template asks for it."""
    return {
        "nav": SimpleLazyObject(partial(nav_items, request)),
        "nav_role_label": SimpleLazyObject(partial(role_label, request)),
        "site_school": SimpleLazyObject(partial(site_school, request)),
    }


def nav_items(request: HttpRequest) -> list[NavItem]:
    """The entries of the person's main role, then a way to their others. At most one query."""
    user = signed_in(request)
    roles = roles_of(user) if user else []
    if user is None or not roles:
        return []
    match = request.resolver_match
    here = match.view_name if match else ""
    wanted = request.GET.get("peran", "") if here == HOME.target else ""
    shown = role_shown(user, wanted)
    items = [
        NavItem(
            label=str(entry.label),
            url=reverse(entry.target),
            icon=entry.icon,
            is_current=here in (entry.target, *entry.also) and (entry != HOME or shown == roles[0]),
            count=entry.counter(user) if entry.counter else 0,
        )
        for entry in ENTRIES[roles[0]]
    ]
    return items + _ways_to_others(roles, shown, known={item.url for item in items}, here=here)


def _ways_to_others(
    roles: list[Role], shown: Role | None, *, known: set[str], here: str
) -> list[NavItem]:
    """Editing is done in the admin; another role opens with its own home."""
    items = []
    for role in roles[1:]:
        url = f"{reverse(HOME.target)}?peran={role.value}"
        is_content = role in (Role.EDITOR, Role.ADMIN)
        if is_content and (url := reverse(ADMIN.target)) in known:
            continue
        known.add(url)
        items.append(
            NavItem(
                label=str(ADMIN.label if is_content else HOME_OF[role]),
                url=url,
                icon=ADMIN.icon if is_content else "house",
                is_current=here == HOME.target and shown == role and not is_content,
            )
        )
    return items


HOME_OF = {
    Role.STUDENT: gettext_lazy("As a student"),
    Role.TEACHER: gettext_lazy("As a teacher"),
    Role.OPERATOR: gettext_lazy("School office"),
}


def role_label(request: HttpRequest) -> str:
    user = signed_in(request)
    roles = roles_of(user) if user else []
    if user is not None and not roles:
        return _("superuser") if user.is_superuser else ""
    return ", ".join(str(role.label) for role in roles)


def site_school(request: HttpRequest) -> School | None:
    """The person's school; before sign-in the only one there is, if there is just one."""
    if user := signed_in(request):
        return user.school
    schools = list(School.objects.all()[:2])
    return schools[0] if len(schools) == 1 else None


def signed_in(request: HttpRequest) -> User | None:
    """The person; None also where an error came before anybody was recognised."""
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None
