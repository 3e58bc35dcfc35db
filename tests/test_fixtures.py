"""The content that ships: it loads, comes back byte for byte, and every item can be solved."""

import shutil
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from lessons.models import Figure, GlossaryTerm, Lesson, Section, Source
from quizzes.items import Form, InvalidBody, Verdict, dump_body, mark, parse_body, right_answer
from quizzes.models import Question, QuestionVersion, Quiz

CONTENT = settings.BASE_DIR / "fixtures" / "content"
FILES = sorted(CONTENT.glob("*.yaml"))


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def content(db) -> None:
    run("load_content")


def test_loaddata_loads_the_content(db):
    run("loaddata", *map(str, FILES))
    assert Lesson.objects.get(code="p1").sections.count() == 4
    assert Quiz.objects.get(code="p1-kuis").slots.count() == 17


def test_load_content_twice_changes_nothing(content):
    before = list(Section.history.values_list("pk", "history_date"))
    assert "tidak ada yang berubah" in run("load_content")
    assert list(Section.history.values_list("pk", "history_date")) == before


def test_export_right_after_loading_leaves_the_files_byte_for_byte(content, tmp_path):
    copy = shutil.copytree(CONTENT, tmp_path / "content")
    run("export_content", str(copy))
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == {
        path.name: path.read_bytes() for path in FILES
    }


def test_an_editors_change_survives_a_reload_and_is_reported(content):
    section = Section.objects.get(lesson__code="p1", code="potensi")
    section.title = "Potensi: judul dari editor"
    section.save()
    report = run("load_content")
    section.refresh_from_db()
    assert section.title == "Potensi: judul dari editor"
    assert "potensi" in report


def test_lesson_p1_teaches_every_key_term(content):
    assert set(GlossaryTerm.objects.filter(lesson__code="p1").values_list("term", flat=True)) == {
        "Hubungan internasional",
        "Masyarakat internasional",
        "Interdependensi",
        "Kepentingan nasional",
        "Kekuatan nasional",
        "Kedaulatan",
        "Pengakuan de facto",
        "Pengakuan de jure",
        "Komisi Tiga Negara (KTN)",
        "Konferensi Meja Bundar",
        "Potensi negara",
        "Negara berkembang",
    }


def test_every_figure_says_in_words_what_it_shows(content):
    for figure in Figure.objects.all():
        figure.full_clean()
        assert len(figure.text_alternative) > 80, figure


def test_the_quiz_of_p1_follows_its_blueprint(content):
    slots = Quiz.objects.get(code="p1-kuis").slots.select_related("question").order_by("order")
    found = [
        (
            slot.question.code,
            slot.question.objective.code,
            slot.question.versions.get(is_current=True).form,
            slot.question.level,
            slot.question.cognitive,
        )
        for slot in slots
    ]
    pg, pgk, bs = Form.SINGLE_CHOICE, Form.MULTIPLE_RESPONSE, Form.MATRIX
    jd, isian, ur = Form.MATCHING, Form.SHORT_ANSWER, Form.ESSAY
    assert found == [
        ("p1-01", "1.1", pg, "L1", "C1"),
        ("p1-02", "1.1", pg, "L1", "C2"),
        ("p1-03", "1.1", isian, "L1", "C1"),
        ("p1-04", "1.1", pg, "L2", "C3"),
        ("p1-05", "1.2", jd, "L1", "C2"),
        ("p1-06", "1.2", pg, "L2", "C3"),
        ("p1-07", "1.2", bs, "L3", "C5"),
        ("p1-08", "1.2", pgk, "L2", "C3"),
        ("p1-09", "1.2", pg, "L3", "C4"),
        ("p1-10", "1.3", isian, "L1", "C1"),
        ("p1-11", "1.3", jd, "L2", "C3"),
        ("p1-12", "1.3", pg, "L2", "C3"),
        ("p1-13", "1.3", pg, "L1", "C2"),
        ("p1-14", "1.3", pgk, "L3", "C5"),
        ("p1-15", "1.3", bs, "L2", "C3"),
        ("p1-16", "1.4", ur, "L3", "C4"),
        ("p1-17", "1.4", ur, "L3", "C5"),
    ]


def test_every_item_can_be_solved_and_explains_itself(content):
    for version in QuestionVersion.objects.select_related("question__section"):
        version.full_clean()
        item = version.item()
        answer = right_answer(item.body)
        if version.form == Form.ESSAY:
            assert answer is None
            assert item.body.sample, version
        else:
            assert mark(item, answer, 1000).verdict is Verdict.RIGHT, version
        assert dump_body(item.body) == version.body, version
        assert len(version.explanation) > 100, version
        assert version.question.section is not None, version


def test_keys_of_single_choice_items_are_spread(content):
    keys = [
        (version.item().body.options.index(option), len(version.item().body.options))
        for version in QuestionVersion.objects.filter(form=Form.SINGLE_CHOICE)
        for option in version.item().body.options
        if option.id == version.item().body.key
    ]
    positions = [position for position, _ in keys]
    assert len(set(positions)) >= 4
    assert max(positions.count(position) for position in positions) <= 3


def test_a_broken_reference_is_named_and_nothing_is_loaded(db, tmp_path):
    copy = shutil.copytree(CONTENT, tmp_path / "content")
    lesson = copy / "20_p1_lesson.yaml"
    lesson.write_text(lesson.read_text().replace("- hubungan-internasional", "- tidak-ada", 1))
    with pytest.raises(Exception, match="tidak-ada"):
        run("load_content", str(copy))
    assert not Lesson.objects.exists()
    assert not Source.objects.exists()


def test_an_item_without_a_key_is_named_and_nothing_is_loaded(db, tmp_path):
    copy = shutil.copytree(CONTENT, tmp_path / "content")
    items = copy / "40_p1_items.yaml"
    before, key, after = items.read_text().partition("\n      key: ")
    items.write_text(before + key + '""' + after[after.index("\n") :])
    with pytest.raises(Exception, match="p1-01"):
        run("load_content", str(copy))
    assert not Question.objects.exists()


@pytest.mark.parametrize("form", list(Form))
def test_every_form_refuses_an_empty_body(form):
    with pytest.raises(InvalidBody):
        parse_body(form, {})
