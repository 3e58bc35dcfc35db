"""The cast: one school with a class and two courses, and a second school beside it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Role, School, User
from classrooms.models import Classroom, Course
from tests import factories


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """Give every process a database file of its own: two runs at once do not meet."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(
            tmp_path_factory.mktemp("database") / "test.sqlite3"
        )


@pytest.fixture(autouse=True)
def plain_static_files(settings):
    """Tests serve static files as they lie there; one test of the real server uses the manifest."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def quick_passwords(settings, request):
    """Hash with something quick, except where the hasher itself is tested."""
    if "real_hasher" not in request.keywords:
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def school(db) -> School:
    return factories.make_school(code="nusantara", keeps_shared_content=True)


@pytest.fixture
def other_school(db) -> School:
    return factories.make_school(code="cendekia", name="SMA Cendekia")


@pytest.fixture
def classroom(school) -> Classroom:
    return factories.make_classroom(school=school, name="XI-1")


@pytest.fixture
def other_classroom(school) -> Classroom:
    return factories.make_classroom(school=school, name="XI-2")


@pytest.fixture
def student(school, classroom) -> User:
    return factories.make_student(school=school, classroom=classroom, name="Rina Wulandari")


@pytest.fixture
def classmate(school, classroom) -> User:
    return factories.make_student(school=school, classroom=classroom, name="Agus")


@pytest.fixture
def other_student(school, other_classroom) -> User:
    return factories.make_student(school=school, classroom=other_classroom, name="Made Sari")


@pytest.fixture
def teacher(school) -> User:
    return factories.make_member(school=school, role=Role.TEACHER, name="Budi Santoso, S.Pd.")


@pytest.fixture
def other_teacher(school) -> User:
    return factories.make_member(school=school, role=Role.TEACHER, name="Siti Aminah, M.Pd.")


@pytest.fixture
def operator(school) -> User:
    return factories.make_member(school=school, role=Role.OPERATOR, name="Joko")


@pytest.fixture
def editor(school) -> User:
    return factories.make_member(school=school, role=Role.EDITOR, name="Lestari")


@pytest.fixture
def admin(school) -> User:
    return factories.make_member(school=school, role=Role.ADMIN, name="Hendra")


@pytest.fixture
def other_admin(other_school) -> User:
    return factories.make_member(school=other_school, role=Role.ADMIN, name="Yohanes")


@pytest.fixture
def course(classroom, teacher) -> Course:
    return factories.make_course(classroom=classroom, teacher=teacher)


@pytest.fixture
def other_course(classroom, other_teacher) -> Course:
    return factories.make_course(classroom=classroom, teacher=other_teacher, subject="Sejarah")


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
