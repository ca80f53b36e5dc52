"""An invented prisoner, by his card."""

import pytest

from kinline.accounts.models import Installation
from kinline.registry.choices import LawfulBasis, SourceKind


@pytest.fixture
def mandate(installation):
    """`mandate(Mandate.OWN_SIDE)`: in whose name the installation works."""

    def works_as(chosen):
        Installation.objects.update(mandate=chosen)

    return works_as


@pytest.fixture
def card(installation, told):
    """What his capture card says."""
    return told(
        source=SourceKind.CAPTURE_CARD,
        source_name="Картки (вигадані)",
        basis=LawfulBasis.TREATY_DUTY,
        family_name="Галаґан",
        given_name="Ілля",
        rank="солдат",
        born=(1998, 3, 12),
        service_number="АБ-000001",
        power="Північна Республіка (вигадана)",
        father_given_name="Юрій",
        mother_maiden_name="Вигадана",
        birth_place="Вигаданий район",
        volunteered=("father_given_name", "mother_maiden_name"),
    )


@pytest.fixture
def man(card):
    return card.person
