"""A child process stops when its parent does, even if the parent was killed and could say nothing.

The parent alone holds the write end of a pipe. When it is gone the kernel closes that end, and a thread in
each child that waits on the read end wakes. On Linux the kernel also sends the signal by itself
(PR_SET_PDEATHSIG).
"""

import ctypes
import os
import signal
import sys
import threading

#: Names the read end in a child's environment.
VARIABLE = "KINLINE_LIFELINE"
#: A child that was asked to stop and has not is ended after so many seconds.
PATIENCE_S = 7.0
_PR_SET_PDEATHSIG = 1


def hold() -> int:
    """Make the pipe. Returns the end that children inherit; the other stays open in this process only."""
    for_children, _ours = os.pipe()
    os.set_inheritable(for_children, True)
    return for_children


def follow() -> None:
    """End this process soon after its parent, if the parent gave a lifeline. Call it again after a fork."""
    held = os.environ.get(VARIABLE)
    if held is None:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    threading.Thread(target=_wait, args=(int(held),), daemon=True).start()


def _wait(end: int) -> None:
    os.read(end, 1)  # returns nothing once the parent is gone
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(PATIENCE_S)
    os._exit(1)
