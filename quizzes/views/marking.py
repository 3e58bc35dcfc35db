"""Marking by hand, item by item over a class."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import role_required
from accounts.models import Role
from accounts.requests import SignedInRequest
from quizzes.card_parts import block
from quizzes.forms.marking import CommentForm, RubricForm
from quizzes.items import Essay, FilledFields, ShortAnswer, parse_body, parse_response
from quizzes.marking_queue import (
    MarkedMeanwhile,
    answers_to_mark,
    decide_near_match,
    mark_essay_seen,
    near_worth,
    seen_of,
    waiting_items,
)
from quizzes.models import Answer, PinnedItem, QuizAssignment


@role_required(Role.TEACHER)
@require_GET
def marking_list(request: SignedInRequest) -> HttpResponse:
    items = waiting_items(request.user, now=timezone.now())
    only = request.GET.get("tugas", "")
    if only:
        items = [item for item in items if str(item.assignment.pk) == only]
    context = {
        "items": items,
        "total": sum(item.waiting for item in items),
        "is_narrowed": bool(only),
    }
    return render(request, "quizzes/marking_list.html", context)


@role_required(Role.TEACHER)
@require_http_methods(["GET", "POST"])
def marking_item(request: SignedInRequest, pk: int, position: int) -> HttpResponse:
    assignments = QuizAssignment.objects.managed_by(request.user)
    pins = PinnedItem.objects.filter(assignment__in=assignments).select_related(
        "version__stimulus", "assignment__course__classroom"
    )
    pin = get_object_or_404(pins, assignment=pk, position=position)
    answers = answers_to_mark(pin)
    here = chosen(answers, request.POST.get("jawaban") or request.GET.get("jawaban"))
    if here is None:
        return render(request, "quizzes/marking_item.html", {"pin": pin, "answer": None})
    body = parse_body(pin.version.form, pin.version.body)
    if request.method == "POST":
        form = form_for(body, here, request.POST)
        if form.is_valid() and is_marked(form, here, request, now=timezone.now()):
            return redirect(next_place(pin, answers, here))
    else:
        form = form_for(body, here, None)
    context = page_of(pin, answers, here, body) | {"form": form}
    # After a conflict the form has seen the other mark: saving once more is meant.
    return render(request, "quizzes/marking_item.html", context, status=422 if form.errors else 200)


def chosen(answers: Sequence[Answer], wanted: str | None) -> Answer | None:
    """The answer that was asked for, else the first that waits, else the first."""
    if wanted:
        for answer in answers:
            if str(answer.pk) == wanted:
                return answer
        raise Http404
    waiting = (answer for answer in answers if answer.points is None)
    return next(waiting, answers[0] if answers else None)


def form_for(body: Any, answer: Answer, data: Any) -> CommentForm:
    if isinstance(body, Essay):
        first = RubricForm.first_values(answer.rubric_levels, answer.comment)
        return RubricForm(data, body=body, initial=first)
    if not isinstance(body, ShortAnswer):
        raise Http404
    return CommentForm(data, initial={"comment": answer.comment})


def is_marked(
    form: CommentForm, answer: Answer, request: SignedInRequest, *, now: datetime
) -> bool:
    common: dict[str, Any] = {
        "answer": answer,
        "comment": form.cleaned_data["comment"],
        "seen": request.POST.get("dilihat", ""),
        "by": request.user,
        "now": now,
    }
    try:
        if isinstance(form, RubricForm):
            mark_essay_seen(levels=form.levels(), **common)
        elif request.POST.get("putusan") in ("terima", "tolak"):
            decide_near_match(is_accepted=request.POST["putusan"] == "terima", **common)
        else:
            form.add_error(None, _("Choose to accept or to refuse it."))
            return False
    except MarkedMeanwhile as conflict:
        messages.warning(
            request,
            _(
                "%(who)s has marked this answer while you were reading. Below you see that mark"
                " and your own choice; saving again puts yours in its place."
            )
            % {"who": conflict.answer.marked_by},
        )
        answer.points, answer.marked_at = conflict.answer.points, conflict.answer.marked_at
        answer.marked_by, answer.comment = conflict.answer.marked_by, conflict.answer.comment
        answer.rubric_levels = conflict.answer.rubric_levels
        form.has_conflict = True  # type: ignore[attr-defined]
        return False
    return True


def next_place(pin: PinnedItem, answers: Sequence[Answer], here: Answer) -> str:
    """The next answer that waits, after this one first; the list when none is left."""
    index = answers.index(here)
    for answer in [*answers[index + 1 :], *answers[:index]]:
        if answer.points is None and answer.pk != here.pk:
            return f"{place(pin)}?jawaban={answer.pk}"
    return reverse("quizzes:marking-list")


def place(pin: PinnedItem) -> str:
    return reverse("quizzes:marking-item", args=[pin.assignment_id, pin.position])


def page_of(pin: PinnedItem, answers: Sequence[Answer], here: Answer, body: Any) -> dict[str, Any]:
    index = answers.index(here)
    response = parse_response(body, here.response)
    context: dict[str, Any] = {
        "pin": pin,
        "answer": here,
        "seen": seen_of(here),
        "number": index + 1,
        "total": len(answers),
        "unmarked": sum(answer.points is None for answer in answers),
        "before": answers[index - 1] if index else None,
        "after": answers[index + 1] if index + 1 < len(answers) else None,
        "stem": block(pin.version.stem),
        "stimulus": pin.version.stimulus and block(pin.version.stimulus.body),
        "explanation": block(pin.version.explanation),
        "is_essay": isinstance(body, Essay),
    }
    if isinstance(body, Essay):
        text = getattr(response, "text", "")
        context |= {
            "text": text,
            "words": len(text.split()),
            "sample": body.sample and block(body.sample),
        }
    else:
        given = dict(response.fields) if isinstance(response, FilledFields) else {}
        context["fields"] = [(field, given.get(field.id, "")) for field in body.fields]
        context["worth"] = near_worth(here)
    return context
