"""What a real browser fetches and when it shows it: Chromium through its own protocol.

Bytes are those of the answers on the wire, headers included, compressed as sent.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLOW = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
READY = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


@dataclass
class Meter:
    """Counts what a page fetches; a picture out of the cache is no request."""

    requests: int = 0
    size: int = 0

    def attach(self, page: Page) -> None:
        wire = page.context.new_cdp_session(page)
        wire.send("Network.enable")
        cached: set[str] = set()
        wire.on("Network.requestServedFromCache", lambda event: cached.add(event["requestId"]))

        def asked(event: dict[str, Any]) -> None:
            if event["request"]["url"].startswith("http"):
                self.requests += 1
            if before := event.get("redirectResponse"):
                self.size += before["encodedDataLength"]

        def answered(event: dict[str, Any]) -> None:
            if event["response"].get("fromDiskCache"):
                cached.add(event["requestId"])

        def finished(event: dict[str, Any]) -> None:
            if event["requestId"] in cached:
                self.requests -= 1
            else:
                self.size += event["encodedDataLength"]

        wire.on("Network.requestWillBeSent", asked)
        wire.on("Network.responseReceived", answered)
        wire.on("Network.loadingFinished", finished)

    def lap(self) -> tuple[float, int]:
        """Give KiB and requests since the last lap."""
        result = self.size / 1024, self.requests
        self.size = self.requests = 0
        return result


def measured(url: str, scene: dict[str, Any]) -> dict[str, float]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        sys.exit("no Chromium or Chrome on this computer (apt install chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        values = journey(chromium, url, scene)
        values.update(slow_line(chromium, url, scene))
        chromium.close()
    return values


@contextmanager
def phone(chromium: Browser, url: str) -> Iterator[BrowserContext]:
    context = chromium.new_context(
        base_url=url,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        is_mobile=True,
        locale="id-ID",
    )
    context.set_default_timeout(20_000)
    yield context
    context.close()


def journey(chromium: Browser, url: str, scene: dict[str, Any]) -> dict[str, float]:
    """Walk from the sign-in page to the review, as somebody with an empty cache does."""
    pupil = scene["pupils"][0]
    laps: list[tuple[float, int]] = []
    with phone(chromium, url) as context:
        page, meter = context.new_page(), Meter()
        meter.attach(page)

        def lap() -> None:
            page.wait_for_load_state("networkidle")
            laps.append(meter.lap())

        page.goto("/masuk/")
        lap()
        page.fill("#id_login", pupil["username"])
        page.fill("#id_password", scene["password"])
        press(page)
        lap()
        page.goto(f"/kuis/{pupil['task']}/")
        lap()
        press(page)
        page.wait_for_selector("#attempt")
        lap()
        with page.expect_response("**/jawaban/**"):
            page.locator("#soal-1 label.option-row").first.click()
        lap()
        attempt = page.url
        page.locator(".attempt-bar button[value=submit]").click()
        page.wait_for_url("**/kumpulkan/")
        lap()
        press(page)
        page.wait_for_url("**/hasil/")
        lap()
        second = another_attempt(page, pupil)
        assert second != attempt
        meter.lap()
        page.goto(second)
        page.wait_for_load_state("networkidle")
        warm, _ = meter.lap()
    return {
        "sign-in page, cold": laps[0][0],
        "sign-in page, cold: requests": laps[0][1],
        "quiz page, cold, beyond the sign-in page": laps[3][0],
        "quiz page, warm": warm,
        "first journey, sign-in to review": sum(size for size, _ in laps),
        "first journey, sign-in to review: requests": sum(number for _, number in laps),
        "laps": [[round(size, 1), number] for size, number in laps],
    }


def press(page: Page) -> None:
    page.locator("main form button.btn-primary[type=submit]").first.click()


def another_attempt(page: Page, pupil: dict[str, Any]) -> str:
    page.goto(f"/kuis/{pupil['task']}/")
    press(page)
    page.wait_for_selector("#attempt")
    return page.url


def slow_line(chromium: Browser, url: str, scene: dict[str, Any]) -> dict[str, float]:
    """Open two pages at 400 kbit/s and 400 ms, each with an empty cache."""
    saver = scene["savers"][0]
    sign_in = timed(chromium, url, "/masuk/", {})
    quiz = timed(
        chromium, url, f"/pengerjaan/{saver['attempt']}/", {scene["cookie"]: saver["session"]}
    )
    return {
        "first paint of the sign-in page, slow line": sign_in[0] / 1000,
        "first paint of the quiz page, slow line": quiz[0] / 1000,
        "usable quiz page, slow line": quiz[1] / 1000,
    }


def timed(chromium: Browser, url: str, path: str, cookies: dict[str, str]) -> tuple[float, float]:
    """Give the milliseconds to the first paint and until every script has run."""
    with phone(chromium, url) as context:
        context.add_cookies(
            [{"name": name, "value": value, "url": url} for name, value in cookies.items()]
        )
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        wire.send("Network.emulateNetworkConditions", SLOW)
        page.goto(path, wait_until="load")
        # `wait_for_function` would poll with eval, which the site's own policy forbids.
        for _ in range(600):
            if page.evaluate(PAINT):
                break
            page.wait_for_timeout(50)
        return page.evaluate(PAINT), page.evaluate(READY)
