"""`python -m tests.bench understand FILE…`: how well and how fast messages are read; `chart`, `reports`: see there."""

import argparse
from pathlib import Path

from tests.bench import chart, reports, understand


def main() -> None:
    """Run one bench."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    benches = parser.add_subparsers(required=True)
    one = benches.add_parser("understand", help="the table of goals for files of labelled messages")
    one.add_argument("files", nargs="+", type=Path, help="JSONL with text, label, flag, reason and urgency")
    one.add_argument("--no-misses", action="store_true", help="only the table")
    one.set_defaults(act=lambda options: understand.run(options.files, misses=not options.no_misses))
    drawn = benches.add_parser("chart", help="a picture's time, and the loop's longest pause while 50 are drawn")
    drawn.set_defaults(act=lambda options: chart.run())
    month = benches.add_parser("reports", help="a member's last 30 days out of a million reports")
    month.add_argument("--rows", type=int, default=1_000_000)
    month.set_defaults(act=lambda options: reports.run(options.rows))
    options = parser.parse_args()
    options.act(options)


if __name__ == "__main__":
    main()
