"""`python -m tests.bench understand FILE…`: how well and how fast messages are read."""

import argparse
from pathlib import Path

from tests.bench import understand


def main() -> None:
    """Run one bench."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    benches = parser.add_subparsers(required=True)
    one = benches.add_parser("understand", help="the table of goals for files of labelled messages")
    one.add_argument("files", nargs="+", type=Path, help="JSONL with text, label, flag, reason and urgency")
    one.add_argument("--no-misses", action="store_true", help="only the table")
    one.set_defaults(act=lambda options: understand.run(options.files, misses=not options.no_misses))
    options = parser.parse_args()
    options.act(options)


if __name__ == "__main__":
    main()
