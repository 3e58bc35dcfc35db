"""Questions in the admin: each through the editor of its own form, version by version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scoped_admin import ScopedModelAdmin, ScopedRelatedFilter
from lessons.list_filters import ReviewFilter
from lessons.looks import LOOK
from lessons.owned_admin import OwnedContentAdmin
from lessons.ownership import Status
from lessons.status_actions import StatusActions
from quizzes.admin_forms import QuestionForm
from quizzes.cards import FORM_NAMES
from quizzes.items import Form
from quizzes.models import Question, QuestionVersion, Quiz, QuizAssignment, Stimulus
from quizzes.previews import changes_between, preview_of
from quizzes.versions import restore_question_version

ABOUT_FORMS = {
    Form.SINGLE_CHOICE: _("One right answer among several options."),
    Form.MULTIPLE_RESPONSE: _("Several right answers among the options."),
    Form.MATRIX: _("Statements that belong in one of two or more columns."),
    Form.MATCHING: _("Prompts on the left, choices on the right."),
    Form.SHORT_ANSWER: _("A word or a few, with several accepted answers."),
    Form.ESSAY: _("A longer text that you mark by a rubric."),
}


GIVEN_STAYS = _("What they were given stays as it is; it cannot be given again.")


def classes_among(assignments: models.QuerySet[Any], now: datetime) -> int:
    """In how many classes one of these may still be answered."""
    still = models.Q(closes_at__gt=now) | models.Q(exceptions__closes_at__gt=now)
    return assignments.filter(still).values("course").distinct().count()


class FormFilter(admin.SimpleListFilter):
    title = _("form")
    parameter_name = "form"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(form.value, FORM_NAMES[form]) for form in Form]

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> models.QuerySet[Any] | None:
        if not self.value():
            return None
        return queryset.filter(versions__is_current=True, versions__form=self.value())


@admin.register(Question)
class QuestionAdmin(StatusActions, OwnedContentAdmin):
    form = QuestionForm
    change_form_template = "admin/quizzes/question/change_form.html"
    list_display = (
        "code",
        "stem_start",
        "form_name",
        "objective_code",
        "level_code",
        "status",
        "exposure",
        "version_number",
        "review_on",
    )
    list_filter = (
        "status",
        ReviewFilter,
        FormFilter,
        "level",
        ("objective", ScopedRelatedFilter),
        "exposure",
    )
    status_effects = {Status.DRAFT: GIVEN_STAYS, Status.ARCHIVED: GIVEN_STAYS}
    search_fields = ("code", "versions__stem")
    search_help_text = _("Code, or words of the stem")
    autocomplete_fields = ("objective", "section", "tags")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "code",
                    "objective",
                    "section",
                    ("level", "cognitive"),
                    "status",
                    "review_on",
                )
            },
        ),
        (
            _("Question"),
            {"classes": ("before-editor",), "fields": ("stem", "stimulus")},
        ),
        (_("Explanation"), {"fields": ("explanation",)}),
        (_("Figure"), {"classes": ("collapse",), "fields": ("figure_svg", "figure_text")}),
        (
            _("More about this question"),
            {"classes": ("collapse",), "fields": ("exposure", "indicator", "tags", "school")},
        ),
    )

    class Media:
        css = {"all": ("quizzes/editor.css", "lessons/admin.css")}

    # --- The list ---

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Question]:
        current = models.Prefetch(
            "versions",
            queryset=QuestionVersion.objects.filter(is_current=True),
            to_attr="current_versions",
        )
        questions: models.QuerySet[Question] = super().get_queryset(request)
        return questions.select_related("objective", "school").prefetch_related(current)

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Question], search_term: str
    ) -> tuple[models.QuerySet[Question], bool]:
        """Find every word in the code or in what the question says today."""
        current = QuestionVersion.objects.filter(question=models.OuterRef("pk"), is_current=True)
        for word in search_term.split():
            says = models.Exists(current.filter(stem__icontains=word))
            queryset = queryset.filter(models.Q(code__icontains=word) | says)
        return queryset, False

    @admin.display(description=_("stem"))
    def stem_start(self, question: Any) -> str:
        version = next(iter(question.current_versions), None)
        return Truncator(version.stem).words(10) if version else "-"

    @admin.display(description=_("form"))
    def form_name(self, question: Any) -> str:
        version = next(iter(question.current_versions), None)
        return str(FORM_NAMES[Form(version.form)]) if version else "-"

    @admin.display(description=_("objective"), ordering="objective__order")
    def objective_code(self, question: Question) -> str:
        return question.objective.code

    @admin.display(description=_("level"), ordering="level")
    def level_code(self, question: Question) -> str:
        return question.level

    @admin.display(description=_("version"))
    def version_number(self, question: Any) -> str:
        version = next(iter(question.current_versions), None)
        return str(version.number) if version else "-"

    # --- One question ---

    def get_urls(self) -> list[URLPattern]:
        shown = self.admin_site.admin_view(self.version_view)
        own = path("<int:pk>/versions/<int:number>/", shown, name="quizzes_question_version")
        return [own, *super().get_urls()]

    def version_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show an older version as it was, what it would change, and bring it back when asked."""
        question = self.get_object(request, str(pk))
        version = question.versions.filter(number=number).first() if question else None
        if question is None or version is None:
            raise Http404
        current = question.versions.filter(is_current=True).first()
        if request.method == "POST":
            return self.bring_back(request, question, version)
        context = self.admin_site.each_context(request) | {
            "title": str(version),
            "opts": self.opts,
            "question": question,
            "version": version,
            "changes": changes_between(current, version) if current else [],
            "is_frozen": current is not None and current.is_frozen(),
            "preview": preview_of(version),
            "media": self.media,
        }
        return TemplateResponse(request, "admin/quizzes/question/version.html", context)

    def bring_back(
        self, request: HttpRequest, question: Question, version: QuestionVersion
    ) -> HttpResponse:
        """Make what an older version says the current text, by the way of every edit."""
        assert isinstance(request.user, User)
        try:
            restored = restore_question_version(
                version=version, by=request.user, now=timezone.now()
            )
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
            return redirect("admin:quizzes_question_version", question.pk, version.number)
        told = {"name": gettext_noop("question version"), "object": str(restored.number)}
        self.log_change(request, question, [{"added": told}])
        words = _("Version %(old)d is current again, as version %(new)d.") % {
            "old": version.number,
            "new": restored.number,
        }
        self.message_user(request, words)
        return redirect("admin:quizzes_question_change", question.pk)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        question = self.get_object(request, object_id) if object_id else None
        if (question or not object_id) and self.item_form(request, question) is None:
            return self.choose_form(request)
        told = extra_context or {}
        if question:
            versions = list(question.versions.select_related("created_by").order_by("-number"))
            current = next((version for version in versions if version.is_current), None)
            told |= {
                "versions": versions,
                "current": current,
                "is_frozen": current is not None and current.is_frozen(),
                "preview": preview_of(current) if current else None,
            }
        return super().changeform_view(request, object_id, form_url, told)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        """Who asks to look sees what stands in the form, and nothing is saved."""
        context |= {"look_name": LOOK}
        if LOOK in request.POST:
            version = context["adminform"].form.unsaved_version()
            context |= {"is_look": True, "preview": preview_of(version) if version else None}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def choose_form(self, request: HttpRequest) -> HttpResponse:
        """Ask for the form first: each has an editor of its own."""
        context = self.admin_site.each_context(request) | {
            "title": gettext("Which form has the new question?"),
            "opts": self.opts,
            "forms": [(form.value, FORM_NAMES[form], ABOUT_FORMS[form]) for form in Form],
            "media": self.media,
        }
        return TemplateResponse(request, "admin/quizzes/question/choose_form.html", context)

    def item_form(self, request: HttpRequest, question: Any) -> Form | None:
        """The form of a question is that of its version; of a new one, what the author chose."""
        version = next(iter(question.current_versions), None) if question else None
        chosen = version.form if version else request.GET.get("form", "")
        return Form(chosen) if chosen in set(Form) else None

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.item_form = self.item_form(request, obj) or Form.SINGLE_CHOICE
        stimuli = self.admin_site._registry[Stimulus]
        assert isinstance(stimuli, ScopedModelAdmin)
        form.stimuli = stimuli.get_choices(request)
        return form

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        assert isinstance(request.user, User)
        before = form.version
        number = before.number if before else 0
        version = form.save_version(obj, by=request.user, now=timezone.now())
        if before and version.number > number:
            words = _("Version %(new)d made; assignments already given keep version %(old)d.") % {
                "new": version.number,
                "old": number,
            }
            self.message_user(request, words)
        if obj.status != Status.PUBLISHED:
            self.warn_of_quizzes(request, [obj])

    def warn_of_quizzes(self, request: HttpRequest, questions: Sequence[Question]) -> None:
        quizzes = Quiz.objects.filter(slots__question__in=questions, status=Status.PUBLISHED)
        if titles := ", ".join(quizzes.distinct().values_list("title", flat=True)):
            words = ngettext(
                "This question is not published, but stands in published quizzes, which cannot"
                " be given until it is: %(titles)s",
                "These questions are not published, but stand in published quizzes, which cannot"
                " be given until they are: %(titles)s",
                len(questions),
            )
            self.message_user(request, words % {"titles": titles}, messages.WARNING)

    # --- Status of several ---

    def classes_with(self, rows: Sequence[Question], now: datetime) -> int:
        given = QuizAssignment.objects.filter(pinned_items__version__question__in=rows)
        return classes_among(given, now)

    def why_not(self, question: Any, status: Status) -> str:
        if status == Status.PUBLISHED and not question.current_versions:
            return gettext("It has no text yet.")
        return ""

    def after_status(self, request: HttpRequest, rows: Sequence[Question], status: Status) -> None:
        if status != Status.PUBLISHED:
            self.warn_of_quizzes(request, rows)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Let the history tell which version holds the change."""
        told: list[Any] = list(super().construct_change_message(request, form, formsets, add))
        name = gettext_noop("question version")
        if not add and form.saved and form.version:
            number = str(form.saved.number)
            if form.saved.pk != form.version.pk:
                told.append({"added": {"name": name, "object": number}})
            elif form.editor.body != form.version.body:
                fields = [gettext_noop("answer part")]
                told.append({"changed": {"name": name, "object": number, "fields": fields}})
        return told
