"""start.py: what it decides before it changes anything, and the server it ends in."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import start

ROOT = Path(start.__file__).parent


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_settings_default_to_this_computer_alone(data: Path) -> None:
    found = start.settings({"HUBINT_DATA_DIR": str(data)})

    assert found["HOST"] == "127.0.0.1"
    assert found["PORT"] == "8000"
    assert found["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"
    assert found["DATABASE_URL"] == f"sqlite:///{data.as_posix()}/hubint.sqlite3"


def test_settings_for_the_network_name_this_computer(data: Path, monkeypatch) -> None:
    monkeypatch.setattr(start, "addresses", lambda: ["192.168.1.20"])
    monkeypatch.setattr(start.socket, "gethostname", lambda: "Lab-1.sekolah.sch.id")

    found = start.settings({"HUBINT_DATA_DIR": str(data), "HOST": "0.0.0.0"})  # noqa: S104

    assert found["ALLOWED_HOSTS"].split(",") == [
        *("localhost", "127.0.0.1", "[::1]"),
        *("lab-1.sekolah.sch.id", "lab-1", "lab-1.local", "192.168.1.20"),
    ]


def test_settings_keep_what_was_given(data: Path) -> None:
    given = {"ALLOWED_HOSTS": "hubint.sch.id", "HOST": "10.0.0.5", "DATABASE_URL": "postgres://x/y"}

    found = start.settings({**given, "HUBINT_DATA_DIR": str(data)})

    assert {name: found[name] for name in given} == given


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80.5"])
def test_settings_refuse_a_port_that_is_none(port: str) -> None:
    with pytest.raises(SystemExit, match=f"PORT is {port}"):
        start.settings({"PORT": port})


def test_taken_port_is_said_plainly() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(SystemExit, match=f"Port {port} is already in use"):
            start.refuse_taken_port("127.0.0.1", str(port))


def test_host_that_is_not_ours_is_said_plainly() -> None:
    with pytest.raises(SystemExit, match=r"HOST=192\.0\.2\.7 PORT=8000 cannot be used"):
        start.refuse_taken_port("192.0.2.7", "8000")


def test_mark_changes_with_any_edit(tmp_path: Path) -> None:
    file = tmp_path / "a.po"
    file.write_text("one")
    before = start.mark([file])

    os.utime(file, (1, 1))

    assert start.mark([file]) != before
    assert start.mark([file]) == start.mark(iter([file]))
    assert start.mark([file], "other database") != start.mark([file])


def test_database_that_only_django_can_judge_is_always_prepared(data: Path) -> None:
    environment = start.settings({"HUBINT_DATA_DIR": str(data), "DATABASE_URL": "postgres://x/y"})

    found = start.fingerprints(environment)

    assert (found["database"], found["content"]) == ("", "")
    assert found["catalogs"]
    assert found["static"]


def test_missing_database_is_always_prepared(data: Path) -> None:
    assert start.fingerprints(start.settings({"HUBINT_DATA_DIR": str(data)}))["database"] == ""


@pytest.fixture
def stamped(data: Path, monkeypatch) -> list[list[str]]:
    """Collect the commands that would run, as if every part had a source that stays the same."""
    commands: list[list[str]] = []
    monkeypatch.setattr(start, "manage", lambda command, _: commands.append(command) or 0)
    parts = {"catalogs": "1", "database": "1", "content": "1", "static": "1"}
    monkeypatch.setattr(start, "fingerprints", lambda _: parts)
    return commands


def test_second_start_prepares_nothing(data: Path, stamped: list[list[str]]) -> None:
    environment = start.settings({"HUBINT_DATA_DIR": str(data)})

    start.prepare(environment)
    start.prepare(environment)

    assert stamped == [["prepare", "catalogs", "database", "content", "static", "--demo"]]


def test_only_what_changed_is_prepared(data: Path, stamped, monkeypatch) -> None:
    environment = start.settings({"HUBINT_DATA_DIR": str(data), "HUBINT_DEMO": "0"})
    start.prepare(environment)
    changed = {"catalogs": "1", "database": "1", "content": "2", "static": "1"}
    monkeypatch.setattr(start, "fingerprints", lambda _: changed)

    start.prepare(environment)

    assert stamped[-1] == ["prepare", "content"]


def test_failed_preparation_is_tried_again(data: Path, stamped, monkeypatch) -> None:
    environment = start.settings({"HUBINT_DATA_DIR": str(data)})
    with monkeypatch.context() as failing:
        failing.setattr(start, "manage", lambda command, _: 1)
        with pytest.raises(SystemExit, match="nothing is served"):
            start.prepare(environment)

    start.prepare(environment)

    assert len(stamped) == 1


def test_larger_set_of_libraries_serves_a_smaller_need(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "PYTHON", Path(sys.executable))
    monkeypatch.setattr(start, "make_environment", lambda: pytest.fail("installs again"))
    start.write_json(tmp_path / "hubint-installed.json", {"dev": start.requirements_hash("dev")})

    start.install("base")
    start.install("postgres")


def test_old_python_is_told_which_it_needs() -> None:
    code = (ROOT / "start.py").read_text(encoding="utf-8")
    first = code[: code.index("import argparse")]
    older = first.replace("sys.version_info", "(3, 9)")

    run = subprocess.run([sys.executable, "-c", older], capture_output=True, text=True, check=False)

    assert run.returncode == 1
    assert "HubInt needs Python 3.11 or newer; this is Python 3.9." in run.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_start_serves_the_sign_in_page_and_stops(data: Path, free_port: int) -> None:
    """The real server, with hashed static files, from an empty data folder."""
    address = f"http://127.0.0.1:{free_port}"
    environment = {
        **os.environ,
        "HUBINT_DATA_DIR": str(data),
        "PORT": str(free_port),
        "HUBINT_DEMO": "0",
        "WORKERS": "1",
    }
    for name in ("DATABASE_URL", "HOST", "ALLOWED_HOSTS", "SECRET_KEY", "HTTPS"):
        environment.pop(name, None)
    # The environment of the tests is the one that start.py would make.
    code = "import sys, start; start.PYTHON = start.Path(sys.executable); start.install = len"
    line = [sys.executable, "-c", f"{code}; sys.argv[1:] = []; start.main()"]

    log = data.with_name("log")
    with log.open("w") as output:
        server = subprocess.Popen(
            line, cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        page = wait_for(f"{address}/masuk/", server, log)
        assert 'lang="id"' in page
        for path in static_paths(page):
            with urllib.request.urlopen(address + path, timeout=10) as answer:  # noqa: S310
                assert answer.status == 200
                assert "immutable" in answer.headers["Cache-Control"]
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=20) == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()

    said = log.read_text()
    assert f"HubInt is at {address}/" in said
    assert "Traceback" not in said
    assert not (data / "demo_accounts.csv").exists()
    assert data.stat().st_mode & 0o077 == 0


def static_paths(page: str) -> list[str]:
    paths = [word.split('"')[0].split("#")[0] for word in page.split('="')[1:]]
    found = sorted({path for path in paths if path.startswith("/static/")})
    assert found
    return found


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):
        if server.poll() is not None:
            pytest.fail(f"the server stopped: {log.read_text()}")
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
                return answer.read().decode()
        except urllib.error.HTTPError as error:
            pytest.fail(f"{error}: {log.read_text()}")
        except OSError:
            time.sleep(0.1)
    pytest.fail("no page within a minute")
