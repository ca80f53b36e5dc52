"""Candidate pairs, and what people judged of them. A machine suggests; it never joins."""

from typing import Self

from django.db import connection, models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from kinline.accounts.models import Staff
from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET, Erasure
from kinline.registry.models import Description, Join
from kinline.suggestions.choices import BLIND, WAITING, SuggestionState, Verdict
from kinline.vault.fields import SealedTextField


class SearchKeyQuerySet(models.QuerySet["SearchKey"]):
    def beginning(self, key: str) -> Self:
        """Keys that begin so, by way of the index."""
        if connection.vendor == "sqlite":
            # Its LIKE disregards case and so cannot use the index; its order is that of the bytes.
            return self.filter(key__gte=key, key__lt=f"{key}\U0010ffff")
        return self.filter(key__startswith=key)


class SearchKey(models.Model):
    """One word of a description's names or places, by which it is found exactly; people alike are in the index."""

    description = models.ForeignKey(
        Description, on_delete=models.CASCADE, related_name="search_keys", db_index=False
    )
    key = models.CharField(max_length=32)

    objects = SearchKeyQuerySet.as_manager()

    class Meta:
        indexes = [
            # Whether a description has a key that begins so: asked of one after another in the order they came in.
            models.Index(
                fields=["description", "key"],
                name="searchkey_of_description",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="a_key_once_a_description",
                fields=["key", "description"],
                # So that PostgreSQL finds what begins alike whatever its collation.
                opclasses=["varchar_pattern_ops", "int8_ops"],
            )
        ]

    class Privacy:
        description = PSEUDONYM
        key = PERSONAL

    erasure = Erasure(goes_with=("description",))

    def __str__(self) -> str:
        return self.key


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def waiting(self) -> Self:
        return self.filter(state__in=WAITING)

    def of_description(self, description: Description) -> Self:
        return self.filter(Q(left=description) | Q(right=description))


class Suggestion(models.Model):
    """Two descriptions that might be of one person. `left` is always the older row."""

    left = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="suggested_right")
    right = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="suggested_left")
    #: Of either, for lists narrowed by it: what a description says never changes.
    speaks_of_death = models.BooleanField()
    asked_by_family = models.BooleanField()
    probability = models.FloatField()
    #: kinmatch's reasons: a list of {field, code, bits, left, right, detail}.
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=16, choices=SuggestionState, default=SuggestionState.OPEN)
    #: Whether it waits for a verdict, for the indexes below: one order over two states.
    waits = models.GeneratedField(
        expression=Case(When(state__in=sorted(BLIND), then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    #: Decisions of one round are taken blind of each other; after a dispute or new facts a new round begins.
    round = models.PositiveSmallIntegerField(default=1)
    join = models.ForeignKey(Join, on_delete=models.PROTECT, null=True, related_name="suggestions")
    found_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        indexes = [
            # With a condition: SQLite reads `WHERE waits` as an expression, in which it finds no column of an index.
            models.Index(fields=["-probability", "id"], name="suggestion_likeliest", condition=Q(waits=True)),
            models.Index(fields=["found_at", "id"], name="suggestion_longest", condition=Q(waits=True)),
            models.Index(
                fields=["-probability", "id"],
                name="suggestion_of_death",
                condition=Q(waits=True, speaks_of_death=True),
            ),
            models.Index(
                fields=["-probability", "id"],
                name="suggestion_of_family",
                condition=Q(waits=True, asked_by_family=True),
            ),
            models.Index(fields=["state", "changed_at"], name="suggestion_state"),
        ]
        constraints = [
            models.UniqueConstraint(name="a_pair_once", fields=["left", "right"]),
            models.CheckConstraint(name="left_is_older", condition=Q(left__lt=F("right"))),
            models.CheckConstraint(
                name="probability_in_range", condition=Q(probability__gte=0, probability__lte=1)
            ),
        ]

    class Privacy:
        left = PSEUDONYM
        right = PSEUDONYM
        speaks_of_death = PERSONAL
        asked_by_family = KEPT
        probability = KEPT
        reasons = PERSONAL
        state = KEPT
        waits = KEPT
        round = KEPT
        join = PSEUDONYM
        found_at = KEPT
        changed_at = KEPT

    erasure = Erasure(goes_with=("left", "right"))

    def __str__(self) -> str:
        return f"{self.left_id} ~ {self.right_id}: {self.state}"


class Judgement(models.Model):
    """What one person said of one suggestion, and why."""

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="judgements")
    round = models.PositiveSmallIntegerField()
    verdict = models.CharField(max_length=12, choices=Verdict)
    reason = SealedTextField()
    judged_by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="judgements")
    judged_at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_reason = SealedTextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_verdict_a_person_a_round",
                fields=["suggestion", "round", "judged_by"],
                condition=Q(undone_at=None),
            ),
            models.CheckConstraint(
                name="judgement_undone_has_who_and_when",
                condition=Q(undone_by=None, undone_at=None)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
            ),
        ]

    class Privacy:
        suggestion = PSEUDONYM
        round = KEPT
        verdict = KEPT
        reason = SECRET
        judged_by = PSEUDONYM
        judged_at = KEPT
        undone_by = PSEUDONYM
        undone_at = KEPT
        undone_reason = SECRET

    erasure = Erasure(goes_with=("suggestion",))

    def __str__(self) -> str:
        return f"{self.verdict} on {self.suggestion_id}"
