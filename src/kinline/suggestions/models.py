"""Candidate pairs, and what people judged of them. A machine suggests; it never joins."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from kinline.accounts.models import Staff
from kinline.audit.choices import KEPT, PERSONAL, PSEUDONYM, SECRET
from kinline.registry.models import Description, Join
from kinline.suggestions.choices import WAITING, SuggestionState, Verdict
from kinline.vault.fields import SealedTextField


class SearchKey(models.Model):
    """One key by which a description is found among many (blocking)."""

    description = models.ForeignKey(Description, on_delete=models.CASCADE, related_name="search_keys")
    key = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="a_key_once_a_description", fields=["key", "description"])
        ]

    class Privacy:
        description = PSEUDONYM
        key = PERSONAL

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
    probability = models.FloatField()
    #: kinmatch's reasons: a list of {field, code, bits, left, right, detail}.
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=16, choices=SuggestionState, default=SuggestionState.OPEN)
    #: Decisions of one round are taken blind of each other; after a dispute or new facts a new round begins.
    round = models.PositiveSmallIntegerField(default=1)
    join = models.ForeignKey(Join, on_delete=models.PROTECT, null=True, related_name="suggestions")
    found_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "-probability"], name="suggestion_state_prob")]
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
        probability = KEPT
        reasons = PERSONAL
        state = KEPT
        round = KEPT
        join = PSEUDONYM
        found_at = KEPT
        changed_at = KEPT

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

    def __str__(self) -> str:
        return f"{self.verdict} on {self.suggestion_id}"
