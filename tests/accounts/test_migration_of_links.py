"""An installation from before learns from its audit who made each link."""

from importlib import import_module

from django.apps import apps

from kinline.accounts import commands
from kinline.accounts.choices import Language, Role
from kinline.accounts.models import Enrolment
from kinline.audit.rules import SHELL


def test_each_link_is_given_to_whoever_made_it(taras):
    oleh, _link = commands.add_staff("oleh.k", "Oleh", [Role.OPERATOR], Language.ENGLISH, by=SHELL)
    commands.renew_enrolment(oleh, by=taras)
    Enrolment.objects.update(made_by="")
    import_module("kinline.accounts.migrations.0002_vouching").remember_who_made_links(apps, None)
    made = Enrolment.objects.filter(staff=oleh).order_by("pk").values_list("made_by", flat=True)
    assert list(made) == ["shell", taras.actor_id]
