"""Keys of partners' machines: made, approved by a second person, used, ended.

The machines' face has no second factors in its process, so this stands beside `commands`, which has.
"""

import re
import secrets
from collections.abc import Collection, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from kinline.accounts.choices import SCOPE_PERMISSIONS, Permission, Scope, TokenEnd
from kinline.accounts.models import Staff, Token
from kinline.accounts.rules import check_is_second, require
from kinline.audit import commands as audit
from kinline.audit.rules import Actor, Refused
from kinline.vault.keys import keyed_hash

#: By which a key is known for one where it was left lying about.
PREFIX = "kinline1_"
#: 32 random bytes follow, in URL-safe base64.
_LOOKS_LIKE_ONE = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
LONGEST_DAYS = 366
_USE_IS_NOTED_EVERY = timedelta(minutes=1)


@transaction.atomic
def make_token(
    partner: str, scopes: Collection[str], days: int, *, terms: Mapping[str, str], by: Staff
) -> tuple[Token, str]:
    """A key for `days` days, and its secret, which is kept nowhere. One by which files leave waits for approval.

    Refuses scopes that the maker may not use, and more than a year.
    """
    require(by, Permission.MAKE_TOKENS)
    if not partner.strip():
        raise Refused(_("Say whose machine it is."))
    if not scopes:
        raise Refused(_("Choose at least one thing that it may do."))
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(_("A key works for 1 to %(days)d days.") % {"days": LONGEST_DAYS})
    for scope in scopes:
        for permission in SCOPE_PERMISSIONS[Scope(scope)]:
            require(by, permission)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = Token.objects.create(
        partner=partner.strip()[:120],
        scopes=sorted(set(scopes)),
        terms=dict(terms),
        secret_hash=keyed_hash("token", secret),
        ending=secret[-4:],
        made_by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    audit.record(
        "accounts:token:made", by=by, subject=token.actor_id, scopes=" ".join(token.scopes), days=days
    )
    return token, secret


@transaction.atomic
def approve_token(token: Token, *, by: Staff) -> None:
    """A second, different person lets a key work by which files leave."""
    require(by, Permission.APPROVE_EXPORT)
    token = _locked(token)
    check_is_second(by, token.made_by)
    if not waits(token):
        raise Refused(_("This key does not wait for anybody."))
    token.approved_by, token.approved_at = by, timezone.now()
    token.save(update_fields=["approved_by", "approved_at"])
    audit.record("accounts:token:approved", by=by, subject=token.actor_id)


@transaction.atomic
def end_token(token: Token, *, by: Staff) -> None:
    """Let a key work no more, at once. One person does that, whoever made it."""
    require(by, Permission.SEE_TOKENS)
    token = _locked(token)
    if token.ended_at:
        raise Refused(_("This key was ended already."))
    _end(token, TokenEnd.ASKED, by)


def end_tokens_of(staff: Staff, *, by: Actor) -> None:
    """End every key of somebody who may no longer do what it allows. Call it inside the change's transaction."""
    now = Staff.objects.get(pk=staff.pk)  # as it stands after the change
    for token in Token.objects.standing().filter(made_by=staff).select_for_update(of=("self",)):
        if not _maker_may(token, now):
            _end(token, TokenEnd.MAKER, by)


@transaction.atomic
def end_all_tokens(*, by: Actor) -> int:
    """End every key: in a restored database some stand that were ended since. Returns how many."""
    standing = list(Token.objects.standing().select_for_update(of=("self",)))
    for token in standing:
        _end(token, TokenEnd.RESTORED, by)
    return len(standing)


def come_in(secret: str) -> Staff | None:
    """Whoever made the key of this secret, acting by it: they may what both may. None if no such key works."""
    if not _LOOKS_LIKE_ONE.fullmatch(secret):
        return None
    found = Token.objects.select_related("made_by").filter(secret_hash=keyed_hash("token", secret)).first()
    if found is None or not works(found):
        return None
    staff = found.made_by
    staff.acts_by = found
    return staff


def note_use(token: Token, *, by: Actor) -> None:  # noqa: ARG001  # a command like the others
    """Keep when the key was used last, to the minute."""
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _USE_IS_NOTED_EVERY)
    Token.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def waits(token: Token) -> bool:
    """Whether a second person has yet to approve it."""
    return token.lets_out and token.approved_at is None and token.ended_at is None and not token.is_over


def works(token: Token) -> bool:
    """Whether a machine comes in by it today."""
    ended = token.ended_at is not None or token.is_over
    return not ended and not waits(token) and _maker_may(token, token.made_by)


def _maker_may(token: Token, maker: Staff) -> bool:
    return all(maker.may(each) for each in {Permission.MAKE_TOKENS, *token.permissions})


def list_tokens(*, visible_to: Staff) -> list[Token]:
    """Every key that was ever made: those that stand first, then the newest. In three queries."""
    require(visible_to, Permission.SEE_TOKENS)
    rows = Token.objects.select_related("made_by", "approved_by").prefetch_related("made_by__grants")
    return sorted(rows.order_by("-pk"), key=lambda token: token.ended_at is not None or token.is_over)


def get_token(pk: int, *, visible_to: Staff) -> Token | None:
    """One key; None if there is none."""
    require(visible_to, Permission.SEE_TOKENS)
    return Token.objects.select_related("made_by", "approved_by").filter(pk=pk).first()


def _locked(token: Token) -> Token:
    return Token.objects.select_for_update(of=("self",)).select_related("made_by").get(pk=token.pk)


def _end(token: Token, because: TokenEnd, by: Actor) -> None:
    token.ended_at, token.ended_by, token.ended_because = timezone.now(), by.actor_id, because
    token.save(update_fields=["ended_at", "ended_by", "ended_because"])
    audit.record("accounts:token:ended", by=by, subject=token.actor_id, because=because)
