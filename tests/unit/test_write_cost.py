"""How write figures are weighed and shown, on figures made by hand."""

from dataclasses import replace

import pytest

from lab.errors import UnknownNameError
from lab.experiments.writing import LeftOut, Lock, Operation, WriteCost, WriteFigures

LOCK = Lock("fk_<t>", ("user_id",), "users", wal_bytes=27.0, wal_records=0.5)


def figures(variant: str, indexes: int) -> WriteFigures:
    return WriteFigures(
        variant=variant,
        table="orders",
        rows=9661,
        indexes=indexes,
        operations=(
            Operation("insert", "", 333, 100.0 + 60 * indexes, 1.0 + indexes, (0.01, 0.03, 0.02)),
            Operation("update_unindexed", "total", 333, 70.0, 1.0, (0.01, 0.01, 0.01), 1.0),
            Operation(
                "update_indexed",
                "status",
                333,
                80.0 + 60 * indexes,
                1.0 + indexes,
                (0.02, 0.02, 0.02),
                0.0 if indexes else 1.0,
            ),
            Operation("delete", "", 333, 54.0, 1.0, (0.01, 0.01, 0.01)),
        ),
        locks=(LOCK,),
    )


@pytest.fixture
def cost() -> WriteCost:
    left_out = LeftOut(triggers=("touch",), children=("items", "payments"), checks=1)
    return WriteCost("orders", (figures("none", 0), figures("<b>two</b>", 2)), 90, left_out)


def test_the_one_line_names_the_variant_that_writes_most(cost: WriteCost) -> None:
    told = "orders: '<b>two</b>' writes 2.2x the WAL of 'none' an insert, 2.5x an update of status"
    assert repr(cost) == f"WriteCost({told})"
    assert cost.render_text().startswith(f"{told}\n")
    alone = replace(cost, variants=cost.variants[:1])
    assert repr(alone) == "WriteCost(orders: 'none' writes 100 bytes of WAL an insert)"


def test_all_of_it_fits_a_window(cost: WriteCost) -> None:
    lines = cost.timed().render_text(width=60).splitlines()
    assert max(map(len, lines)) <= 60
    assert sum(line.startswith("operation") and "variant" in line for line in lines) > 1


def test_ratios_are_to_the_first_variant_of_the_same_operation(cost: WriteCost) -> None:
    ratios = {
        (line.figures.variant, line.operation.name): line.wal_ratio
        for line in cost.lines
        if line.figures.variant != "none"
    }
    assert ratios == {
        ("<b>two</b>", "insert"): 2.2,
        ("<b>two</b>", "update_unindexed"): 1.0,
        ("<b>two</b>", "update_indexed"): 2.5,
        ("<b>two</b>", "delete"): 1.0,
    }


def test_text_and_html_say_the_same_and_names_are_escaped(cost: WriteCost) -> None:
    said = (
        *("update status", "220 bytes", "3.00", "2.2x", "100 %", "0 %", "9,661 rows", "90 %"),
        *("0.50 records and 27 bytes", "what VACUUM writes", "what triggers do (touch)"),
        *("1 check constraint", "the foreign keys of items, payments"),
    )
    for part in said:
        assert part in cost.render_text()
        assert part in cost.render_html()
    assert "<b>two</b>" in cost.render_text()
    assert "<b>" not in cost.render_html()
    assert "fk_&lt;t&gt;" in cost.render_html()


def test_times_are_shown_only_where_they_are_asked_for(cost: WriteCost) -> None:
    for shown in (cost.render_text(), cost.render_html()):
        assert " ms" not in shown
    for shown in (cost.timed().render_text(), cost.timed().render_html()):
        assert "0.020 ms" in shown
        assert "100 % (100 to 100)" in shown


def test_an_update_that_was_not_measured_is_said(cost: WriteCost) -> None:
    base = cost.variants[0]
    short = replace(base, operations=(base["insert"], base["update_unindexed"], base["delete"]))
    shown = replace(cost, variants=(short,)).render_text()
    assert "No update of an indexed column was measured" in shown
    assert "a column without an index was measured" not in shown


def test_a_frame_has_a_row_for_each_operation_and_variant(cost: WriteCost) -> None:
    frame = cost.to_frame()
    assert len(frame) == 8
    assert list(frame.query("operation == 'insert'")["wal_records"]) == [1.0, 3.0]
    assert list(frame.query("operation == 'update_indexed'")["hot_ratio"]) == [1.0, 0.0]


def test_a_variant_or_operation_that_is_not_there_is_told(cost: WriteCost) -> None:
    with pytest.raises(UnknownNameError, match=r"No variant 'two'\. There are 'none'"):
        cost["two"]
    with pytest.raises(UnknownNameError, match="No operation 'upsert' was measured"):
        cost["none"]["upsert"]
