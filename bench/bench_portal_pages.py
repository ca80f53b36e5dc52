"""Pages a second of the portal beside a bare Django view under the same gunicorn settings, in turns.

Each round asks each for some seconds, in another order each time; the median of the rounds is printed. Beside it stands
the processor time that a page costs the server, which other work on the machine disturbs less.
"""

import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

from installation import free_port, home, processor_s, served, wait_for
from measuring import machine

ROUNDS = 5
SECONDS = 4
READERS = 4
BARE = "bare Django view"


@contextmanager
def bare_view() -> Iterator[tuple[int, int]]:
    """Port and process of the bare view."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("bare_view.py")), "portal", str(port)]
    )
    try:
        wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(20)


def read_pages(port: int, path: str, cookie: str) -> tuple[int, float]:
    """How many pages some readers got, and in how many seconds. Each asks for the next when it has one."""
    asked = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n".encode()
    got, until = [0] * READERS, time.perf_counter() + SECONDS

    def read(reader: int) -> None:
        while time.perf_counter() < until:
            with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
                wire.sendall(asked)
                first = wire.recv(65536)
                while wire.recv(65536):
                    pass
            if not first.startswith(b"HTTP/1.1 200"):
                raise SystemExit(f"{path} answered {first[:40]!r}.")
            got[reader] += 1

    begun = time.perf_counter()
    threads = [threading.Thread(target=read, args=(reader,)) for reader in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(got), time.perf_counter() - begun


def measure() -> None:
    with home("sqlite", filled="empty") as path:
        import django  # noqa: PLC0415  # settings are read from the home, which had to be made first

        django.setup()
        from families import SESSION, prepare  # noqa: PLC0415

        family = prepare(1, Random(1864))[0]
        with served(path) as running, bare_view() as (bare_port, bare_pid):
            asked = {
                BARE: (bare_port, "/", "", bare_pid, "portal"),
                "portal, first page": (running.portal, "/", "", running.pid, "portal"),
                "portal, a question": (
                    running.portal,
                    "/ask/birth/",
                    f"{SESSION}={family.key}",
                    running.pid,
                    "portal",
                ),
            }
            rates: dict[str, list[float]] = {name: [] for name in asked}
            costs: dict[str, list[float]] = {name: [] for name in asked}
            for number in range(ROUNDS):
                names = list(asked)[number % 3 :] + list(asked)[: number % 3]
                for name in names:
                    port, page, cookie, pid, face = asked[name]
                    before = processor_s(pid).get(face, 0.0)
                    pages, seconds = read_pages(port, page, cookie)
                    rates[name].append(pages / seconds)
                    costs[name].append(1000 * (processor_s(pid).get(face, 0.0) - before) / pages)
    print(f"{ROUNDS} rounds of {SECONDS} s, {READERS} readers, SQLite; {machine()}")
    for name in asked:
        rate, cost = statistics.median(rates[name]), statistics.median(costs[name])
        slower = statistics.median(bare / own for bare, own in zip(rates[BARE], rates[name], strict=True))
        print(
            f"  {name:<20} {rate:7.0f} pages/s  {cost:6.2f} ms of processor a page"
            f"   {slower:5.1f} times the bare view's time"
        )


if __name__ == "__main__":
    measure()
