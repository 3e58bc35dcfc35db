"""Changing what students see: a version that was used stays as it is, its successor changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from accounts.models import User
from quizzes.items import Form, dump_body, parse_body
from quizzes.models import Question, QuestionVersion, Stimulus


@transaction.atomic
def save_question_version(
    *,
    question: Question,
    form: Form | str,
    stem: str,
    stimulus: Stimulus | None,
    figure_svg: str,
    figure_text: str,
    body: Mapping[str, Any],
    explanation: str,
    by: User | None,
    now: datetime,
) -> QuestionVersion:
    """Make this the current text of the question, and give the version that now holds it.

    The same content again is the same version. A version that nobody was given is edited in
    place; a frozen one gets a successor. Raises ValidationError where the content is no item.
    """
    # Locks the question's versions against two editors, and against being pinned meanwhile.
    versions = list(question.versions.select_for_update().order_by("number"))
    current = next((version for version in versions if version.is_current), None)
    content = {
        "form": Form(form).value,
        "stem": stem,
        "stimulus": stimulus,
        "figure_svg": figure_svg,
        "figure_text": figure_text,
        "body": dict(body),
        "explanation": explanation,
    }
    if current is not None and _is_same(current, content):
        return current
    if current is not None and not current.is_frozen():
        for name, value in content.items():
            setattr(current, name, value)
        current.full_clean()
        current.save()
        return current
    if current is not None:
        current.is_current = False
        current.save(update_fields=["is_current"])
    version = QuestionVersion(
        question=question,
        number=versions[-1].number + 1 if versions else 1,
        created_by=by,
        created_at=now,
        **content,
    )
    version.full_clean()
    version.save()
    return version


def restore_question_version(
    *, version: QuestionVersion, by: User | None, now: datetime
) -> QuestionVersion:
    """Make what an older version says the current text of its question again."""
    return save_question_version(
        question=version.question,
        form=version.form,
        stem=version.stem,
        stimulus=version.stimulus,
        figure_svg=version.figure_svg,
        figure_text=version.figure_text,
        body=version.body,
        explanation=version.explanation,
        by=by,
        now=now,
    )


@transaction.atomic
def revise_stimulus(
    *, stimulus: Stimulus, title: str, body: str, source_note: str, by: User | None, now: datetime
) -> Stimulus:
    """Change the text that items share, and give the row that now holds it.

    Where a frozen version shows it, the change is a new row, and every question whose current
    version shows the old row goes on with the new one.
    """
    stored: Stimulus = Stimulus.objects.select_for_update().get(pk=stimulus.pk)
    content = {"title": title, "body": body, "source_note": source_note}
    if all(_plain(getattr(stored, name)) == _plain(value) for name, value in content.items()):
        return stored
    if not stored.is_frozen():
        for name, value in content.items():
            setattr(stored, name, value)
        stored.full_clean()
        stored.save()
        return stored
    last = Stimulus.objects.filter(code=stored.code).aggregate(last=Max("number"))["last"]
    revised = Stimulus(
        code=stored.code,
        number=last + 1,
        school=stored.school,
        owner=stored.owner,
        status=stored.status,
        **content,
    )
    revised.full_clean()
    revised.save()
    shown_in = stored.versions.filter(is_current=True).select_related("question")
    for version in shown_in.order_by("pk"):
        save_question_version(
            question=version.question,
            form=version.form,
            stem=version.stem,
            stimulus=revised,
            figure_svg=version.figure_svg,
            figure_text=version.figure_text,
            body=version.body,
            explanation=version.explanation,
            by=by,
            now=now,
        )
    return revised


def _is_same(version: QuestionVersion, content: Mapping[str, Any]) -> bool:
    """Whether an edit changes nothing that anybody could see or that marking could use."""
    return all(
        _plain(_canonical(version.form, getattr(version, name)))
        == _plain(_canonical(content["form"], value))
        if name == "body"
        else _plain(getattr(version, name)) == _plain(value)
        for name, value in content.items()
    )


def _canonical(form: str, body: Any) -> Any:
    """Write out what a body leaves to its defaults; leave alone what is no body."""
    try:
        return dump_body(parse_body(form, body))
    except ValueError:
        return body


def _plain(value: Any) -> Any:
    """Drop what a browser's text field changes by itself: line ends, and space around a text."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value
