"""The class, student and task pages as files. They show the same overviews as the pages."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.access import role_required
from accounts.models import Role
from accounts.requests import SignedInRequest
from dashboards.files import Document, as_csv, as_xlsx
from dashboards.tables import class_document, results_document, student_document
from dashboards.views import load_grid, load_results, load_student

WRITERS: dict[str, tuple[Callable[[Document], bytes], str]] = {
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (as_csv, "text/csv; charset=utf-8"),
}


def file_answer(document: Document, kind: str) -> HttpResponse:
    write, content_type = WRITERS[kind]
    return HttpResponse(
        write(document),
        content_type=content_type,
        headers={"Content-Disposition": f'attachment; filename="{document.name}.{kind}"'},
    )


def known(kind: str) -> str:
    if kind not in WRITERS:
        raise Http404
    return kind


@require_safe
@role_required(Role.TEACHER)
def class_export(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    grid = load_grid(request, pk, now=timezone.now())
    return file_answer(class_document(grid), known(kind))


@require_safe
@role_required(Role.TEACHER)
def student_export(request: SignedInRequest, course_pk: int, pk: int, kind: str) -> HttpResponse:
    overview = load_student(request, course_pk, pk, now=timezone.now())
    return file_answer(student_document(overview), known(kind))


@require_safe
@role_required(Role.TEACHER)
def assignment_export(request: SignedInRequest, pk: int, kind: str) -> HttpResponse:
    results = load_results(request, pk, now=timezone.now())
    return file_answer(results_document(results), known(kind))
