"""A server for benchmarks alone, removed afterwards."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab.server import Cluster


@contextmanager
def throwaway_home() -> Iterator[None]:
    """Lead the lab, and the commands that are run, to a new home; stop and remove it at the end."""
    home = Path(tempfile.mkdtemp(prefix="lab-bench-"))
    home.chmod(0o755)
    os.environ |= {"LAB_HOME": str(home / "lab"), "LAB_QUIET": "1", "LAB_ENV_FILE": ""}
    os.environ.pop("LAB_DATABASE_URL", None)
    try:
        yield
    finally:
        Cluster(home / "lab").reset()
        shutil.rmtree(home)
