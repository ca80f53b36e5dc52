"""Keys that are held in memory only: no file, no environment, no command line has them.

They lie in an anonymous file of the kernel's (memfd), whose number children inherit. Whoever holds it can wipe it; the
processes that read it must end, for what they read lies in their memory.
"""

import os

from django.core.exceptions import ImproperlyConfigured

from kinline.vault.keys import KeyFile

#: Names the number of the anonymous file in a process' environment.
VARIABLE = "KINLINE_KEYS_FD"


def hold(keys: KeyFile) -> int:
    """Put the keys into a new anonymous file. Returns its number; processes that we start may inherit it."""
    if not hasattr(os, "memfd_create"):
        raise ImproperlyConfigured("Keys under a passphrase need Linux. Elsewhere take a plain key file.")
    held = os.memfd_create("kinline-keys")
    os.write(held, keys.text().encode())
    return held


def held() -> int | None:
    """The number of the anonymous file that this process was given, if any."""
    number = os.environ.get(VARIABLE)
    return int(number) if number else None


def read(number: int) -> KeyFile:
    """The keys in it. Refuses one that was wiped."""
    content = os.pread(number, os.fstat(number).st_size, 0)
    if not content:
        raise ImproperlyConfigured("The keys were dropped. Run: kinline unlock")
    return KeyFile.of(content.decode())


def wipe(number: int) -> None:
    """Overwrite the keys, and let go of the file."""
    os.pwrite(number, bytes(os.fstat(number).st_size), 0)
    os.ftruncate(number, 0)
    os.close(number)
