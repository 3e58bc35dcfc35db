from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoped_admin import ScopedModelAdmin, ScopedRelatedFilter
from lessons.admin import SortableInline
from lessons.differences import difference
from lessons.looks import LookedAtAdmin
from lessons.owned_admin import OwnedContentAdmin, OwnedHistoryAdmin
from lessons.ownership import Status
from lessons.status_actions import StatusActions
from quizzes.admin_forms import SlotForm, SlotFormSet, points_text
from quizzes.card_parts import block
from quizzes.cards import FORM_NAMES, StimulusCard
from quizzes.items import Form
from quizzes.models import QuestionVersion, Quiz, QuizAssignment, QuizSlot, Stimulus, Tag
from quizzes.question_admin import GIVEN_STAYS, QuestionAdmin, classes_among
from quizzes.versions import revise_stimulus

__all__ = ["QuestionAdmin"]

# Names of rows without a page of their own, for what stands against deleting something.
KEPT_ROWS = (gettext_noop("pinned item"), gettext_noop("late answer"))


BRING_BACK = "_bring_back"


@admin.register(Tag)
class TagAdmin(ScopedModelAdmin):
    """Words to find questions by. They belong to no school: who keeps the shared content
    changes them, every editor may use and add them."""

    roles = OwnedContentAdmin.roles
    search_fields = ("name",)
    list_display = ("name", "question_count")

    def scope(self, queryset: models.QuerySet[Tag], user: User) -> models.QuerySet[Tag]:
        return queryset

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Tag]:
        tags: models.QuerySet[Tag] = super().get_queryset(request)
        return tags.annotate(uses=models.Count("questions"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        assert isinstance(request.user, User)
        return super().has_change_permission(request, obj) and request.user.keeps_shared_content

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    @admin.display(description=_("questions"))
    def question_count(self, tag: Any) -> int:
        return int(tag.uses)


@admin.register(Stimulus)
class StimulusAdmin(LookedAtAdmin, OwnedContentAdmin):
    look_template = "admin/quizzes/look_at_stimulus.html"
    change_form_template = "admin/quizzes/stimulus/change_form.html"
    list_display = ("title", "code", "number", "status", "school")
    list_filter = ("status",)
    search_fields = ("title", "code", "body")
    fields = ("code", "title", "body", "source_note", "status", "school")

    def shown(
        self, user: User, row: Stimulus, form: Any
    ) -> tuple[Mapping[str, Any], Sequence[str]]:
        if "body" in form.errors:
            return {}, [gettext("There is no text to show yet.")]
        return {"stimulus": StimulusCard(row.title, block(row.body), row.source_note, 1, 1)}, ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """The code joins the versions of a text; only the newest version is edited."""
        if obj is None:
            return ()
        if Stimulus.objects.filter(code=obj.code, number__gt=obj.number).exists():
            return ("code", "title", "body", "source_note", "school")
        return ("code",)

    def save_model(self, request: HttpRequest, obj: Stimulus, form: Any, change: bool) -> None:
        if not change or "body" not in form.cleaned_data:
            super().save_model(request, obj, form, change)
            return
        assert isinstance(request.user, User)
        Stimulus.objects.filter(pk=obj.pk).update(status=obj.status, school=obj.school)
        before = obj.number
        revised = revise_stimulus(
            stimulus=obj,
            title=obj.title,
            body=obj.body,
            source_note=obj.source_note,
            by=request.user,
            now=timezone.now(),
        )
        if revised.number > before:
            obj.pk, obj.number = revised.pk, revised.number
            words = _("Version %(new)d made; assignments already given keep version %(old)d.") % {
                "new": revised.number,
                "old": before,
            }
            self.message_user(request, words)

    def response_change(self, request: HttpRequest, obj: Stimulus) -> HttpResponse:
        """Who goes on editing goes on with the newest text; an older one may become it again."""
        if BRING_BACK in request.POST and (newest := self.newer_than(request, obj)):
            return self.bring_back(request, obj, newest)
        if "_continue" in request.POST:
            super().response_change(request, obj)  # for its message
            return redirect("admin:quizzes_stimulus_change", obj.pk)
        return super().response_change(request, obj)

    def newer_than(self, request: HttpRequest, stimulus: Stimulus) -> Stimulus | None:
        """The newest text of the same stimulus, where this is an older one."""
        same = self.get_queryset(request).filter(code=stimulus.code)
        newer: Stimulus | None = same.filter(number__gt=stimulus.number).order_by("number").last()
        return newer

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """An older text tells what would change if it became the newest."""
        if obj is not None and (newest := self.newer_than(request, obj)):
            context |= {
                "bring_back_name": BRING_BACK,
                "newest": newest,
                "changes": [
                    (capfirst(str(label_for_field(name, Stimulus))), difference(was, would))
                    for name in ("title", "body", "source_note")
                    if (was := getattr(newest, name)) != (would := getattr(obj, name))
                ],
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def bring_back(self, request: HttpRequest, older: Stimulus, newest: Stimulus) -> HttpResponse:
        assert isinstance(request.user, User)
        revised = revise_stimulus(
            stimulus=newest,
            title=older.title,
            body=older.body,
            source_note=older.source_note,
            by=request.user,
            now=timezone.now(),
        )
        words = _("Version %(old)d is current again, as version %(new)d.") % {
            "old": older.number,
            "new": revised.number,
        }
        self.message_user(request, words)
        return redirect("admin:quizzes_stimulus_change", revised.pk)


class SlotInline(SortableInline):
    model = QuizSlot
    form = SlotForm
    formset = SlotFormSet
    fields = ("order", "question", "about", "points")
    readonly_fields = ("about",)
    autocomplete_fields = ("question",)
    verbose_name_plural = _("questions, in order")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[QuizSlot]:
        current = models.Prefetch(
            "question__versions",
            queryset=QuestionVersion.objects.filter(is_current=True),
            to_attr="current_versions",
        )
        slots: models.QuerySet[QuizSlot] = super().get_queryset(request)
        return slots.select_related("quiz", "question").prefetch_related(current)

    @admin.display(description=_("about"))
    def about(self, slot: QuizSlot) -> str:
        """Which form it has and how it begins."""
        version = next(iter(getattr(slot.question, "current_versions", ())), None)
        if version is None:
            return "-"
        return f"{FORM_NAMES[Form(version.form)]}: {Truncator(version.stem).words(10)}"


@admin.register(Quiz)
class QuizAdmin(SortableAdminBase, StatusActions, OwnedHistoryAdmin):  # type: ignore[misc]
    list_display = ("title", "lesson", "status", "question_count", "total", "school")
    list_filter = (
        "status",
        ("lesson", ScopedRelatedFilter),
        ("lesson__objectives", ScopedRelatedFilter),
    )
    search_fields = ("title", "code")
    autocomplete_fields = ("lesson",)
    fields = ("code", "title", "lesson", "instructions", "status", "school", "total")
    readonly_fields = ("total",)
    inlines = (SlotInline,)
    status_effects = {Status.DRAFT: GIVEN_STAYS, Status.ARCHIVED: GIVEN_STAYS}

    class Media:
        css = {"all": ("quizzes/editor.css",)}

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Quiz]:
        quizzes: models.QuerySet[Quiz] = super().get_queryset(request)
        return quizzes.select_related("lesson", "school").annotate(
            slot_count=models.Count("slots"), slot_points=models.Sum("slots__points")
        )

    @admin.display(description=_("questions"))
    def question_count(self, quiz: Any) -> int:
        return int(quiz.slot_count)

    @admin.display(description=_("total points"))
    def total(self, quiz: Any) -> str:
        return points_text(getattr(quiz, "slot_points", None) or 0)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        bare = form.instance.slots.filter(
            question__versions__is_current=True, question__versions__explanation=""
        ).values_list("question__code", flat=True)
        if codes := ", ".join(bare):
            words = _("These questions have no explanation yet: %(codes)s") % {"codes": codes}
            self.message_user(request, words, messages.WARNING)

    def classes_with(self, rows: Sequence[Quiz], now: datetime) -> int:
        return classes_among(QuizAssignment.objects.filter(quiz__in=rows), now)

    def why_not(self, quiz: Quiz, status: Status) -> str:
        """A published quiz holds only what a class may be given: see SlotFormSet."""
        if status != Status.PUBLISHED:
            return ""
        slots = list(quiz.slots.values_list("question__code", "question__status"))
        if not slots:
            return gettext("A published quiz needs at least one question.")
        waiting = [code for code, its_status in slots if its_status != Status.PUBLISHED]
        if waiting:
            words = gettext("Publish these questions first, or keep the quiz a draft: %(codes)s")
            return words % {"codes": ", ".join(waiting)}
        return ""
