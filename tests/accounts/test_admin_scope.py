"""Every page of the admin, for every model: another school sees nothing of this one."""

from typing import Any

import pytest
from django.contrib import admin as django_admin
from django.contrib.admin.models import LogEntry
from django.db import models
from django.forms import ModelChoiceField
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.audit import record
from accounts.models import AuditEntry, Membership, Role, School, User
from accounts.scoped_admin import ScopedModelAdmin
from classrooms.models import Classroom, Course
from lessons.models import Figure, GlossaryTerm, Lesson, Objective, Section, Source, Unit
from quizzes.models import Question, Quiz, Stimulus, Tag
from tests import factories

MODELS = [model for model in django_admin.site._registry if model is not Tag]
PEOPLE = {School, User, AuditEntry, Classroom, Course}
# What has an address in the admin but no page to add.
NO_ADDING = {School, AuditEntry}

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>x</title></svg>'


def url(model: type[models.Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def ours(school, admin, student, classroom, course) -> dict[type[models.Model], models.Model]:
    """One row of every model, all of them of the first school alone."""
    unit = factories.make_unit(school=school, title="Rahasia sekolah")
    objective = factories.make_objective(unit=unit, text="Rahasia sekolah")
    lesson = factories.make_lesson(unit=unit, title="Rahasia sekolah")
    figure = Figure.objects.create(
        lesson=lesson, code="peta", title="Rahasia sekolah", svg=SVG, text_alternative="x"
    )
    source = lesson.sources.create(code="rahasia", citation="Rahasia sekolah")
    term = GlossaryTerm.objects.create(
        lesson=lesson, code="rahasia", term="Rahasia sekolah", definition="x"
    )
    stimulus = Stimulus.objects.create(
        school=school, code="rahasia", title="Rahasia sekolah", body="x", status="published"
    )
    question = factories.make_question(
        objective=objective, school=school, stem="Rahasia sekolah"
    ).question
    quiz = factories.make_quiz(lesson=lesson, forms=(), school=school, title="Rahasia sekolah")
    entry = record("uji", student, by=admin, now=timezone.now(), school=school)
    return {
        School: school,
        User: student,
        AuditEntry: entry,
        Classroom: classroom,
        Course: course,
        Unit: unit,
        Objective: objective,
        Lesson: lesson,
        Section: lesson.sections.first(),
        Figure: figure,
        Source: source,
        GlossaryTerm: term,
        Stimulus: stimulus,
        Question: question,
        Quiz: quiz,
    }


@pytest.fixture
def other_editor(other_school) -> User:
    return factories.make_member(school=other_school, role=Role.EDITOR, name="Dewi")


@pytest.fixture
def superuser(db) -> User:
    return User.objects.create_superuser(username="pusat", password="x", name="Pusat")


def test_the_table_covers_every_model(ours):
    assert set(ours) == set(MODELS)


def test_every_admin_is_scoped():
    assert [
        m
        for m, each in django_admin.site._registry.items()
        if not isinstance(each, ScopedModelAdmin)
    ] == []


@pytest.mark.parametrize("model", MODELS)
def test_the_own_school_sees_the_row(model, ours, admin, sign_in):
    client = sign_in(admin)
    row = ours[model]

    listed = client.get(url(model, "changelist")).context["cl"].queryset
    assert listed.filter(pk=row.pk).exists()
    assert client.get(url(model, "change", row.pk)).status_code == 200
    assert client.get(url(model, "history", row.pk)).status_code == 200


@pytest.mark.parametrize("who", ["other_admin", "other_editor"])
@pytest.mark.parametrize("model", MODELS)
def test_another_school_sees_nothing(model, who, ours, request, sign_in):
    person = request.getfixturevalue(who)
    client = sign_in(person)
    row = ours[model]
    is_open = who == "other_admin" or model not in PEOPLE

    listing = client.get(url(model, "changelist"))
    assert listing.status_code == (200 if is_open else 403)
    if is_open:
        assert not listing.context["cl"].queryset.filter(pk=row.pk).exists()
        assert "Rahasia sekolah" not in listing.content.decode()
    for page in ("change", "history", "delete"):
        answer = client.get(url(model, page, row.pk))
        assert answer.status_code in (302, 403, 404), page
        if answer.status_code == 302:
            assert answer["Location"] == reverse("admin:index")


@pytest.mark.parametrize("model", [m for m in MODELS if m not in NO_ADDING])
def test_another_school_is_offered_nothing_to_choose(model, ours, other_admin, student, sign_in):
    client = sign_in(other_admin)

    page = client.get(url(model, "add"), {"form": "single_choice"})

    assert page.status_code == 200
    forms = [page.context["adminform"].form]
    forms += [formset.formset.empty_form for formset in page.context["inline_admin_formsets"]]
    for form in forms:
        for name, field in form.fields.items():
            # The key of an inline's row is looked up among the rows of its parent alone.
            if (
                name != "id"
                and isinstance(field, ModelChoiceField)
                and field.queryset.model in ours
            ):
                row = ours[field.queryset.model]
                assert not field.queryset.filter(pk=row.pk).exists(), name
    assert "Rahasia sekolah" not in page.content.decode()


def autocompletes() -> list[tuple[str, str, str]]:
    """Every search that some page of the admin makes."""
    found = set()
    for model, each in django_admin.site._registry.items():
        for page in (each, *(inline(model, django_admin.site) for inline in each.inlines)):
            for name in page.autocomplete_fields:
                found.add((page.model._meta.app_label, page.model._meta.model_name, name))
    return sorted(found)


@pytest.mark.parametrize(("app", "model", "field"), autocompletes())
def test_a_search_finds_nothing_of_another_school(
    app, model, field, ours, superuser, other_admin, other_editor, sign_in
):
    asked = {"app_label": app, "model_name": model, "field_name": field, "term": ""}
    address = reverse("admin:autocomplete")
    seen = sign_in(superuser).get(address, asked).json()["results"]

    found = sign_in(other_admin).get(address, asked).json()["results"]
    editors = sign_in(other_editor).get(address, asked)

    labels = {result["text"] for result in seen}
    assert not {result["text"] for result in found} & labels - {str(other_admin), str(other_editor)}
    assert editors.status_code in (200, 403)
    if editors.status_code == 200:
        assert editors.json()["results"] == []


def test_an_editor_opens_content_only(editor, sign_in):
    client = sign_in(editor)
    answers = {m: client.get(url(m, "changelist")).status_code for m in django_admin.site._registry}

    assert {model for model, status in answers.items() if status == 403} == PEOPLE
    assert {status for model, status in answers.items() if model not in PEOPLE} == {200}


@pytest.mark.parametrize("who", ["operator", "teacher", "student"])
def test_others_are_refused_in_words(who, request, sign_in):
    client = sign_in(request.getfixturevalue(who))
    for address in ("/admin/", "/admin/login/", url(Question, "changelist"), url(User, "add")):
        assert client.get(address).status_code == 403, address


def test_who_is_not_signed_in_is_asked_to(client, db):
    answer = client.get("/admin/quizzes/question/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/masuk/")


def test_a_superuser_sees_every_row(ours, superuser, sign_in):
    client = sign_in(superuser)
    for model, row in ours.items():
        assert client.get(url(model, "change", row.pk)).status_code == 200, model


def test_old_states_of_a_deleted_row_are_not_shown(school, editor, other_admin, sign_in):
    unit = factories.make_unit(school=school)
    address = url(Unit, "history", unit.pk)
    assert sign_in(editor).get(address).status_code == 200
    unit.delete()

    assert sign_in(editor).get(address).status_code == 404
    assert sign_in(other_admin).get(address).status_code == 404


def test_an_old_state_opens_for_its_school_alone(school, editor, other_admin, sign_in):
    unit = factories.make_unit(school=school)
    state = unit.history.get()
    address = url(Unit, "simple_history", unit.pk, state.pk)

    assert sign_in(editor).get(address).status_code == 200
    assert sign_in(other_admin).get(address).status_code == 404


def test_nothing_can_be_put_into_a_lesson_of_others(other_school, other_admin, sign_in):
    shared = factories.make_lesson()  # of no school: seen by all, changed by its keepers
    address = url(Section, "add")
    sent = {
        "lesson": shared.pk,
        "code": "titipan",
        "title": "Titipan",
        "minutes": 3,
        "status": "published",
        "body": "x",
    }

    answer = sign_in(other_admin).post(address, sent)

    assert answer.status_code == 200
    assert "lesson" in answer.context["adminform"].form.errors
    assert not shared.sections.filter(code="titipan").exists()


def test_shared_content_may_be_named(other_school, other_admin, sign_in):
    objective = factories.make_objective(unit=factories.make_unit())
    asked = {"app_label": "quizzes", "model_name": "question", "field_name": "objective"}

    found = sign_in(other_admin).get(reverse("admin:autocomplete"), asked | {"term": "HI"}).json()

    assert [result["id"] for result in found["results"]] == [str(objective.pk)]


def test_content_without_a_school_is_for_its_keepers(other_school, other_admin, sign_in):
    sent = {
        "code": "titipan",
        "title": "Titipan",
        "subject": "x",
        "grade": 11,
        "order": 0,
        "status": "draft",
        "school": "",
        "objectives-TOTAL_FORMS": 0,
        "objectives-INITIAL_FORMS": 0,
    }
    answer = sign_in(other_admin).post(url(Unit, "add"), sent)

    assert "school" in answer.context["adminform"].form.errors
    saved = sign_in(other_admin).post(url(Unit, "add"), sent | {"school": other_school.pk})
    assert saved.status_code == 302
    assert Unit.objects.get(code="titipan").owner == other_admin


def test_an_editor_elsewhere_gives_no_roles_there(other_school, admin, sign_in, student):
    """Who is admin here and editor there offers only this school in the roles of a person."""
    Membership.objects.create(
        user=admin, school=other_school, role=Role.EDITOR, starts="2020-01-01"
    )
    page = sign_in(admin).get(url(User, "change", student.pk))
    form = page.context["inline_admin_formsets"][0].formset.empty_form

    assert list(form.fields["school"].queryset.values_list("name", flat=True)) == ["SMA Nusantara"]


def test_the_log_of_the_index_is_ones_own(ours, admin, other_admin, sign_in):
    LogEntry.objects.log_actions(admin.pk, [ours[Unit]], 2, "", single_object=True)

    assert "Rahasia sekolah" not in sign_in(other_admin).get("/admin/").content.decode()


def test_a_request_factory_cannot_slip_by(ours, other_admin):
    """The lists themselves are scoped, not only the pages around them."""
    request = RequestFactory().get("/")
    request.user = other_admin
    for model, row in ours.items():
        rows = django_admin.site._registry[model].get_queryset(request)
        assert not rows.filter(pk=row.pk).exists(), model
