"""The content that ships: it loads, comes back byte for byte, and every item can be solved."""

import shutil
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command

from lessons.markdown import render_section
from lessons.models import Figure, GlossaryTerm, Lesson, Section, Source
from quizzes.items import Form, InvalidBody, Verdict, dump_body, mark, parse_body, right_answer
from quizzes.models import Question, QuestionVersion, Quiz

CONTENT = settings.BASE_DIR / "fixtures" / "content"
FILES = sorted(CONTENT.glob("*.yaml"))

PG, PGK, BS = Form.SINGLE_CHOICE, Form.MULTIPLE_RESPONSE, Form.MATRIX
JD, IS, UR = Form.MATCHING, Form.SHORT_ANSWER, Form.ESSAY

# Of each lesson: how many sections, and its key terms.
SECTIONS = {"p1": 4, "p8": 5}
TERMS = {
    "p1": {
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
    },
    "p8": {
        "ASEAN",
        "Piagam ASEAN",
        "TAC",
        "ZOPFAN",
        "ARF",
        "AIPA",
        "ASEAN Way",
        "KTT ASEAN",
        "Konferensi Asia-Afrika",
        "Dasasila Bandung",
        "Gerakan Non-Blok",
        "Kontingen Garuda",
        "Deklarasi Djuanda",
        "UNCLOS 1982",
        "Jakarta Informal Meeting",
        "BRICS",
    },
}

# Kisi-kisi: what each item of a lesson's quiz must be.
BLUEPRINTS = {
    "p1": [
        ("p1-01", "1.1", PG, "L1", "C1"),
        ("p1-02", "1.1", PG, "L1", "C2"),
        ("p1-03", "1.1", IS, "L1", "C1"),
        ("p1-04", "1.1", PG, "L2", "C3"),
        ("p1-05", "1.2", JD, "L1", "C2"),
        ("p1-06", "1.2", PG, "L2", "C3"),
        ("p1-07", "1.2", BS, "L3", "C5"),
        ("p1-08", "1.2", PGK, "L2", "C3"),
        ("p1-09", "1.2", PG, "L3", "C4"),
        ("p1-10", "1.3", IS, "L1", "C1"),
        ("p1-11", "1.3", JD, "L2", "C3"),
        ("p1-12", "1.3", PG, "L2", "C3"),
        ("p1-13", "1.3", PG, "L1", "C2"),
        ("p1-14", "1.3", PGK, "L3", "C5"),
        ("p1-15", "1.3", BS, "L2", "C3"),
        ("p1-16", "1.4", UR, "L3", "C4"),
        ("p1-17", "1.4", UR, "L3", "C5"),
    ],
    "p8": [
        ("p8-01", "8.1", IS, "L1", "C1"),
        ("p8-02", "8.1", PG, "L1", "C1"),
        ("p8-03", "8.1", JD, "L1", "C1"),
        ("p8-04", "8.1", PG, "L2", "C3"),
        ("p8-05", "8.2", PGK, "L1", "C2"),
        ("p8-06", "8.2", JD, "L1", "C2"),
        ("p8-07", "8.2", PG, "L2", "C3"),
        ("p8-08", "8.2", PG, "L2", "C3"),
        ("p8-09", "8.2", BS, "L3", "C4"),
        ("p8-10", "8.2", PGK, "L1", "C1"),
        ("p8-11", "8.3", BS, "L2", "C3"),
        ("p8-12", "8.3", IS, "L1", "C1"),
        ("p8-13", "8.3", PG, "L3", "C4"),
        ("p8-14", "8.4", PG, "L2", "C3"),
        ("p8-15", "8.4", PG, "L2", "C3"),
        ("p8-16", "8.4", PGK, "L2", "C3"),
        ("p8-17", "8.2", UR, "L3", "C5"),
        ("p8-18", "8.4", UR, "L3", "C6"),
    ],
}
every_lesson = pytest.mark.parametrize("lesson", list(BLUEPRINTS))


def run(command: str, *arguments: str) -> str:
    out = StringIO()
    call_command(command, *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def content(db) -> None:
    run("load_content")


def test_loaddata_loads_the_content(db):
    run("loaddata", *map(str, FILES))
    for lesson, blueprint in BLUEPRINTS.items():
        assert Lesson.objects.get(code=lesson).sections.count() == SECTIONS[lesson]
        assert Quiz.objects.get(code=f"{lesson}-kuis").slots.count() == len(blueprint)


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


@every_lesson
def test_a_lesson_teaches_every_key_term(content, lesson):
    terms = GlossaryTerm.objects.filter(lesson__code=lesson)
    assert set(terms.values_list("term", flat=True)) == TERMS[lesson]


def test_sections_render_without_problems_and_use_what_the_lesson_brings(content):
    terms = set(GlossaryTerm.objects.values_list("code", flat=True))
    for lesson in Lesson.objects.all():
        figures = {figure.code: figure for figure in lesson.figures.all()}
        sources = {source.code: n for n, source in enumerate(lesson.sources.all(), 1)}
        used_terms, used_sources, bodies = set(), set(), ""
        for section in lesson.sections.all():
            rendered = render_section(section.body, terms=terms, figures=figures, sources=sources)
            assert rendered.problems == (), section
            assert "::: cek-fakta" in section.body, section
            used_terms.update(rendered.term_codes)
            used_sources.update(rendered.source_codes)
            bodies += section.body
        assert set(lesson.terms.values_list("code", flat=True)) <= used_terms, lesson
        assert used_sources == set(sources), lesson
        assert all(f"(gambar:{code})" in bodies for code in figures), lesson


def test_every_figure_says_in_words_what_it_shows(content):
    for figure in Figure.objects.all():
        figure.full_clean()
        assert len(figure.text_alternative) > 80, figure


@every_lesson
def test_a_quiz_follows_its_blueprint(content, lesson):
    slots = Quiz.objects.get(code=f"{lesson}-kuis").slots.select_related("question")
    found = [
        (
            slot.question.code,
            slot.question.objective.code,
            slot.question.versions.get(is_current=True).form,
            slot.question.level,
            slot.question.cognitive,
        )
        for slot in slots.order_by("order")
    ]
    assert found == BLUEPRINTS[lesson]


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


@every_lesson
def test_keys_of_single_choice_items_are_spread(content, lesson):
    positions = []
    versions = QuestionVersion.objects.filter(
        form=Form.SINGLE_CHOICE, question__section__lesson__code=lesson
    )
    for version in versions:
        body = version.item().body
        positions.append([option.id for option in body.options].index(body.key))
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
