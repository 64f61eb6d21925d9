"""The surroundings of child processes: where Python is told to write no bytecode, it goes to a folder of the tests."""

import sys
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1] / ".pytest_cache" / "bytecode"
# Otherwise every start would compile all libraries anew: most of its time.
COMPILED = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(_FOLDER)} if sys.dont_write_bytecode else {}
