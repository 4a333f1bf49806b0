"""Ten million orders: `python -m benchmarks.large` loads scale 50 into a server of its own.

It takes some minutes and about 22 GB of disk, so it is no part of `make bench`.
"""

import resource
import sys

from benchmarks.home import throwaway_home
from benchmarks.loading import scratch
from lab.data import load
from lab.opening import chosen_host

SCALE, SEED, MOST_MEMORY_MB = 50, 42, 500


def main() -> int:
    """Load and print; 1 where the loader takes more memory than it may."""
    with scratch(chosen_host(), "lab_bench_large") as db:
        print(load(db, scale=SCALE, seed=SEED))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(f"the loader's peak memory: {peak:.0f} MB (at most {MOST_MEMORY_MB})")
    return 0 if peak <= MOST_MEMORY_MB else 1


if __name__ == "__main__":
    with throwaway_home():
        sys.exit(main())
