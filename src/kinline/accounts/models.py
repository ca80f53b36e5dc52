"""Who works here, in which roles, and who runs the installation."""

from functools import cached_property
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kinline.accounts.choices import GRANTS, Language, Mandate, Permission, Role
from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM


class StaffManager(BaseUserManager["Staff"]):
    def administrators(self) -> models.QuerySet["Staff"]:
        """Those who may manage staff today."""
        holding = RoleGrant.objects.filter(role=Role.ADMINISTRATOR, ended_at=None)
        return self.filter(is_active=True, pk__in=holding.values("staff"))

    def get_by_natural_key(self, username: str | None) -> "Staff":
        return self.get(username__iexact=username)


class Staff(AbstractBaseUser):
    """One person who works at the desk."""

    username = models.CharField(max_length=40, unique=True)
    display_name = models.CharField(max_length=80)
    language = models.CharField(max_length=2, choices=Language, default=Language.UKRAINIAN)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    tells_deaths = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=timezone.now)
    sessions_ended = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    objects: ClassVar[StaffManager] = StaffManager()

    class Privacy:
        username = PERSONAL
        display_name = PERSONAL
        password = KEPT  # an argon2 hash
        last_login = KEPT
        language = KEPT
        is_active = KEPT
        is_demo = KEPT
        tells_deaths = KEPT
        added_at = KEPT
        sessions_ended = KEPT

    def __str__(self) -> str:
        return self.display_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Compared at every request: a new password or one more `sessions_ended` ends all sessions.
        told = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("kinline.accounts.sessions", told, secret=secret, algorithm="sha256").hexdigest()

    @property
    def actor_id(self) -> str:
        return f"staff:{self.pk}"

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(Role(grant.role) for grant in self.grants.all() if grant.ended_at is None)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        return frozenset().union(*(GRANTS[role] for role in self.roles))

    @property
    def role_names(self) -> str:
        """The roles in the reader's language, separated by commas."""
        return ", ".join(str(role.label) for role in Role if role in self.roles)

    def may(self, permission: Permission) -> bool:
        return self.is_active and permission in self.permissions


class RoleGrant(models.Model):
    """One role of one person, from when to when."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=Role)
    granted_by = models.CharField(max_length=64)
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="a_role_once_at_a_time", fields=["staff", "role"], condition=Q(ended_at=None)
            )
        ]

    class Privacy:
        staff = PSEUDONYM
        role = KEPT
        granted_by = PSEUDONYM
        granted_at = KEPT
        ended_at = KEPT

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.role}"


class Enrolment(models.Model):
    """A link, good once, by which a new member of staff sets a password and a second factor."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="enrolments")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Privacy:
        staff = PSEUDONYM
        token_hash = KEPT
        made_at = KEPT
        expires_at = KEPT
        used_at = KEPT

    def __str__(self) -> str:
        return f"enrolment of {self.staff_id}"


class Installation(models.Model):
    """Who runs this installation, under which mandate. There is one row."""

    mandate = models.CharField(max_length=16, choices=Mandate)
    operator_name = models.CharField(max_length=120)
    portal_name = models.CharField(max_length=80, blank=True)
    data_lies_in = models.CharField(max_length=200)
    could_be_compelled_by = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, blank=True)
    phone_hours = models.CharField(max_length=120, blank=True)
    is_demo = models.BooleanField(default=False)
    founded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(name="one_installation", condition=Q(pk=1))]

    class Privacy:
        mandate = KEPT
        operator_name = KEPT
        portal_name = KEPT
        data_lies_in = KEPT
        could_be_compelled_by = KEPT
        phone = KEPT
        phone_hours = KEPT
        is_demo = KEPT
        founded_at = KEPT

    def __str__(self) -> str:
        return self.operator_name


class Throttle(models.Model):
    """How often one key did one thing in one window of time. Keys are hashes: no address is kept."""

    key = models.CharField(max_length=64)
    window = models.BigIntegerField()
    hits = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_count_a_window", fields=["key", "window"])]

    class Privacy:
        key = PSEUDONYM
        window = KEPT
        hits = KEPT

    def __str__(self) -> str:
        return f"{self.hits} in {self.window}"
