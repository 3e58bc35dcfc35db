"""Narrowing the list of questions."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lessons.models import Lesson, Objective
from quizzes.cards import FORM_NAMES
from quizzes.forms.fields import CONTROL, SELECT
from quizzes.models import Question, QuestionVersion


class QuestionFilter(forms.Form):
    """What the page's address says; a value that makes no sense narrows nothing."""

    cari = forms.CharField(
        label=_("Search in the text"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=CONTROL | {"type": "search"}),
    )
    pelajaran = forms.ModelChoiceField(
        Lesson.objects.none(),
        label=_("Lesson"),
        required=False,
        to_field_name="code",
        empty_label=_("all"),
        widget=forms.Select(attrs=SELECT),
    )
    tp = forms.ModelChoiceField(
        Objective.objects.none(),
        label=_("Objective"),
        required=False,
        empty_label=_("all"),
        widget=forms.Select(attrs=SELECT),
    )
    bentuk = forms.ChoiceField(label=_("Form"), required=False, widget=forms.Select(attrs=SELECT))
    level = forms.ChoiceField(label=_("Level"), required=False, widget=forms.Select(attrs=SELECT))

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        lessons = Lesson.objects.visible_to(user).order_by("unit__order", "number")
        self.fields["pelajaran"].queryset = lessons  # type: ignore[attr-defined]
        self.fields["tp"].queryset = (  # type: ignore[attr-defined]
            Objective.objects.filter(questions__in=Question.objects.visible_to(user))
            .order_by("unit__order", "order", "code")
            .distinct()
        )
        self.fields["bentuk"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            *((form.value, name) for form, name in FORM_NAMES.items()),
        ]
        self.fields["level"].choices = [  # type: ignore[attr-defined]
            ("", _("all")),
            *Question.Level.choices,
        ]

    def more_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("pelajaran", "tp", "bentuk", "level")]

    def narrow(self, versions: "QuerySet[QuestionVersion]") -> "QuerySet[QuestionVersion]":
        self.is_valid()
        wanted = self.cleaned_data
        if lesson := wanted.get("pelajaran"):
            in_quizzes = Question.objects.filter(slots__quiz__lesson=lesson).values("pk")
            versions = versions.filter(
                Q(question__section__lesson=lesson) | Q(question__in=in_quizzes)
            )
        if objective := wanted.get("tp"):
            versions = versions.filter(question__objective=objective)
        if form := wanted.get("bentuk"):
            versions = versions.filter(form=form)
        if level := wanted.get("level"):
            versions = versions.filter(question__level=level)
        if text := wanted.get("cari"):
            versions = versions.filter(Q(stem__icontains=text) | Q(question__code__icontains=text))
        return versions
