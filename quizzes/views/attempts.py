"""The student's side of a quiz: its rules, answering, handing in, the result."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import role_required
from accounts.models import Role, User
from accounts.requests import SignedInRequest
from quizzes.attempts import SubmittedBy, close_if_overdue, start, submit
from quizzes.card_parts import block
from quizzes.cards import Card, answer_card, fields_of, shown_body, with_stimuli, words_of
from quizzes.errors import (
    AlreadyClosed,
    AttemptClosed,
    AttemptError,
    Conflict,
    NoAttemptsLeft,
    NotOpenYet,
    TooLate,
)
from quizzes.items import InvalidResponse, parse_response
from quizzes.models import Answer, Attempt, QuizAssignment
from quizzes.plain_form import Wanted, is_sealed, seal, take_kept, wanted_changes
from quizzes.result_cards import by_objective, result_card
from quizzes.results import closing_of, score_of, visible_now
from quizzes.saving import (
    Change,
    SavedTogether,
    answer_to_save,
    read_fields,
    save_answer,
    save_together,
)
from quizzes.taking import before_start
from quizzes.views.signed_out import keeps_answers, refuses_in_json


def exact_clock(when: datetime) -> str:
    """10.42.07 WIB"""
    local = timezone.localtime(when)
    return f"{format_date(local, 'H.i.s')} {local.tzname()}"


def milliseconds(when: datetime) -> int:
    """For scripts: whole milliseconds since 1970."""
    return int(when.timestamp() * 1000)


def given_to(student: User) -> QuerySet[QuizAssignment]:
    return QuizAssignment.objects.visible_to(student)  # type: ignore[return-value]


def own_attempt(request: SignedInRequest, pk: int, now: datetime) -> Attempt:
    """Find the student's own attempt, closed if its time is over."""
    attempts: QuerySet[Attempt] = Attempt.objects.visible_to(request.user).select_related(
        "assignment__course", "assignment__quiz"
    )
    return close_if_overdue(get_object_or_404(attempts, pk=pk), now=now)


def answers_of(attempt: Attempt, *related: str) -> dict[int, Answer]:
    """Read the answers of an attempt by position, with what cards need."""
    answers = (
        Answer.objects.filter(attempt=attempt)
        .select_related("version__stimulus", *related)
        .order_by("position")
    )
    by_position = {answer.position: answer for answer in answers}
    for answer in by_position.values():
        answer.attempt = attempt
    return by_position


# --- Before -----------------------------------------------------------------------------------


@require_GET
@never_cache
@role_required(Role.STUDENT)
def assignment_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    found = given_to(request.user).select_related("course", "quiz__lesson")
    assignment = get_object_or_404(found, pk=pk)

    page = before_start(assignment=assignment, student=request.user, now=now)

    return render(
        request,
        "quizzes/assignment_detail.html",
        {
            "assignment": assignment,
            "instructions": block(assignment.quiz.instructions),
            "page": page,
        },
    )


@require_POST
@role_required(Role.STUDENT)
def attempt_start(request: SignedInRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(given_to(request.user), pk=pk)
    try:
        attempt = start(assignment=assignment, student=request.user, now=timezone.now())
    except AttemptError as refusal:
        messages.error(request, why_not_started(refusal))
        return redirect("quizzes:assignment-detail", pk=pk)
    return redirect("quizzes:attempt-detail", pk=attempt.pk)


def why_not_started(refusal: AttemptError) -> str:
    match refusal:
        case NotOpenYet():
            return _("This quiz is not open yet.")
        case AlreadyClosed():
            return _("This quiz has closed.")
        case NoAttemptsLeft():
            return _("You have used all your attempts.")
    return _("This quiz is not given to you.")


# --- Answering --------------------------------------------------------------------------------


@login_not_required
@csrf_exempt  # the seal is this form's token, and outlives a new sign-in
@require_http_methods(["GET", "POST"])
@never_cache
@keeps_answers
@role_required(Role.STUDENT)
def attempt_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show all items; a POST (no script, or a script that lost its way) saves what changed.

    After a session has ended and its student is back, a GET saves what was put aside for them.
    """
    now = timezone.now()
    attempt = own_attempt(request, pk, now)
    if request.method == "POST" and not is_sealed(request.POST.get("seal", ""), attempt):
        raise PermissionDenied
    posted = (
        dict(request.POST.lists())
        if request.method == "POST"
        else take_kept(request.session, attempt, request.user)
    )
    if posted is None:
        if not attempt.is_open:
            return redirect("quizzes:attempt-result", pk=pk)
        return attempt_page(request, attempt, answers_of(attempt), now)

    answers = answers_of(attempt)
    wanted = wanted_changes(answers, posted)
    result = save_together(answers=answers, changes=wanted.changes, now=now)

    tell_what_was_saved(request, result, now)
    if not attempt.is_open:
        return redirect("quizzes:attempt-result", pk=pk)
    if result.conflicts or wanted.invalid or request.method == "GET":
        return attempt_page(request, attempt, answers, now, wanted=wanted, result=result)
    if posted.get("then") == ["submit"]:
        return redirect("quizzes:attempt-submit", pk=pk)
    return redirect("quizzes:attempt-detail", pk=pk)


def tell_what_was_saved(request: SignedInRequest, result: SavedTogether, now: datetime) -> None:
    """Say plainly what is safe, and what came too late."""
    if result.saved:
        text = ngettext(
            "%(count)d answer saved at %(time)s.",
            "%(count)d answers saved at %(time)s.",
            len(result.saved),
        )
        messages.success(request, text % {"count": len(result.saved), "time": exact_clock(now)})
    numbers = {"numbers": ", ".join(map(str, sorted(result.late)))}
    if result.late:
        text = _(
            "Your time was over. The answers to %(numbers)s are kept for your teacher,"
            " but do not count by themselves."
        )
        messages.warning(request, text % numbers)
    numbers = {"numbers": ", ".join(map(str, sorted(result.closed)))}
    if result.closed:
        text = _("This attempt was handed in already. Not changed any more: %(numbers)s.")
        messages.warning(request, text % numbers)


def attempt_page(
    request: SignedInRequest,
    attempt: Attempt,
    answers: Mapping[int, Answer],
    now: datetime,
    *,
    wanted: Wanted | None = None,
    result: SavedTogether | None = None,
) -> HttpResponse:
    """Render the page to answer on, what was refused standing where it was typed."""
    refused = [*(result.conflicts if result else ()), *(wanted.invalid if wanted else ())]
    typed = {place: wanted.typed[place] for place in refused if wanted and place in wanted.typed}
    cards = [answer_card(answer, typed.get(place)) for place, answer in answers.items()]
    cards = with_stimuli(cards, [answer.version for answer in answers.values()])
    server = {
        place: words_of(answer_card(answers[place]))
        for place in (result.conflicts if result else ())
    }
    return render(
        request,
        "quizzes/attempt_detail.html",
        {
            "attempt": attempt,
            "assignment": attempt.assignment,
            "cards": cards,
            "answered": sum(card.is_answered for card in cards),
            "server": server,
            "invalid": wanted.invalid if wanted else {},
            "seal": seal(attempt),
            "last_saved": max((card.saved_at for card in cards if card.saved_at), default=None),
            "deadline_ms": milliseconds(attempt.deadline),
            "now_ms": milliseconds(now),
            "has_limit": attempt.assignment.time_limit_minutes is not None,
        },
    )


@login_not_required
@require_POST
@never_cache
@refuses_in_json
@role_required(Role.STUDENT)
def answer_save(request: SignedInRequest, pk: int, position: int) -> HttpResponse:
    """Save one answer for a script; every reply is about this answer only, never about marks."""
    now = timezone.now()
    try:
        answer = answer_to_save(attempt_id=pk, position=position, student=request.user)
    except Answer.DoesNotExist:
        raise Http404 from None
    try:
        fields = dict(request.POST.lists())
        change = Change(read_fields(answer, fields), int(request.POST.get("revision", "")))
        receipt = save_answer(answer=answer, change=change, now=now)
    except InvalidResponse as refusal:
        return JsonResponse({"error": refusal.code.value}, status=422)
    except ValueError:
        return JsonResponse({"error": "wrong-shape"}, status=422)
    except Conflict as conflict:
        return JsonResponse(server_answer(conflict.answer), status=409)
    except TooLate as late:
        close_if_overdue(answer.attempt, now=now)
        kept = {"error": "late", "clock": exact_clock(late.late.received_at)}
        return JsonResponse(kept, status=410)
    except AttemptClosed:
        return JsonResponse({"error": "closed"}, status=410)
    return JsonResponse(
        {
            "saved_at": receipt.saved_at.isoformat(),
            "clock": exact_clock(receipt.saved_at),
            "revision": receipt.revision,
            "now": milliseconds(now),
            "deadline": milliseconds(answer.attempt.deadline),
        }
    )


def server_answer(answer: Answer) -> dict[str, Any]:
    """Give the student's own stored answer, as fields for a script and as words to read."""
    response = parse_response(shown_body(answer), answer.response)
    return {
        "error": "conflict",
        "revision": answer.revision,
        "clock": exact_clock(answer.saved_at) if answer.saved_at else "",
        "fields": fields_of(response),
        "words": words_of(answer_card(answer)),
    }


# --- Handing in and after ----------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@never_cache
@role_required(Role.STUDENT)
def attempt_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once, showing what is missing; a second handing in does no harm."""
    now = timezone.now()
    attempt = own_attempt(request, pk, now)
    if request.method == "POST":
        # A page whose countdown has ended asks for the clock, which knows of granted minutes.
        by_clock = "clock" in request.POST
        submit(attempt=attempt, now=now, by=SubmittedBy.CLOCK if by_clock else SubmittedBy.STUDENT)
        if by_clock and attempt.is_open:
            return redirect("quizzes:attempt-detail", pk=pk)
    if not attempt.is_open:
        return redirect("quizzes:attempt-result", pk=pk)
    cards = [answer_card(answer) for answer in answers_of(attempt).values()]
    return render(
        request,
        "quizzes/attempt_submit.html",
        {
            "attempt": attempt,
            "assignment": attempt.assignment,
            "cards": cards,
            "blank": [card for card in cards if not card.is_answered],
            "partly": [card for card in cards if card.is_answered and not card.is_complete],
            "answered": sum(card.is_answered for card in cards),
        },
    )


@require_GET
@never_cache
@role_required(Role.STUDENT)
def attempt_result(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what the policy allows; what it does not allow never reaches the template."""
    now = timezone.now()
    attempt = own_attempt(request, pk, now)
    if attempt.is_open:
        return redirect("quizzes:attempt-detail", pk=pk)
    closes_at = closing_of(attempt)
    visible = visible_now(attempt, now=now, batch_closes_at=closes_at)
    answers = list(
        answers_of(
            attempt, "version__question__objective", "version__question__section__lesson"
        ).values()
    )
    results = [result_card(answer, visible) for answer in answers]
    cards: list[Card] = with_stimuli([x.card for x in results], [x.version for x in answers])
    return render(
        request,
        "quizzes/attempt_result.html",
        {
            "attempt": attempt,
            "assignment": attempt.assignment,
            "visible": visible,
            "batch_closes_at": closes_at,
            "score": score_of(answers) if visible.score else None,
            "objectives": by_objective(answers) if visible.score else [],
            "results": list(zip(results, (card.stimulus for card in cards), strict=True)),
            "answered": sum(card.is_answered for card in cards),
        },
    )
