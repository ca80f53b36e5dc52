"""How those who read the registry learn that something changed."""

from collections.abc import Iterable

from kinline.registry.models import DescriptionNews


def announce(words: Iterable[int]) -> None:
    """Let those who read the registry look at these words anew: the matcher drops or writes their keys."""
    DescriptionNews.objects.bulk_create(
        (DescriptionNews(description_id=pk) for pk in words),
        # Whoever reads one of them just now read it as it was: it is taken from them, to be read again.
        update_conflicts=True,
        unique_fields=["description"],
        update_fields=["due_at", "attempts", "leased_by", "leased_until"],
    )
