"""`lab lint` without a server: models in files, the rules explained, mistakes in one line."""

import json
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from lab.conventions import load_lint_settings
from lab.show.text import display_width

RunLab = Callable[..., tuple[int, str, str]]
SHOP = """
from sqlmodel import Field, SQLModel


class ShopUser(SQLModel, table=True):
    __tablename__ = "shop_users"
    id: int | None = Field(default=None, primary_key=True)


class ShopOrder(SQLModel, table=True):
    __tablename__ = "shop_orders"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="shop_users.id")
"""
LINE = SHOP.splitlines().index('    user_id: int = Field(foreign_key="shop_users.id")') + 1


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home that nothing may be made in, and a project of its own."""
    monkeypatch.setenv("LAB_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "pyproject.toml").write_text("")
    return tmp_path / "home"


def test_models_are_linted_with_their_places(run_lab: RunLab, home: Path) -> None:
    code, out, err = run_lab("lint", "models", "shop")
    assert (code, err) == (0, "")
    assert out.startswith("2 tables of shop: ")
    assert f"begins with user_id, which refers to shop_users (shop.py:{LINE})\n" in out
    assert not home.exists()


def test_annotations_stand_beside_the_line(run_lab: RunLab) -> None:
    out = run_lab("lint", "models", "shop", "--github")[1]
    assert f"::warning file=shop.py,line={LINE},title=FK_WITHOUT_INDEX::No index of " in out


def test_the_last_line_says_how_to_go_on(run_lab: RunLab) -> None:
    last = run_lab("lint", "models", "shop")[1].splitlines()[-1]
    assert last.startswith("Next: lab lint --explain ")
    assert "; --fix-migration PATH mends 1 of " in last
    assert run_lab("lint")[1].rstrip().endswith("lab lint database --url URL")


def test_in_a_window_how_to_go_on_is_wrapped(
    run_lab: RunLab, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = ("lint", "models", "shop")
    wide = run_lab(*call)[1].splitlines()[-1]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("NO_COLOR", "1")
    lines = run_lab(*call)[1].splitlines()
    last = lines[next(at for at, line in enumerate(lines) if line.startswith("Next: ")) :]
    assert max(map(display_width, last)) <= 60 < display_width(wide)
    assert " ".join(line.strip() for line in last) == wide


def test_one_class_is_linted_alone(run_lab: RunLab) -> None:
    assert run_lab("lint", "models", "shop:ShopUser")[1].startswith("1 table of shop:ShopUser: ")


def test_json_is_a_list_that_a_baseline_takes(run_lab: RunLab, tmp_path: Path) -> None:
    out = run_lab("lint", "models", "shop", "--json")[1]
    [found] = [each for each in json.loads(out) if each["code"] == "FK_WITHOUT_INDEX"]
    assert (found["file"], found["line"], found["column"]) == ("shop.py", LINE, "user_id")
    assert found["fix"]["safe"] is True
    (tmp_path / "known.json").write_text(out)
    gate = ("--baseline", "known.json", "--fail-on", "info")
    assert run_lab("lint", "models", "shop", *gate)[0] == 0
    (tmp_path / "known.json").write_text("[]")
    assert run_lab("lint", "models", "shop", *gate)[0] == 1


def test_what_a_baseline_leaves_out_stands_below_the_annotations(
    run_lab: RunLab, tmp_path: Path
) -> None:
    call = ("lint", "models", "shop")
    known = json.loads(run_lab(*call, "--json")[1])
    (tmp_path / "known.json").write_text(json.dumps(known))
    told = run_lab(*call, "--github", "--baseline", "known.json")[1].splitlines()
    count = sum(len(each["names"]) for each in known)
    assert told == [
        "2 tables of shop: 0 findings",
        f"{count} known left out; 0 of the baseline gone",
    ]


def test_a_fix_migration_follows_the_head(run_lab: RunLab, tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    versions.mkdir()
    (versions / "a1.py").write_text('revision = "a1"\ndown_revision = None\n')
    code, out, _ = run_lab("lint", "models", "shop", "--fix-migration", "versions")
    assert code == 0
    [written] = set(versions.glob("*.py")) - {versions / "a1.py"}
    assert out.splitlines()[-1].startswith(f"versions/{written.name}: revision ")
    assert "down_revision = 'a1'" in written.read_text()


def test_the_labs_own_models_are_clean_and_nothing_is_to_be_mended(run_lab: RunLab) -> None:
    call = ("lint", "models", "lab.models", "--fail-on", "info", "--fix-migration", "fix.py")
    code, out, _ = run_lab(*call)
    assert (code, out.splitlines()) == (
        0,
        [
            "8 tables of lab.models: 0 findings",
            "No revision was written: nothing can be mended without asking",
        ],
    )
    assert not Path("fix.py").exists()


def test_a_rule_explains_itself_with_what_became_of_its_claims(run_lab: RunLab) -> None:
    code, out, err = run_lab("lint", "--explain", "fk_without_index")
    assert (code, err) == (0, "")
    assert out.startswith("FK_WITHOUT_INDEX (warning), seen in models and databases\n")
    assert "meaning: PostgreSQL indexes the target of a foreign key" in out
    assert "claim C03 (confirmed): " in out
    assert "notebook: 05_column_order" in out
    assert '\n    code = "FK_WITHOUT_INDEX"\n' in out


def test_the_exemption_that_is_explained_can_be_pasted(run_lab: RunLab) -> None:
    lines = run_lab("lint", "--explain", "FK_WITHOUT_INDEX")[1].splitlines()
    begin = lines.index("exempt, in pyproject.toml:") + 1
    pasted = "\n".join(lines[begin : begin + 4])
    [told] = tomllib.loads(pasted)["tool"]["lab"]["lint"]["exempt"]
    assert told == {"code": "FK_WITHOUT_INDEX", "table": "...", "reason": "..."}
    Path("pyproject.toml").write_text(pasted)
    [read] = load_lint_settings().exempted
    assert (read.code, read.table) == ("FK_WITHOUT_INDEX", "...")


def test_the_diagram_of_models_needs_no_server(run_lab: RunLab, home: Path) -> None:
    code, out, err = run_lab("schema", "diagram", "shop", "--mermaid")
    assert (code, err) == (0, "")
    assert '    "shop_users" ||--o{ "shop_orders" : "user_id"\n' in out
    assert run_lab("schema", "diagram", "shop")[1].startswith("2 tables, 1 foreign key\n")
    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("models",), "Missing argument"),
        (("models", "shap"), "No module 'shap'. Did you mean 'shop'?"),
        (("models", "shop:Nothing"), "Nothing"),
        (("models", "shop", "--json", "--github"), "--json and --github are two answers"),
        (("models", "shop", "--baseline", "no.json"), "no.json: No such file or directory"),
        (("models", "shop", "--baseline", ""), "The name of a file is empty. Name a file, or -"),
        (("models", "shop", "--baseline", "shop.py"), "shop.py is not JSON. Write one: lab lint"),
        (("models", "shop", "--fail-on", "bad"), "'bad' is not one of"),
        (("models", "shop", "--fix-migration", "shop.py"), "shop.py is there already"),
        (("models", "shop", "--fix-migration", "no/fix.py"), "No folder no"),
        (("models", "shop", "--fix-migration", ""), "--fix-migration names no place"),
        (("models", "shop", "--url", "postgresql://h/d"), "Models need no database. Add --against"),
        (("models", "shop", "--allow-writes"), "Models need no database. Add --against-database"),
        (("models", "broken"), "broken.py"),
        (("--explain", "FK_INDEX"), "No rule 'FK_INDEX' in the conventions. Did you mean"),
        (("--explain", "NO_PRIMARY_KEY", "models", "shop"), "--explain stands alone"),
        (("--explain",), "requires an argument"),
        (("database", "--url", "nonsense"), "URL cannot be read"),
        (("nonsense",), "No such command 'nonsense'. See 'lab lint --help'"),
    ],
)
def test_a_mistake_is_told_in_one_line(
    arguments: tuple[str, ...], message: str, run_lab: RunLab, tmp_path: Path, home: Path
) -> None:
    (tmp_path / "broken.py").write_text("import sqlmodel\nclass (")
    code, out, err = run_lab("lint", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1
    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("shop", "--mermaid", "--svg", "x.svg"), "--mermaid and --svg are two drawings"),
        (("shop", "--url", "postgresql://h/d"), "Models need no database. Give the models or"),
        (("shop", "--schema", "sales"), "shop has no table in schema 'sales'. It has public"),
        (("shop", "--svg", "no/x.svg"), "no/x.svg: No such file or directory"),
    ],
)
def test_a_mistake_about_a_diagram_is_told_in_one_line(
    arguments: tuple[str, ...], message: str, run_lab: RunLab
) -> None:
    code, out, err = run_lab("schema", "diagram", *arguments)
    assert (code, out) == (2, "")
    assert message in err
    assert len(err.splitlines()) == 1


def test_a_pyproject_that_makes_no_sense_is_told_before_anything_is_imported(
    run_lab: RunLab, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.lab.lint]\nexempts = []\n")
    code, out, err = run_lab("lint", "models", "no_such_module")
    assert (code, out) == (2, "")
    assert "No key 'exempts' in [tool.lab.lint] of" in err
