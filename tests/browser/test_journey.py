"""The main job on the content that ships, as four people on a phone; the student's part twice."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from lessons.models import Section
from quizzes.cards import fields_of
from quizzes.items import Form, parse_body, right_answer
from quizzes.models import Answer, Attempt
from quizzes.results import score_of
from tests import factories

ADDED = "Kalimat ini ditambahkan oleh editor hari ini."
QUIZ = "Kuis Pelajaran 1: Mengapa Negara Saling Membutuhkan?"
ESSAY = "Masalah bersama seperti kabut asap melintasi batas negara sehingga perlu kerja sama."
Look = Callable[[Page], None]

pytestmark = pytest.mark.usefixtures("live_server")


@pytest.fixture
def content(live_server) -> None:
    call_command("load_content", verbosity=0)


@pytest.fixture
def look(axe, no_sideways_scroll) -> Look:
    """Return a function that looks at a page as it stands, in both themes, at 360 px."""

    def looked(page: Page) -> None:
        axe(page)
        no_sideways_scroll(page, widths=(360,))

    return looked


def blind(page: Page) -> None:
    """Look at nothing: axe is a script, and this page runs none."""


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def link(page: Page | Locator, name: str | re.Pattern[str]) -> Locator:
    return page.get_by_role("main").get_by_role("link", name=name).first


def navigate(page: Page, name: str) -> None:
    page.get_by_role("navigation").get_by_role("link", name=re.compile(rf"^{name}\b")).first.click()


def sign_in(page: Page, person: User) -> None:
    page.goto("/")
    page.get_by_label("Nama pengguna atau NISN").fill(person.username)
    page.get_by_label("Kata sandi", exact=True).fill(factories.PASSWORD)
    button(page, "Masuk").click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    assert urlsplit(page.url).path == "/"


# --- The four parts ---------------------------------------------------------------------------


def change_a_section(page: Page) -> None:
    page.goto("/admin/lessons/section/")
    page.get_by_role("link", name="Dari keluarga ke masyarakat dunia").click()
    text = page.locator("#id_body")
    text.fill(text.input_value() + f"\n\n{ADDED}\n")
    page.get_by_role("button", name="Simpan", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()


def assign_lesson_and_quiz(page: Page, look: Look) -> None:
    look(page)
    link(page, re.compile("Tugaskan")).click()
    page.get_by_label("Bacaan", exact=True).select_option("p1")
    page.get_by_label("Kuis", exact=True).select_option("p1-kuis")
    page.get_by_role("group", name=re.compile("XI-1")).get_by_role("checkbox").check()
    page.get_by_role("radio", name=re.compile("^Latihan")).check()
    look(page)
    button(page, "Tugaskan sekarang").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sudah ditugaskan")
    look(page)


def read_the_lesson(page: Page, look: Look) -> None:
    look(page)
    navigate(page, "Tugas")
    look(page)
    link(page, re.compile("Mengapa Negara Saling Membutuhkan")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mengapa Negara")
    look(page)
    link(page, "Mulai membaca").click()
    expect(page.get_by_text(ADDED)).to_be_visible()
    for number in range(1, 5):
        expect(page.get_by_text(f"Bagian {number} dari 4")).to_be_visible()
        look(page)
        button(page, "Tandai selesai dan lanjut" if number < 4 else "Tandai selesai").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Mengapa Negara")


def answer_the_quiz(page: Page, student: User, look: Look) -> Attempt:
    navigate(page, "Tugas")
    link(page, re.compile(re.escape(QUIZ))).click()
    look(page)
    button(page, "Mulai").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(QUIZ)
    attempt = Attempt.objects.get(student=student)
    answers = list(attempt.answers.select_related("version").order_by("position"))
    assert len(answers) == 17
    assert {answer.version.form for answer in answers} == {form.value for form in Form}
    look(page)
    for answer in answers:
        write(page, answer)
    return attempt


def write(page: Page, answer: Answer) -> None:
    """Answer one item rightly, but the first one wrongly."""
    body = parse_body(answer.version.form, answer.version.body)
    if answer.version.form == Form.ESSAY:
        page.get_by_role("article", name=f"Soal {answer.position}", exact=True).get_by_label(
            "Jawabanmu"
        ).fill(ESSAY)
        return
    fields = {"option": ["a"]} if answer.position == 1 else fields_of(right_answer(body))
    for name, values in fields.items():
        controls = page.locator(f"[name='q{answer.position}-{name}']")
        for value in values:
            tick = page.locator(f"[name='q{answer.position}-{name}'][value='{value}']")
            if tick.count():
                page.locator(f"label[for='{tick.get_attribute('id')}']").click()
            elif controls.locator("option").count():
                controls.select_option(value)
            else:
                controls.fill(value)


def hand_in(page: Page, look: Look) -> None:
    button(page, "Kumpulkan").click()
    expect(page.get_by_text("Semua soal sudah terjawab.")).to_be_visible()
    look(page)
    button(page, "Kumpulkan sekarang").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hasil")
    look(page)


def mark_the_essays(page: Page, look: Look) -> None:
    navigate(page, "Periksa")
    look(page)
    for _essay in range(2):
        link(page, re.compile(re.escape(QUIZ))).click()
        expect(page.get_by_text("Masalah bersama seperti kabut asap").first).to_be_visible()
        for criterion in page.locator("fieldset.criterion").all():
            criterion.get_by_role("radio").nth(1).check()
        page.get_by_label("Komentar untuk murid").fill("Alasanmu runtut.")
        look(page)
        button(page, "Simpan dan lanjut").click()
        page.wait_for_load_state()
        navigate(page, "Periksa")
    expect(page.get_by_text("Tidak ada yang menunggu.")).to_be_visible()


def see_the_result(page: Page, attempt: Attempt, look: Look) -> None:
    navigate(page, "Nilai")
    look(page)
    link(page, re.compile(re.escape(QUIZ))).click()
    if "/hasil/" not in page.url:
        link(page, re.compile("^Percobaan 1|^Pengerjaan 1")).click()
    score = page.get_by_role("region", name="Nilaimu")
    expect(score).to_contain_text(str(percent(attempt)))
    expect(page.get_by_text("Alasanmu runtut.").first).to_be_visible()
    first = page.get_by_role("article", name="Soal 1", exact=True)
    expect(first.get_by_role("heading", name="Mengapa")).to_be_visible()
    look(page)
    first.get_by_role("link", name="Dari keluarga ke masyarakat dunia").click()
    expect(page.get_by_text(ADDED)).to_be_visible()


def see_the_progress(page: Page, attempt: Attempt, look: Look) -> None:
    navigate(page, "Kelas")
    look(page)
    link(page, re.compile("XI-1")).click()
    row = page.get_by_role("row", name=re.compile("Rina Wulandari"))
    expect(row).to_contain_text(str(percent(attempt)))
    look(page)
    row.get_by_role("rowheader").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Rina Wulandari")
    look(page)


def percent(attempt: Attempt) -> int:
    score = score_of(attempt.answers.all())
    assert score.is_settled
    return (200 * score.points + score.possible) // (2 * score.possible)


# --- The whole job ----------------------------------------------------------------------------


def test_four_people_do_the_whole_job(
    content, open_context, course, teacher, editor, student, classmate, look
) -> None:
    editing, teaching, learning = (open_context().new_page() for _person in range(3))
    plain = open_context(java_script_enabled=False).new_page()

    sign_in(editing, editor)
    change_a_section(editing)
    assert ADDED in Section.objects.get(lesson__code="p1", order=1).body

    sign_in(teaching, teacher)
    assign_lesson_and_quiz(teaching, look)

    sign_in(learning, student)
    read_the_lesson(learning, look)
    attempt = answer_the_quiz(learning, student, look)
    expect(learning.locator("#answered")).to_have_text("17")
    hand_in(learning, look)

    teaching.goto("/")
    mark_the_essays(teaching, look)
    see_the_result(learning, attempt, look)
    see_the_progress(teaching, attempt, look)

    # The same as another student, whose phone runs no JavaScript.
    sign_in(plain, classmate)
    read_the_lesson(plain, blind)
    second = answer_the_quiz(plain, classmate, blind)
    hand_in(plain, blind)
    machine = Answer.objects.exclude(version__form=Form.ESSAY)
    assert [*machine.filter(attempt=second).values_list("position", "points", "response")] == [
        *machine.filter(attempt=attempt).values_list("position", "points", "response")
    ]
    assert Answer.objects.filter(attempt=second, response__isnull=True).count() == 0
