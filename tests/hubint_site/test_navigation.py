"""The bar of entries: whose it is, where one is, what waits."""

import pytest
from django.utils import timezone

from accounts.models import Membership, Role
from quizzes.attempts import start, submit
from quizzes.saving import Change, save_answer
from tests import factories

ENTRIES = {
    Role.STUDENT: ["Beranda", "Tugas", "Materi", "Latihan", "Nilai"],
    Role.TEACHER: ["Beranda", "Kelas", "Tugas", "Periksa", "Materi", "Bank Soal", "Nilai"],
    Role.OPERATOR: ["Beranda", "Orang", "Kelas"],
    Role.EDITOR: ["Beranda", "Materi", "Bank Soal", "Admin"],
    Role.ADMIN: ["Beranda", "Materi", "Bank Soal", "Admin"],
}


def labels(response):
    return [item.label for item in response.context["nav"]]


def current(response):
    return [item.label for item in response.context["nav"] if item.is_current]


@pytest.mark.parametrize("role", Role)
def test_navigation_is_that_of_the_role(school, sign_in, role):
    person = factories.make_member(school=school, role=role)
    response = sign_in(person).get("/")
    assert labels(response) == ENTRIES[role]
    assert current(response) == ["Beranda"]


@pytest.mark.parametrize("role", Role)
def test_every_entry_opens_for_whom_it_is_shown(school, sign_in, role):
    person = factories.make_member(school=school, role=role)
    client = sign_in(person)
    for item in client.get("/").context["nav"]:
        response = client.get(item.url)
        assert response.status_code == 200, item.url
        if item.url != "/admin/":
            assert current(response) == [item.label]


def test_navigation_leads_to_the_other_roles(school, sign_in):
    person = factories.make_member(school=school, role=Role.TEACHER)
    for role in (Role.OPERATOR, Role.EDITOR, Role.ADMIN):
        Membership.objects.create(user=person, school=school, role=role, starts="2020-01-01")
    client = sign_in(person)
    response = client.get("/?peran=operator")
    assert labels(response) == [*ENTRIES[Role.TEACHER], "Kantor sekolah", "Admin"]
    assert current(response) == ["Kantor sekolah"]
    assert current(client.get("/")) == ["Beranda"]


def test_deep_pages_belong_to_an_entry(teacher, course, student, sign_in):
    client = sign_in(teacher)
    assert current(client.get(f"/kelas/{course.pk}/murid/{student.pk}/")) == ["Kelas"]
    given = factories.assign_quiz(quiz=factories.make_quiz(), course=course, by=teacher)
    assert current(client.get(f"/tugas/{given.pk}/")) == ["Tugas"]


def test_navigation_counts_what_waits_for_the_teacher(
    student, course, teacher, other_teacher, other_course, sign_in
):
    now = timezone.now()
    given = factories.assign_quiz(quiz=factories.make_quiz(), course=course, by=teacher)
    attempt = start(assignment=given, student=student, now=now)
    answer = attempt.answers.select_related("version", "attempt").get(position=2)
    save_answer(answer=answer, change=Change({"text": "Uraian."}, 0), now=now)
    submit(attempt=attempt, now=now)

    counts = {
        user: {item.label: item.count for item in sign_in(user).get("/").context["nav"]}["Periksa"]
        for user in (teacher, other_teacher)
    }

    assert counts == {teacher: 1, other_teacher: 0}


def test_navigation_is_empty_before_sign_in(client, school):
    response = client.get("/masuk/")
    assert labels(response) == []
    assert response.context["site_school"] == school


def test_no_school_is_named_before_sign_in_when_there_are_several(client, school, other_school):
    assert not client.get("/masuk/").context["site_school"]


def test_the_person_sees_the_own_school_and_roles(other_admin, school, other_school, sign_in):
    response = sign_in(other_admin).get("/")
    assert response.context["site_school"] == other_school
    assert str(response.context["nav_role_label"]) == "admin"
