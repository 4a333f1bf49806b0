"""Every benchmark in turn, on a throwaway server; exit code 1 where a target is missed."""

import sys

from benchmarks import catalog, first_minutes, loading, patterns, plans, power
from benchmarks.home import throwaway_home


def main() -> int:
    """Run them all and say which missed its target."""
    with throwaway_home():
        parts = (first_minutes, loading, patterns, plans, power, catalog)
        missed = [part.__name__ for part in parts if part.main() != 0]
    print(f"Targets missed in: {', '.join(missed)}" if missed else "Every target was met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
