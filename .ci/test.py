#!/usr/bin/env python3
"""Run the tests: on the database of DATABASE_URL or SQLite, in the browser, on PostgreSQL.

    python .ci/test.py              all three; what this computer lacks is said and left out
    python .ci/test.py postgres     only the last

With CI=true nothing may be left out. PostgreSQL is a throw-away cluster in a temporary folder,
on a socket, so nothing of a running server is touched.
"""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CI = os.environ.get("CI", "").lower() in ("1", "true")
PYTEST = [sys.executable, "-m", "pytest", "-n", "2", "-q"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def main() -> None:
    runs = [on_postgres] if sys.argv[1:] == ["postgres"] else [pages, browser]
    if len(runs) > 1 and not os.environ.get("DATABASE_URL"):
        runs.append(on_postgres)
    results = {run.__name__: run() for run in runs}
    failed = [name for name, passed in results.items() if not passed]
    if failed:
        sys.exit(f"FAILED: {', '.join(failed)}")
    print(
        "All tests passed." if all(x is True for x in results.values()) else "All that ran passed."
    )


def pages() -> bool:
    say(f"on {'DATABASE_URL' if os.environ.get('DATABASE_URL') else 'SQLite'}, without browser")
    return pytest("-m", "not browser")


def browser() -> bool | str:
    if not any(shutil.which(name) for name in BROWSERS):
        return left_out("browser tests: there is no Chromium or Chrome (apt install chromium)")
    say("in the browser")
    return pytest("-m", "browser", "tests/browser")


def on_postgres() -> bool | str:
    programs = postgres_programs()
    if programs is None:
        return left_out("tests on PostgreSQL: there is no initdb (apt install postgresql)")
    say("on PostgreSQL, without browser")
    with cluster(programs) as url:
        return pytest("-m", "not browser", DATABASE_URL=url)


def pytest(*arguments: str, **environment: str) -> bool:
    run = subprocess.run(
        [*PYTEST, *arguments], cwd=ROOT, env={**os.environ, **environment}, check=False
    )
    return run.returncode == 0


def left_out(what: str) -> bool | str:
    if CI:
        say(f"MISSING: {what}")
        return False
    say(f"NOT RUN: {what}")
    return "not run"


def say(what: str) -> None:
    print(f"\n--- {what}", flush=True)


def postgres_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl; Debian keeps it off the PATH."""
    on_path = shutil.which("initdb")
    folders = [Path(on_path).resolve().parent] if on_path else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "pg_ctl").exists()), None)


@contextlib.contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Start a PostgreSQL of its own; as another user where we are root, which it refuses."""
    with tempfile.TemporaryDirectory(prefix="hubint-pg-", ignore_cleanup_errors=True) as folder:
        prefix: list[str] = []
        if os.getuid() == 0:
            user = "postgres" if has_user("postgres") else "nobody"
            shutil.chown(folder, user)
            prefix = ["runuser", "-u", user, "--"]

        def call(program: str, *arguments: str) -> None:
            line = [*prefix, str(programs / program), "-D", f"{folder}/data", *arguments]
            subprocess.run(line, check=True, stdout=subprocess.DEVNULL, cwd=folder)

        call(
            "initdb", "-U", "hubint", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"
        )
        # The tests ask whether the rows are right; a crash of this cluster may lose them.
        fast = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        options = f"-k {folder} -c listen_addresses='' -c max_connections=200 {fast}"
        call("pg_ctl", "-w", "-l", f"{folder}/log", "-o", options, "start")
        try:
            yield f"postgres://hubint@/postgres?host={folder}"
        finally:
            call("pg_ctl", "-m", "immediate", "stop")


def has_user(name: str) -> bool:
    import pwd  # not on Windows

    with contextlib.suppress(KeyError):
        return bool(pwd.getpwnam(name))
    return False


if __name__ == "__main__":
    main()
