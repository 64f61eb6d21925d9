"""`python -m tests.faults.obey ARGS`: `python -m bot ARGS`, held by files' permissions also where root runs it."""

import ctypes
import os
import sys

READ, DROP, OVERRIDE, READ_SEARCH, SET_CAPABILITIES = 23, 24, 1, 2, 8
"""PR_CAPBSET_READ, PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH, CAP_SETPCAP of Linux."""
RUN = (sys.executable, "-m", *(("tests.faults.obey",) if sys.platform == "linux" else ("bot",)), "run")
"""How the fault run starts the bot."""


def binds() -> bool:
    """Whether permissions hold the bot that is started so."""
    if sys.platform != "linux":
        return False
    return os.geteuid() != 0 or ctypes.CDLL(None).prctl(READ, SET_CAPABILITIES, 0, 0, 0) == 1


def main() -> None:
    """Give up the right to read and write everything, then become the bot."""
    if sys.platform == "linux" and os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for right in (OVERRIDE, READ_SEARCH):
            libc.prctl(DROP, right, 0, 0, 0)
    os.execv(sys.executable, [sys.executable, "-m", "bot", *sys.argv[1:]])


if __name__ == "__main__":
    main()
