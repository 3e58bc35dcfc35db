"""The question bank as teachers read it. Changing it is the editors' work, in the admin."""

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_GET

from accounts.access import role_required
from accounts.models import Role
from accounts.requests import SignedInRequest
from quizzes.card_parts import block, plain
from quizzes.cards import FORM_NAMES, card_of, with_stimuli
from quizzes.forms.bank import QuestionFilter
from quizzes.items import Form, parse_body
from quizzes.models import PinnedItem, Question, QuestionVersion, Quiz, QuizAssignment
from quizzes.result_cards import preview_card

PER_PAGE = 40
READERS = (Role.TEACHER, Role.EDITOR, Role.ADMIN)


@role_required(*READERS)
@require_GET
def question_list(request: SignedInRequest) -> HttpResponse:
    form = QuestionFilter(request.GET, user=request.user)
    versions = QuestionVersion.objects.filter(
        is_current=True, question__in=Question.objects.visible_to(request.user)
    ).select_related("question__objective", "question__section")
    page = Paginator(form.narrow(versions).order_by("question__code"), PER_PAGE).get_page(
        request.GET.get("hal")
    )
    query = request.GET.copy()
    query.pop("hal", None)
    context = {
        "form": form,
        "page": page,
        "rows": [
            {
                "version": version,
                "text": Truncator(plain(block(version.stem))).chars(120),
                "form_name": FORM_NAMES[Form(version.form)],
            }
            for version in page
        ],
        "query": query.urlencode(),
        "is_narrowed": any(query.values()),
        "has_filters": any(query.get(field.name) for field in form.more_fields()),
    }
    return render(request, "quizzes/question_list.html", context)


@role_required(*READERS)
@require_GET
def question_detail(request: SignedInRequest, code: str) -> HttpResponse:
    questions = Question.objects.visible_to(request.user).select_related(
        "objective", "section__lesson"
    )
    question: Question = get_object_or_404(questions, code=code)
    versions = list(
        question.versions.select_related("stimulus", "question__section__lesson", "created_by")
    )
    shown = version_shown(versions, request.GET.get("versi", ""))
    context: dict[str, Any] = {
        "question": question,
        "versions": versions,
        "shown": shown,
        "quizzes": Quiz.objects.visible_to(request.user).filter(slots__question=question),
        "edit_url": edit_url(request, question),
    }
    if shown:
        (context["card"],) = with_stimuli([asked(shown, position=1, points=1000)], [shown])
        is_plain = request.GET.get("murid") == "1"
        context["result"] = None if is_plain else preview_card(shown, position=1, points=1000)
    return render(request, "quizzes/question_detail.html", context)


def version_shown(versions: list[QuestionVersion], wanted: str) -> QuestionVersion | None:
    """The version that was asked for, else the current one, else the newest."""
    by_number = {str(version.number): version for version in versions}
    current = (version for version in versions if version.is_current)
    return by_number.get(wanted) or next(current, versions[0] if versions else None)


def asked(version: QuestionVersion, *, position: int, points: int) -> Any:
    """The card as a student who has answered nothing sees it."""
    body = parse_body(version.form, version.body)
    return card_of(version, body, None, position=position, points=points)


def edit_url(request: SignedInRequest, question: Question) -> str:
    """Where editors change the question; empty for everybody else."""
    if not request.user.has_role(Role.EDITOR, Role.ADMIN):
        return ""
    if not admin.site.is_registered(Question):
        return ""
    mine = Question.objects.managed_by(request.user).filter(pk=question.pk)
    return reverse("admin:quizzes_question_change", args=[question.pk]) if mine.exists() else ""


@role_required(*READERS)
@require_GET
def quiz_preview(request: SignedInRequest, code: str) -> HttpResponse:
    """The whole quiz as a student sees it: of today, or as it was given with `?tugas=`."""
    assignment: Any = None
    if "tugas" in request.GET:
        mine = QuizAssignment.objects.managed_by(request.user).values("pk")
        pk = request.GET["tugas"]
        assignment = get_object_or_404(
            QuizAssignment.objects.filter(pk__in=mine, quiz__code=code).select_related("quiz"),
            pk=int(pk) if pk.isdecimal() else 0,
        )
        quiz = assignment.quiz
        places = [(pin.version, pin.points) for pin in pinned(assignment)]
    else:
        quiz = get_object_or_404(Quiz.objects.visible_to(request.user), code=code)
        places = current_places(quiz)
    has_keys = request.GET.get("kunci") == "1"
    versions = [version for version, _points in places]
    numbered = list(enumerate(places, start=1))
    cards = [asked(v, position=n, points=points) for n, (v, points) in numbered]
    context = {
        "quiz": quiz,
        "assignment": assignment,
        "instructions": block(quiz.instructions),
        "has_keys": has_keys,
        "total": sum(points for _version, points in places),
        "items": [
            {
                "card": card,
                "result": preview_card(version, position=n, points=points) if has_keys else None,
                "question": version.question,
            }
            for card, (n, (version, points)) in zip(
                with_stimuli(cards, versions), numbered, strict=True
            )
        ],
    }
    return render(request, "quizzes/quiz_preview.html", context)


def pinned(assignment: QuizAssignment) -> list[PinnedItem]:
    return list(
        assignment.pinned_items.select_related(
            "version__question__section__lesson", "version__stimulus"
        )
    )


def current_places(quiz: Quiz) -> list[tuple[QuestionVersion, int]]:
    versions = {
        version.question_id: version
        for version in QuestionVersion.objects.filter(
            is_current=True, question__slots__quiz=quiz
        ).select_related("question__section__lesson", "stimulus")
    }
    return [
        (versions[slot.question_id], slot.points)
        for slot in quiz.slots.order_by("order", "pk")
        if slot.question_id in versions
    ]
