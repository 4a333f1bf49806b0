"""[tool.lab.lint] of a pyproject.toml: thresholds, exemptions, and what is told of mistakes."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table

from lab.conventions import Lint, LintSettings, Rule, convention_rules, load_lint_settings
from lab.conventions.linting import lint_pictures
from lab.errors import LabError
from lab.schema import Exemption, Origin, Picture, Place, picture_of

CODE = "FK_WITHOUT_INDEX"
REASON = 'reason = "written only"'
EXEMPT = "[[tool.lab.lint.exempt]]"
LIMITED: Rule = next(rule for rule in convention_rules().values() if rule.limits)


def project(folder: Path, *lines: str) -> Path:
    (folder / "pyproject.toml").write_text("\n".join(lines))
    return folder


def limit(value: str) -> list[str]:
    return [f"[tool.lab.lint.limits.{LIMITED.code}]", f"{next(iter(LIMITED.limits))} = {value}"]


def exempting(folder: Path, *lines: str) -> LintSettings:
    return load_lint_settings(project(folder, EXEMPT, f'code = "{CODE}"', REASON, *lines))


def shop() -> Picture:
    metadata = MetaData()
    Table("orders", metadata, Column("id", Integer, primary_key=True))
    for name in ("items", "items_old", "audit"):
        key: Column[int] = Column("order_id", ForeignKey("orders.id"))
        Table(name, metadata, Column("id", Integer, primary_key=True), key)
    return picture_of(metadata)


def linted(settings: LintSettings, picture: Picture | None = None) -> Lint:
    return lint_pictures([picture or shop()], settings, of="a shop")


def tables(lint: Lint) -> list[str | None]:
    return [each.table for each in lint if each.code == CODE]


def test_without_a_file_or_a_section_the_defaults_hold(tmp_path: Path) -> None:
    assert load_lint_settings(project(tmp_path, "[project]")) == LintSettings()
    assert tables(linted(LintSettings())) == ["audit", "items", "items_old"]


def test_the_nearest_file_counts_from_a_folder_upwards(tmp_path: Path) -> None:
    inner = tmp_path / "app" / "models"
    inner.mkdir(parents=True)
    project(tmp_path, EXEMPT, f'code = "{CODE}"', REASON)
    assert load_lint_settings(inner).exempted
    project(inner, "[project]")
    assert not load_lint_settings(inner).exempted


def test_an_exemption_accepts_what_it_names_and_keeps_its_reason(tmp_path: Path) -> None:
    lint = linted(exempting(tmp_path, 'table = "items*"'))
    assert tables(lint) == ["audit"]
    assert [(each.table, why) for each, why in lint.exempted if each.code == CODE] == [
        ("items", "written only"),
        ("items_old", "written only"),
    ]
    assert "2 exempted" in repr(lint)


def test_an_exemption_may_name_a_column(tmp_path: Path) -> None:
    assert tables(linted(exempting(tmp_path, 'column = "order_id"'))) == []
    assert len(tables(linted(exempting(tmp_path, 'column = "user_id"')))) == 3


@pytest.mark.parametrize("line", ['table = "items_old"', 'table = "items*"\ncolumn = "id"'])
def test_what_a_whole_schema_does_is_told_without_the_exempted_table(
    tmp_path: Path, line: str
) -> None:
    code = "INT_KEY_SMALL"
    [habit] = [each for each in linted(LintSettings()) if each.code == code]
    assert "4 columns of 4 tables" in habit.title

    settings = load_lint_settings(
        project(tmp_path, EXEMPT, f'code = "{code}"', 'reason = "full at a million"', line)
    )
    lint = linted(settings)
    accepted = {each.table for each, _ in lint.exempted}
    assert "items_old" in accepted
    assert accepted <= {"items", "items_old"}
    left = [name for each in lint if each.code == code for name in each.evidence["columns"]]  # type: ignore[attr-defined]
    assert len(left) == 4 - len(accepted)
    assert "items_old.id" not in left


def test_an_exemption_that_nothing_needs_is_told(tmp_path: Path) -> None:
    lint = linted(exempting(tmp_path, 'table = "gone"'))
    assert lint.unneeded == (f"{CODE} of gone (pyproject.toml)",)
    assert "exemptions that nothing needs here: FK_WITHOUT_INDEX of gone" in lint.render_text()
    assert "nothing needs" not in linted(exempting(tmp_path)).render_text()


def test_an_exemption_for_a_live_schema_is_not_told_as_unneeded_of_models(tmp_path: Path) -> None:
    live = next(
        code
        for code, rule in convention_rules().items()
        if rule.origins == frozenset({Origin.DATABASE})
    )
    lines = (EXEMPT, f'code = "{live}"', REASON)
    assert not linted(load_lint_settings(project(tmp_path, *lines))).unneeded


def test_limits_reach_their_rule(tmp_path: Path) -> None:
    name = next(iter(LIMITED.limits))
    settings = load_lint_settings(
        project(tmp_path, f"[tool.lab.lint.limits.{LIMITED.code}]", f"{name} = 7")
    )
    assert settings.limits == {LIMITED.code: {name: 7}}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["[tool.lab.lint"], "cannot be read: "),
        (["[tool.lab]", "lint = 1"], "[tool.lab.lint] in "),
        (["[tool.lab.lint]", "exemt = 1"], "No key 'exemt' in [tool.lab.lint] of "),
        (["[tool.lab.lint]", "exempt = 1"], "is not a list of tables. Write [[tool.lab.lint.exem"),
        (["[tool.lab.lint]", "exempt = [1]"], "exempt in "),
        (["[tool.lab.lint]", "limits = 1"], "limits in "),
        ([EXEMPT, REASON], "has no code"),
        ([EXEMPT, f'code = "{CODE}"'], f"The exemption from {CODE} in "),
        ([EXEMPT, f'code = "{CODE}"', 'reason = " "'], 'has no reason. Add reason = "..."'),
        ([EXEMPT, f'code = "{CODE}"', "reason = 1"], "reason of an exemption in "),
        ([EXEMPT, 'code = "FK_WITHOUT_IDEX"', REASON], "Did you mean 'FK_WITHOUT_INDEX'?"),
        ([EXEMPT, f'code = "{CODE}"', REASON, 'tabel = "x"'], "Did you mean 'table'?"),
        (["[tool.lab.lint.limits.FK_WITHOUT_IDEX]"], "Did you mean 'FK_WITHOUT_INDEX'?"),
        (["[tool.lab.lint.limits]", f"{CODE} = 1"], f"limits.{CODE} in "),
        ([f"[tool.lab.lint.limits.{CODE}]", "days = 1"], f"No limit 'days' in {CODE}, which "),
        (
            [f"[tool.lab.lint.limits.{LIMITED.code}]", f"{next(iter(LIMITED.limits))} = true"],
            "is not a number from 0 to 1,000,000,000,000,000. Write such as ",
        ),
        *(
            (limit(value), "is not a number from 0 to ")
            for value in ("-1", "nan", "inf", "9" * 400)
        ),
        ([f"x = {'9' * 5_000}"], "cannot be read: "),
        (["x = " + "[" * 5_000], "cannot be read: "),
    ],
)
def test_a_mistake_is_one_line_that_names_the_file(
    lines: list[str], message: str, tmp_path: Path
) -> None:
    with pytest.raises(LabError) as told:
        load_lint_settings(project(tmp_path, *lines))
    assert message in str(told.value)
    assert str(tmp_path / "pyproject.toml") in str(told.value)
    assert "\n" not in str(told.value)


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LabError, match="cannot be read"):
        load_lint_settings(tmp_path)


def test_a_folder_that_is_gone_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(
        LabError, match=r"The current folder cannot be read: .*\. Go to another one"
    ):
        load_lint_settings()


def with_exemption(code: str, *, on_column: bool) -> Picture:
    """The shop, where a line of `items` accepts something."""
    picture, accepted = shop(), (Exemption(code, "written only"),)
    items = picture.table("items")
    if on_column:
        place = Place("shop.py", 12)
        columns = tuple(
            replace(each, exemptions=accepted, place=place) if each.name == "order_id" else each
            for each in items.columns
        )
        items = replace(items, columns=columns)
    else:
        items = replace(items, exemptions=accepted)
    others = [each for each in picture.tables if each.name != "items"]
    return replace(picture, tables=(items, *others))


@pytest.mark.parametrize("on_column", [True, False], ids=["column", "table"])
def test_a_line_of_the_models_accepts_what_is_found_there_alone(*, on_column: bool) -> None:
    lint = linted(LintSettings(), with_exemption(CODE, on_column=on_column))
    assert tables(lint) == ["audit", "items_old"]
    assert [why for each, why in lint.exempted if each.code == CODE] == ["written only"]


def test_a_line_of_the_models_that_accepts_nothing_is_told_with_its_place() -> None:
    lint = linted(LintSettings(), with_exemption("NO_PRIMARY_KEY", on_column=True))
    assert lint.unneeded == ("NO_PRIMARY_KEY of items.order_id (shop.py:12)",)


def test_a_line_of_the_models_with_an_unknown_code_is_told_with_its_place() -> None:
    with pytest.raises(LabError, match=r"No rule 'FK_INDEX' in the exemptions of shop\.py:12"):
        linted(LintSettings(), with_exemption("FK_INDEX", on_column=True))
