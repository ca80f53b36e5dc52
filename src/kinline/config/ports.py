"""The ports of the faces."""

import socket
from dataclasses import dataclass

from kinline.audit.rules import Refused


@dataclass(frozen=True, slots=True)
class Ports:
    portal: int
    desk: int
    #: 0: machines come in nowhere.
    api: int = 0

    @property
    def taken(self) -> dict[str, int]:
        """{face: its port}, of those that are served."""
        told = {"portal": self.portal, "desk": self.desk, "api": self.api}
        return {face: port for face, port in told.items() if port}


def check_free(address: str, ports: Ports) -> None:
    """Refuses one port for two faces, and a port on which something listens already."""
    if ports.portal == ports.desk:
        raise Refused(f"Portal and desk need a port each; both were given {ports.portal}.")
    if ports.api in {ports.portal, ports.desk}:
        raise Refused(f"Machines need a port of their own; {ports.api} is another face's.")
    for face, port in ports.taken.items():
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
