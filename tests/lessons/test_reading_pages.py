"""Pages for reading, each for who may and who may not."""

import pytest
from django.urls import reverse

from lessons.models import Figure, GlossaryTerm, Lesson, LessonProgress, SectionProgress, Source
from lessons.ownership import Status
from tests.factories import assign_lesson, make_lesson, make_unit

SECRET = "naskah-yang-belum-terbit"


def url(name: str, *args) -> str:
    return reverse(f"lessons:{name}", args=args)


@pytest.fixture
def lesson(db) -> Lesson:
    """A lesson whose first section uses a term, a figure and a source."""
    lesson = make_lesson(sections=2)
    GlossaryTerm.objects.create(
        code="potensi", lesson=lesson, term="Potensi", definition="Modal suatu negara."
    )
    Figure.objects.create(
        lesson=lesson,
        code="arus",
        title="Arus dua arah",
        svg='<svg viewBox="0 0 1 1"/>',
        text_alternative="Dua kotak.",
    )
    Source.objects.create(lesson=lesson, code="bps", citation="Badan Pusat Statistik")
    lesson.sections.filter(order=1).update(
        body="[potensi](istilah:potensi) [BPS](sumber:bps) [x](istilah:tak-dikenal)\n\n"
        "![](gambar:arus)\n\n<script>alert(1)</script>"
    )
    return lesson


@pytest.fixture
def draft(lesson) -> Lesson:
    """Drafts of both kinds: a section of a published lesson, and a whole lesson."""
    lesson.sections.filter(order=2).update(status="draft", title=SECRET, body=SECRET)
    return make_lesson(unit=lesson.unit, number=2, status="draft", title=SECRET)


# --- List -------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_lesson_list_shows_progress_in_a_fixed_number_of_queries(
    student, sign_in, count, django_assert_num_queries
) -> None:
    unit = make_unit()
    lessons = [make_lesson(unit=unit, number=number) for number in range(1, count + 1)]
    SectionProgress.objects.create(
        student=student, section=lessons[0].sections.get(order=1), done_at="2026-11-27T03:00Z"
    )
    client = sign_in(student)

    with django_assert_num_queries(7):
        response = client.get(url("lesson-list"))

    (lines,) = response.context["units"]
    assert [line.reading.work for line in lines.lines] == ["started"] + ["none"] * (count - 1)
    assert response.content.decode().count('class="mark ') == count


def test_lesson_list_hides_drafts_archives_and_other_schools(
    student, editor, other_school, lesson, draft, sign_in
) -> None:
    make_lesson(unit=make_unit(school=other_school), title=SECRET)
    make_lesson(unit=make_unit(status="draft"), title=SECRET)
    make_lesson(unit=lesson.unit, number=9, status="archived", title="naskah-lama")

    for_student = sign_in(student).get(url("lesson-list")).content.decode()
    for_editor = sign_in(editor).get(url("lesson-list")).content.decode()

    assert SECRET not in for_student
    assert lesson.title in for_student
    assert for_editor.count(SECRET) == 2  # theirs, not the other school's
    assert "naskah-lama" not in for_editor


def test_lesson_list_without_lessons_says_so(student, sign_in) -> None:
    response = sign_in(student).get(url("lesson-list"))

    assert response.context["units"] == []
    assert b'class="empty"' in response.content


# --- Lesson -----------------------------------------------------------------------------------


def test_lesson_page_starts_with_the_question_and_leads_on(student, lesson, sign_in) -> None:
    client = sign_in(student)
    first, second = lesson.sections.order_by("order")

    fresh = client.get(url("lesson-detail", lesson.code))
    client.get(url("section-detail", lesson.code, second.code))
    begun = client.get(url("lesson-detail", lesson.code))

    assert lesson.opening_question in fresh.content.decode()
    assert fresh.context["contents"].next_line.section == first
    assert begun.context["contents"].next_line.section == second
    assert "bar-fixed" not in begun.content.decode()


def test_lesson_page_shows_when_it_is_due(student, teacher, course, lesson, sign_in) -> None:
    task = assign_lesson(lesson=lesson, course=course, by=teacher)

    assert sign_in(student).get(url("lesson-detail", lesson.code)).context["task"] == task
    assert sign_in(teacher).get(url("lesson-detail", lesson.code)).context["task"] is None


def test_unassigned_lesson_may_be_read(other_student, lesson, sign_in) -> None:
    assert sign_in(other_student).get(url("lesson-detail", lesson.code)).status_code == 200


@pytest.mark.parametrize("sections", [1, 3])
def test_lesson_page_asks_a_fixed_number_of_times(
    student, sign_in, sections, django_assert_num_queries
) -> None:
    lesson = make_lesson(sections=sections)
    client = sign_in(student)

    with django_assert_num_queries(9):
        response = client.get(url("lesson-detail", lesson.code))

    assert len(response.context["contents"].lines) == sections


@pytest.mark.parametrize("name", ["lesson-detail", "lesson-print"])
def test_draft_lesson_exists_for_its_editors_only(
    student, teacher, editor, other_admin, draft, sign_in, name
) -> None:
    address = url(name, draft.code)

    assert [
        sign_in(user).get(address).status_code for user in (student, teacher, editor, other_admin)
    ] == [404, 404, 200, 404]


def test_operator_has_no_reading_pages(operator, lesson, sign_in) -> None:
    assert sign_in(operator).get(url("lesson-detail", lesson.code)).status_code == 403


def test_stranger_is_asked_to_sign_in(client, lesson) -> None:
    response = client.get(url("lesson-detail", lesson.code))

    assert response.status_code == 302
    assert response.url.endswith(f"?next={url('lesson-detail', lesson.code)}")


# --- Section ----------------------------------------------------------------------------------


def test_section_shows_text_term_figure_and_source(student, lesson, sign_in) -> None:
    page = sign_in(student).get(url("section-detail", lesson.code, "bagian-1"))
    html = page.content.decode()

    assert 'href="#istilah-potensi"' in html
    assert 'id="istilah-potensi"' in html
    assert "Modal suatu negara." in html
    assert url("term-detail", "potensi") in html
    assert 'href="#pakai-potensi"' in html
    assert "Dua kotak." in html
    assert 'id="sumber-bps" value="1"' in html
    assert "<script>alert" not in html
    assert "tak-dikenal" not in html  # for editors only


def test_section_tells_editors_what_to_mend(editor, lesson, sign_in) -> None:
    page = sign_in(editor).get(url("section-detail", lesson.code, "bagian-1"))

    assert len(page.context["page"].problems) == 1
    assert "tak-dikenal" in page.content.decode()


@pytest.mark.parametrize("sections", [1, 3])
def test_section_asks_a_fixed_number_of_times(
    student, sign_in, sections, django_assert_num_queries
) -> None:
    lesson = make_lesson(sections=sections)
    client = sign_in(student)
    client.get(url("section-detail", lesson.code, "bagian-1"))

    with django_assert_num_queries(9):
        client.get(url("section-detail", lesson.code, "bagian-1"))


def test_opening_a_section_is_remembered_for_students_only(
    student, teacher, lesson, sign_in
) -> None:
    address = url("section-detail", lesson.code, "bagian-1")

    sign_in(teacher).get(address)
    sign_in(student).get(address)

    assert [(row.student, row.last_section.code) for row in LessonProgress.objects.all()] == [
        (student, "bagian-1")
    ]


def test_draft_section_is_hidden_from_students_and_teachers(
    student, teacher, editor, lesson, draft, sign_in
) -> None:
    for user, status in ((student, 404), (teacher, 404), (editor, 200)):
        client = sign_in(user)
        assert client.get(url("section-detail", lesson.code, "bagian-2")).status_code == status
        for address in (
            url("lesson-detail", lesson.code),
            url("section-detail", lesson.code, "bagian-1"),
            url("lesson-print", lesson.code),
        ):
            assert (SECRET in client.get(address).content.decode()) is (status == 200)
    assert sign_in(student).post(url("section-finish", lesson.code, "bagian-2")).status_code == 404


# --- Finish and reopen ------------------------------------------------------------------------


def test_finish_leads_to_the_next_section_and_at_last_to_the_lesson(
    student, lesson, sign_in
) -> None:
    client = sign_in(student)

    first = client.post(url("section-finish", lesson.code, "bagian-1"))
    again = client.post(url("section-finish", lesson.code, "bagian-1"))
    last = client.post(url("section-finish", lesson.code, "bagian-2"))

    assert first.url == again.url == url("section-detail", lesson.code, "bagian-2")
    assert last.url == url("lesson-detail", lesson.code)
    assert SectionProgress.objects.filter(student=student).count() == 2
    assert client.get(last.url).context["contents"].is_finished


def test_reopen_takes_back_own_mark(student, lesson, sign_in) -> None:
    client = sign_in(student)
    client.post(url("section-finish", lesson.code, "bagian-1"))

    response = client.post(url("section-reopen", lesson.code, "bagian-1"))

    assert response.url == url("section-detail", lesson.code, "bagian-1")
    assert not SectionProgress.objects.exists()


def test_reopen_leaves_a_teachers_mark_and_says_so(student, teacher, lesson, sign_in) -> None:
    SectionProgress.objects.create(
        student=student,
        section=lesson.sections.get(order=1),
        done_at="2026-11-27T03:00Z",
        marked_by=teacher,
    )

    response = sign_in(student).post(url("section-reopen", lesson.code, "bagian-1"), follow=True)

    assert SectionProgress.objects.count() == 1
    assert len(list(response.context["messages"])) == 1


@pytest.mark.parametrize("name", ["section-finish", "section-reopen"])
def test_progress_is_posted_by_students_only(student, teacher, editor, lesson, sign_in, name):
    address = url(name, lesson.code, "bagian-1")

    assert sign_in(student).get(address).status_code == 405
    assert sign_in(teacher).post(address).status_code == 403
    assert sign_in(editor).post(address).status_code == 403
    assert sign_in(student).post(url(name, lesson.code, "tidak-ada")).status_code == 404
    assert not SectionProgress.objects.exists()


# --- Print and terms --------------------------------------------------------------------------


def test_print_shows_every_section_with_one_list_of_terms(student, lesson, sign_in) -> None:
    lesson.sections.filter(order=2).update(body="[lagi](istilah:potensi)\n\n![](gambar:arus)")

    html = sign_in(student).get(url("lesson-print", lesson.code)).content.decode()

    assert html.count('id="istilah-potensi"') == 1
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize("sections", [1, 3])
def test_print_asks_a_fixed_number_of_times(
    student, sign_in, sections, django_assert_num_queries
) -> None:
    lesson = make_lesson(sections=sections)
    client = sign_in(student)

    with django_assert_num_queries(9):
        client.get(url("lesson-print", lesson.code))


@pytest.mark.parametrize("count", [1, 3])
def test_term_page_asks_a_fixed_number_of_times(
    student, lesson, sign_in, count, django_assert_num_queries
) -> None:
    other = make_lesson(unit=lesson.unit, number=2, sections=count)
    other.sections.update(body="[kata](istilah:potensi)")
    client = sign_in(student)

    with django_assert_num_queries(4):
        response = client.get(url("term-detail", "potensi"))

    assert len(response.context["sections"]) == count + 1


def test_term_page_lists_where_it_is_used(student, lesson, draft, sign_in) -> None:
    lesson.sections.filter(order=2).update(body="[lagi](istilah:potensi)")  # a draft

    response = sign_in(student).get(url("term-detail", "potensi"))

    assert [section.code for section in response.context["sections"]] == ["bagian-1"]
    assert "Modal suatu negara." in response.content.decode()


def test_term_of_a_draft_lesson_is_hidden(student, editor, draft, sign_in) -> None:
    GlossaryTerm.objects.create(code="rahasia", lesson=draft, term=SECRET, definition=SECRET)

    assert sign_in(student).get(url("term-detail", "rahasia")).status_code == 404
    assert sign_in(editor).get(url("term-detail", "rahasia")).status_code == 200


def test_term_of_a_draft_lesson_stays_plain_words(student, lesson, draft, sign_in) -> None:
    GlossaryTerm.objects.create(code="rahasia", lesson=draft, term=SECRET, definition=SECRET)
    lesson.sections.filter(order=1).update(body="[kata](istilah:rahasia)")

    html = sign_in(student).get(url("section-detail", lesson.code, "bagian-1")).content.decode()

    assert SECRET not in html
    assert "<p>kata</p>" in html


@pytest.mark.parametrize("status", [Status.DRAFT, Status.ARCHIVED])
def test_a_lesson_withdrawn_after_it_was_given_stays_open_to_its_class_alone(
    status, student, other_student, teacher, course, sign_in
):
    lesson = make_lesson()
    assign_lesson(lesson=lesson, course=course, by=teacher)
    lesson.status = status
    lesson.save()
    path = f"/materi/{lesson.code}/"
    assert sign_in(student).get(path).status_code == 200
    assert sign_in(teacher).get(path).status_code == 200
    assert sign_in(other_student).get(path).status_code == 404
