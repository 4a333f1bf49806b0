"""The revision of safe fixes: what is written, after which revision, and that names stay names."""

import ast
import resource
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from lab.conventions.reporting.revising import FixMigration, head_of, write_fix_migration
from lab.errors import LabError
from lab.files import travelling
from lab.findings import Finding, Fix, Severity

HOSTILE = 'x\'); import os; #\n"""\r\u2028\x0c{}\\'


def finding(name: str, fix: Fix | None = None) -> Finding:
    return Finding(code="X", severity=Severity.INFO, title=f"{name} has it", fix=fix)


def index(name: str, *, outside: bool = False) -> Fix:
    return Fix(
        model="index=True",
        upgrade=(f"op.create_index({name!r}, 't', ['a'])",),
        downgrade=(f"op.drop_index({name!r}, 't')",),
        outside_transaction=outside,
    )


UNSAFE = Fix(
    model="b: int",
    upgrade=("op.alter_column('t', 'b', type_=sa.BigInteger())",),
    downgrade=("op.alter_column('t', 'b', type_=sa.Integer())",),
    caution="It rewrites the table",
)
DROP = Fix(upgrade=("op.drop_index('old', 't')",), downgrade=("op.create_index('old')",))


def migrated(path: Path, *findings: Finding) -> FixMigration:
    told = write_fix_migration(findings, path)
    assert told is not None
    return told


def written(folder: Path, *findings: Finding) -> str:
    return migrated(folder / "fix.py", *findings).path.read_text()


def bodies(source: str) -> tuple[str, str]:
    """The bodies of upgrade and downgrade, without comments."""
    functions = [each for each in ast.parse(source).body if isinstance(each, ast.FunctionDef)]
    up, down = ("\n".join(ast.unparse(line) for line in each.body) for each in functions)
    return up, down


def revision_file(folder: Path, name: str, after: str | None) -> None:
    (folder / f"{name}.py").write_text(
        f'import not_installed\nrevision: str = "{name}"\ndown_revision = {after!r}\n'
    )


def test_safe_fixes_are_operations_and_the_others_comments(tmp_path: Path) -> None:
    source = written(tmp_path, finding("a", index("ix_a")), finding("b", UNSAFE), finding("c"))
    assert bodies(source) == ("op.create_index('ix_a', 't', ['a'])", "op.drop_index('ix_a', 't')")
    assert "    # X: a has it\n" in source
    assert source.endswith(
        "# Left for somebody to decide. Without its mark, an operation belongs in upgrade():\n"
        "# import sqlalchemy as sa\n"
        "#\n"
        "# X: b has it\n"
        "#   look first: It rewrites the table\n"
        "#     op.alter_column('t', 'b', type_=sa.BigInteger())\n"
        "\n\n"
        "# Not for a migration to mend:\n"
        "#\n"
        "# X: c has it\n"
    )


def test_only_what_is_used_is_imported(tmp_path: Path) -> None:
    assert "import sqlalchemy" not in written(tmp_path, finding("sa.x", index("sa.x")))
    plain = Fix(upgrade=("op.add_column('t', sa.Column('a', postgresql.JSONB()))",))
    source = migrated(tmp_path / "other.py", finding("b", plain)).path.read_text()
    for line in ("import sqlalchemy as sa", "from sqlalchemy.dialects import postgresql"):
        assert line in source
    assert "sqlmodel" not in source


def test_what_is_dropped_goes_last_and_comes_back_first(tmp_path: Path) -> None:
    source = written(tmp_path, finding("a", DROP), finding("b", index("ix")))
    up, down = bodies(source)
    assert up.index("create_index('ix'") < up.index("drop_index('old'")
    assert down.index("create_index('old'") < down.index("drop_index('ix'")


def test_what_no_transaction_may_hold_has_a_block_of_its_own(tmp_path: Path) -> None:
    both = (finding("a", index("ix_a", outside=True)), finding("b", index("ix_b")))
    up, down = bodies(written(tmp_path, *both))
    block = "with op.get_context().autocommit_block():\n    "
    assert up == f"op.create_index('ix_b', 't', ['a'])\n{block}op.create_index('ix_a', 't', ['a'])"
    assert down == f"{block}op.drop_index('ix_a', 't')\nop.drop_index('ix_b', 't')"


def test_what_is_left_is_told_with_its_block(tmp_path: Path) -> None:
    unsafe = replace(UNSAFE, outside_transaction=True)
    source = written(tmp_path, finding("c", DROP), finding("d", unsafe))
    assert (
        "#     with op.get_context().autocommit_block():\n#         op.alter_column('t', 'b'"
        in source
    )


def test_an_operation_that_mends_two_findings_is_written_once(tmp_path: Path) -> None:
    more = Fix(
        upgrade=(*index("ix").upgrade, "op.second()"),
        downgrade=("op.undo_second()", *index("ix").downgrade),
    )
    three = (finding("a", index("ix")), finding("b", index("ix")), finding("c", more))
    source = written(tmp_path, *three)
    up, down = bodies(source)
    assert (up.count("create_index"), down.count("drop_index")) == (1, 1)
    assert up.endswith("op.second()")
    assert down.startswith("op.undo_second()")
    for name in "abc":
        assert f"# X: {name} has it\n" in source


def test_names_stay_names_in_code_and_in_comments(tmp_path: Path) -> None:
    fixes = (finding(HOSTILE, index(HOSTILE)), finding(HOSTILE, UNSAFE), finding(HOSTILE))
    source = written(tmp_path, *fixes)
    called = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    assert [ast.unparse(each.func) for each in called] == ["op.create_index", "op.drop_index"]
    assert [ast.literal_eval(each.args[0]) for each in called] == [HOSTILE, HOSTILE]
    assert not [each for each in source.splitlines() if each.startswith(("import os", '"""\r'))]


def test_ruff_has_nothing_to_say(tmp_path: Path) -> None:
    write_fix_migration(
        [finding(HOSTILE, index("ix", outside=True)), finding("b", UNSAFE)], tmp_path / "fix.py"
    )
    ruff = shutil.which("ruff", path=Path(sys.executable).parent) or "ruff"
    done = subprocess.run(
        [ruff, "check", "--isolated", "--no-cache", tmp_path], check=False, capture_output=True
    )
    assert done.returncode == 0, done.stdout.decode()


def test_it_follows_the_head_of_the_folder_without_running_anything(tmp_path: Path) -> None:
    revision_file(tmp_path, "a1", None)
    revision_file(tmp_path, "b2", "a1")
    told = migrated(tmp_path, finding("a", index("ix")))
    assert told.path == tmp_path / f"{told.revision}_mend_what_lint_found.py"
    assert "down_revision = 'b2'" in told.path.read_text()
    assert head_of(tmp_path) == told.revision
    assert repr(told).endswith(f"revision {told.revision} mends 1 finding")


def test_the_folder_of_alembic_itself_has_its_versions_below(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    revision_file(tmp_path / "versions", "a1", None)
    told = migrated(tmp_path, finding("a", index("ix")))
    assert told.path.parent == tmp_path / "versions"


def test_the_labs_own_head_is_found() -> None:
    assert head_of(travelling("migrations") / "versions") == "0009"


def test_without_revisions_it_is_the_first(tmp_path: Path) -> None:
    assert "down_revision = None" in written(tmp_path, finding("a", index("ix")))


def two_heads(folder: Path) -> None:
    for name in ("b2", "c3"):
        revision_file(folder, name, "a1")
    revision_file(folder, "a1", None)


def unknown_revision(folder: Path) -> None:
    revision_file(folder, "b2", "a1")


def broken_file(folder: Path) -> None:
    (folder / "a.py").write_text("def")


def same_revision(folder: Path) -> None:
    revision_file(folder, "a1", None)
    shutil.copy(folder / "a1.py", folder / "copy.py")


def follows_itself(folder: Path) -> None:
    revision_file(folder, "a1", "a1")


def too_deep(folder: Path) -> None:
    (folder / "a.py").write_text("x = " + " + ".join("1" * 20_000))


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (two_heads, "has 2 heads: b2, c3. Join them first: alembic merge heads"),
        (unknown_revision, "do not fit together"),
        (same_revision, "do not fit together"),
        (follows_itself, "do not fit together"),
        (broken_file, "a.py cannot be read"),
        (too_deep, "a.py cannot be read"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_revisions_that_nothing_can_follow_are_told(
    prepare: "object", message: str, tmp_path: Path
) -> None:
    prepare(tmp_path)  # type: ignore[operator]
    before = sorted(tmp_path.iterdir())
    with pytest.raises(LabError) as told:
        write_fix_migration([finding("a", index("ix"))], tmp_path)
    assert message in str(told.value)
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_no_revision_is_passed_over(tmp_path: Path) -> None:
    revision_file(tmp_path, "a1", None)
    with (tmp_path / "a1.py").open("a") as file:
        file.write("depends_on = 'of another folder'\nodd = {[]: {{}}}\n")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "nowhere.py").symlink_to(tmp_path / "no")
    assert head_of(tmp_path) == "a1"


def test_a_full_disk_leaves_no_half_file(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write_fix_migration([finding("a", index("ix"))], tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert not list(tmp_path.iterdir())


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "fix.py"
    file.write_text("x = 1\n")
    with pytest.raises(LabError, match="is there already"):
        write_fix_migration([finding("a", index("ix"))], file)
    assert file.read_text() == "x = 1\n"


def test_without_a_safe_fix_nothing_is_written(tmp_path: Path) -> None:
    assert write_fix_migration([finding("a", UNSAFE), finding("b")], tmp_path) is None
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabError, match="No folder "):
        write_fix_migration([finding("a", index("ix"))], tmp_path / "no" / "fix.py")
