"""Pull the plug on a real server while it takes answers: what it acknowledged is still there."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from quizzes.attempts import start
from quizzes.models import Answer
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
CLIENTS, SAVES = 20, 200


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def database_url() -> str:
    """Say to another process which test database this one has made."""
    made = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{made['NAME']}"
    person = quote(made["USER"]) + (f":{quote(made['PASSWORD'])}" if made["PASSWORD"] else "")
    where, options = made["HOST"], {}
    if where.startswith("/"):  # a folder with the server's socket
        where, options = "", {"host": where}
    port = f":{made['PORT']}" if where and made["PORT"] else ""
    query = urlencode(options | made["OPTIONS"])
    return f"postgres://{person}@{where}{port}/{made['NAME']}" + (f"?{query}" if query else "")


class Server:
    """The server of production on the test database, in a process group of its own."""

    def __init__(self, data: Path) -> None:
        self.port = free_port()
        self.environment = os.environ | {
            "DATABASE_URL": database_url(),
            "HUBINT_DATA_DIR": str(data),
            "SECRET_KEY": settings.SECRET_KEY,
            "DEBUG": "1",  # static files as they lie there
        }

    def start(self) -> None:
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "2"),
                *("--host", "127.0.0.1", "--port", str(self.port)),
                *("--log-level", "error", "hubint_site.wsgi:application"),
            ],
            cwd=ROOT,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 40
        while time.monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        pytest.fail("the server did not start")

    def kill(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(transactional_db, tmp_path) -> Iterator[Server]:
    server = Server(tmp_path)
    server.start()
    yield server
    server.kill()
    time.sleep(0.2)  # PostgreSQL notices that its clients are gone


@pytest.mark.django_db(transaction=True)
def test_every_acknowledged_answer_outlives_a_killed_server(
    school, classroom, course, teacher, sign_in, server
):
    quiz = factories.make_quiz(forms=("essay",) * (SAVES // CLIENTS))
    assignment = factories.assign_quiz(quiz=quiz, course=course, by=teacher)
    sittings = []
    for number in range(CLIENTS):
        student = factories.make_student(school=school, classroom=classroom, name=f"Siswa {number}")
        attempt = start(assignment=assignment, student=student, now=timezone.now())
        cookie = sign_in(student).cookies[settings.SESSION_COOKIE_NAME].value
        sittings.append((attempt.pk, cookie))
    connections.close_all()
    acknowledged: dict[tuple[int, int], str] = {}

    def answer_all(sitting: tuple[int, str]) -> None:
        attempt, cookie = sitting
        token = "x" * 32
        http = HTTPConnection("127.0.0.1", server.port, timeout=20)
        try:
            for position in range(1, SAVES // CLIENTS + 1):
                text = f"jawaban {attempt}-{position}"
                http.request(
                    "POST",
                    f"/pengerjaan/{attempt}/jawaban/{position}/",
                    urlencode({"text": text, "revision": 0}),
                    {
                        "Content-Type": "application/x-www-form-urlencoded",
                        "Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}; csrftoken={token}",
                        "X-CSRFToken": token,
                        "Accept": "application/json",
                    },
                )
                with http.getresponse() as reply:
                    reply.read()
                    assert reply.status == 200
                acknowledged[attempt, position] = text
        except (OSError, HTTPException):
            pass  # the plug was pulled
        finally:
            http.close()

    with ThreadPoolExecutor(CLIENTS) as pool:
        work = [pool.submit(answer_all, sitting) for sitting in sittings]
        while len(acknowledged) < SAVES // 3 and not all(each.done() for each in work):
            time.sleep(0.002)
        server.kill()
        for each in work:
            each.result()

    assert 0 < len(acknowledged) < SAVES, "the server was not killed in the middle"
    server.start()
    stored = {
        (attempt, position): response["text"]
        for attempt, position, response in Answer.objects.filter(
            response__isnull=False
        ).values_list("attempt", "position", "response")
    }
    missing = {place: text for place, text in acknowledged.items() if stored.get(place) != text}
    assert missing == {}
    assert check_file() == "ok"


def check_file() -> str:
    """Let SQLite look its own file over; PostgreSQL does it when it starts."""
    if connection.vendor != "sqlite":
        return "ok"
    with sqlite3.connect(connection.settings_dict["NAME"]) as raw:
        return str(raw.execute("PRAGMA integrity_check").fetchone()[0])


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="a setting of SQLite")
def test_sqlite_waits_for_the_disk_before_it_acknowledges():
    with connection.cursor() as cursor:
        values = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("synchronous", "journal_mode")
        ]

    assert values == [2, "wal"]
