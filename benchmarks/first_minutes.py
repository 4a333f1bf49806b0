"""How long the first minutes take: a server made and started, `lab up`, a clone to JupyterLab."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from lab.files import PACKAGE
from lab.opening import own_cluster

START_S, UP_AGAIN_S, CLONE_S = 3, 2, 120
LAB = [sys.executable, "-c", "from lab.cli import main; main()"]


def main() -> int:
    """Measure and print; 1 where a target is missed."""
    cold = timed_start()
    first, again = timed_up(), timed_up()
    print(f"cold initdb and start: {cold:.1f} s (at most {START_S} s)")
    print(f"lab up: {first:.1f} s at first, {again:.1f} s again (at most {UP_AGAIN_S} s)")
    met = cold <= START_S and again <= UP_AGAIN_S
    if (PACKAGE.parent / ".git").exists():
        clone = timed_clone()
        print(
            f"fresh clone to JupyterLab, packages in pip's cache: {clone:.0f} s (at most {CLONE_S})"
        )
        met = met and clone <= CLONE_S
    return 0 if met else 1


def timed_start() -> float:
    """Seconds for a cluster that does not exist to answer."""
    began = time.perf_counter()
    own_cluster().start()
    return time.perf_counter() - began


def timed_up() -> float:
    """Seconds of the whole command."""
    began = time.perf_counter()
    subprocess.run([*LAB, "up"], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def timed_clone() -> float:
    """Seconds from `git clone` to the line with the address, on a server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="lab-clone-"))
    folder.chmod(0o755)
    environment = os.environ | {"LAB_HOME": str(folder / "home")}
    began = time.perf_counter()
    try:
        subprocess.run(["git", "clone", "--quiet", PACKAGE.parent, folder / "clone"], check=True)
        make = subprocess.Popen(
            ["make", "lab"],
            cwd=folder / "clone",
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert make.stdout is not None
        served = any("?token=" in line for line in make.stdout)
        elapsed = time.perf_counter() - began
        os.killpg(make.pid, signal.SIGINT)
        make.wait(30)
        subprocess.run(
            [folder / "clone/.venv/bin/lab", "db", "stop"],
            env=environment,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    finally:
        shutil.rmtree(folder)
    return elapsed if served else float("inf")
