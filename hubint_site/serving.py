"""Serve HubInt with granian: `python -m hubint_site.serving`, which `start.py` ends in.

HOST, PORT and WORKERS come from the environment. A service manager should send its signal to the
first process alone (systemd: KillMode=mixed).
"""

import os
import signal
import sys
from importlib import import_module
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

APPLICATION = "hubint_site.wsgi"


def load(module: str) -> Any:
    """Return the application; runs in each worker.

    A terminal tells every process of the server about Ctrl+C and about its own closing. The first
    process then tells the workers to finish; a worker that hears both hangs, so it listens to the
    first process alone.
    """
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    return import_module(module).application


class Server(MPServer):
    """Stop when the terminal closes, where granian would begin anew; not under nohup."""

    outlives_terminal = (
        sys.platform != "win32" and signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    )

    def signal_handler_reload(self, *args: Any, **kwargs: Any) -> None:
        if not self.outlives_terminal:
            self.signal_handler_interrupt()  # type: ignore[no-untyped-call]


def main() -> None:
    server = Server(
        APPLICATION,
        address=os.environ.get("HOST", "127.0.0.1"),
        port=int(os.environ.get("PORT", "8000")),
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        websockets=False,
        # Windows shares no listening socket between processes.
        workers=1 if sys.platform == "win32" else int(os.environ.get("WORKERS", "2")),
        # A thread keeps its database connection: few threads, and they live long.
        blocking_threads=4,
        blocking_threads_idle_timeout=600,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    )
    server.serve(target_loader=load)


if __name__ == "__main__":
    main()
