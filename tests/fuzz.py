"""`make fuzz`: the property tests of plans again and again with new examples, for some minutes."""

import sys
import time

from hypothesis import HealthCheck, settings

ROUND = 400
"""Examples of one test before the next has its turn."""


def main() -> None:
    """Run for as many minutes as the first argument says; the first failure ends it."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    settings.register_profile(
        "fuzz",
        max_examples=ROUND,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("fuzz")
    # After the profile: a test takes its settings when it is defined.
    from tests.unit.plans import test_fuzz

    end = time.monotonic() + minutes * 60
    rounds = 0
    while time.monotonic() < end:
        for test in test_fuzz.TESTS:
            test()
        rounds += 1
        left = max(end - time.monotonic(), 0) / 60
        examples = rounds * ROUND * len(test_fuzz.TESTS)
        print(f"{examples:,} examples, no crash; {left:.1f} minutes left", flush=True)


if __name__ == "__main__":
    main()
