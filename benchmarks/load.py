"""Many pupils at once: `python -m benchmarks.load <plan.json>`, a process of its own.

A plan names the scene, the ports of the server and of the floor, what to do, how many at once,
how long. Prints what came of it as JSON.
"""

from __future__ import annotations

import asyncio
import gc
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.web import Browser, Failed

SEAL = re.compile(r'name="seal" value="([^"]+)"')
TOKEN = "ukurukurukurukurukurukurukurukur"


@dataclass
class Tally:
    """What the guests of one run saw; only what began and ended in its window counts."""

    begins: float
    ends: float
    times: list[float] = field(default_factory=list)
    failures: Counter[str] = field(default_factory=Counter)

    @property
    def is_over(self) -> bool:
        return time.perf_counter() >= self.ends

    async def one(self, work: Awaitable[object]) -> None:
        began = time.perf_counter()
        try:
            await work
        except (TimeoutError, Failed, OSError) as failure:
            self.failures[kind_of(failure)] += 1
            return
        now = time.perf_counter()
        if self.begins <= now <= self.ends:
            self.times.append(now - began)

    def said(self) -> dict[str, Any]:
        return {
            "rate": len(self.times) / (self.ends - self.begins),
            "p99": quantile(self.times, 0.99),
            "failures": dict(self.failures),
        }


def kind_of(failure: BaseException) -> str:
    """Name a failure without the numbers in which it differs from others."""
    return re.sub(r"/\d+/", "/../", str(failure)) or type(failure).__name__


def quantile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


async def repeat(
    clients: int, seconds: float, warm_up: float, work: Callable[[int], Awaitable[None]]
) -> Tally:
    """Let so many clients do their work again and again; the last of each is let finish."""
    begins = time.perf_counter() + warm_up
    tally = Tally(begins, begins + seconds)

    async def client(number: int) -> None:
        while not tally.is_over:
            before = tally.failures.total()
            await tally.one(work(number))
            if tally.failures.total() > before:
                await asyncio.sleep(0.05)

    await asyncio.gather(*(client(number) for number in range(clients)))
    return tally


class Guests:
    """The pupils of a plan."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        self.scene = json.loads(Path(plan["scene"]).read_text())
        self.port: int = plan["port"]
        self.pupils = iter(self.scene["pupils"][plan.get("skip", 0) :])
        self.used = 0
        self.savers = [
            Browser(
                plan["floor_port"] if plan["do"] == "floor" else self.port,
                {self.scene["cookie"]: saver["session"], "csrftoken": TOKEN},
            )
            for saver in self.scene["savers"]
        ]
        self.positions = [
            position
            for position, both in enumerate(self.scene["answers"], start=1)
            if "text" not in both[0]["fields"]
        ]
        self.saved: dict[str, list[int]] = plan.get("saved", {})

    def next_pupil(self) -> dict[str, Any]:
        self.used += 1
        found = next(self.pupils, None)
        if found is None:
            raise Failed("no pupils left: make a larger scene")
        return found

    # --- One request --------------------------------------------------------------------------

    async def floor(self, client: int) -> None:
        pk = self.scene["savers"][client]["floor"]
        reply = await self.savers[client].ask("POST", f"/floor/{pk}/", {"option": "a"})
        if reply.status != 200:
            raise Failed(f"floor: {reply.status}")

    async def saves(self, client: int) -> None:
        """Change the answers of an attempt one after the other, all but the floor's essay."""
        attempt = self.scene["savers"][client]["attempt"]
        turn = self.saved.setdefault(f"{attempt} turn", [0, 0])
        position = self.positions[turn[0] % len(self.positions)]
        revision, _which = self.saved.setdefault(f"{attempt} {position}", [0, 0])
        which = revision % 2
        fields = self.scene["answers"][position - 1][which]["fields"]
        reply = await self.savers[client].send(
            f"/pengerjaan/{attempt}/jawaban/{position}/", {**fields, "revision": revision}
        )
        self.saved[f"{attempt} {position}"] = [json.loads(reply.body)["revision"], which]
        turn[0] += 1

    # --- Journeys -----------------------------------------------------------------------------

    async def sign_in(self, browser: Browser, pupil: dict[str, Any], then: str = "/") -> str:
        await browser.get(f"/masuk/?next={then}")
        fields = {"login": pupil["username"], "password": self.scene["password"], "next": then}
        return (await browser.post("/masuk/", fields)).location

    async def signins(self, client: int) -> None:
        pupil = self.scene["pupils"][(client * 7 + self.used) % len(self.scene["pupils"])]
        self.used += 1
        browser = Browser(self.port)
        try:
            await self.sign_in(browser, pupil)
        finally:
            browser.close()

    async def flows(self, _client: int) -> None:
        """Sign in, home, task, start with its page, one save, hand in 20 answers, review."""
        pupil = self.next_pupil()
        browser = Browser(self.port)
        try:
            home = await self.sign_in(browser, pupil)
            await browser.get(home)
            task = f"/kuis/{pupil['task']}/"
            await browser.get(task)
            page, seal = await self.begin(browser, task)
            first = self.scene["answers"][0][1]["fields"]
            await browser.send(f"{page}jawaban/1/", {**first, "revision": 0})
            confirm = (await browser.post(page, self.whole_form(seal))).location
            await browser.get(confirm)
            review = (await browser.post(confirm, {})).location
            await browser.get(review)
        finally:
            browser.close()

    async def begin(self, browser: Browser, task: str) -> tuple[str, str]:
        """Give the address of the quiz page and the seal that its form carries."""
        page = (await browser.post(f"{task}mulai/", {})).location
        found = SEAL.search((await browser.get(page)).text)
        return page, found[1] if found else ""

    def whole_form(self, seal: str) -> dict[str, object]:
        fields: dict[str, object] = {"then": "submit", "seal": seal}
        for position, answers in enumerate(self.scene["answers"], start=1):
            prefix = f"q{position}-"
            fields[f"{prefix}revision"] = 1 if position == 1 else 0
            fields[f"{prefix}seen"] = "" if position == 1 else self.scene["blank"]
            for name, values in answers[0]["fields"].items():
                fields[f"{prefix}{name}"] = values
        return fields

    async def storm(self, number: int, arrives: float) -> tuple[float, float]:
        """Sign in from the link that the teacher sent, and start."""
        await asyncio.sleep(arrives)
        began = time.perf_counter()
        pupil = self.next_pupil()
        browser = Browser(self.port)
        task = f"/kuis/{pupil['task']}/"
        try:
            await browser.get(await self.sign_in(browser, pupil, task))
            signed_in = time.perf_counter()
            await self.begin(browser, task)
        finally:
            browser.close()
        return time.perf_counter() - began, signed_in - began


async def run(plan: dict[str, Any]) -> dict[str, Any]:
    guests = Guests(plan)
    if plan["do"] == "storm":
        return await storm(guests, plan["clients"])
    work = getattr(guests, plan["do"])
    tally = await repeat(plan["clients"], plan["seconds"], plan["warm_up"], work)
    return tally.said() | {"used": guests.used, "saved": guests.saved}


async def storm(guests: Guests, pupils: int) -> dict[str, Any]:
    chance = Random(27)  # noqa: S311
    arrivals = [chance.random() for _ in range(pupils)]
    work = [guests.storm(number, arrives) for number, arrives in enumerate(arrivals)]
    done = await asyncio.gather(*work, return_exceptions=True)
    times = [each[0] for each in done if isinstance(each, tuple)]
    failures = Counter(kind_of(each) for each in done if isinstance(each, BaseException))
    return {
        "started": len(times),
        "median": quantile(times, 0.5),
        "p99": quantile(times, 0.99),
        "failures": dict(failures),
        "used": guests.used,
    }


if __name__ == "__main__":
    gc.freeze()
    print(json.dumps(asyncio.run(run(json.loads(Path(sys.argv[1]).read_text())))))
