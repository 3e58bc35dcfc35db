"""Finding people, and giving a new first password: for whom one looks after, nobody else."""

import re

import pytest

from accounts.models import AuditEntry, Membership, Role
from classrooms.people import looked_after_by, search
from tests import factories


def page_of(person):
    return f"/orang/{person.pk}/kata-sandi/"


def test_operator_looks_after_the_own_school_without_its_admins(
    operator, student, teacher, editor, admin, other_school
):
    stranger = factories.make_student(school=other_school, classroom=None, name="Asing")
    root = factories.make_member(school=operator.school, role=Role.EDITOR, is_superuser=True)
    both = factories.make_member(school=operator.school, role=Role.TEACHER, name="Dua Sekolah")
    Membership.objects.create(
        user=both, school=other_school, role=Role.OPERATOR, starts="2020-01-01"
    )
    found = set(looked_after_by(operator))
    assert found == {student, teacher, editor}
    assert not found & {operator, admin, stranger, root, both}


def test_teacher_looks_after_students_of_own_courses(
    teacher, course, student, classmate, other_student, editor, classroom
):
    factories.enroll(editor, classroom)
    assert set(looked_after_by(teacher)) == {student, classmate}


def test_search_needs_every_word_and_knows_numbers(operator, school, classroom):
    rina = factories.make_student(school=school, classroom=classroom, name="Rina Wulandari")
    rini = factories.make_student(school=school, classroom=classroom, name="Rini Astuti")
    rini.nisn, rini.nis = "0012345678", "00417"
    rini.save()
    people = looked_after_by(operator)
    assert list(search(people, "wulan rina")) == [rina]
    assert list(search(people, "001234")) == [rini]
    assert list(search(people, "0041")) == [rini]
    assert list(search(people, "rina astuti")) == []


def test_people_list_can_be_limited_to_a_class(
    operator, student, other_student, classroom, sign_in
):
    page = sign_in(operator).get("/orang/", {"kelas": classroom.pk}).content.decode()
    assert "Rina Wulandari" in page
    assert "Made Sari" not in page


def test_people_list_survives_nonsense(operator, sign_in):
    response = sign_in(operator).get("/orang/?kelas=x%27&cari=%00%25")
    assert response.status_code == 200
    assert "Tidak ada orang dengan nama" in response.content.decode()


def test_reset_shows_the_password_once_and_signs_the_person_out(operator, student, sign_in, client):
    old = sign_in(student)
    assert old.get("/").status_code == 200

    asked = sign_in(operator).get(page_of(student))
    assert not AuditEntry.objects.exists()
    answer = sign_in(operator).post(page_of(student))

    assert "Setel ulang kata sandi Rina Wulandari?" in asked.content.decode()
    password = re.search(
        r"<code[^>]*>([a-z]{4}-[a-z]{4}-[a-z]{4}-\d\d)</code>", answer.content.decode()
    )[1]
    assert "no-store" in answer.headers["Cache-Control"]
    student.refresh_from_db()
    assert student.check_password(password)
    assert student.must_change_password
    assert old.get("/").status_code == 302
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor, entry.subject_id) == ("password.reset", operator, student.pk)
    assert password not in str(entry.details)
    signed_in = client.post("/masuk/", {"login": student.username, "password": password})
    assert signed_in.status_code == 302
    assert client.get("/").url == "/kata-sandi/"


@pytest.mark.parametrize("method", ["get", "post"])
def test_reset_is_refused_for_others(
    method, operator, teacher, course, student, other_student, admin, other_school, sign_in
):
    stranger = factories.make_student(school=other_school, classroom=None, name="Asing")
    before = {p.pk: p.password for p in (other_student, admin, stranger, operator)}
    for user, person in (
        (teacher, other_student),
        (teacher, operator),
        (operator, admin),
        (operator, stranger),
        (operator, operator),
    ):
        assert getattr(sign_in(user), method)(page_of(person)).status_code == 404
    for user in (student, admin):
        assert getattr(sign_in(user), method)(page_of(other_student)).status_code == 403
    for person in (other_student, admin, stranger, operator):
        person.refresh_from_db()
        assert person.password == before[person.pk]
