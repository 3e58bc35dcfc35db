"""What the settings promise: durable answers, a strict browser policy, no secret in the code."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

ROOT = Path(__file__).resolve().parent.parent
on_sqlite = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"], reason="SQLite's own settings"
)


def pragma(name: str) -> object:
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


@on_sqlite
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("synchronous", 2),  # FULL: an acknowledged answer survives a power cut
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("busy_timeout", 20_000),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_sqlite_is_set_for_power_cuts(name: str, value: object) -> None:
    assert pragma(name) == value


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_sqlite_is_durable_in_every_thread_that_serves() -> None:
    found: list[object] = []

    def serve() -> None:
        found.append(pragma("synchronous"))
        connection.close()

    threads = [threading.Thread(target=serve) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [2, 2, 2]


@on_sqlite
def test_sqlite_writers_queue_at_the_start_of_a_transaction() -> None:
    assert settings.DATABASES["default"]["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_requests_open_no_transaction_by_themselves() -> None:
    assert settings.DATABASES["default"]["ATOMIC_REQUESTS"] is False


@pytest.mark.django_db
def test_every_page_carries_a_strict_policy() -> None:
    policy = Client().get("/masuk/").headers["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "object-src 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "form-action 'self'" in policy
    assert "frame-ancestors 'none'" in policy


def test_admin_relaxes_styles_alone() -> None:
    more = {
        name: sources
        for name, sources in settings.ADMIN_CSP.items()
        if settings.SECURE_CSP.get(name) != sources
    }

    assert more == {"style-src": ["'self'", "'unsafe-inline'"]}


def asked(question: str, **environment: str) -> str:
    """Ask the settings of a fresh process, whose environment holds nothing else of ours."""
    code = f"from django.conf import settings; print({question})"
    run = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"DJANGO_SETTINGS_MODULE": "hubint_site.settings", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


def test_first_run_makes_its_own_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    first = asked("settings.SECRET_KEY", HUBINT_DATA_DIR=str(tmp_path / "one"))
    again = asked("settings.SECRET_KEY", HUBINT_DATA_DIR=str(tmp_path / "one"))
    other = asked("settings.SECRET_KEY", HUBINT_DATA_DIR=str(tmp_path / "two"))

    assert len(first) >= 50
    assert first == again
    assert first != other
    assert (tmp_path / "one" / "secret_key").stat().st_mode & 0o077 == 0


def test_defaults_are_those_of_a_server_that_is_in_use(tmp_path: Path) -> None:
    question = "settings.DEBUG, settings.ALLOWED_HOSTS, settings.LANGUAGE_CODE"

    found = asked(question, HUBINT_DATA_DIR=str(tmp_path))

    assert found == "False ['localhost', '127.0.0.1', '[::1]'] id"


def test_https_makes_cookies_secure(tmp_path: Path) -> None:
    question = (
        "settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT"
    )

    assert asked(question, HUBINT_DATA_DIR=str(tmp_path), HTTPS="1") == "True True True"
    assert asked(question, HUBINT_DATA_DIR=str(tmp_path)) == "False False False"


def test_repository_holds_no_data_of_a_school() -> None:
    run = subprocess.run(
        ["git", "ls-files", "data", "*.sqlite3", "secret_key", ".env", "demo_accounts.csv"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.stdout == ""
