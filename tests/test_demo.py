"""The demo: two schools that fill every page, and never beside a school's own data."""

import csv
import stat

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role, School, User
from classrooms.models import Assignment, Course
from quizzes.models import Answer, Attempt
from tests import factories


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def accounts_in(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("#")
    return list(csv.reader(lines[1:]))


def test_demo_without_the_lesson_makes_people_only(db, data_dir):
    call_command("load_demo", verbosity=0)
    assert School.objects.count() == 2
    assert not Assignment.objects.exists()
    assert User.objects.filter(must_change_password=True).count() == 1
    assert {role for role, _name, _password in accounts_in(data_dir / "demo_accounts.csv")} == set(
        Role.values
    )


def test_demo_fills_the_pages_of_its_people(db, data_dir, client, capsys):
    call_command("load_content", verbosity=0)
    call_command("load_demo")

    path = data_dir / "demo_accounts.csv"
    assert str(path) in capsys.readouterr().out
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    accounts = {username: password for _role, username, password in accounts_in(path)}
    assert len(accounts) == User.objects.count()
    assert len(set(accounts.values())) == len(accounts)
    assert Attempt.objects.submitted().exists()
    assert Attempt.objects.open().exists()
    assert Answer.objects.filter(is_final=True, points=None).exists()
    assert Answer.objects.exclude(rubric_levels=None).exists()
    taught = Course.objects.filter(teachings__teacher__username="budi.santoso").first()
    for username, pages in {
        "rina.wulandari": ["/", "/tugas/", "/latihan/", "/nilai/"],
        "budi.santoso": ["/", "/tugas/", f"/kelas/{taught.pk}/"],
        "operator": ["/", "/orang/"],
    }.items():
        client.post("/masuk/", {"login": username, "password": accounts[username]})
        for page in pages:
            response = client.get(page)
            assert response.status_code == 200
            assert "Cendekia" not in response.content.decode()
        client.post("/keluar/")


def test_demo_shows_the_forced_change_of_a_first_password(db, data_dir, client):
    call_command("load_demo", verbosity=0)
    first = User.objects.get(must_change_password=True)
    passwords = {row[1]: row[2] for row in accounts_in(data_dir / "demo_accounts.csv")}
    client.post("/masuk/", {"login": first.username, "password": passwords[first.username]})
    assert client.get("/").url == "/kata-sandi/"


@pytest.mark.parametrize("second", [False, True])
def test_demo_refuses_beside_other_data(db, data_dir, second):
    if second:
        call_command("load_demo", verbosity=0)
    else:
        factories.make_user()
    before = User.objects.count()
    with pytest.raises(CommandError):
        call_command("load_demo", verbosity=0)
    assert User.objects.count() == before
    assert (data_dir / "demo_accounts.csv").exists() is second


def test_demo_may_join_a_superuser(db, data_dir):
    User.objects.create_superuser("root", password="rahasia-sekali-9")
    call_command("load_demo", verbosity=0)
    assert School.objects.count() == 2
