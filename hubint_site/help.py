"""Which part of which guide helps on which page. The guides are in templates/help."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from accounts.models import Role, User
from dashboards.landing import roles_of
from hubint_site.navigation import signed_in

# Guides are content, so their names are Indonesian, as the guides are.
GUIDES: Mapping[str, str] = {
    "murid": "Panduan murid",
    "guru": "Panduan guru",
    "operator": "Panduan operator",
    "editor": "Panduan editor dan admin",
}
GUIDE_OF: Mapping[Role, str] = {
    Role.STUDENT: "murid",
    Role.TEACHER: "guru",
    Role.OPERATOR: "operator",
    Role.EDITOR: "editor",
    Role.ADMIN: "editor",
}

# Guide -> name of a URL -> anchor in that guide. In the admin one name stands for all pages of a
# model ("admin:lessons_section" for its list, form and history).
ANCHORS: Mapping[str, Mapping[str, str]] = {
    "murid": {
        "account_login": "masuk",
        "account_logout": "keluar",
        "account_change_password": "sandi",
        "dashboards:home": "beranda",
        "dashboards:task-list": "beranda",
        "dashboards:practice-list": "latihan",
        "dashboards:result-list": "hasil",
        "lessons:lesson-list": "membaca",
        "lessons:lesson-detail": "membaca",
        "lessons:lesson-print": "membaca",
        "lessons:section-detail": "membaca",
        "lessons:term-detail": "membaca",
        "quizzes:assignment-detail": "kuis",
        "quizzes:attempt-detail": "tersimpan",
        "quizzes:attempt-submit": "kumpulkan",
        "quizzes:attempt-result": "hasil",
    },
    "guru": {
        "account_logout": "masuk",
        "account_change_password": "masuk",
        "dashboards:home": "beranda",
        "dashboards:task-list": "mengubah",
        "dashboards:result-list": "kelas",
        "dashboards:class-list": "periksa-kelas",
        "dashboards:class-detail": "kelas",
        "dashboards:student-detail": "kelas",
        "dashboards:assignment-results": "hasil",
        "classrooms:people-list": "sandi",
        "classrooms:password-reset": "sandi",
        "lessons:lesson-list": "materi",
        "lessons:lesson-detail": "materi",
        "lessons:lesson-print": "materi",
        "lessons:section-detail": "materi",
        "lessons:term-detail": "materi",
        "lessons:reading-mark": "bacaan",
        "quizzes:assign": "tugaskan",
        "quizzes:assign-done": "pesan",
        "quizzes:assignment-manage": "mengubah",
        "quizzes:assignment-edit": "mengubah",
        "quizzes:assignment-recall": "mengubah",
        "quizzes:assignment-extend": "mengubah",
        "quizzes:assignment-copy": "mengubah",
        "quizzes:assignment-message": "pesan",
        "quizzes:marking-list": "memeriksa",
        "quizzes:marking-item": "memeriksa",
        "quizzes:question-list": "materi",
        "quizzes:question-detail": "materi",
        "quizzes:quiz-preview": "materi",
    },
    "operator": {
        "account_logout": "masuk",
        "account_change_password": "masuk",
        "dashboards:home": "beranda",
        "dashboards:class-list": "kelas",
        "classrooms:people-list": "orang",
        "classrooms:password-reset": "sandi",
    },
    "editor": {
        "account_logout": "mulai",
        "account_change_password": "mulai",
        "dashboards:home": "mulai",
        "dashboards:class-list": "orang",
        "lessons:lesson-list": "pelajaran",
        "lessons:lesson-detail": "pelajaran",
        "lessons:lesson-print": "pelajaran",
        "lessons:section-detail": "bagian",
        "lessons:term-detail": "istilah",
        "quizzes:question-list": "soal",
        "quizzes:question-detail": "soal",
        "quizzes:quiz-preview": "kuis",
        "admin:index": "mulai",
        "admin:app_list": "mulai",
        "admin:lessons_unit": "pelajaran",
        "admin:lessons_objective": "pelajaran",
        "admin:lessons_lesson": "pelajaran",
        "admin:lessons_section": "bagian",
        "admin:lessons_figure": "istilah",
        "admin:lessons_glossaryterm": "istilah",
        "admin:lessons_source": "istilah",
        "admin:quizzes_tag": "soal",
        "admin:quizzes_stimulus": "soal",
        "admin:quizzes_question": "soal",
        "admin:quizzes_quiz": "kuis",
        "admin:classrooms_classroom": "orang",
        "admin:classrooms_course": "orang",
        "admin:accounts_school": "orang",
        "admin:accounts_user": "orang",
        "admin:accounts_auditentry": "orang",
    },
}


def help_link(request: HttpRequest) -> dict[str, Any]:
    """The address of the help for this page; nothing is worked out until a template asks."""
    return {"help_url": SimpleLazyObject(partial(help_url, request))}


def help_url(request: HttpRequest) -> str:
    match = request.resolver_match
    name = match.view_name if match else ""
    if name.startswith("admin:"):
        name = next((key for key in ANCHORS["editor"] if name.startswith(key)), "")
    guides = guides_of(signed_in(request))
    for guide in guides:
        if name in ANCHORS[guide]:
            return f"{reverse('help-guide', args=[guide])}#{ANCHORS[guide][name]}"
    return reverse("help-guide", args=[guides[0]])


def guides_of(user: User | None) -> list[str]:
    """The guides that a person's roles need, the most daily first; never empty."""
    if user is None:
        return ["murid"]
    guides = list(dict.fromkeys(GUIDE_OF[role] for role in roles_of(user)))
    return guides or ["editor" if user.is_superuser else "murid"]
