"""Who a person is: schools, users, their roles, and the record of what was done."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    STUDENT = "student", _("student")
    TEACHER = "teacher", _("teacher")
    OPERATOR = "operator", _("operator")
    EDITOR = "editor", _("content editor")
    ADMIN = "admin", _("admin")


class SchoolManager(models.Manager["School"]):
    def get_by_natural_key(self, code: str) -> School:
        return self.get(code=code)


class School(models.Model):
    """A school, with what stands at the head of its letters."""

    class TimeZone(models.TextChoices):
        WIB = "Asia/Jakarta", _("WIB (western)")
        WITA = "Asia/Makassar", _("WITA (central)")
        WIT = "Asia/Jayapura", _("WIT (eastern)")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    npsn = models.CharField(
        _("NPSN"),
        max_length=8,
        blank=True,
        validators=[RegexValidator(r"^\d{8}$", _("An NPSN has 8 digits."))],
    )
    time_zone = models.CharField(
        _("time zone"), max_length=32, choices=TimeZone.choices, default=TimeZone.WIB
    )
    keeps_shared_content = models.BooleanField(
        _("keeps the shared content"),
        default=False,
        help_text=_(
            "Editors of this school look after the lessons and questions that all schools share."
        ),
    )
    authority = models.CharField(_("authority above the school's name"), max_length=160, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    city = models.CharField(_("place beside the date"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("email"), blank=True)
    website = models.URLField(_("website"), blank=True)
    head_name = models.CharField(_("head of school"), max_length=120, blank=True)
    head_nip = models.CharField(_("NIP of the head"), max_length=18, blank=True)

    objects: ClassVar[SchoolManager] = SchoolManager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("school")
        verbose_name_plural = _("schools")

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.code,)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)


class UserQuerySet(models.QuerySet["User"]):
    def in_schools(self, school_ids: tuple[int, ...]) -> UserQuerySet:
        """People with a membership, past or present, in one of these schools."""
        return self.filter(
            Q(pk__in=Membership.objects.filter(school_id__in=school_ids).values("user_id"))
        )


class PeopleManager(UserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    pass


class User(AbstractUser):
    """A person. What they may do follows from their memberships."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("full name"), max_length=150)
    nisn = models.CharField(
        _("NISN"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"^\d{10}$", _("An NISN has 10 digits, zeros in front kept."))],
    )
    nis = models.CharField(_("NIS"), max_length=20, blank=True)
    nip = models.CharField(_("NIP"), max_length=18, blank=True)
    time_factor_percent = models.PositiveSmallIntegerField(
        _("extra time factor (%)"),
        default=100,
        validators=[MinValueValidator(100), MaxValueValidator(300)],
        help_text=_("100 means no extra time; 125 gives a quarter more, in every timed quiz."),
    )
    must_change_password = models.BooleanField(
        _("must choose a new password"),
        default=False,
        help_text=_("Set while the password is one that somebody else made."),
    )

    objects: ClassVar[PeopleManager] = PeopleManager()
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "username"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.UniqueConstraint(
                fields=["nisn"],
                condition=~Q(nisn=""),
                name="user_nisn_is_unique",
                violation_error_message=_("Somebody else has this NISN."),
            ),
            models.CheckConstraint(
                condition=Q(username=Lower("username")),
                name="user_username_is_lower_case",
                violation_error_message=_("Write the username in small letters."),
            ),
            models.CheckConstraint(
                condition=Q(time_factor_percent__gte=100, time_factor_percent__lte=300),
                name="user_time_factor_within_range",
                violation_error_message=_("The extra time factor is between 100 and 300 %."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        """What one is greeted by: no "R. Aj." before it, and "I Made" or "Ni Putu" whole."""
        words = self.name.split()
        while len(words) > 1 and words[0].endswith("."):
            words = words[1:]
        return " ".join(words[: 2 if words and len(words[0]) <= 2 else 1])

    @property
    def time_factor(self) -> Fraction:
        return Fraction(self.time_factor_percent, 100)

    @cached_property
    def current_memberships(self) -> list[Membership]:
        """Memberships in force today, with their schools; the session's backend fills this."""
        today = timezone.localdate()
        return list(self.memberships.select_related("school").active_on(today).order_by("pk"))

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(membership.role for membership in self.current_memberships)

    def has_role(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    @property
    def school(self) -> School | None:
        """The school whose name and clock this person sees."""
        return self.current_memberships[0].school if self.current_memberships else None

    @property
    def school_ids(self) -> tuple[int, ...]:
        return tuple({membership.school_id for membership in self.current_memberships})

    def school_ids_as(self, *roles: str) -> tuple[int, ...]:
        return tuple({m.school_id for m in self.current_memberships if m.role in roles})

    @property
    def keeps_shared_content(self) -> bool:
        """Whether this person may edit content that belongs to no single school."""
        return self.is_superuser or any(
            membership.school.keeps_shared_content
            for membership in self.current_memberships
            if membership.role in (Role.EDITOR, Role.ADMIN)
        )


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active_on(self, day: Any) -> MembershipQuerySet:
        """Memberships that hold on this date (first and last day included)."""
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)


class Membership(models.Model):
    """What a person is in a school, from when to when."""

    user = models.ForeignKey(
        User, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    school = models.ForeignKey(
        School, models.PROTECT, related_name="memberships", verbose_name=_("school")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    starts = models.DateField(_("from"), default=timezone.localdate)
    ends = models.DateField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["school", "role", "user"]
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "school", "role"],
                condition=Q(ends__isnull=True),
                name="membership_open_once",
                violation_error_message=_("This person already has this role in this school."),
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="membership_ends_after_start",
                violation_error_message=_("A membership cannot end before it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.school}"

    def holds_on(self, day: Any) -> bool:
        return bool(self.starts <= day and (self.ends is None or self.ends >= day))


class AuditEntry(models.Model):
    """Who did what to whom, and when. Rows are only ever added."""

    at = models.DateTimeField(_("at"))
    school = models.ForeignKey(School, models.PROTECT, null=True, related_name="+")
    actor = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField(_("by"), max_length=150)
    action = models.CharField(_("action"), max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField(null=True)
    subject_label = models.CharField(pgettext_lazy("audit entry", "subject"), max_length=200)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_by_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label}: {self.action} {self.subject_label}"
