"""How long it takes to ask all documented patterns, on the lab's data at scale 1."""

import sys
import time

import lab
from lab.patterns.running import ask

ALL_S, SAMPLING_MS = 60, 100


def main() -> int:
    """Measure and print; 1 where a target is missed."""
    db = lab.fresh("bench_patterns")
    asking: dict[str, float] = {}
    sampling: dict[str, float] = {}
    for name, pattern in lab.PATTERNS.items():
        begun = time.perf_counter()
        ask(db, pattern)
        asked = time.perf_counter()
        pattern.query(db)
        asking[name], sampling[name] = asked - begun, 1000 * (time.perf_counter() - asked)
    whole = sum(asking.values())
    slowest, longest = (max(times, key=times.__getitem__) for times in (asking, sampling))
    print(f"{len(asking)} patterns asked: {whole:.1f} s (at most {ALL_S} s)")
    print(f"  the longest: {slowest}, {asking[slowest]:.2f} s")
    print(f"  values sampled: {longest}, {sampling[longest]:.0f} ms (at most {SAMPLING_MS} ms)")
    return 0 if whole <= ALL_S and sampling[longest] <= SAMPLING_MS else 1


if __name__ == "__main__":
    sys.exit(main())
