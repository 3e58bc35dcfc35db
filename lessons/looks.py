"""A look at what is being written, before it is saved: in the admin, drawn as students see it.

The drawing stands in a frame of its own, so that the site's styles and Django's do not meet. It
comes from the functions and templates of the pages that students read; no script runs in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from accounts.models import User
from lessons.figures import render_figure
from lessons.models import Figure, GlossaryTerm, Section
from lessons.reading import SectionLine, page_of

LOOK = "_look"


class LookForm(forms.ModelForm):  # type: ignore[type-arg]
    """A form that is not saved while somebody only asks to look: all stays as it was typed."""

    def is_valid(self) -> bool:
        return LOOK not in self.data and super().is_valid()


@dataclass(frozen=True, slots=True)
class Look:
    """A page for a frame, and what should be mended; `document` is empty where nothing shows."""

    document: str = ""
    problems: Sequence[str] = ()
    is_saved: bool = True
    is_short: bool = False


class LookedAtAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A page of the admin with a button to look, and the look below the form."""

    form = LookForm
    change_form_template = "admin/change_form_with_look.html"
    look_template: ClassVar[str] = ""
    look_is_short: ClassVar[bool] = False

    class Media:
        css: ClassVar[dict[str, tuple[str, ...]]] = {"all": ("lessons/admin.css",)}

    def shown(self, user: User, row: Any, form: Any) -> tuple[Mapping[str, Any], Sequence[str]]:
        """What the template of the look needs (nothing: it cannot be drawn), and problems."""
        raise NotImplementedError

    def look_at(self, request: HttpRequest, form: Any) -> Look:
        assert isinstance(request.user, User)
        context, problems = self.shown(request.user, form.instance, form)
        return Look(
            document=render_to_string(self.look_template, dict(context), request)
            if context
            else "",
            problems=problems,
            is_saved=LOOK not in request.POST,
            is_short=self.look_is_short,
        )

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        context |= {"look_name": LOOK}
        if LOOK in request.POST or (change and request.method == "GET"):
            context |= {"look": self.look_at(request, context["adminform"].form)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def render_history_view(
        self, request: HttpRequest, template: str, context: dict[str, Any], **options: Any
    ) -> HttpResponse:
        """Who thinks of bringing an older state back sees how it was."""
        if "adminform" in context:
            context |= {"look": self.look_at(request, context["adminform"].form)}
        response: HttpResponse = super().render_history_view(  # type: ignore[misc]
            request, template, context, **options
        )
        return response


class SectionLook(LookedAtAdmin):
    look_template = "admin/lessons/look_at_section.html"

    def shown(self, user: User, row: Section, form: Any) -> tuple[Mapping[str, Any], Sequence[str]]:
        if row.lesson_id is None:
            return {}, [_("Choose the lesson: terms, figures and sources are looked up there.")]
        if "body" in form.errors:
            return {}, [_("There is no text to show yet.")]
        page = page_of(user, row.lesson, [SectionLine(1, row, None)])
        return {"section": row, "page": page}, page.problems


class FigureLook(LookedAtAdmin):
    look_template = "admin/lessons/look_at_figure.html"

    def shown(self, user: User, row: Figure, form: Any) -> tuple[Mapping[str, Any], Sequence[str]]:
        if refused := form.errors.get("svg"):
            return {}, list(refused)
        return {"drawing": render_figure(row, prefix="gambar-1")}, ()


class TermLook(LookedAtAdmin):
    look_template = "admin/lessons/look_at_term.html"
    look_is_short = True

    def shown(
        self, user: User, row: GlossaryTerm, form: Any
    ) -> tuple[Mapping[str, Any], Sequence[str]]:
        if "term" in form.errors or "definition" in form.errors:
            return {}, [_("Write the term and its definition; then it shows here.")]
        return {"term": row}, ()
