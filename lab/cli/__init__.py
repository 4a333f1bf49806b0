"""The command line: one command a verb. A mistake is one line and exit code 2."""

import sys

INTERRUPTED = 130
NOTHING_HALF_DONE = "interrupted; nothing is left half done"


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        # Here, where Ctrl-C is heard already: what a command needs takes a moment to be imported.
        from lab.cli import interrupts

        interrupts.leave_at_once()
        from lab.cli.app import run

        run()
    except KeyboardInterrupt:
        print(f"lab: {NOTHING_HALF_DONE}", file=sys.stderr)
        sys.exit(INTERRUPTED)
