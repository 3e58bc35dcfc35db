"""Content as files: loading, what was edited here, what vanished, and writing back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model

from lessons.content.files import ContentError
from lessons.content.loading import Report, load_content
from lessons.models import GlossaryTerm, Lesson, LoadedRow, Objective, Section, Unit
from quizzes.models import QuestionVersion
from tests.factories import assign_quiz, make_unit

NOW = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)

LESSON = """\
# Pelajaran pertama.
- model: lessons.unit
  fields:
    code: hi
    title: Hubungan Internasional
    subject: Pendidikan Pancasila
    grade: 11
    status: published

- model: lessons.lesson
  fields:
    code: p1
    unit: [hi]
    number: 1
    title: Saling membutuhkan
    opening_question: Mengapa?
    status: published
    objectives: [[hi, '1.1']]  # refers to what comes later
- model: lessons.objective
  fields: {unit: [hi], code: '1.1', text: Menjelaskan}
- model: lessons.section
  fields:
    lesson: [p1]
    code: satu
    order: 1
    title: Satu
    body: |
      Paragraf satu.

      Paragraf dua dengan "kutip" dan tanda – panjang.
- model: lessons.section
  fields: {lesson: [p1], code: dua, order: 2, title: Dua, body: Isi dua.}
- model: lessons.glossaryterm
  fields: {code: potensi, lesson: [p1], term: Potensi, definition: Modal.}
"""

ITEMS = """\
- model: quizzes.question
  fields:
    code: p1-01
    objective: [hi, '1.1']
    section: [p1, satu]
    level: L1
    cognitive: C1
    status: published
    tags: []
- model: quizzes.questionversion
  fields:
    question: [p1-01]
    form: single_choice
    stem: Apa?
    explanation: Begitu.
    body:
      options:
      - {id: a, text: ya}
      - {id: b, text: tidak}
      key: a
- model: quizzes.quiz
  fields: {code: kuis-1, lesson: [p1], title: Kuis 1, status: published}
- model: quizzes.quizslot
  fields: {quiz: [kuis-1], question: [p1-01], order: 1, points: 1000}
"""


@pytest.fixture
def content(db, tmp_path) -> Path:
    directory = tmp_path / "content"
    directory.mkdir()
    (directory / "10_lesson.yaml").write_text(LESSON, encoding="utf-8")
    (directory / "20_items.yaml").write_text(ITEMS, encoding="utf-8")
    return directory


def load(directory: Path) -> Report:
    return load_content(directory, now=NOW)


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def texts(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def edit(row: Model, **fields: str) -> None:
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


# --- Loading ----------------------------------------------------------------------------------


def test_load_makes_every_row_with_its_references(content) -> None:
    report = load(content)

    assert len(report.created) == 10
    lesson = Lesson.objects.get()
    assert [str(objective.code) for objective in lesson.objectives.all()] == ["1.1"]
    assert [section.code for section in lesson.sections.all()] == ["satu", "dua"]
    assert QuestionVersion.objects.get().question.section.code == "satu"
    assert lesson.history.count() == 1


def test_load_twice_writes_nothing(content, django_assert_num_queries) -> None:
    load(content)

    with django_assert_num_queries(16):  # one for each kind of row; no transaction
        report = load(content)

    assert report == Report()


def test_load_after_loaddata_adopts_the_rows(content, capsys) -> None:
    call_command("loaddata", *sorted(map(str, content.iterdir())), verbosity=0)

    call_command("load_content", str(content))

    assert Section.objects.count() == 2
    assert LoadedRow.objects.count() == 10
    assert not load(content).changed


def test_changed_file_updates_the_row_that_nobody_edited(content) -> None:
    load(content)
    change(content / "10_lesson.yaml", "Isi dua.", "Isi dua yang baru.")

    report = load(content)

    assert report.updated == ["lessons.section p1/dua"]
    assert Section.objects.get(code="dua").body == "Isi dua yang baru."
    assert load(content) == Report()


@pytest.mark.parametrize("file_too", [False, True])
def test_an_editors_change_survives_and_is_reported(content, file_too) -> None:
    load(content)
    edit(Section.objects.get(code="dua"), body="Isi dari editor.")
    if file_too:
        change(content / "10_lesson.yaml", "Isi dua.", "Isi dua yang baru.")

    for _ in range(2):
        report = load(content)

        assert not report.changed
        assert [name.split(":")[0] for name in report.kept] == ["lessons.section p1/dua"]
        assert Section.objects.get(code="dua").body == "Isi dari editor."


def test_what_an_editor_unlinked_stays_unlinked(content) -> None:
    load(content)
    Lesson.objects.get().objectives.clear()

    report = load(content)

    assert [name.split(":")[0] for name in report.kept] == ["lessons.lesson p1"]
    assert not Lesson.objects.get().objectives.exists()


def test_what_an_editor_deleted_stays_deleted(content) -> None:
    load(content)
    GlossaryTerm.objects.all().delete()

    report = load(content)

    assert not report.changed
    assert [name.split(":")[0] for name in report.kept] == ["lessons.glossaryterm potensi"]
    assert not GlossaryTerm.objects.exists()


def test_a_form_that_only_changes_line_ends_is_no_edit(content) -> None:
    load(content)
    section = Section.objects.get(code="satu")
    edit(section, body=section.body.strip().replace("\n", "\r\n"))

    assert load(content) == Report()


def test_same_edit_in_the_file_makes_peace(content) -> None:
    load(content)
    edit(Section.objects.get(code="dua"), body="Sama.")
    change(content / "10_lesson.yaml", "Isi dua.", "Sama.")

    assert load(content) == Report()
    change(content / "10_lesson.yaml", "Sama.", "Lagi.")
    assert load(content).updated == ["lessons.section p1/dua"]


def test_vanished_rows_are_archived_or_deleted_and_can_come_back(content) -> None:
    load(content)
    before = (content / "10_lesson.yaml").read_text(encoding="utf-8")
    change(
        content / "10_lesson.yaml",
        "- model: lessons.section\n"
        "  fields: {lesson: [p1], code: dua, order: 2, title: Dua, body: Isi dua.}\n",
        "",
    )
    change(
        content / "10_lesson.yaml",
        "- model: lessons.glossaryterm\n"
        "  fields: {code: potensi, lesson: [p1], term: Potensi, definition: Modal.}\n",
        "",
    )

    report = load(content)

    assert (report.archived, report.deleted) == (
        ["lessons.section p1/dua"],
        ["lessons.glossaryterm potensi"],
    )
    assert Section.objects.get(code="dua").status == "archived"
    assert not GlossaryTerm.objects.exists()
    assert load(content) == Report()

    (content / "10_lesson.yaml").write_text(before, encoding="utf-8")
    report = load(content)
    assert (report.created, report.updated) == (
        ["lessons.glossaryterm potensi"],
        ["lessons.section p1/dua"],
    )


def test_vanished_row_that_was_edited_or_is_in_use_stays(content) -> None:
    load(content)
    edit(Section.objects.get(code="dua"), title="Dua dari editor")
    change(
        content / "10_lesson.yaml",
        "- model: lessons.objective\n  fields: {unit: [hi], code: '1.1', text: Menjelaskan}\n",
        "",
    )
    change(content / "10_lesson.yaml", "[[hi, '1.1']]", "[]")
    change(
        content / "10_lesson.yaml",
        "- model: lessons.section\n"
        "  fields: {lesson: [p1], code: dua, order: 2, title: Dua, body: Isi dua.}\n",
        "",
    )
    (content / "20_items.yaml").rename(content.parent / "20_items.yaml")
    LoadedRow.objects.filter(label__startswith="quizzes").delete()  # not ours any more

    report = load(content)

    assert [name.split(":")[0] for name in report.kept] == [
        "lessons.section p1/dua",
        "lessons.objective hi/1.1",  # the question still needs it
    ]
    assert Objective.objects.exists()
    assert Section.objects.get(code="dua").status == "published"


def test_a_version_in_use_is_not_rewritten(content, course, teacher) -> None:
    load(content)
    version = QuestionVersion.objects.get()
    assign_quiz(quiz=version.question.slots.get().quiz, course=course, by=teacher)
    change(content / "20_items.yaml", "stem: Apa?", "stem: Mengapa?")

    report = load(content)

    assert [name.split(":")[0] for name in report.kept] == ["quizzes.questionversion p1-01/1"]
    assert QuestionVersion.objects.get().stem == "Apa?"


def test_a_next_version_takes_the_place_of_one_in_use(content, course, teacher) -> None:
    load(content)
    first = QuestionVersion.objects.get()
    assign_quiz(quiz=first.question.slots.get().quiz, course=course, by=teacher)
    text = (content / "20_items.yaml").read_text(encoding="utf-8")
    start, end = (
        text.index("- model: quizzes.questionversion"),
        text.index("- model: quizzes.quiz\n"),
    )
    second = text[start:end].replace("form:", "number: 2\n    form:").replace("Apa?", "Mengapa?")
    old = text[start:end].replace("form:", "is_current: false\n    form:")
    (content / "20_items.yaml").write_text(text[:start] + second + old + text[end:], "utf-8")

    report = load(content)

    assert (report.created, report.kept) == (["quizzes.questionversion p1-01/2"], [])
    assert [v.stem for v in QuestionVersion.objects.filter(is_current=True)] == ["Mengapa?"]


def test_directories_keep_their_own_rows(content, tmp_path) -> None:
    other = tmp_path / "buatan-sekolah"
    other.mkdir()
    (other / "unit.yaml").write_text(
        "- model: lessons.unit\n  fields: {code: lain, title: Lain, subject: Sejarah, grade: 10}\n"
    )
    load(content)

    assert load(other).created == ["lessons.unit lain"]
    assert load(content) == Report()


# --- What cannot be loaded --------------------------------------------------------------------

BROKEN = {
    "a broken reference": ("section: [p1, satu]", "section: [p1, tiga]", "20_items.yaml:1"),
    "bad YAML": ("level: L1", "level: [L1", "20_items.yaml:7"),
    "an unknown field": ("level: L1", "tingkat: L1", "20_items.yaml:1"),
    "an unknown model": ("quizzes.quizslot", "accounts.user", "20_items.yaml:23"),
    "no parent": ("question: [p1-01]\n    form", "form", "20_items.yaml:10"),
    "an item without a key": ("      key: a\n", "", "20_items.yaml:10"),
    "a wrong choice": ("level: L1", "level: L9", "20_items.yaml:1"),
    "points out of range": ("points: 1000", "points: 0", "20_items.yaml:23"),
    "the same row twice": (
        "- model: quizzes.quizslot",
        "- model: quizzes.quiz\n  fields: {code: kuis-1, title: X}\n- model: quizzes.quizslot",
        "20_items.yaml:23",
    ),
    "no list": (ITEMS, "model: lessons.unit\n", "20_items.yaml"),
    "no fields": (
        "fields: {code: kuis-1, lesson: [p1], title: Kuis 1, status: published}",
        "pk: 1",
        "20_items.yaml:21",
    ),
    "a reference that is no list": ("lesson: [p1], title", "lesson: p1, title", "20_items.yaml:21"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_content_names_the_place_and_writes_nothing(content, name) -> None:
    old, new, place = BROKEN[name]
    change(content / "20_items.yaml", old, new)

    with pytest.raises(CommandError) as refusal:
        call_command("load_content", str(content))

    assert place in str(refusal.value)
    assert not Unit.objects.exists()
    assert not LoadedRow.objects.exists()


def test_a_drawing_with_a_script_is_refused(content) -> None:
    with (content / "10_lesson.yaml").open("a") as file:
        file.write(
            "- model: lessons.figure\n"
            "  fields: {lesson: [p1], code: g, title: G, text_alternative: x,\n"
            "    svg: '<svg viewBox=\"0 0 1 1\"><script>x()</script></svg>'}\n"
        )

    with pytest.raises(ContentError, match=r"10_lesson.yaml:35.*p1/g.*svg.*script"):
        load(content)
    assert not Unit.objects.exists()


def test_missing_directory_is_said(db, tmp_path) -> None:
    with pytest.raises(CommandError, match="tidak-ada"):
        call_command("load_content", str(tmp_path / "tidak-ada"))


# --- Writing back -----------------------------------------------------------------------------


def test_export_right_after_loading_leaves_the_files_as_they_are(content) -> None:
    before = texts(content)
    load(content)

    call_command("export_content", str(content))

    assert texts(content) == before


def test_export_rewrites_only_the_row_that_was_edited(content) -> None:
    load(content)
    edit(Section.objects.get(code="satu"), body="Paragraf satu.\r\n\r\nBaru.")
    before = texts(content)

    call_command("export_content", str(content))

    after = (content / "10_lesson.yaml").read_text(encoding="utf-8")
    assert "    body: |\n      Paragraf satu.\n\n      Baru.\n" in after
    assert after.startswith(LESSON[: LESSON.index("- model: lessons.section")])
    assert after.endswith(LESSON[LESSON.index("- model: lessons.section\n  fields: {") :])
    assert texts(content)["20_items.yaml"] == before["20_items.yaml"]
    assert load(content) == Report()  # files and rows agree again


def test_export_adds_new_rows_beside_their_siblings_and_drops_deleted_ones(content) -> None:
    load(content)
    lesson = Lesson.objects.get()
    Section.objects.create(lesson=lesson, code="tiga", order=3, title="Tiga", body="Isi.")
    GlossaryTerm.objects.all().delete()

    call_command("export_content", str(content))

    after = (content / "10_lesson.yaml").read_text(encoding="utf-8")
    assert after.index("code: dua") < after.index("code: tiga")
    assert "lessons.glossaryterm" not in after
    assert len(texts(content)) == 2


def test_export_to_an_empty_directory_can_be_loaded_elsewhere(content, tmp_path) -> None:
    load(content)
    empty = tmp_path / "baru"

    call_command("export_content", str(empty))

    assert load(empty) == Report()
    again = texts(empty)
    call_command("export_content", str(empty))
    assert texts(empty) == again


def test_export_leaves_out_a_schools_own_content_and_archives(content, school) -> None:
    load(content)
    own = make_unit(school=school, title="Milik sekolah")
    Lesson.objects.create(unit=own, code="milik", number=1, title="M", opening_question="?")
    make_unit(status="archived")
    before = texts(content)

    call_command("export_content", str(content))

    assert texts(content) == before


def test_export_carries_no_person(content, editor, tmp_path) -> None:
    load(content)
    edit(Unit.objects.get(), title="Baru", owner=editor)

    call_command("export_content", str(content))

    assert "owner" not in (content / "10_lesson.yaml").read_text(encoding="utf-8")


def test_content_of_the_repository_loads_and_stays(db, tmp_path, settings) -> None:
    repository = settings.BASE_DIR / "fixtures" / "content"
    copy = tmp_path / "content"
    copy.mkdir()
    for path in repository.glob("*.yaml"):
        (copy / path.name).write_bytes(path.read_bytes())
    before = texts(copy)

    load(copy)
    call_command("export_content", str(copy))

    assert texts(copy) == before
    assert load(copy) == Report()
