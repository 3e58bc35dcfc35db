"""People and schools in the admin: who may be touched by whom, and what stays."""

import pytest
from django.contrib import admin as django_admin
from django.urls import reverse
from django.utils import timezone

from accounts.audit import record
from accounts.models import Membership, Role, School, User
from tests import factories

ADD = "/admin/accounts/user/add/"


def change(person: User) -> str:
    return reverse("admin:accounts_user_change", args=[person.pk])


def memberships(*rows: dict, initial: int = 0) -> dict:
    data = {
        "memberships-TOTAL_FORMS": len(rows),
        "memberships-INITIAL_FORMS": initial,
        "memberships-MIN_NUM_FORMS": 1,
    }
    for number, row in enumerate(rows):
        data |= {f"memberships-{number}-{name}": value for name, value in row.items()}
    return data


def new_person(school: School, **changes) -> dict:
    role = {"school": school.pk, "role": "student", "starts": "2026-07-13"}
    return {
        "username": "Baru.Sekali",
        "name": "Baru Sekali",
        "nisn": "0012345678",
        "nis": "",
        "password1": "kata-sandi-uji-27",
        "password2": "kata-sandi-uji-27",
        **memberships(role),
    } | changes


def as_posted(person: User) -> dict:
    row = person.memberships.get()
    role = {"id": row.pk, "user": person.pk, "school": row.school_id, "role": row.role}
    return {
        "username": person.username,
        "name": person.name,
        "is_active": "on",
        "time_factor_percent": 100,
        **memberships(role | {"starts": row.starts}, initial=1),
    }


@pytest.fixture
def superuser(db) -> User:
    return User.objects.create_superuser(username="pusat", password="x", name="Pusat")


def test_a_new_person_must_change_the_first_password(school, admin, sign_in):
    answer = sign_in(admin).post(ADD, new_person(school))

    assert answer.status_code == 302, answer.context["errors"]
    person = User.objects.get(username="baru.sekali")
    assert person.must_change_password
    assert person.check_password("kata-sandi-uji-27")
    assert not person.is_superuser
    assert list(person.memberships.values_list("school", "role")) == [(school.pk, "student")]


def test_a_name_that_differs_by_capitals_is_taken(school, admin, sign_in):
    factories.make_user(username="baru.sekali")
    answer = sign_in(admin).post(ADD, new_person(school))

    assert "username" in answer.context["adminform"].form.errors


def test_a_person_needs_a_role(school, admin, sign_in):
    sent = new_person(school) | {"memberships-TOTAL_FORMS": 0}
    answer = sign_in(admin).post(ADD, sent)

    assert answer.status_code == 200
    assert not User.objects.filter(username="baru.sekali").exists()


def test_roles_are_given_in_ones_own_school_alone(other_school, admin, sign_in):
    answer = sign_in(admin).post(ADD, new_person(other_school))

    assert answer.status_code == 200
    assert not User.objects.filter(username="baru.sekali").exists()


@pytest.mark.parametrize("flag", ["is_superuser", "is_staff"])
def test_an_admin_makes_no_superuser(flag, school, admin, student, sign_in):
    client = sign_in(admin)
    client.post(ADD, new_person(school, **{flag: "on"}))
    answer = client.post(change(student), as_posted(student) | {flag: "on", "name": "Rina W."})

    assert answer.status_code == 302
    student.refresh_from_db()
    assert student.name == "Rina W."
    assert not User.objects.filter(**{flag: True}).exists()


def test_an_admin_does_not_open_a_superuser(school, admin, superuser, sign_in):
    Membership.objects.create(user=superuser, school=school, role=Role.TEACHER)
    client = sign_in(admin)

    for page in ("change", "delete", "history"):
        answer = client.get(reverse(f"admin:accounts_user_{page}", args=[superuser.pk]))
        assert (answer.status_code, answer["Location"]) == (302, "/admin/"), page
    password = reverse("admin:auth_user_password_change", args=[superuser.pk])
    assert client.get(password).status_code == 404


def test_who_also_belongs_elsewhere_is_read_only(school, other_school, admin, teacher, sign_in):
    Membership.objects.create(user=teacher, school=other_school, role=Role.TEACHER)
    client = sign_in(admin)

    assert client.get(change(teacher)).status_code == 200
    assert client.post(change(teacher), as_posted_shared(teacher)).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[teacher.pk])
    assert client.get(password).status_code == 403
    gone = {"action": "delete_selected", "_selected_action": [teacher.pk], "post": "yes"}
    assert client.post("/admin/accounts/user/", gone).status_code == 403
    assert User.objects.filter(pk=teacher.pk).exists()


def as_posted_shared(person: User) -> dict:
    return {"username": "diambil", "name": person.name, **memberships()}


def test_a_password_set_by_the_admin_must_be_changed(admin, student, sign_in):
    address = reverse("admin:auth_user_password_change", args=[student.pk])
    sent = {"password1": "kata-sandi-baru-28", "password2": "kata-sandi-baru-28"}

    answer = sign_in(admin).post(address, sent | {"usable_password": "true"})

    assert answer.status_code == 302
    student.refresh_from_db()
    assert student.must_change_password
    assert student.check_password("kata-sandi-baru-28")


def test_nobody_deletes_themselves(admin, sign_in):
    address = reverse("admin:accounts_user_delete", args=[admin.pk])
    assert sign_in(admin).get(address).status_code == 403


def test_a_person_without_work_can_be_deleted(school, admin, sign_in):
    person = factories.make_student(school=school, classroom=None)
    address = reverse("admin:accounts_user_delete", args=[person.pk])

    assert sign_in(admin).post(address, {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=person.pk).exists()


def test_deleting_a_person_with_work_is_refused_in_words(admin, student, sign_in):
    client = sign_in(admin)
    address = reverse("admin:accounts_user_delete", args=[student.pk])

    page = client.get(address).content.decode()
    assert "masih dipakai" in page
    assert "Keanggotaan kelas: 1" in page
    assert "hilangkan tanda “aktif”" in page
    assert client.post(address, {"post": "yes"}).status_code == 200
    assert User.objects.filter(pk=student.pk).exists()


def test_deleting_many_people_is_refused_as_a_whole(school, admin, student, sign_in):
    free = factories.make_student(school=school, classroom=None)
    chosen = {"action": "delete_selected", "_selected_action": [student.pk, free.pk]}

    page = sign_in(admin).post("/admin/accounts/user/", chosen).content.decode()
    assert "masih dipakai" in page
    assert "hilangkan tanda “aktif”" in page
    sign_in(admin).post("/admin/accounts/user/", chosen | {"post": "yes"})
    assert User.objects.filter(pk__in=[student.pk, free.pk]).count() == 2


def test_a_school_admin_changes_the_letterhead_but_not_the_rest(school, admin, sign_in):
    address = reverse("admin:accounts_school_change", args=[school.pk])
    sent = {"name": "SMA Nusantara 1", "time_zone": "Asia/Makassar", "code": "lain"}

    assert sign_in(admin).post(address, sent).status_code == 302
    school.refresh_from_db()
    assert (school.name, school.code, school.keeps_shared_content) == (
        "SMA Nusantara 1",
        "nusantara",
        True,
    )
    assert sign_in(admin).get("/admin/accounts/school/add/").status_code == 403
    assert (
        sign_in(admin).get(reverse("admin:accounts_school_delete", args=[school.pk])).status_code
        == 403
    )


def test_audit_entries_are_only_read(school, admin, student, sign_in):
    entry = record("uji", student, by=admin, now=timezone.now(), school=school)
    client = sign_in(admin)

    assert (
        client.post(reverse("admin:accounts_auditentry_change", args=[entry.pk])).status_code == 403
    )
    assert client.get("/admin/accounts/auditentry/add/").status_code == 403


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_of_people_costs_the_same_for_any_number(
    people, school, admin, sign_in, django_assert_num_queries
):
    for _ in range(people):
        factories.make_student(school=school, classroom=None)
    client = sign_in(admin)
    with django_assert_num_queries(6):
        client.get("/admin/accounts/user/")


def test_groups_are_not_offered():
    assert "auth" not in {model._meta.app_label for model in django_admin.site._registry}
