"""The ports of the two faces."""

import socket
from dataclasses import dataclass

from kinline.audit.rules import Refused


@dataclass(frozen=True, slots=True)
class Ports:
    portal: int
    desk: int


def check_free(address: str, ports: Ports) -> None:
    """Refuses one port for both faces, and a port on which something listens already."""
    if ports.portal == ports.desk:
        raise Refused(f"Portal and desk need a port each; both were given {ports.portal}.")
    for face, port in (("portal", ports.portal), ("desk", ports.desk)):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((address, port))
            except OSError as taken:
                why = (taken.strerror or "no reason given").lower()
                raise Refused(
                    f"The {face} cannot listen on {address}:{port}: {why}. Choose another with --{face}-port "
                    f"or in kinline.toml; with make: `make run {face.upper()}_PORT={port + 10}`."
                ) from taken
