"""Persons, and what sources say of them."""

import uuid
from dataclasses import fields
from typing import Self

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET, Erasure
from kinline.leases import Leased, LeasedQuerySet
from kinline.registry.choices import (
    SAID_DEAD,
    DatePrecision,
    LawfulBasis,
    MarkKind,
    NumberKind,
    OccurrenceKind,
    Purpose,
    Reliability,
    SaidFate,
    Sex,
    SourceKind,
)
from kinline.registry.facts import BodyMark, Facts, Happening, VagueDate
from kinline.vault.fields import SealedTextField

#: The facts that are columns of `Description` under the same name.
PLAIN_FACTS = tuple(
    field.name for field in fields(Facts) if field.name not in {"birth", "volunteered", "happenings", "marks"}
)


class Person(models.Model):
    """One human being, as far as judgements have joined descriptions."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        public_id = PSEUDONYM
        made_at = KEPT

    #: He goes when the last word about him goes.
    erasure = Erasure(goes_with=("descriptions", "joins_from"), unless=("descriptions",))

    def __str__(self) -> str:
        return str(self.public_id)


class Arrival(models.Model):
    """Descriptions that came together, such as the rows of a file. They show only once all are there."""

    source_name = models.CharField(max_length=120)
    begun_at = models.DateTimeField(default=timezone.now)
    complete_at = models.DateTimeField(null=True)

    class Privacy:
        source_name = KEPT
        begun_at = KEPT
        complete_at = KEPT

    def __str__(self) -> str:
        return self.source_name


def is_shown(of: str = "") -> Q:
    """No row of a file that is still coming in. `of` leads to the description, such as "left__"."""
    return Q(**{f"{of}arrival": None}) | Q(**{f"{of}arrival__complete_at__isnull": False})


def is_last_word(of: str = "") -> Q:
    """Its source's last word. A later one counts once it is shown."""
    if connection.vendor == "postgresql":
        # Of the outer join it expects one row, and sorts a million for the first page; SQLite sorts for this one.
        return Q(~Exists(Description.objects.filter(is_shown(), follows=OuterRef(f"{of}pk"))))
    coming_in = {f"{of}followed_by__arrival__isnull": False, f"{of}followed_by__arrival__complete_at": None}
    return Q(**{f"{of}followed_by": None}) | Q(**coming_in)


def has_basis(of: str = "") -> Q:
    """Kept by right, not withdrawn."""
    return ~Q(**{f"{of}lawful_basis": LawfulBasis.NONE}) & Q(**{f"{of}withdrawn_at": None})


def is_matchable(of: str = "") -> Q:
    """What may be matched and found."""
    return is_shown(of) & is_last_word(of) & has_basis(of)


class DescriptionQuerySet(models.QuerySet["Description"]):
    def shown(self) -> Self:
        return self.filter(is_shown())

    def last_words(self) -> Self:
        return self.filter(is_last_word())

    def matchable(self) -> Self:
        return self.filter(is_matchable())


class Description(models.Model):
    """What one source says of one person. Never edited: a later word is a new row that follows it."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="descriptions")
    follows = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by"
    )
    correction_reason = models.CharField(max_length=300, blank=True)

    # Where it comes from.
    source_kind = models.CharField(max_length=16, choices=SourceKind)
    source_name = models.CharField(max_length=120, blank=True)
    source_ref = models.CharField(max_length=120, blank=True)
    reliability = models.CharField(max_length=1, choices=Reliability, blank=True)
    said_on = models.DateField(null=True, blank=True)
    arrival = models.ForeignKey(Arrival, on_delete=models.PROTECT, null=True, related_name="descriptions")
    content_digest = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.CharField(max_length=64)

    # By what right it is kept.
    purpose = models.CharField(max_length=16, choices=Purpose)
    lawful_basis = models.CharField(max_length=16, choices=LawfulBasis, blank=True)
    keep_until = models.DateField()
    withdrawn_at = models.DateTimeField(null=True)

    # Names, as written; folded beside them for search, since SQLite compares Cyrillic case-sensitively.
    whole_name = models.CharField(max_length=240, blank=True)
    family_name = models.CharField(max_length=120, blank=True)
    given_name = models.CharField(max_length=120, blank=True)
    patronymic = models.CharField(max_length=120, blank=True)
    other_names = models.CharField(max_length=240, blank=True)
    father_given_name = models.CharField(max_length=120, blank=True)
    mother_maiden_name = models.CharField(max_length=120, blank=True)
    folded_name = models.CharField(max_length=500, blank=True, db_index=True)

    # Birth.
    sex = models.CharField(max_length=8, choices=Sex, blank=True)
    birth_text = models.CharField(max_length=80, blank=True)
    birth_earliest = models.DateField(null=True)
    birth_latest = models.DateField(null=True)
    birth_precision = models.CharField(max_length=8, choices=DatePrecision, blank=True)
    birth_place = models.CharField(max_length=160, blank=True)
    home_region = models.CharField(max_length=120, blank=True)
    citizenship = models.CharField(max_length=80, blank=True)

    # Service.
    rank = models.CharField(max_length=80, blank=True)
    service_number = models.CharField(max_length=60, blank=True)
    service_number_kind = models.CharField(max_length=12, choices=NumberKind, blank=True)
    power = models.CharField(max_length=80, blank=True)
    unit = models.CharField(max_length=160, blank=True)

    # Family and correspondence.
    next_of_kin = SealedTextField(blank=True)
    next_of_kin_address = SealedTextField(blank=True)
    correspondence_address = SealedTextField(blank=True)
    to_be_informed = SealedTextField(blank=True)

    # Health, and what the source says became of him.
    state_of_health = models.CharField(max_length=200, blank=True)
    said_fate = models.CharField(max_length=16, choices=SaidFate, blank=True)

    # For people without a name.
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(null=True, blank=True)
    height_cm_from = models.PositiveSmallIntegerField(null=True, blank=True)
    height_cm_to = models.PositiveSmallIntegerField(null=True, blank=True)
    build = models.CharField(max_length=80, blank=True)
    hair = models.CharField(max_length=80, blank=True)
    eyes = models.CharField(max_length=80, blank=True)
    clothing = models.CharField(max_length=300, blank=True)
    effects = models.CharField(max_length=300, blank=True)
    dental_notes = models.CharField(max_length=300, blank=True)

    narrative = SealedTextField(blank=True)
    #: Names of fields that a prisoner told of his own will, beyond what art. 17 asks.
    volunteered = models.JSONField(default=list, blank=True)

    objects = DescriptionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["source_name", "source_ref"], name="description_source"),
            models.Index(fields=["-recorded_at"], name="description_recorded"),
            models.Index(fields=["keep_until"], name="description_keep_until"),
            # What the registry is narrowed by, with the order in which it is shown.
            models.Index(fields=["source_kind", "-recorded_at"], name="description_kind"),
            models.Index(fields=["said_fate", "-recorded_at"], name="description_fate"),
            models.Index(fields=["birth_earliest", "birth_latest"], name="description_birth"),
        ]
        constraints = [
            models.CheckConstraint(name="description_follows_another", condition=~Q(follows=F("pk"))),
            models.CheckConstraint(
                name="birth_span_in_order",
                condition=Q(birth_earliest=None, birth_latest=None)
                | Q(birth_earliest__lte=F("birth_latest")),
            ),
            models.UniqueConstraint(
                name="same_row_arrives_once",
                fields=["source_name", "source_ref", "content_digest"],
                # A correction of ours may return to what was said before.
                condition=~Q(source_ref="") & Q(correction_reason=""),
            ),
        ]

    class Privacy:
        public_id = PSEUDONYM
        person = PSEUDONYM
        follows = PSEUDONYM
        correction_reason = PERSONAL
        source_kind = KEPT
        source_name = KEPT
        source_ref = PSEUDONYM
        reliability = KEPT
        said_on = KEPT
        arrival = KEPT
        content_digest = PSEUDONYM
        recorded_at = KEPT
        recorded_by = PSEUDONYM
        purpose = KEPT
        lawful_basis = KEPT
        keep_until = KEPT
        withdrawn_at = KEPT
        whole_name = PERSONAL
        family_name = PERSONAL
        given_name = PERSONAL
        patronymic = PERSONAL
        other_names = PERSONAL
        father_given_name = PERSONAL
        mother_maiden_name = PERSONAL
        folded_name = PERSONAL
        sex = PERSONAL
        birth_text = PERSONAL
        birth_earliest = PERSONAL
        birth_latest = PERSONAL
        birth_precision = KEPT
        birth_place = PERSONAL
        home_region = PERSONAL
        citizenship = PERSONAL
        rank = PERSONAL
        service_number = PERSONAL
        service_number_kind = KEPT
        power = PERSONAL
        unit = PERSONAL
        next_of_kin = SECRET
        next_of_kin_address = SECRET
        correspondence_address = SECRET
        to_be_informed = SECRET
        state_of_health = PERSONAL
        said_fate = PERSONAL
        age_from = PERSONAL
        age_to = PERSONAL
        height_cm_from = PERSONAL
        height_cm_to = PERSONAL
        build = PERSONAL
        hair = PERSONAL
        eyes = PERSONAL
        clothing = PERSONAL
        effects = PERSONAL
        dental_notes = PERSONAL
        narrative = SECRET
        volunteered = KEPT

    #: A family's words go with its inquiry; the later words of a source go with the earlier ones. Where another's row
    #: needs this one, such as a match that was confirmed for somebody else, it stays empty and is found no more.
    erasure = Erasure(
        identity=("public_id",),
        goes_with=("inquiry", "follows"),
        husk={"withdrawn_at": timezone.now},
        others=("recorded_by",),
    )

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def name(self) -> str:
        """The name as written: surname first, or whole as the source wrote it. Empty for the nameless."""
        parts = (self.family_name, self.given_name, self.patronymic)
        return " ".join(part for part in parts if part) or self.whole_name

    @property
    def birth(self) -> VagueDate:
        return VagueDate(
            self.birth_text, self.birth_earliest, self.birth_latest, DatePrecision(self.birth_precision)
        )

    @property
    def facts(self) -> Facts:
        """The row's particulars, as they were given to `commands.describe`."""
        plain = {name: getattr(self, name) for name in PLAIN_FACTS}
        return Facts(
            **plain,
            birth=self.birth,
            volunteered=tuple(self.volunteered),
            happenings=tuple(
                Happening(kind=OccurrenceKind(row.kind), place=row.place, when=row.when)
                for row in self.occurrences.all()
            ),
            marks=tuple(
                BodyMark(kind=MarkKind(row.kind), site=row.site, motif=row.motif) for row in self.marks.all()
            ),
        )

    @property
    def speaks_of_death(self) -> bool:
        return self.said_fate in SAID_DEAD


class Occurrence(models.Model):
    """One thing that a description says happened to him: where, and when. No finer than the district."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="occurrences")
    kind = models.CharField(max_length=12, choices=OccurrenceKind)
    place = models.CharField(max_length=160, blank=True)
    text = models.CharField(max_length=80, blank=True)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    precision = models.CharField(max_length=8, choices=DatePrecision, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_kind_once", fields=["description", "kind"]),
            models.CheckConstraint(
                name="occurrence_in_order",
                condition=Q(earliest=None, latest=None) | Q(earliest__lte=F("latest")),
            ),
        ]

    class Privacy:
        description = PSEUDONYM
        kind = PERSONAL
        place = PERSONAL
        text = PERSONAL
        earliest = PERSONAL
        latest = PERSONAL
        precision = KEPT

    erasure = Erasure(goes_with=("description",))

    def __str__(self) -> str:
        return f"{self.kind} of {self.description_id}"

    @property
    def when(self) -> VagueDate:
        return VagueDate(self.text, self.earliest, self.latest, DatePrecision(self.precision))


class Mark(models.Model):
    """One scar, tattoo or other mark by which he can be known."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=8, choices=MarkKind)
    site = models.CharField(max_length=80, blank=True)
    motif = models.CharField(max_length=200, blank=True)

    class Privacy:
        description = PSEUDONYM
        kind = PERSONAL
        site = PERSONAL
        motif = PERSONAL

    erasure = Erasure(goes_with=("description",))

    def __str__(self) -> str:
        return f"{self.kind} in {self.description_id}"


class DescriptionNewsQuerySet(LeasedQuerySet):
    def due(self) -> Self:
        """News whose file, if it came with one, is complete."""
        complete = Q(description__arrival=None) | Q(description__arrival__complete_at__isnull=False)
        return super().due().filter(complete)


class DescriptionNews(Leased):
    """A description that those who read the registry, such as the matcher, have yet to look at."""

    description = models.OneToOneField(Description, on_delete=models.CASCADE, related_name="news")

    objects = DescriptionNewsQuerySet.as_manager()

    class Privacy:
        description = PSEUDONYM
        due_at = KEPT
        attempts = KEPT
        leased_by = KEPT
        leased_until = KEPT

    erasure = Erasure(goes_with=("description",))

    def __str__(self) -> str:
        return f"news of {self.description_id}"
