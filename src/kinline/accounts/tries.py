"""Counting tries, for every face: the portal's process has no second factors, so this stands beside `commands`."""

import time

from django.db import IntegrityError, transaction
from django.db.models import F

from kinline.accounts.models import Throttle
from kinline.vault.keys import keyed_hash


@transaction.atomic(durable=True)
def count_try(key: str, *, limit: int, window_seconds: int) -> bool:
    """Count one try of `key`; False if it is beyond `limit` in this window of time.

    Only a keyed hash of `key` is kept. It stands outside of other transactions, so that no refusal undoes it.
    """
    now = int(time.time())
    kept = {
        "key": keyed_hash("throttle", f"{window_seconds}:{key}"),
        "window": now - now % window_seconds,
    }
    count = Throttle.objects.filter(**kept)
    while not count.update(hits=F("hits") + 1):
        try:
            with transaction.atomic():
                Throttle.objects.create(**kept)
                return limit > 0
        except IntegrityError:
            continue  # somebody else began the same window in this moment: count on theirs
    return count.get().hits <= limit
