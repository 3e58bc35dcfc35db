"""Whose home opens for whom."""

import pytest

from accounts.models import Membership, Role
from tests import factories

HOMES = {
    Role.STUDENT: "dashboards/home_student.html",
    Role.TEACHER: "dashboards/home_teacher.html",
    Role.OPERATOR: "dashboards/home_operator.html",
    Role.EDITOR: "dashboards/home_content.html",
    Role.ADMIN: "dashboards/home_content.html",
}


def template_of(response):
    return next(t.name for t in response.templates if t.name.startswith("dashboards/home_"))


@pytest.mark.parametrize("role", Role)
def test_home_is_that_of_the_role(school, sign_in, role):
    person = factories.make_member(school=school, role=role)
    assert template_of(sign_in(person).get("/")) == HOMES[role]


def test_home_of_several_roles_is_the_most_daily_one(school, sign_in):
    person = factories.make_member(school=school, role=Role.EDITOR)
    for role in (Role.TEACHER, Role.OPERATOR):
        Membership.objects.create(user=person, school=school, role=role, starts="2020-01-01")
    client = sign_in(person)
    assert template_of(client.get("/")) == HOMES[Role.TEACHER]
    assert template_of(client.get("/?peran=operator")) == HOMES[Role.OPERATOR]
    assert template_of(client.get("/?peran=editor")) == HOMES[Role.EDITOR]


def test_home_opens_no_role_that_the_person_lacks(student, sign_in):
    for wanted in ("teacher", "admin", "nonsense"):
        response = sign_in(student).get("/", {"peran": wanted})
        assert template_of(response) == HOMES[Role.STUDENT]


def test_home_without_a_role_says_so(school, sign_in):
    person = factories.make_user(name="Wahyu")
    response = sign_in(person).get("/")
    assert template_of(response) == "dashboards/home_nobody.html"
    assert "Tanyakan kepada operator sekolahmu" in response.content.decode()


def test_home_sends_strangers_to_sign_in(client, db):
    assert client.get("/").url.startswith("/masuk/")


def test_home_takes_no_post(student, sign_in):
    assert sign_in(student).post("/").status_code == 405


def test_operator_home_counts_people_and_classes_of_the_own_school(
    operator, student, teacher, course, other_school, sign_in
):
    elsewhere = factories.make_classroom(school=other_school, name="XI-Rahasia")
    factories.make_student(school=other_school, classroom=elsewhere, name="Orang Lain")

    response = sign_in(operator).get("/")

    (entry,) = response.context["overview"]
    assert {count.role: count.people for count in entry.roles} == {
        Role.STUDENT: 1,
        Role.TEACHER: 1,
        Role.OPERATOR: 1,
    }
    (line,) = entry.classrooms
    assert (line.classroom.name, line.students, line.courses, line.teachers) == ("XI-1", 1, 1, 1)
    assert "XI-Rahasia" not in response.content.decode()


def test_content_home_counts_only_what_the_editor_may_edit(editor, other_school, sign_in):
    factories.make_lesson(status="draft")
    factories.make_lesson(unit=factories.make_unit(school=other_school), status="draft")

    response = sign_in(editor).get("/")

    counts = {count.kind: (count.published, count.drafts) for count in response.context["overview"]}
    assert counts["lesson"] == (0, 1)
    assert counts["section"] == (2, 0)
    assert "1 draf" in response.content.decode()
