"""Who works here, in which roles, and who runs the installation."""

from functools import cached_property
from typing import ClassVar, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from kinline.accounts.choices import (
    GRANTS,
    SCOPE_PERMISSIONS,
    SCOPES_OUT,
    Language,
    Mandate,
    Permission,
    Role,
    Scope,
    TokenEnd,
    VouchEnd,
)
from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET, Erasure
from kinline.vault.fields import SealedTextField


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
    #: The key by which a machine acts in their name just now; None where they act themselves.
    acts_by: "Token | None" = None

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

    erasure = Erasure(
        because="whoever decided stays nameable while the decision stands; see the duties of staff"
    )

    def __str__(self) -> str:
        return self.display_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Compared at every request: a new password or one more `sessions_ended` ends all sessions.
        told = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("kinline.accounts.sessions", told, secret=secret, algorithm="sha256").hexdigest()

    @property
    def actor_id(self) -> str:
        return f"token:{self.acts_by.pk}" if self.acts_by else f"staff:{self.pk}"

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
        allowed = self.acts_by is None or permission in self.acts_by.permissions
        return self.is_active and allowed and permission in self.permissions


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

    erasure = Erasure(because="who could do what, and when, belongs to what was decided")

    def __str__(self) -> str:
        return f"{self.staff_id}: {self.role}"


class Enrolment(models.Model):
    """A link, good once, by which a new member of staff sets a password and a second factor."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="enrolments")
    token_hash = models.CharField(max_length=64, unique=True)
    #: Whoever makes a link could use it: their word does not vouch for the account. Empty where nobody knows.
    made_by = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Privacy:
        staff = PSEUDONYM
        token_hash = KEPT
        made_by = PSEUDONYM
        made_at = KEPT
        expires_at = KEPT
        used_at = KEPT

    erasure = Erasure(because="a hash of a link, gone after its period")

    def __str__(self) -> str:
        return f"enrolment of {self.staff_id}"


class VouchQuerySet(models.QuerySet["Vouch"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)


class Vouch(models.Model):
    """One colleague's word that an account belongs to a person whom they know and have seen."""

    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="vouches")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="vouches_given")
    #: One of the two words with which an installation begins: two people vouch for each other.
    founding = models.BooleanField(default=False)
    vouched_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)
    ended_because = models.CharField(max_length=16, choices=VouchEnd, blank=True)
    note = SealedTextField(blank=True)

    objects = VouchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="nobody_vouches_for_themselves", condition=~Q(staff=F("by"))),
            models.UniqueConstraint(
                name="one_word_a_pair", fields=["staff", "by"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="vouch_ended_has_who_when_and_why",
                condition=Q(ended_at=None, ended_by="", ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(ended_because="")),
            ),
        ]

    class Privacy:
        staff = PSEUDONYM
        by = PSEUDONYM
        founding = KEPT
        vouched_at = KEPT
        ended_at = KEPT
        ended_by = PSEUDONYM
        ended_because = KEPT
        note = SECRET

    erasure = Erasure(because="It speaks of colleagues.")

    def __str__(self) -> str:
        return f"{self.by_id} for {self.staff_id}"


class TokenQuerySet(models.QuerySet["Token"]):
    def standing(self) -> Self:
        """Not ended by anybody; its day may be over."""
        return self.filter(ended_at=None)


class Token(models.Model):
    """A key by which a partner's machine acts in the name of whoever made it, as far as its scopes go."""

    partner = models.CharField(max_length=120)
    #: Of `Scope`.
    scopes = models.JSONField(default=list)
    #: {name: value}: what `exchange` asks of whoever sends or receives files, as the person who made it fixed it.
    terms = models.JSONField(default=dict)
    secret_hash = models.CharField(max_length=64, unique=True)
    #: Its last signs, by which people tell keys apart.
    ending = models.CharField(max_length=4)
    made_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="tokens")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    approved_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    #: To the minute.
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)
    ended_because = models.CharField(max_length=16, choices=TokenEnd, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="token_takes_two", condition=Q(approved_by=None) | ~Q(approved_by=F("made_by"))
            ),
            models.CheckConstraint(
                name="token_approved_has_who_and_when",
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="token_ended_has_who_when_and_why",
                condition=Q(ended_at=None, ended_by="", ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(ended_because="")),
            ),
        ]

    class Privacy:
        partner = KEPT
        scopes = KEPT
        terms = KEPT
        secret_hash = KEPT  # of 256 random bits
        ending = KEPT
        made_by = PSEUDONYM
        made_at = KEPT
        expires_at = KEPT
        approved_by = PSEUDONYM
        approved_at = KEPT
        last_used_at = KEPT
        ended_at = KEPT
        ended_by = PSEUDONYM
        ended_because = KEPT

    erasure = Erasure(because="It speaks of a partner's machine and of colleagues.")

    def __str__(self) -> str:
        return f"key of {self.partner} (…{self.ending})"

    @property
    def actor_id(self) -> str:
        return f"token:{self.pk}"

    @property
    def permissions(self) -> frozenset[Permission]:
        """All that its scopes need, and so all that it allows."""
        return frozenset().union(*(SCOPE_PERMISSIONS[Scope(scope)] for scope in self.scopes))

    @property
    def scope_labels(self) -> list[str]:
        """Its scopes in the reader's language."""
        return [str(scope.label) for scope in Scope if scope in self.scopes]

    @property
    def lets_out(self) -> bool:
        """Whether files leave by it, so that a second person approves it first."""
        return not SCOPES_OUT.isdisjoint(self.scopes)

    @property
    def is_over(self) -> bool:
        """Whether its day has come."""
        return self.expires_at <= timezone.now()


class DeskSession(models.Model):
    """One session of somebody at the desk: since when, last used when, in which family of browsers. No address."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="desk_sessions")
    #: Of the session itself, whose row is sealed too: by it one session is ended from another.
    session_key = SealedTextField()
    browser = models.CharField(max_length=20, blank=True)
    began_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        staff = PSEUDONYM
        session_key = SECRET
        browser = KEPT
        began_at = KEPT
        last_used_at = KEPT

    erasure = Erasure(because="It speaks of a colleague.")

    def __str__(self) -> str:
        return f"session of {self.staff_id}"


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

    erasure = Erasure(because="a keyed hash, gone within a day")

    def __str__(self) -> str:
        return f"{self.hits} in {self.window}"
