"""`python -m tests.bench`: all figures beside the bare library; with a name, one of the benches listed here."""

import argparse
import sys
from pathlib import Path

from tests.bench import chart, check, figures, learn, morning, reports, server, soak, teach, understand


def main() -> None:
    """Run one bench."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.set_defaults(act=lambda options: figures.run([], figures.sizes_of(None, tiny=False), None))
    benches = parser.add_subparsers()
    table = benches.add_parser("figures", help="the same as without a name: some of them, or as JSON")
    table.add_argument(
        "names", nargs="*", choices=[[], *figures.FIGURES], metavar="NAME", help=", ".join(figures.FIGURES)
    )
    table.add_argument("--json", type=Path, help="write every round into this file, too")
    table.add_argument("--rounds", type=int, help="5 if not given")
    table.add_argument("--tiny", action="store_true", help="only see that it runs")
    table.set_defaults(act=lambda o: figures.run(o.names, figures.sizes_of(o.rounds, tiny=o.tiny), o.json))
    long = benches.add_parser("soak", help="members do real things for a while: memory, log, answers in time")
    long.add_argument("--minutes", type=float, default=10.0)
    long.add_argument("--rate", type=float, default=100.0, help="interactions a second")
    long.set_defaults(act=lambda options: sys.exit(soak.run(options.minutes, options.rate)))
    one = benches.add_parser("understand", help="the table of goals for files of labelled messages")
    one.add_argument("files", nargs="+", type=Path, help="JSONL with text, label, flag, reason and urgency")
    one.add_argument("--no-misses", action="store_true", help="only the table")
    one.set_defaults(act=lambda options: understand.run(options.files, misses=not options.no_misses))
    drawn = benches.add_parser("chart", help="a picture's time, and the loop's longest pause while 50 are drawn")
    drawn.set_defaults(act=lambda options: chart.run())
    month = benches.add_parser("reports", help="a member's last 30 days out of a million reports")
    month.add_argument("--rows", type=int, default=1_000_000)
    month.set_defaults(act=lambda options: reports.run(options.rows))
    two = benches.add_parser("learn", help="learn from the shipped examples, and write learned.yaml")
    two.add_argument("--without", nargs="*", type=Path, default=[], help="files of messages not to learn from")
    two.set_defaults(act=lambda options: learn.run(options.without))
    first = benches.add_parser("teach", help="have a large model say what messages are, for `learn`: most of an hour")
    first.add_argument("--without", nargs="*", type=Path, default=[], help="files of messages not to learn from")
    first.set_defaults(act=lambda options: teach.run(options.without))
    three = benches.add_parser("check", help="the check of 200 routines, and the loop's pauses under hostile files")
    three.set_defaults(act=lambda options: check.run())
    eight = benches.add_parser("morning", help="a thousand check-ins at 08:00: how they lie, and what they cost")
    eight.add_argument("--members", type=int, default=1000)
    eight.set_defaults(act=lambda options: morning.run(options.members))
    other = benches.add_parser("server", help="check-ins stored on a Postgres server, beside SQLite")
    other.set_defaults(act=lambda options: server.run())
    options = parser.parse_args()
    options.act(options)


if __name__ == "__main__":
    main()
