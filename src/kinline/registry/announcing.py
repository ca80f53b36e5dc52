"""How those who read the registry learn that something came, or changed."""

from collections.abc import Iterable

from kinline.registry.models import DescriptionNews, SearchRow


def announce(words: Iterable[int]) -> None:
    """Let those who read the registry look at these words, anew where they have before, and let them be searched."""
    words = list(words)
    DescriptionNews.objects.bulk_create(
        (DescriptionNews(description_id=pk) for pk in words),
        # Whoever reads one of them just now read it as it was: it is taken from them, to be read again.
        update_conflicts=True,
        unique_fields=["description"],
        update_fields=["due_at", "attempts", "leased_by", "leased_until"],
    )
    SearchRow.objects.bulk_create(
        (SearchRow(description_id=pk) for pk in words),
        update_conflicts=True,
        unique_fields=["description"],
        update_fields=["batch"],
    )
