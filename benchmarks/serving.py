"""The server as `start.py` starts it, on a scratch data folder."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment(data: Path, **more: str) -> dict[str, str]:
    """The settings of a school's computer, whatever is set here."""
    ours = ("HOST", "PORT", "WORKERS", "DATABASE_URL", "SECRET_KEY", "DEBUG", "HTTPS")
    clean = {name: value for name, value in os.environ.items() if name not in ours}
    return {
        **clean,
        "HUBINT_DATA_DIR": str(data),
        "HUBINT_DEMO": "0",
        "PYTHONUTF8": "1",
        "DJANGO_SETTINGS_MODULE": "hubint_site.settings",
        **more,
    }


def run(*arguments: str, env: Mapping[str, str]) -> str:
    """Run a part of this package or `start.py` to its end; give what it printed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=dict(env),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed ({done.returncode})")
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def served(data: Path, *command: str, path: str = "/", **more: str) -> Iterator[Served]:
    """Start a server, wait for its first answer, stop it in the end."""
    port = free_port()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(data, PORT=str(port), HOST="127.0.0.1", **more),
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}{path}", process)
        yield Served(port, process.pid, time.perf_counter() - began)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()


class Served:
    def __init__(self, port: int, pid: int, seconds: float) -> None:
        self.port, self.pid, self.seconds = port, pid, seconds

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def memory(self) -> float:
        """MB of all processes, shared pages divided among those who share them."""
        return sum(pss(pid) for pid in family(self.pid)) / 1e6


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=10) as page:  # noqa: S310
                page.read()
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.01)
    sys.exit(f"{url} never answered")


def family(pid: int) -> list[int]:
    children = [
        int(child)
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for child in task.read_text().split()
    ]
    return [pid, *(each for child in children for each in family(child))]


def pss(pid: int) -> int:
    """Bytes of one process; resident where the kernel counts no shares."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0
