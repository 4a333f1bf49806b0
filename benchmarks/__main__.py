"""Every benchmark in turn, on a throwaway server; exit code 1 where a target is missed."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks import first_minutes, loading
from lab.server import Cluster


def main() -> int:
    """Run them all and say which missed its target."""
    home = Path(tempfile.mkdtemp(prefix="lab-bench-"))
    home.chmod(0o755)
    os.environ |= {"LAB_HOME": str(home / "lab"), "LAB_QUIET": "1"}
    os.environ.pop("LAB_DATABASE_URL", None)
    try:
        missed = [part.__name__ for part in (first_minutes, loading) if part.main() != 0]
    finally:
        Cluster(home / "lab").reset()
        shutil.rmtree(home)
    print(f"Targets missed in: {', '.join(missed)}" if missed else "Every target was met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
