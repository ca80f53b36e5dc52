"""`kinline import`."""

import argparse

from kinline.cli import Parser
from kinline.cli.holds import in_use
from kinline.config.home import Home
from kinline.exchange import shell


def take_in(options: argparse.Namespace, home: Home) -> int:
    parser = Parser(prog="kinline import", description="Take a file into the registry.")
    shell.add_arguments(parser)
    with in_use(home, alone=False):
        return shell.run(parser.parse_args(options.rest))
