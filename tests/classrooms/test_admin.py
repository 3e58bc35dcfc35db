"""Classes and courses in the admin."""

from django.urls import reverse

from classrooms.models import Classroom, Course, Enrollment
from tests import factories


def classroom_form(classroom: Classroom, *rows: dict, initial: int = 0) -> dict:
    data = {
        "school": classroom.school_id,
        "name": classroom.name,
        "school_year": classroom.school_year,
        "grade": classroom.grade,
        "enrollments-TOTAL_FORMS": len(rows),
        "enrollments-INITIAL_FORMS": initial,
    }
    for number, row in enumerate(rows):
        data |= {f"enrollments-{number}-{name}": value for name, value in row.items()}
    return data


def change(row) -> str:
    return reverse(f"admin:classrooms_{row._meta.model_name}_change", args=[row.pk])


def test_a_student_is_put_into_a_class(school, classroom, admin, sign_in):
    student = factories.make_student(school=school, classroom=None)
    row = {"student": student.pk, "joined_at_0": "2026-07-13", "joined_at_1": "07:00:00"}

    answer = sign_in(admin).post(change(classroom), classroom_form(classroom, row))

    assert answer.status_code == 302
    assert [each.student for each in classroom.enrollments.active()] == [student]


def test_a_student_of_another_school_is_refused(other_school, classroom, admin, sign_in):
    stranger = factories.make_student(school=other_school, classroom=None)
    row = {"student": stranger.pk, "joined_at_0": "2026-07-13", "joined_at_1": "07:00:00"}

    answer = sign_in(admin).post(change(classroom), classroom_form(classroom, row))

    assert answer.status_code == 200
    assert not Enrollment.objects.exists()


def test_who_leaves_gets_a_date_and_the_row_stays(classroom, student, admin, sign_in):
    enrollment = classroom.enrollments.get()
    row = {
        "id": enrollment.pk,
        "classroom": classroom.pk,
        "student": student.pk,
        "joined_at_0": "2026-07-13",
        "joined_at_1": "07:00:00",
        "left_at_0": "2026-11-20",
        "left_at_1": "12:00:00",
        "DELETE": "on",
    }

    sign_in(admin).post(change(classroom), classroom_form(classroom, row, initial=1))

    enrollment.refresh_from_db()
    assert enrollment.left_at is not None


def test_deleting_a_class_with_students_is_refused_in_words(classroom, student, admin, sign_in):
    address = reverse("admin:classrooms_classroom_delete", args=[classroom.pk])

    page = sign_in(admin).post(address, {"post": "yes"}).content.decode()

    assert "masih dipakai" in page
    assert "Keanggotaan kelas: 1" in page
    assert "Rina" not in page
    assert Classroom.objects.filter(pk=classroom.pk).exists()


def test_deleting_a_course_with_a_task_is_refused(course, teacher, admin, sign_in):
    factories.assign_lesson(lesson=factories.make_lesson(), course=course, by=teacher)
    address = reverse("admin:classrooms_course_delete", args=[course.pk])

    page = sign_in(admin).post(address, {"post": "yes"}).content.decode()

    assert "masih dipakai" in page
    assert Course.objects.filter(pk=course.pk).exists()


def test_a_course_of_another_school_is_not_made(
    school, other_school, classroom, teacher, admin, sign_in
):
    sent = {
        "school": other_school.pk,
        "subject": "Sejarah",
        "classroom": classroom.pk,
        "school_year": "2026/2027",
        "semester": 1,
        "teachings-TOTAL_FORMS": 1,
        "teachings-INITIAL_FORMS": 0,
        "teachings-0-teacher": teacher.pk,
        "teachings-0-starts": "2026-07-13",
    }
    client = sign_in(admin)

    assert client.post("/admin/classrooms/course/add/", sent).status_code == 200
    assert (
        client.post("/admin/classrooms/course/add/", sent | {"school": school.pk}).status_code
        == 302
    )
    assert Course.objects.get().teachings.get().teacher == teacher
