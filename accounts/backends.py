import re
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Membership, User

NISN = re.compile(r"\d{10}")


class SchoolBackend(ModelBackend):
    """Sign-in by username or NISN; people arrive with their memberships in one query."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        if username is not None and NISN.fullmatch(username):
            known = User.objects.filter(nisn=username).values_list("username", flat=True).first()
            username = known or username
        elif username is not None:
            username = username.casefold()
        return super().authenticate(request, username=username, password=password, **kwargs)

    def get_user(self, user_id: int) -> User | None:
        memberships = list(
            Membership.objects.select_related("user", "school")
            .filter(user_id=user_id)
            .order_by("pk")
        )
        if not memberships:
            return super().get_user(user_id)
        user = memberships[0].user
        today = timezone.localdate(timezone=memberships[0].school.zone)
        user.current_memberships = [m for m in memberships if m.holds_on(today)]
        return user if self.user_can_authenticate(user) else None
