"""How a lint shows itself: counts, each code explained once, fixes, nothing taken as HTML."""

import json
from dataclasses import replace

import pytest

import lab
from lab.conventions import Lint, LintSettings
from lab.errors import LabError
from lab.findings import Confidence, Finding, Fix, Severity
from lab.show.text import display_width
from tests.unit.conventions.test_fk_without_index import BAD

HOSTILE = "<script>alert('x')</script>\n\x1b[31m\u202e"


def finding(
    code: str, table: str, severity: Severity = Severity.WARNING, **more: object
) -> Finding:
    given = {
        "title": f"{table} has it",
        "meaning": f"{code} matters because of what comes of it in the long run.",
        "advice": "Do away with it.",
        **more,
    }
    return Finding(code=code, severity=severity, table=table, **given)  # type: ignore[arg-type]


FIX = Fix(
    model="id: int = Field(primary_key=True)",
    upgrade=("op.first('a')", "op.second('b')"),
    downgrade=("op.back()",),
    caution="Somebody has to choose",
)
LINT = Lint(
    "3 tables of a shop",
    (
        finding("GRAVE", "a", Severity.HIGH, fix=FIX, file="shop.py", line=7),
        finding("PLAIN", "b", notebook="05_column_order", claims=("C03", "B35")),
        finding("PLAIN", "c", confidence=Confidence.LOW),
        finding("PLAIN", "d", advice="This one otherwise."),
    ),
    unneeded=("A of x", "B", "C", "D"),
    remarks=("Something was not compared",),
)


def test_the_first_line_counts_by_severity() -> None:
    assert repr(LINT) == "3 tables of a shop: 4 findings (1 high, 3 warning)"
    assert repr(Lint("1 table of b", ())) == "1 table of b: 0 findings"


def test_each_code_is_explained_once_above_its_findings() -> None:
    lines = LINT.render_text().splitlines()
    assert lines[2:11] == [
        "high GRAVE",
        "  meaning: GRAVE matters because of what comes of it in the long run.",
        "  advice: Do away with it.",
        "  - a has it (shop.py:7)",
        "      model: id: int = Field(primary_key=True)",
        "      migration: op.first('a')",
        "      migration: op.second('b')",
        "      look first: Somebody has to choose",
        "",
    ]
    assert lines[11] == "warning PLAIN, 2 times"
    assert "  see: notebook 05_column_order; claims C03, B35" in lines
    assert "  - c has it (low confidence)" in lines
    assert sum("advice: Do away" in line for line in lines) == 2
    assert sum("advice: This one otherwise." in line for line in lines) == 1


def test_remarks_stand_below() -> None:
    assert LINT.render_text().splitlines()[-2:] == [
        "exemptions that nothing needs here: A of x, B, C and 1 more",
        "Something was not compared",
    ]


@pytest.mark.parametrize("width", [40, 80])
def test_lines_end_where_the_window_ends(width: int) -> None:
    lines = LINT.render_text(width=width).splitlines()
    assert max(map(display_width, lines)) <= width
    assert LINT.render_text(width=width, colour=True).count("\x1b[1;31m") == 1


def test_many_codes_are_listed_first_and_a_few_are_not() -> None:
    more = (finding("A", "x", Severity.HIGH), finding("B", "x"), finding("PLAIN", "e"))
    lint = Lint("a shop", (*more[:1], *LINT, *more[1:]))
    assert lint.render_text().splitlines()[1:3] == [
        "  high: A, GRAVE",
        "  warning: PLAIN (4), B",
    ]
    assert "warning: PLAIN (4), B" in lint.render_html()
    assert "PLAIN (3)" not in LINT.render_text()


def test_a_caution_that_several_share_is_said_once() -> None:
    two = Lint("a shop", (finding("X", "a", fix=FIX), finding("X", "b", fix=FIX)))
    for shown in (two.render_text(), two.render_html()):
        assert shown.count("Somebody has to choose") == 1
    other = finding("X", "c", fix=replace(FIX, caution="Somebody else"))
    assert Lint("a shop", (*two, other)).render_text().count("Somebody has to choose") == 2


def test_the_text_shows_the_first_of_many_operations() -> None:
    many = replace(FIX, upgrade=tuple(f"op.number({each})" for each in range(9)))
    lint = Lint("a shop", (finding("X", "a", fix=many),))
    seen = lint.render_text()
    assert "op.number(3)\n      migration: and 5 more operations\n      look first: " in seen
    assert "op.number(4)" not in seen
    assert "op.number(8)" in lint.render_html()


def test_no_literal_of_a_line_of_code_is_broken() -> None:
    statement = "ALTER TABLE a VALIDATE CONSTRAINT b"
    fix = Fix(upgrade=(f"op.execute('{statement}', \"{statement}\", execution_options={{}})",))
    lines = Lint("a shop", (finding("X", "a", fix=fix),)).render_text(width=40).splitlines()
    assert [each.strip() for each in lines[-3:]] == [
        f"op.execute('{statement}',",
        f'"{statement}",',
        "execution_options={})",
    ]


def test_html_says_the_same_and_unfolds_what_mends() -> None:
    shown = LINT.render_html()
    for words in ("GRAVE matters", "a has it (shop.py:7)", "op.second(&#x27;b&#x27;)"):
        assert words in shown
    assert shown.count("<details") == 1
    assert shown.count("Do away with it.") == 2
    assert "look first: <bdi>" in shown
    assert "migration: <code>" in shown


def test_names_are_never_taken_as_html_nor_as_codes_of_a_terminal() -> None:
    lint = Lint(HOSTILE, (finding("X", HOSTILE, fix=Fix(model=HOSTILE)),), remarks=(HOSTILE,))
    assert "<script" not in lint.render_html()
    for character in ("\x1b", "\u202e"):
        assert character not in lint.render_text()
        assert character not in lint.render_html()
    assert len(lint.render_text().splitlines()) == 10


def test_it_is_a_sequence_and_goes_to_json_and_to_a_frame() -> None:
    assert (len(LINT), LINT[0].code, [each.table for each in LINT[1:3]]) == (4, "GRAVE", ["b", "c"])
    told = json.loads(json.dumps(LINT.to_json()))
    assert told[0]["fix"]["safe"] is False
    assert told[0]["fix"]["outside_transaction"] is False
    assert (told[0]["file"], told[0]["line"]) == ("shop.py", 7)
    frame = LINT.to_frame()
    assert list(frame["code"]) == ["GRAVE", "PLAIN", "PLAIN", "PLAIN"]
    assert list(Lint("nothing", ()).to_frame().columns) == list(frame.columns)


def test_a_finding_alone_says_its_place_and_its_fix() -> None:
    text = LINT[0].render_text()
    assert "  migration: op.first('a')\n  migration: op.second('b')" in text
    assert text.endswith("  at: shop.py:7")


def test_lint_takes_a_metadata_and_refuses_what_is_no_schema() -> None:
    assert "FK_WITHOUT_INDEX" in [each.code for each in lab.lint(BAD, settings=LintSettings())]
    with pytest.raises(LabError, match="Leave schemas out"):
        lab.lint(BAD, schemas=["public"])
