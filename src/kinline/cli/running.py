"""`kinline serve`, `worker` and `migrate`."""

import argparse

from django.core.management import call_command

from kinline import serve as serving
from kinline import worker
from kinline.audit.rules import Refused
from kinline.cli.holds import in_use, served_once
from kinline.config.checks import reasons_not_to_start
from kinline.config.home import Home
from kinline.config.ports import Ports


def _refuse_to_start(home: Home) -> None:
    if reasons := list(reasons_not_to_start(home)):
        raise Refused(" ".join(reasons))


def serve(options: argparse.Namespace, home: Home) -> int:
    with served_once(home), in_use(home, alone=False):
        _refuse_to_start(home)
        ports = Ports(
            portal=options.portal_port or int(home.portal.get("port", 8000)),
            desk=options.desk_port or int(home.desk.get("port", 8001)),
            api=options.api_port or int(home.api.get("port", 0)),
        )
        serving.serve(home, ports)


def work(_options: argparse.Namespace, home: Home) -> int:
    with in_use(home, alone=False):
        _refuse_to_start(home)
        return worker.run()


def migrate(_options: argparse.Namespace, home: Home) -> int:
    with in_use(home, alone=True):
        call_command("migrate", interactive=False, verbosity=1)
    return 0
