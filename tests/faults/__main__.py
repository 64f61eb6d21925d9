"""`python -m tests.faults --rounds 200`: kill the real bot in the middle of everything, and look what is left.

Every ten rounds begin a new town, with a seed of its own. What each town gave is kept in a file, so that `--resume`
goes on where a run was ended. The exit code is 1 where anything was found.
"""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests import postgres_server
from tests.faults.server_side import on_server
from tests.faults.town import live_through

Town = dict[str, Any]
KINDS = ("acknowledged and missing", "sent twice", "late without a mark", "never sent", "stuck")
"""What a finding begins with."""
ROUNDS = 10
"""In one town."""


def main() -> int:
    """Run what is missing, and tell."""
    options = _options()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # Whoever is killed in the middle of a request.
    logging.getLogger("bot.storage").setLevel(logging.ERROR)  # A crowd that is written at once.
    state: Path = (
        options.state
        or Path(tempfile.gettempdir()) / f"easeback-faults-{'server-' if options.server else ''}{options.seed}.jsonl"
    )
    if not options.resume:
        state.unlink(missing_ok=True)
    done = _read(state)
    for town in range(-(-options.rounds // ROUNDS)):
        if town not in done:
            done[town] = _one(
                f"{options.seed}/{town}", min(ROUNDS, options.rounds - town * ROUNDS), server=options.server
            )
            with state.open("a", encoding="utf-8") as file:
                file.write(json.dumps({"town": town, **done[town]}) + "\n")
            print(f"town {town}: {done[town]['rounds']} rounds, {done[town]['seconds']} s", flush=True)
            for finding in done[town]["findings"]:
                print(f"  {finding}", flush=True)
            if options.first and done[town]["findings"]:
                break
    return _tell(list(done.values()))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--resume", action="store_true", help="go on where the run with this seed was ended")
    parser.add_argument("--server", action="store_true", help="with the rows on a Postgres server, and its faults")
    parser.add_argument("--first", action="store_true", help="end with the first town in which anything was found")
    parser.add_argument("--state", type=Path, help="where results are kept (a file in the folder for temporary files)")
    return parser.parse_args()


def _read(state: Path) -> dict[int, Town]:
    lines = state.read_text(encoding="utf-8").splitlines() if state.exists() else []
    kept = [json.loads(line) for line in lines if line.endswith("}")]
    return {entry.pop("town"): entry for entry in kept}


def _one(seed: str, rounds: int, *, server: bool) -> Town:
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="easeback-faults-") as folder:
        data = Path(folder) / "data"
        if server:
            with postgres_server.running() as running, on_server(running, data) as side:
                result = asyncio.run(live_through(seed, rounds, data, side))
        else:
            result = asyncio.run(live_through(seed, rounds, data))
    seconds = round(time.monotonic() - begun, 1)
    return {"rounds": result.rounds, "seconds": seconds, "findings": result.findings, "counts": dict(result.counts)}


def _tell(towns: list[Town]) -> int:
    counts: Counter[str] = Counter()
    findings: list[str] = []
    for town in towns:
        counts.update(town["counts"])
        findings += town["findings"]
    rounds = sum(town["rounds"] for town in towns)
    seconds = sum(town["seconds"] for town in towns)
    print(f"\n{rounds} rounds, {seconds / max(1, rounds):.1f} s each; findings: {len(findings)}")
    kinds = Counter(next((kind for kind in KINDS if one.startswith(kind)), "anything else") for one in findings)
    print(", ".join(f"{kind}: {kinds[kind]}" for kind in (*KINDS, "anything else")))
    for name, count in sorted(counts.items()):
        print(f"  {name}: {count}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
