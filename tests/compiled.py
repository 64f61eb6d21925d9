"""The surroundings of child processes: none uses the database of whoever runs the tests, and where Python is told to
write no bytecode, it goes to a folder of the tests.
"""

import sys
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1] / ".pytest_cache" / "bytecode"
# Otherwise every start would compile all libraries anew: most of its time.
_ELSEWHERE = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(_FOLDER)}
COMPILED = {"DATABASE_URL": "", **(_ELSEWHERE if sys.dont_write_bytecode else {})}
