"""`python -m tests.faults.obey ARGS`: `python -m bot ARGS`, held by files' permissions also where root runs it."""

import ctypes
import os
import sys

DROP, OVERRIDE, READ_SEARCH = 24, 1, 2
"""PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH of Linux."""
RUN = (sys.executable, "-m", *(("tests.faults.obey",) if sys.platform == "linux" else ("bot",)), "run")
"""How the fault run starts the bot."""


def main() -> None:
    """Give up the right to read and write everything, then become the bot."""
    if sys.platform == "linux" and os.geteuid() == 0:
        libc = ctypes.CDLL(None)
        for right in (OVERRIDE, READ_SEARCH):
            libc.prctl(DROP, right, 0, 0, 0)
    os.execv(sys.executable, [sys.executable, "-m", "bot", *sys.argv[1:]])


if __name__ == "__main__":
    main()
