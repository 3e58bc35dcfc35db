"""Sign-in as a school uses it: by username or NISN, a whole class behind one address."""

import pytest
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.urls import reverse

from accounts.backends import SchoolBackend
from accounts.models import Role, User
from tests.factories import PASSWORD, make_member, make_user

SIGN_IN = "/masuk/"


@pytest.fixture(autouse=True)
def counters(db):
    call_command("createcachetable", verbosity=0)


def sign_in(client, login, password=PASSWORD, **data):
    return client.post(SIGN_IN, {"login": login, "password": password, **data})


def test_sign_in_takes_the_username(client, student):
    response = sign_in(client, student.username)
    assert response.status_code == 302
    assert response.url == reverse("dashboards:home")


def test_sign_in_takes_the_username_in_any_case_and_with_spaces_around(client, student):
    assert sign_in(client, f" {student.username.upper()} ").status_code == 302


def test_sign_in_takes_an_nisn_with_leading_zeros(client, school):
    make_member(school=school, role=Role.STUDENT, nisn="0051234567")
    assert sign_in(client, "0051234567").status_code == 302


def test_sign_in_refuses_the_nisn_without_its_zeros(client, school):
    make_member(school=school, role=Role.STUDENT, nisn="0051234567")
    assert sign_in(client, "51234567").status_code == 200


@pytest.mark.parametrize("login", ["tidak-ada", "0000000000", "", "'; DROP TABLE", "x" * 500])
def test_sign_in_with_a_wrong_name_says_so_and_keeps_what_was_typed(client, student, login):
    response = sign_in(client, login)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_sign_in_does_not_tell_an_unknown_name_from_a_wrong_password(client, student):
    unknown = sign_in(client, "tidak-ada").context["form"].errors.as_json()
    wrong = sign_in(client, student.username, "salah").context["form"].errors.as_json()
    assert unknown == wrong


def test_sign_in_refuses_a_closed_account(client, student):
    student.is_active = False
    student.save()
    sign_in(client, student.username)
    assert "_auth_user_id" not in client.session


def test_an_account_is_slowed_down_after_ten_wrong_passwords(client, student):
    for _ in range(10):
        sign_in(client, student.username, "salah")
    response = sign_in(client, student.username)
    assert "_auth_user_id" not in client.session
    assert "lima menit" in response.content.decode() or response.status_code == 429


def test_a_class_behind_one_address_with_typing_errors_all_gets_in(client, school, classroom):
    people = [make_user(name=f"Murid {n}", username=f"murid{n}") for n in range(40)]
    for person in people:
        sign_in(client, person.username, "salah ketik")
        sign_in(client, person.username, "salah lagi")
        assert sign_in(client, person.username).status_code == 302
        client.logout()


def test_wrong_passwords_for_one_account_do_not_slow_another(client, student, classmate):
    for _ in range(12):
        sign_in(client, student.username, "salah")
    assert sign_in(client, classmate.username).status_code == 302


def test_sign_in_goes_on_to_where_the_person_wanted(client, student):
    assert sign_in(client, student.username, next="/tugas/").url == "/tugas/"


@pytest.mark.parametrize(
    "target", ["https://contoh.test/", "//contoh.test/x", "javascript:alert(1)"]
)
def test_sign_in_never_leads_to_another_host(client, student, target):
    assert sign_in(client, student.username, next=target).url == reverse("dashboards:home")


def test_nobody_signs_up_by_themselves(client, db):
    for path in ("/signup/", "/accounts/signup/", "/daftar/"):
        assert client.get(path).status_code in (302, 404)
    assert not User.objects.exists()


def test_the_admin_is_entered_through_the_same_page(client, admin):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/masuk/?next=/admin/"
    assert sign_in(client, admin.username, next="/admin/").url == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_first_password_must_be_changed_before_anything_else(client, student):
    student.must_change_password = True
    student.save()
    sign_in(client, student.username)
    for path in ("/", "/tugas/", "/materi/"):
        response = client.get(path)
        assert (response.status_code, response.url) == (302, "/kata-sandi/")
    response = client.post(
        "/kata-sandi/",
        {
            "oldpassword": PASSWORD,
            "password1": "matahari-terbit-8",
            "password2": "matahari-terbit-8",
        },
    )
    assert (response.status_code, response.url) == (302, "/")
    student.refresh_from_db()
    assert not student.must_change_password
    assert student.check_password("matahari-terbit-8")
    assert client.get("/tugas/").status_code == 200


@pytest.mark.parametrize("new", [PASSWORD, "12345678", "pendek"])
def test_a_first_password_is_not_replaced_by_a_bad_one(client, student, new):
    student.must_change_password = True
    student.save()
    sign_in(client, student.username)
    response = client.post(
        "/kata-sandi/", {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert response.status_code == 200
    student.refresh_from_db()
    assert student.must_change_password


def test_sign_out_needs_a_post(client, student):
    client.force_login(student)
    client.get("/keluar/")
    assert "_auth_user_id" in client.session
    client.post("/keluar/")
    assert "_auth_user_id" not in client.session


def test_a_person_arrives_with_roles_and_school_in_one_query(
    school, student, django_assert_num_queries
):
    with django_assert_num_queries(1):
        person = SchoolBackend().get_user(student.pk)
        assert person.roles == {Role.STUDENT}
        assert person.school == school


@pytest.mark.real_hasher
def test_passwords_are_kept_as_argon2id_with_the_parameters_of_the_house(db):
    stored = make_password("matahari-terbit-8")
    assert stored.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
