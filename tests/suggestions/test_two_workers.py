"""Two workers at once: neither does the other's work again, and none of it is lost."""

from django.db import transaction
from tests.suggestions.men import LATIN, MAN

from kinline.audit.rules import WORKER
from kinline.registry.models import DescriptionNews
from kinline.suggestions import commands
from kinline.suggestions.models import Suggestion


def test_two_workers_never_hold_one_piece_of_news(told, meanwhile):
    told(**MAN)
    with transaction.atomic():
        mine = DescriptionNews.objects.claim(most=5, seconds=60)
        other = meanwhile(lambda: DescriptionNews.objects.claim(most=5, seconds=60))
    assert len(mine) == 1
    assert other.result() == []


def test_two_workers_who_find_one_pair_from_both_sides_make_it_once(told, meanwhile):
    left, right = told(**MAN), told(**LATIN)
    commands.refresh_due(by=WORKER)
    Suggestion.objects.all().delete()
    with transaction.atomic():
        [mine] = commands.refresh(left, by=WORKER)
        other = meanwhile(lambda: commands.refresh(right, by=WORKER))
    assert other.result() == [mine]
    assert Suggestion.objects.count() == 1
