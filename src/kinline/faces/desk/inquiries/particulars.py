"""Facts in words: what was said, and what a later word changed."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kinline.design.dates import partial_of
from kinline.design.templatetags.design import partial_date
from kinline.registry.choices import OccurrenceKind, Sex
from kinline.registry.facts import Facts, VagueDate

Pair = tuple[str, str]


def date_words(date: VagueDate) -> str:
    """The date as people say it, or as it was told where no year is known."""
    return partial_date(partial_of(date)) or date.text


def pairs(facts: Facts) -> list[Pair]:
    """Label and words of every particular that was told, in the order of the form."""
    return [(label, words) for label, words in _all(facts) if words]


def changes(before: Facts, after: Facts) -> list[tuple[str, str, str]]:
    """Label, earlier words and later words of what differs. Either may be empty."""
    return [
        (label, old, new)
        for (label, old), (_label, new) in zip(_all(before), _all(after), strict=True)
        if old != new
    ]


def _all(facts: Facts) -> Iterator[Pair]:
    happened = {row.kind: row for row in facts.happenings}
    yield _("Surname"), facts.family_name
    yield _("Given name"), facts.given_name
    yield _("Patronymic"), facts.patronymic
    yield _("Name as written"), facts.whole_name
    yield _("Also called"), facts.other_names
    yield _("Sex"), str(Sex(facts.sex).label) if facts.sex else ""
    yield _("Born"), date_words(facts.birth)
    yield _("Place of birth"), facts.birth_place
    yield _("Region where home is"), facts.home_region
    yield _("Unit"), facts.unit
    yield _("Rank"), facts.rank
    for kind in OccurrenceKind:
        row = happened.get(kind)
        said = (date_words(row.when), row.place) if row else ()
        yield str(kind.label).capitalize(), ", ".join(part for part in said if part)
    yield (
        _("Marks"),
        "; ".join(
            ", ".join(part for part in (str(mark.kind.label), mark.site, mark.motif) if part)
            for mark in facts.marks
        ),
    )
    yield _("Looks and anything else"), facts.narrative
