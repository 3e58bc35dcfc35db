"""Measure HubInt: `make bench`, or `python -m benchmarks --only saves --quick`.

Prints a table, writes benchmarks/out/bench.json, and fails where a limit of the design is missed
or a row is missing.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.browser import measured
from benchmarks.rows import CLIENTS, WANTED, Row, judged, table
from benchmarks.serving import ROOT, Served, environment, run, served

OUT = ROOT / "benchmarks" / "out" / "bench.json"
SERVER = ("-m", "hubint_site.serving")
Values = dict[str, Any]


def main() -> None:
    options = arguments()
    began = time.monotonic()
    groups = options.only or list(WANTED)
    values: Values = {}
    with tempfile.TemporaryDirectory(prefix="hubint-bench-") as folder:
        stage = Stage(Path(folder), options)
        stage.set_up()
        for group in groups:
            say(f"{time.monotonic() - began:4.0f} s  {group}")
            values.update(getattr(stage, group)())
    rows = [judged(wanted, values.get(wanted.name)) for name in groups for wanted in WANTED[name]]
    report(rows, options.out)
    say(f"{time.monotonic() - began:4.0f} s")
    if not all(row.ok for row in rows):
        sys.exit("Limits missed: " + "; ".join(row.name for row in rows if not row.ok))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", choices=list(WANTED), help="some groups alone")
    parser.add_argument("--quick", action="store_true", help="once and short, to try things out")
    parser.add_argument("--out", type=Path, default=OUT)
    return parser.parse_args()


def report(rows: list[Row], out: Path) -> None:
    say(table(rows))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n")


class Stage:
    """A scratch data folder with a school in it, and what is measured on it."""

    def __init__(self, folder: Path, options: argparse.Namespace) -> None:
        self.data = folder / "data"
        self.scene_file = folder / "scene.json"
        self.plan_file = folder / "plan.json"
        self.rounds = 1 if options.quick else 3
        self.seconds = 1.5 if options.quick else 3.0
        self.pupils = 1200 if options.quick else 4000
        self.skip = 1  # the first pupil is the browser's
        self.saved: dict[str, list[int]] = {}

    def set_up(self) -> None:
        say("Preparing a scratch school ...")
        env = environment(self.data)
        run("start.py", "--prepare-only", env=env)
        run("-m", "benchmarks.scene", str(self.scene_file), str(self.pupils), env=env)
        self.scene = json.loads(self.scene_file.read_text())

    # --- Groups, named as in WANTED -----------------------------------------------------------

    def queries(self) -> Values:
        env = environment(self.data)
        found: Values = json.loads(run("-m", "benchmarks.queries", str(self.scene_file), env=env))
        return found

    def start(self) -> Values:
        seconds, memory = [], []
        for _ in range(self.rounds):
            with served(self.data, "start.py", path="/masuk/") as server:
                seconds.append(server.seconds)
                time.sleep(2)
                memory.append(server.memory())
        return {
            "command to first page": median(seconds),
            "idle memory of all processes (PSS)": median(memory),
        }

    def pages(self) -> Values:
        with served(self.data, *SERVER, path="/masuk/") as server:
            found = measured(server.url, self.scene)
        say(f"        pages of the journey, KiB and requests: {found.pop('laps')}")
        return found

    def saves(self) -> Values:
        values: Values = {}
        failures = 0
        slow = []
        rates: dict[tuple[str, int], list[float]] = {}
        with self.both() as ports:
            for clients in CLIENTS:
                for _ in range(self.rounds):
                    floor = self.load("floor", clients, ports)
                    saves = self.load("saves", clients, ports)
                    self.saved = saves["saved"]
                    failures += sum(saves["failures"].values()) + sum(floor["failures"].values())
                    rates.setdefault(("floor", clients), []).append(floor["rate"])
                    rates.setdefault(("saves", clients), []).append(saves["rate"])
                    if clients == max(CLIENTS):
                        slow.append(saves["p99"] * 1000)
        for clients in CLIENTS:
            floors, saved = rates["floor", clients], rates["saves", clients]
            values[f"floor a second, {clients} clients"] = median(floors)
            values[f"saves a second, {clients} clients"] = median(saved)
            ratios = [mine / floor for mine, floor in zip(saved, floors, strict=True) if floor]
            values[f"saves to floor, {clients} clients"] = median(ratios or [0])
        values["save p99, 100 clients"] = median(slow)
        values["saves that failed"] = failures
        values["acknowledged answers lost"] = self.lost()
        return values

    def flows(self) -> Values:
        values: Values = {}
        failures = 0
        ratios: dict[str, list[float]] = {"signins": [], "flows": []}
        names = {"signins": "sign-ins", "flows": "whole flows"}
        with self.both() as ports:
            for clients in CLIENTS:
                rates: dict[str, list[float]] = {"signins": [], "flows": []}
                for _ in range(self.rounds):
                    floor = self.load("floor", clients, ports) if clients == max(CLIENTS) else None
                    for what, found in rates.items():
                        result = self.load(what, clients, ports)
                        failures += sum(result["failures"].values())
                        found.append(result["rate"])
                        if floor:
                            ratios[what].append(result["rate"] / (floor["rate"] or 1))
                for what, found in rates.items():
                    values[f"{names[what]} a second, {clients} clients"] = median(found)
        for what, found in ratios.items():
            values[f"{names[what]} to floor, {max(CLIENTS)} clients"] = median(found)
        values["sign-ins and flows that failed"] = failures
        return values

    def storm(self) -> Values:
        results = []
        for _ in range(self.rounds):
            with served(self.data, *SERVER, path="/masuk/") as server:
                results.append(self.load("storm", 200, (server.port, 0)))
        return {
            "200 pupils within 1 s: started": min(each["started"] for each in results),
            "200 pupils within 1 s: median": median(each["median"] for each in results),
            "200 pupils within 1 s: p99": median(each["p99"] for each in results),
            "200 pupils within 1 s: failures": sum(
                sum(each["failures"].values()) for each in results
            ),
        }

    # --- Means --------------------------------------------------------------------------------

    @contextmanager
    def both(self) -> Iterator[tuple[int, int]]:
        """Serve HubInt and, with the same server and database, the floor."""
        bare = {"DJANGO_SETTINGS_MODULE": "benchmarks.floor_settings"}
        with ExitStack() as stack:
            site: Served = stack.enter_context(served(self.data, *SERVER, path="/masuk/"))
            floor: Served = stack.enter_context(
                served(self.data, *SERVER, path="/floor/1/", **bare)
            )
            yield site.port, floor.port

    def load(self, what: str, clients: int, ports: tuple[int, int]) -> Values:
        """Run one load in a process of its own; pupils who have handed in are not used again."""
        plan = {
            "do": what,
            "clients": clients,
            "seconds": self.seconds * (2 if what == "flows" else 1),
            # A flow of many at once takes seconds: the first must be through before we count.
            "warm_up": 0.4 + (clients * 0.04 if what == "flows" else 0),
            "scene": str(self.scene_file),
            "port": ports[0],
            "floor_port": ports[1],
            "skip": self.skip,
            "saved": self.saved,
        }
        self.plan_file.write_text(json.dumps(plan))
        result: Values = json.loads(
            run("-m", "benchmarks.load", str(self.plan_file), env=environment(self.data))
        )
        if what in ("flows", "storm"):
            self.skip += result["used"]
        for failure, number in result["failures"].items():
            say(f"        {what}, {clients} clients: {number} x {failure}")
        if "rate" in result:
            say(f"        {what}, {clients} clients: {result['rate']:.1f}/s")
        return result

    def lost(self) -> int:
        """Compare every acknowledged answer with the row in the database."""
        lost = 0
        with closing(sqlite3.connect(self.data / "hubint.sqlite3")) as rows:
            for name, (revision, which) in self.saved.items():
                attempt, position = name.split()
                if position == "turn":
                    continue
                stored = rows.execute(
                    "SELECT revision, response FROM quizzes_answer"
                    " WHERE attempt_id = ? AND position = ?",
                    (attempt, position),
                ).fetchone()
                wanted = self.scene["answers"][int(position) - 1][which]["stored"]
                lost += stored[0] != revision or json.loads(stored[1]) != wanted
        return lost


def say(what: str) -> None:
    print(what, flush=True)


if __name__ == "__main__":
    main()
