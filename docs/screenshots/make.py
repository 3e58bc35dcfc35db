"""Take the pictures of the guides and of the README, from a demo school that is made for it.

    .venv/bin/python docs/screenshots/make.py              all of them
    .venv/bin/python docs/screenshots/make.py guru-kelas   only these

For developers: needs playwright (requirements/dev.txt) and Chromium, the one named in CHROMIUM or
the first on the path. Writes hubint_site/static/help/*.webp with sizes.json, and beranda.png here.
"""

import base64
import contextlib
import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HELP = ROOT / "hubint_site/static/help"
SIZES = HELP / "sizes.json"
LIMIT = 60_000
PHONE, DESK = 360, 1024  # a desk's picture is shown some 900 wide, so its words stay readable
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
RING = "{ outline: 3px solid #f0b429 !important; outline-offset: 3px; border-radius: 6px; }"
SAMPLE_ADDRESS = """document.querySelectorAll("textarea").forEach((box) => {
    box.value = box.value.replaceAll(location.origin, "https://hubint.sekolah.sch.id");
})"""
QUIET = "* { caret-color: transparent !important; } .skip { display: none !important; }"


@contextlib.contextmanager
def demo_server() -> Iterator[tuple[str, Path]]:
    """Serve a fresh demo school; give its address and its data folder."""
    with tempfile.TemporaryDirectory() as data, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        given = {"HUBINT_DATA_DIR": data, "PORT": str(port), "WORKERS": "1", "HUBINT_DEMO": "1"}
        environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | given
        server = subprocess.Popen(
            [sys.executable, str(ROOT / "start.py")], env=environment, start_new_session=True
        )
        address = f"http://127.0.0.1:{port}"
        try:
            for _second in range(180):
                if server.poll() is not None:
                    sys.exit("HubInt did not start; the lines above say why.")
                with contextlib.suppress(OSError), urllib.request.urlopen(address + "/masuk/"):
                    break
                time.sleep(1)
            yield address, Path(data)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGINT)
            server.wait(timeout=20)


@dataclass
class Camera:
    """The demo school, and the browser that looks at it."""

    browser: Browser
    address: str
    accounts: list[tuple[str, str, str]]
    wanted: set[str]
    sizes: dict[str, list[int]] = field(default_factory=dict)

    def account(self, role: str, number: int = 0) -> tuple[str, str]:
        return [(name, word) for each, name, word in self.accounts if each == role][number]

    def enter(self, role: str = "", number: int = 0, *, wide: bool = False) -> Page:
        """Open a phone, or a desk's screen, and sign in."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport={"width": DESK if wide else PHONE, "height": 720},
            device_scale_factor=1 if wide else 2,
            is_mobile=not wide,
            has_touch=not wide,
            locale="id-ID",
            timezone_id="Asia/Jakarta",
            color_scheme="light",
            reduced_motion="reduce",
            bypass_csp=True,
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.goto("/masuk/")
        if role:
            sign_in(page, *self.account(role, number))
        return page

    def find(self, role: str, path: str, selector: str, *, wide: bool = False) -> Page:
        """Sign in as the first person of a role on whose page something is to be seen."""
        for number in range(sum(each == role for each, *_rest in self.accounts)):
            page = self.enter(role, number, wide=wide)
            page.goto(path)
            if page.locator(selector).count():
                return page
            page.context.close()
        raise LookupError(f"no {role} has {selector} on {path}")

    def take(
        self,
        page: Page,
        name: str,
        *,
        height: int,
        top: str = "main",
        above: int = 0,
        ring: str = "",
    ) -> None:
        """Photograph so many pixels from (above) an element on; ring what the step is about."""
        if self.wanted and name not in self.wanted:
            return
        page.add_style_tag(content=QUIET + (ring + RING if ring else ""))
        size = page.viewport_size
        assert size is not None
        left, right, width = 0.0, float(size["width"]), size["width"]
        page.set_viewport_size({"width": width, "height": height})
        if width == DESK:
            box = page.locator("main, #main").first.bounding_box()
            assert box is not None
            left, right = max(box["x"], 0.0), min(box["x"] + box["width"], right)
        box = page.locator(top).first.bounding_box()
        assert box is not None
        page.evaluate(f"scrollBy(0, {box['y'] - above})")
        page.wait_for_timeout(300)
        down = page.evaluate("scrollY")
        clip = {"x": left, "y": float(down), "width": right - left, "height": float(height)}
        picture = shoot(page, clip)
        HELP.mkdir(exist_ok=True)
        (HELP / f"{name}.webp").write_bytes(picture)
        self.sizes[name] = [round(clip["width"]), round(clip["height"])]
        print(f"{name}: {self.sizes[name]}, {len(picture)} bytes")


def shoot(page: Page, clip: dict[str, float]) -> bytes:
    """Return the picture as WebP, as fine as the limit of size allows."""
    session = page.context.new_cdp_session(page)
    for quality in (38, 25):
        options: dict[str, Any] = {"format": "webp", "quality": quality}
        options |= {"clip": clip | {"scale": 1}}
        picture = base64.b64decode(session.send("Page.captureScreenshot", options)["data"])
        if len(picture) <= LIMIT:
            break
    return picture


def hrefs(page: Page, selector: str) -> list[str]:
    paths: list[str] = page.eval_on_selector_all(
        selector, "links => links.map((one) => one.getAttribute('href'))"
    )
    return paths


def sign_in(page: Page, name: str, password: str) -> None:
    page.fill("#id_login", name)
    page.fill("#id_password", password)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/masuk/" not in url)


# --- Students ---------------------------------------------------------------------------------


def student_gate(camera: Camera) -> None:
    page = camera.enter()
    page.fill("#id_login", "0000100001")
    page.fill("#id_password", "rahasia123")
    camera.take(page, "murid-masuk", height=520, ring="#id_login")


def student_home(camera: Camera) -> None:
    page = camera.find("student", "/", "a.now")
    camera.take(page, "murid-beranda", height=560, ring="a.now")
    page.goto("/")
    page.add_style_tag(content=QUIET)
    page.set_viewport_size({"width": PHONE, "height": 740})
    page.screenshot(path=HERE / "beranda.png", scale="css")


def student_reading(camera: Camera) -> None:
    """The end of a section that this student has not read yet."""
    done = "form[action$='/selesai/'] button"
    page = camera.find("student", "/materi/", ".lesson-row:not(:has(.state-done)) .rows-link")
    page.locator(".lesson-row:not(:has(.state-done)) .rows-link").first.click()
    page.wait_for_load_state()
    for path in hrefs(page, "main a[href^='/materi/p']"):
        page.goto(path)
        if page.locator(done).count():
            break
    camera.take(page, "murid-membaca", ring=done, top=done, above=440, height=560)


def student_quiz(camera: Camera) -> None:
    link = ".rows-item:is(:has(.state-todo), :has(.state-doing)) a[href^='/kuis/']"
    page = camera.find("student", "/tugas/", link)
    page.locator(link).first.click()
    page.wait_for_load_state()
    camera.take(page, "murid-kuis", height=640, ring="main .btn-lg")
    page.locator("main .btn-lg").first.click()
    page.wait_for_selector("#attempt")
    boxes = page.locator("[data-form=single_choice]").first
    boxes.locator("input[type=radio]").nth(1).check(force=True)
    page.wait_for_function("document.querySelector('#saved').textContent.trim().length > 12")
    page.evaluate("document.querySelector('[data-form=single_choice]').scrollIntoView()")
    camera.take(
        page,
        "murid-tersimpan",
        top="[data-form=single_choice] .item-foot",
        above=440,
        height=640,
        ring="#saved",
    )
    page.context.set_offline(True)
    boxes.locator("input[type=radio]").nth(0).check(force=True)
    page.wait_for_selector("#attempt-notice:not([hidden])")
    page.evaluate("scrollTo(0, 0)")
    camera.take(page, "murid-koneksi", height=700, ring="#attempt-notice, #saved")
    page.context.set_offline(False)
    page.wait_for_selector("#attempt-notice", state="hidden")
    page.wait_for_timeout(1500)
    page.goto(page.url + "kumpulkan/")
    camera.take(page, "murid-kumpulkan", height=680, ring="main form .btn-primary")


def student_result(camera: Camera) -> None:
    row = ".rows-item:not(:has(.state-waiting))"
    link = f"{row} a[href*='/hasil/'], {row} a[href^='/kuis/']"
    page = camera.find("student", "/nilai/", link)
    page.locator(link).first.click()
    page.wait_for_load_state()
    if "/hasil/" not in page.url:
        page.locator("a[href*='/hasil/']").first.click()
        page.wait_for_load_state()
    camera.take(page, "murid-hasil", height=600)


# --- Teachers ---------------------------------------------------------------------------------


def teacher_pages(camera: Camera) -> None:
    page = camera.find("teacher", "/kelas/", "main .rows-link", wide=True)
    page.locator("main .rows-link").first.click()
    page.wait_for_load_state()
    camera.take(page, "guru-kelas", height=560)
    page.goto("/")
    camera.take(page, "guru-beranda", height=520, ring="a.btn-primary[href='/tugaskan/']")
    page.goto("/tugas/")
    for path in hrefs(page, "main a[href^='/tugas/']"):
        page.goto(f"{path}hasil/")
        if page.locator(".items-p strong").count() and not page.locator("a[href*=periksa]").count():
            break  # a quiz whose answers are all marked
    camera.take(page, "guru-hasil", height=660)
    page.goto("/tugas/")
    page.locator("main .rows-item:has(svg) a[href^='/tugas/']").first.click()
    page.wait_for_load_state()
    camera.take(page, "guru-mengubah", height=420, ring="main .cluster.no-print")
    page.goto("/tugaskan/?pelajaran=p1")
    page.locator("#id_quiz").select_option(index=1)
    camera.take(page, "guru-tugaskan", height=800, ring="fieldset legend")
    page.locator("main form[data-assign] > .cluster button[type=submit]").click()
    page.wait_for_url("**/tugaskan/*-*/")
    page.evaluate(SAMPLE_ADDRESS)
    camera.take(page, "guru-pesan", height=700, ring="[data-copy] button")


def teacher_marking(camera: Camera) -> None:
    page = camera.find("teacher", "/periksa/", "main .rows-link", wide=True)
    page.locator("main .rows-link").first.click()
    page.wait_for_load_state()
    camera.take(page, "guru-memeriksa", height=580, ring=".marking > section:last-child")


def new_password(camera: Camera) -> None:
    """A teacher gives a new password; with it the student meets the page for the first one."""
    page = camera.find("teacher", "/orang/", "main .rows-item", wide=True)
    camera.take(page, "operator-orang", height=460, ring="#cari, .rows-item .btn")
    row = page.locator("main .rows-item").last
    login = row.locator(".text-nowrap").first.inner_text()
    row.locator(".btn").click()
    page.locator("main form button[type=submit]").click()
    page.wait_for_selector("code")
    password = page.locator("main code").inner_text()
    page.evaluate("document.querySelector('main code').textContent = 'contoh-saja-77'")
    camera.take(page, "guru-sandi", height=340, ring="main code")
    phone = camera.enter()
    sign_in(phone, login, password)
    camera.take(phone, "murid-sandi", height=640, ring="#id_password1")


# --- School office and editors ----------------------------------------------------------------


def operator_pages(camera: Camera) -> None:
    page = camera.enter("operator", wide=True)
    page.goto("/")
    camera.take(page, "operator-beranda", height=480)


def editor_pages(camera: Camera) -> None:
    page = camera.enter("editor", wide=True)
    page.goto("/admin/lessons/section/")
    page.locator("#result_list tbody th a").nth(1).click()
    page.wait_for_load_state()
    camera.take(page, "editor-bagian", height=640, ring="#id_body")
    page.goto("/admin/lessons/lesson/")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_load_state()
    camera.take(page, "editor-pelajaran", top="#sections-group", height=340)
    page.goto("/admin/quizzes/question/")
    page.locator("#result_list tbody th a").first.click()
    page.wait_for_load_state()
    camera.take(page, "editor-soal", height=700)


STEPS: tuple[Callable[[Camera], None], ...] = (
    student_gate,
    student_home,
    student_reading,
    student_quiz,
    student_result,
    new_password,
    teacher_marking,
    operator_pages,
    editor_pages,
    teacher_pages,
)


def main(wanted: set[str]) -> int:
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    failed = []
    with demo_server() as (address, data), sync_playwright() as play:
        with (data / "demo_accounts.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file) if row and not row[0].startswith("#")]
        browser = play.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--lang=id"],
            env={**os.environ, "LANGUAGE": "id", "LANG": "id_ID.UTF-8"},
        )
        camera = Camera(browser, address, [(r, n, p) for r, n, p in rows], wanted)
        for step in STEPS:
            try:
                step(camera)
            except Exception as error:
                failed.append(step.__name__)
                print(f"{step.__name__}: {error}", file=sys.stderr)
        browser.close()
    known = json.loads(SIZES.read_text(encoding="utf-8")) if SIZES.exists() else {}
    known = {name: known[name] for name in known if (HELP / f"{name}.webp").exists()}
    sizes = dict(sorted((known | camera.sizes).items()))
    lines = ",\n".join(f'  "{name}": [{w}, {h}]' for name, (w, h) in sizes.items())
    SIZES.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
    total = sum(picture.stat().st_size for picture in HELP.glob("*.webp"))
    print(f"{len(sizes)} pictures, {total} bytes")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))
