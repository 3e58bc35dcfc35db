from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import AuditEntry, School, User


def record(
    action: str,
    subject: models.Model,
    *,
    by: User | None,
    now: datetime,
    school: School | None = None,
    reason: str = "",
    **details: Any,
) -> AuditEntry:
    """Write down that `by` (None: the clock) did `action` to `subject`."""
    return AuditEntry.objects.create(
        at=now,
        school=school,
        actor=by,
        actor_label=str(by) if by else "HubInt",
        action=action,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        subject_label=str(subject)[:200],
        reason=reason,
        details=details,
    )
