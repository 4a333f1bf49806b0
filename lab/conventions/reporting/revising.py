"""An Alembic revision of what a lint found: safe fixes as operations, the others as comments.

What is written is data that somebody may have chosen to do harm: operations hold names as
literals, comments hold no line break.
"""

import ast
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from textwrap import indent
from typing import Any

from alembic.script.revision import Revision, RevisionError, RevisionMap
from alembic.util import rev_id

from lab.errors import LabError
from lab.findings import Finding, Fix
from lab.show import text
from lab.show.terminal import wrapped

BLOCK = "with op.get_context().autocommit_block():"
INSET = "    "
DROPS = ("op.drop_", "op.execute('DROP ", 'op.execute("DROP ')
COMMENT_WIDTH = 90
UNDECIDED = "Left for somebody to decide. Without its mark, an operation belongs in upgrade():"
NOT_BY_A_MIGRATION = "Not for a migration to mend:"
SLUG = "mend_what_lint_found"
VERSIONS = "versions"
MODULES = {
    "sa": "import sqlalchemy as sa",
    "sqlmodel": "import sqlmodel",
    "op": "from alembic import op",
    "postgresql": "from sqlalchemy.dialects import postgresql",
}
"""What operations may call by name, in the order of their imports."""


@dataclass(frozen=True, slots=True)
class FixMigration:
    """A revision that was written."""

    path: Path
    revision: str
    fixed: int
    """Findings that it mends."""
    left: int
    """Findings that somebody has to look at first; they are comments."""

    def __repr__(self) -> str:
        mended = text.plural(self.fixed, "finding")
        left = f", {self.left} left as comments" if self.left else ""
        return f"{self.path}: revision {self.revision} mends {mended}{left}"


def write_fix_migration(findings: Sequence[Finding], path: Path) -> FixMigration | None:
    """Write a revision after the head of the folder; nothing where no fix is safe.

    Args:
        findings: those that the revision is about.
        path: a folder of revisions, or a file that is not there yet.

    Raises:
        LabError: the file is there; there is no such folder; it has two heads.
    """
    safe = [each for each in findings if _is_safe(each)]
    if not safe:
        return None
    folder, revision = _folder(path), rev_id()
    file = folder / f"{revision}_{SLUG}.py" if path.is_dir() else path
    if file.exists():
        raise LabError(f"{file} is there already", hint="Name a new file, or a folder")
    unsafe = [each for each in findings if not _is_safe(each)]
    _write(file, revision_text(safe, unsafe, revision=revision, down_revision=head_of(folder)))
    return FixMigration(file, revision, len(safe), len(unsafe))


def _write(file: Path, source: str) -> None:
    """The whole file or nothing of it: with a half one in the folder Alembic runs no command."""
    begun = file.with_name(f".{file.name}.begun")
    try:
        begun.write_text(source, encoding="utf-8")
        begun.rename(file)
    finally:
        begun.unlink(missing_ok=True)


def _is_safe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.safe


def _folder(path: Path) -> Path:
    """Where the revisions are; of Alembic's own folder, the one of its versions."""
    folder = path if path.is_dir() else path.parent
    if not folder.is_dir():
        raise LabError(f"No folder {folder}", hint="Name the folder of the revisions")
    return folder / VERSIONS if path.is_dir() and (folder / VERSIONS).is_dir() else folder


def head_of(folder: Path) -> str | None:
    """The one revision that no other follows; None where there are no revisions.

    The files are read and not run.

    Raises:
        LabError: there are several, or they do not fit together.
    """
    files = [each for each in sorted(folder.glob("*.py")) if each.is_file()]
    try:
        found = [each for file in files for each in _revision_in(file)]
        with warnings.catch_warnings():
            # Alembic only warns of a revision that is missing, or there twice.
            warnings.simplefilter("error", UserWarning)
            heads = RevisionMap(lambda: found).heads
    except (RevisionError, UserWarning, TypeError) as error:
        raise LabError(
            f"The revisions in {folder} do not fit together: {error}", hint="Mend them first"
        ) from None
    if len(heads) > 1:
        raise LabError(
            f"{folder} has {len(heads)} heads: {', '.join(sorted(heads))}",
            hint="Join them first: alembic merge heads",
        )
    return heads[0] if heads else None


def _revision_in(file: Path) -> Iterator[Revision]:
    try:
        module = ast.parse(file.read_bytes())
    except (SyntaxError, ValueError, RecursionError) as error:
        raise LabError(f"{file} cannot be read: {error}", hint="Correct it") from None
    said = dict(filter(None, map(_assigned, module.body)))
    revision = said.get("revision")
    if isinstance(revision, str):
        yield Revision(revision, said.get("down_revision"))


def _assigned(statement: ast.stmt) -> tuple[str, Any] | None:
    """A name at the top of a module, and the literal that it stands for."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=value):
            pass
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            pass
        case _:
            return None
    try:
        return name, ast.literal_eval(value)
    except (ValueError, TypeError):
        return None


def revision_text(
    safe: Iterable[Finding],
    unsafe: Sequence[Finding],
    *,
    revision: str,
    down_revision: str | None,
) -> str:
    """The text of the revision."""
    steps = _steps(safe)
    operations = [each for step in steps for each in (*step.upgrade, *step.downgrade)]
    now = datetime.now(UTC)
    parts = [
        f'"""Mend what `lab lint` found.\n\nCreate Date: {now:%Y-%m-%d %H:%M:%S%z}\n"""',
        "\n".join(_imports(operations)),
        f"revision = {revision!r}\ndown_revision = {down_revision!r}\n"
        "branch_labels = None\ndepends_on = None",
        "\ndef upgrade() -> None:\n" + _body(steps, Step.of_upgrade),
        "\ndef downgrade() -> None:\n" + _body(steps[::-1], Step.of_downgrade),
        *_left(unsafe, {*_imports(operations)}),
    ]
    return "\n\n".join(parts) + "\n"


@dataclass(slots=True)
class Step:
    """Operations that belong together, and what they mend."""

    outside_transaction: bool
    why: list[str]
    upgrade: list[str]
    downgrade: list[str]

    def of_upgrade(self) -> list[str]:
        """The lines of one step forward."""
        return [*(line for each in self.why for line in _comment(each)), *self.upgrade]

    def of_downgrade(self) -> list[str]:
        """The lines of one step back."""
        return self.downgrade


def _steps(findings: Iterable[Finding]) -> list[Step]:
    """Each operation once: two findings may be mended by the same index."""
    found: list[Step] = []
    step_of: dict[str, Step] = {}
    for finding, fix in sorted(_with_fix(findings), key=lambda each: _drops(each[1])):
        why = _why(finding)
        new = [each for each in fix.upgrade if each not in step_of]
        if not new:
            step_of[fix.upgrade[0]].why.append(why)
            continue
        done = {each for step in found for each in step.downgrade}
        back = [each for each in fix.downgrade if each not in done]
        found.append(step := Step(fix.outside_transaction, [why], new, back))
        step_of |= dict.fromkeys(new, step)
    return found


def _with_fix(findings: Iterable[Finding]) -> Iterator[tuple[Finding, Fix]]:
    return ((each, each.fix) for each in findings if each.fix is not None)


def _drops(fix: Fix) -> tuple[bool, bool]:
    """What makes something comes first, what only drops follows; outside a transaction later."""
    drops = all(each.startswith(DROPS) for each in fix.upgrade)
    return drops, fix.outside_transaction


def _body(steps: Sequence[Step], lines_of: Callable[[Step], list[str]]) -> str:
    """Steps as the body of a function; a block for those that no transaction may hold."""
    told: list[str] = []
    for outside, several in groupby(steps, key=lambda each: each.outside_transaction):
        lines = [line for each in several for line in lines_of(each)]
        if outside and lines:
            told += [BLOCK, *(indent(line, INSET) for line in lines)]
        else:
            told += lines
    return "\n".join(indent(line, INSET) for line in told or ["pass"])


def _imports(operations: Iterable[str]) -> Iterator[str]:
    used = {
        node.id
        for operation in operations
        for node in ast.walk(ast.parse(operation))
        if isinstance(node, ast.Name)
    }
    return (line for name, line in MODULES.items() if name in used)


def _left(findings: Sequence[Finding], imported: Set[str]) -> Iterator[str]:
    """What is not done, as comments: what an operation could mend, then what none could."""
    open_ones = [each for each in findings if each.fix and each.fix.upgrade]
    others = [each for each in findings if each not in open_ones]
    told = [line for each in open_ones for line in _undecided(each)]
    operations = [each for one in open_ones if one.fix for each in one.fix.upgrade]
    needed = [f"# {each}" for each in _imports(operations) if each not in imported]
    if told:
        yield "\n" + "\n".join([*_comment(UNDECIDED), *needed, "#", *told])
    if others:
        titles = [line for each in others for line in _comment(_why(each))]
        yield "\n" + "\n".join([*_comment(NOT_BY_A_MIGRATION), "#", *titles])


def _undecided(finding: Finding) -> Iterator[str]:
    """A finding, its caution, and the operations as they stand in a function."""
    yield from _comment(_why(finding))
    if finding.fix:
        yield from _comment(f"  look first: {finding.fix.caution}")
        operations = [text.plain(each) for each in finding.fix.upgrade]
        if finding.fix.outside_transaction:
            operations = [BLOCK, *(f"{INSET}{each}" for each in operations)]
        yield from (f"# {INSET}{each}" for each in operations)


def _why(finding: Finding) -> str:
    return f"{finding.code}: {finding.title}"


def _comment(words: str) -> list[str]:
    """Lines that no character of a name can end; further ones are set in."""
    first, *rest = wrapped(text.plain(words), COMMENT_WIDTH)
    return [f"# {first}", *(f"#   {each}" for each in rest)]
