#!/usr/bin/env python3
"""Set HubInt up and serve it. Needs only Python 3.11 or newer; works on Linux, macOS and Windows.

    python3 start.py                  make the environment, prepare the data, serve
    python3 start.py --prepare-only   the same without serving (after an update, from a service)
    python3 start.py --dev            only the environment for tests and checks

From the environment: HOST (127.0.0.1; 0.0.0.0 opens it to the network), PORT (8000), DATABASE_URL
(SQLite in the data folder), HUBINT_DATA_DIR (data), HUBINT_DEMO (1; 0 begins without demo people),
WORKERS (2), ALLOWED_HOSTS, SECRET_KEY, HTTPS.

What has not changed since the last start is not done again: the second start only serves.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - before anything an older Python cannot read
    sys.exit(
        "HubInt needs Python 3.11 or newer; this is Python %d.%d.\n"  # noqa: UP031
        "Install a newer one and start again with it, for example: python3.12 start.py"
        % sys.version_info[:2]
    )

import argparse
import contextlib
import errno
import hashlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
# Each list contains the one before it, so a larger installed one serves a smaller need.
REQUIREMENTS = ("base", "postgres", "dev")


def main() -> None:
    options = arguments()
    if options.dev:
        install("dev")
        sys.exit(manage(["compile_catalogs"], os.environ))
    environment = settings(os.environ)
    host, port = environment["HOST"], environment["PORT"]
    if not options.prepare_only:
        refuse_taken_port(host, port)
    install("postgres" if environment["DATABASE_URL"].startswith("postg") else "base")
    prepare(environment)
    if not options.prepare_only:
        serve(host, port, environment)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--prepare-only", action="store_true")
    parser.add_argument("--dev", action="store_true")
    return parser.parse_args()


def settings(given: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for HubInt: what was given, and a sensible value for the rest."""
    environment = {**given, "DJANGO_SETTINGS_MODULE": "hubint_site.settings", "PYTHONUTF8": "1"}
    host = environment["HOST"] = given.get("HOST") or "127.0.0.1"
    environment["PORT"] = given.get("PORT") or "8000"
    environment["WORKERS"] = given.get("WORKERS") or "2"
    if not environment["PORT"].isdecimal() or not 0 < int(environment["PORT"]) < 65536:
        sys.exit(f"PORT is {environment['PORT']}: it must be a number from 1 to 65535.")
    data = Path(given.get("HUBINT_DATA_DIR") or ROOT / "data").expanduser().resolve()
    environment["HUBINT_DATA_DIR"] = str(data)
    environment["DATABASE_URL"] = given.get("DATABASE_URL") or sqlite_url(data)
    if not given.get("ALLOWED_HOSTS"):
        environment["ALLOWED_HOSTS"] = ",".join(allowed_hosts(host))
    return environment


def sqlite_url(data: Path) -> str:
    return f"sqlite:///{(data / 'hubint.sqlite3').as_posix()}"


# --- The Python environment -------------------------------------------------------------------


def install(wanted: str) -> None:
    """Make .venv and install the pinned libraries, unless exactly these are there already."""
    stamp = VENV / "hubint-installed.json"
    installed = read_json(stamp)
    enough = REQUIREMENTS[REQUIREMENTS.index(wanted) :]
    if PYTHON.exists() and any(installed.get(name) == requirements_hash(name) for name in enough):
        return
    make_environment()
    say("Installing the libraries (about a minute, only now) ...")
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    pip += ["--no-input", "--require-hashes", "-r", str(requirements(wanted))]
    if subprocess.run(pip, cwd=ROOT, check=False).returncode:
        sys.exit(
            "The libraries could not be installed; the lines above say why.\n"
            "Is this computer online? Starting again goes on from here."
        )
    installed[wanted] = requirements_hash(wanted)
    write_json(stamp, installed)


def make_environment() -> None:
    """Make .venv unless there is one that works; half a one is made anew."""
    if PYTHON.exists():
        pip = [str(PYTHON), "-m", "pip", "--version"]
        if subprocess.run(pip, capture_output=True, check=False).returncode == 0:
            return
    try:
        import ensurepip  # noqa: F401
        import venv
    except ImportError:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        sys.exit(
            "This Python cannot make its own environment. On Debian and Ubuntu that is a package:\n"
            f"    sudo apt install python{version}-venv\nThen start again."
        )
    say("Making the Python environment in .venv ...")
    try:
        venv.create(VENV, with_pip=True, clear=True, symlinks=not WINDOWS)
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"The Python environment could not be made in {VENV}: {error}")


def requirements(name: str) -> Path:
    return ROOT / "requirements" / f"{name}.txt"


def requirements_hash(name: str) -> str:
    return hashlib.sha256(requirements(name).read_bytes()).hexdigest()


# --- Catalogs, database, content, static files ------------------------------------------------


def prepare(environment: Mapping[str, str]) -> None:
    """Run `manage.py prepare` for what changed since the last start, or not at all."""
    data = Path(environment["HUBINT_DATA_DIR"])
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = data / "prepared.json"
    done = read_json(stamp)
    now = fingerprints(environment)
    parts = [part for part, mark in now.items() if not mark or done.get(part) != mark]
    if not parts:
        return
    demo = [] if environment.get("HUBINT_DEMO") == "0" else ["--demo"]
    if manage(["prepare", *parts, *demo], environment):
        sys.exit("HubInt could not be prepared; nothing is served. The lines above say why.")
    write_json(stamp, fingerprints(environment))


def fingerprints(environment: Mapping[str, str]) -> dict[str, str]:
    """Describe the sources of each part; an empty mark means that only looking can tell."""
    apps = [package.parent for package in ROOT.glob("*/__init__.py")]
    code = [ROOT / "hubint_site" / "settings.py", requirements("postgres")]
    migrations = [path for app in apps for path in app.glob("migrations/*.py")]
    database = applied_migrations(environment)
    return {
        "catalogs": mark(ROOT.glob("*/locale/*/LC_MESSAGES/*.po")),
        "database": database and mark([*migrations, *code], database),
        "content": database and mark(files(ROOT / "fixtures"), environment["DATABASE_URL"]),
        "static": mark(
            [*(path for app in apps for path in files(app / "static")), *code],
            str((Path(environment["HUBINT_DATA_DIR"]) / "static").exists()),
        ),
    }


def applied_migrations(environment: Mapping[str, str]) -> str:
    """Tell how far an SQLite database of ours is, without Django; "" where only Django can say.

    A deleted file or an older copy put back is noticed here, so it is migrated again.
    """
    data = Path(environment["HUBINT_DATA_DIR"])
    database = data / "hubint.sqlite3"
    if environment["DATABASE_URL"] != sqlite_url(data) or not database.exists():
        return ""
    try:
        with contextlib.closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as rows:
            count, last = rows.execute("SELECT count(*), max(id) FROM django_migrations").fetchone()
    except sqlite3.Error:
        return ""
    return f"{environment['DATABASE_URL']} {count} {last}"


def files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def mark(paths: Iterable[Path], more: str = "") -> str:
    """Return one hash over names, sizes and times: cheap, and any edit changes it."""
    total = hashlib.sha256(more.encode())
    for path in sorted(paths):
        about = path.stat()
        total.update(f"{path} {about.st_size} {about.st_mtime_ns}\n".encode())
    return total.hexdigest()


def manage(command: list[str], environment: Mapping[str, str]) -> int:
    line = [str(PYTHON), "manage.py", *command]
    return subprocess.run(line, cwd=ROOT, env=dict(environment), check=False).returncode


# --- Serving ----------------------------------------------------------------------------------


def refuse_taken_port(host: str, port: str) -> None:
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            if not WINDOWS:  # there it would mean "share the port"
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE or getattr(error, "winerror", 0) == 10048:
            other = int(port) + 1 if int(port) < 65535 else 8000
            sys.exit(
                f"Port {port} is already in use, by another HubInt or another program.\n"
                f"Stop that one, or choose another port: PORT={other}"
            )
        if isinstance(error, PermissionError):
            sys.exit(f"This account may not use port {port}. Choose one above 1023: PORT=8000")
        sys.exit(f"HOST={host} PORT={port} cannot be used: {error.strerror or error}")


def addresses() -> list[str]:
    """Return this computer's addresses in its networks; asks no other computer."""
    found: list[str] = []
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # UDP: sends nothing, only chooses the outgoing address
        found.append(probe.getsockname()[0])
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        if WINDOWS:
            found += socket.gethostbyname_ex(socket.gethostname())[2]
        elif shutil.which("hostname"):
            line = ["hostname", "-I"]
            listed = subprocess.run(line, capture_output=True, text=True, timeout=2, check=False)
            found += [word for word in listed.stdout.split() if word.count(".") == 3]
    return [address for address in dict.fromkeys(found) if not address.startswith("127.")]


def allowed_hosts(host: str) -> list[str]:
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host not in ("127.0.0.1", "localhost", "::1"):
        own = socket.gethostname().lower()
        names += [own, own.split(".")[0], f"{own.split('.')[0]}.local", *addresses()]
        if host not in ("0.0.0.0", "::"):  # noqa: S104
            names.append(f"[{host}]" if ":" in host else host)
    return list(dict.fromkeys(names))


def serve(host: str, port: str, environment: Mapping[str, str]) -> None:
    data = Path(environment["HUBINT_DATA_DIR"])
    open_to_all = host in ("0.0.0.0", "::")  # noqa: S104
    shown = ["localhost", *addresses()] if open_to_all else [f"[{host}]" if ":" in host else host]
    say("\nHubInt is at " + "  ".join(f"http://{name}:{port}/" for name in shown))
    if (data / "demo_accounts.csv").exists():
        say(f"Demo accounts and their passwords: {data / 'demo_accounts.csv'}")
    say(f"All data: {data}")
    if host == "127.0.0.1":
        say(
            "Only this computer can open it. For phones in the same network start with HOST=0.0.0.0"
        )
    say("Stop with Ctrl+C.\n")
    line = [str(PYTHON), "-m", "hubint_site.serving"]
    if not WINDOWS:
        os.chdir(ROOT)
        os.execve(line[0], line, dict(environment))
    with subprocess.Popen(line, cwd=ROOT, env=dict(environment)) as server:
        while True:
            try:  # the console sends Ctrl+C to the server too: wait until it has closed
                sys.exit(server.wait())
            except KeyboardInterrupt:
                continue


# --- Small things -----------------------------------------------------------------------------


def read_json(path: Path) -> dict[str, str]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_json(path: Path, content: Mapping[str, str]) -> None:
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")


def say(what: str) -> None:
    print(what, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
