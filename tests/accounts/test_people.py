"""Rules that rows of people and schools state themselves."""

from datetime import date
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Membership, Role, User
from tests.factories import make_member, make_school, make_user


def test_nisn_keeps_leading_zeros(db):
    assert User.objects.get(pk=make_user(nisn="0001234567").pk).nisn == "0001234567"


def test_nisn_belongs_to_one_person(db):
    make_user(nisn="0001234567")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(nisn="0001234567")


def test_many_people_have_no_nisn(db):
    assert {make_user().nisn, make_user().nisn} == {""}


@pytest.mark.parametrize("nisn", ["123", "12345678901", "12345abcde"])
def test_nisn_of_another_shape_is_refused(db, nisn):
    with pytest.raises(ValidationError):
        User(username="a", name="A", nisn=nisn, password="x").full_clean()


def test_username_is_lower_case(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(username="Rina")


@pytest.mark.parametrize("percent", [99, 301])
def test_extra_time_stays_within_its_range(db, percent):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(time_factor_percent=percent)


def test_extra_time_is_an_exact_factor(db):
    assert make_user(time_factor_percent=125).time_factor == Fraction(5, 4)


def test_a_role_is_open_once_per_school(school, student):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=student, school=school, role=Role.STUDENT)


def test_a_membership_cannot_end_before_it_starts(school):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=make_user(),
            school=school,
            role=Role.TEACHER,
            starts="2026-02-01",
            ends="2026-01-31",
        )


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [
        ("2026-01-01", None, True),
        ("2026-06-15", "2026-06-15", True),
        ("2026-06-16", None, False),
        ("2026-01-01", "2026-06-14", False),
    ],
)
def test_a_membership_holds_from_its_first_to_its_last_day(school, starts, ends, holds):
    person = make_user()
    row = Membership.objects.create(
        user=person, school=school, role=Role.TEACHER, starts=starts, ends=ends
    )
    row.refresh_from_db()
    day = date(2026, 6, 15)
    assert row.holds_on(day) is holds
    assert Membership.objects.active_on(day).filter(user=person).exists() is holds


def test_an_ended_role_opens_nothing(school):
    person = make_user()
    Membership.objects.create(
        user=person, school=school, role=Role.TEACHER, starts="2020-01-01", ends="2020-12-31"
    )
    assert person.roles == frozenset()
    assert person.school is None
    assert person.school_ids == ()


def test_one_person_may_have_several_roles_in_several_schools(school):
    beside = make_school(code="lain")
    person = make_member(school=school, role=Role.TEACHER)
    Membership.objects.create(user=person, school=beside, role=Role.EDITOR, starts="2020-01-01")
    person = User.objects.get(pk=person.pk)
    assert person.roles == {Role.TEACHER, Role.EDITOR}
    assert person.school_ids_as(Role.EDITOR) == (beside.pk,)
    assert set(person.school_ids) == {school.pk, beside.pk}


def test_shared_content_is_kept_by_editors_of_the_school_that_keeps_it(
    school, other_school, editor
):
    elsewhere = make_member(school=other_school, role=Role.EDITOR)
    teacher = make_member(school=school, role=Role.TEACHER)
    assert editor.keeps_shared_content
    assert not elsewhere.keeps_shared_content
    assert not teacher.keeps_shared_content
