"""A phone, a desktop and a browser without JavaScript, on a live server.

`make test` runs these tests apart from the others. They take the live server, so they must not
use the fixture `db` alone: `phone`, `desktop` and `no_script` bring `live_server` with them, which
makes every fixture of the cast visible to the server's threads.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import BrowserContext, Page

from accounts.models import User

HERE = Path(__file__).parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARGUMENTS = [
    "--no-sandbox",  # Chromium refuses a sandbox to root, which CI is
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Colours of the other theme fade in, where Django's admin styles a link: look when they are there.
AXE = """async () => {
  const moment = new Promise((resolve) => setTimeout(resolve, 400));
  const faded = document.getAnimations().map((each) => each.finished.catch(() => null));
  await Promise.race([moment, Promise.all(faded)]);
  return (await axe.run(document, { resultTypes: ["violations"] })).violations;
}"""
REQUIRED = any(
    os.environ.get(name, "").lower() in ("1", "true") for name in ("CI", "REQUIRE_BROWSER")
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Find the browser; where there is none, skip plainly, but never in CI."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if not found and REQUIRED:
        pytest.fail("no Chromium or Chrome, and here browser tests may not be skipped")
    if not found:
        pytest.skip("no Chromium or Chrome on this computer (apt install chromium)")
    return found


@pytest.fixture(scope="session")
def base_url() -> None:
    """Leave the address to `open_context`; the plugin's own fixture trips over pytest 9."""


@pytest.fixture(scope="session")
def browser_type_launch_args(
    chromium: str, browser_type_launch_args: dict[str, Any]
) -> dict[str, Any]:
    # Playwright keeps an event loop in this thread, so Django takes every query that a test
    # makes for one from asynchronous code. Set only in a process that drives a browser.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    return browser_type_launch_args | {"executable_path": chromium, "args": ARGUMENTS}


@pytest.fixture
def open_context(live_server, new_context: Callable[..., BrowserContext]) -> Any:
    """Return a function that opens a browser of its own: own cookies, own storage."""

    def opened(*, width: int = 360, height: int = 740, **options: Any) -> BrowserContext:
        context = new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(10_000)
        return context

    return opened


@pytest.fixture
def phone(open_context) -> Page:
    return open_context(has_touch=True, is_mobile=True).new_page()


@pytest.fixture
def desktop(open_context) -> Page:
    return open_context(width=1280, height=800).new_page()


@pytest.fixture
def no_script(open_context) -> Page:
    """Return a phone with JavaScript off: axe and `page.evaluate` do not work there."""
    return open_context(java_script_enabled=False).new_page()


@pytest.fixture
def enter(live_server, sign_in) -> Callable[[Page, User], None]:
    """Return a function that gives a page the session of a person, without the sign-in form."""

    def entered(page: Page, user: User) -> None:
        page.context.clear_cookies()
        cookie = sign_in(user).cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )

    return entered


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Return a function that fails with what a screen reader user would stumble over."""
    source = Axe().axe_script

    def without_fault(page: Page, *, themes: tuple[str, ...] = ("light", "dark")) -> None:
        found = []
        if page.evaluate("!window.axe"):
            page.evaluate(source)
        for theme in themes:
            page.emulate_media(color_scheme=theme)
            for fault in page.evaluate(AXE):
                nodes = "".join(f"\n    {node['html'][:150]}" for node in fault["nodes"][:5])
                found.append(f"{theme}: {fault['id']}: {fault['help']}{nodes}")
        assert not found, f"{page.url}\n" + "\n".join(found)

    return without_fault


@pytest.fixture
def no_sideways_scroll() -> Callable[[Page], None]:
    def fits(page: Page, *, widths: tuple[int, ...] = (320, 360, 1280)) -> None:
        wide = []
        for width in widths:
            page.set_viewport_size({"width": width, "height": 740})
            over = page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
            if over > 1:
                wide.append(f"{width}px +{over}")
        assert wide == [], page.url

    return fits


@pytest.fixture
def console(open_context) -> Iterator[Callable[[Page], list[str]]]:
    """Return a function that listens to a page; an error there fails the test at its end."""
    collected: list[str] = []

    def listen(page: Page) -> list[str]:
        page.on("pageerror", lambda error: collected.append(f"{page.url}: {error}"))
        page.on(
            "console",
            lambda message: (
                collected.append(f"{page.url}: {message.text}") if message.type == "error" else None
            ),
        )
        return collected

    yield listen
    assert collected == []
