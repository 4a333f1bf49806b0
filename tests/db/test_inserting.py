"""Ways to insert the same rows, on real servers."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from lab.database import Database
from lab.errors import LabError, WriteRefusedError
from lab.experiments import Answer
from lab.experiments.inserting import compare_inserts
from lab.experiments.inserting.comparison import InsertComparison, MeasuredWay
from lab.experiments.inserting.ways import WAYS
from lab.experiments.pairs import paired_ratio
from lab.opening import Host


class Own(SQLModel, registry=registry()):
    """Beside every other model."""


class Visit(Own, table=True):
    __tablename__ = "My visits"
    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(index=True)
    page: str = Field(index=True)


class Request(Own):
    page: str


ROWS = [{"user_id": n * 7919 % 977, "page": f"/p/{n}"} for n in range(300)]


def test_every_way_brings_in_every_row(empty_database: Database) -> None:
    result = compare_inserts(empty_database, Visit, ROWS, ways=list(WAYS), rounds=1)
    assert [way.name for way in result.ways] == list(WAYS)
    assert {way.rows for way in result.ways} == {300}


def test_the_server_counts_the_statements(empty_database: Database) -> None:
    result = compare_inserts(empty_database, Visit, ROWS, rounds=1)
    statements = {way.name: way.statements for way in result.ways}
    assert statements["one by one"] == statements["executemany"] == 300
    assert statements["COPY"] == statements["insert().values(rows)"] == statements["add_all"] == 1
    assert statements["bulk_insert_mappings"] == 300
    assert "COPY, then indexes" not in statements


def test_copy_writes_less_log_and_indexes_built_afterwards_less_again(
    empty_database: Database,
) -> None:
    ways = ["executemany", "COPY", "COPY, then indexes"]
    result = compare_inserts(empty_database, Visit, ROWS * 10, ways=ways, rounds=1)
    executemany, copy, then_indexes = result.ways
    assert then_indexes.wal_bytes < copy.wal_bytes < executemany.wal_bytes
    assert then_indexes.index_bytes <= copy.index_bytes == executemany.index_bytes
    assert result.least_wal is then_indexes


def test_nothing_is_left_behind(empty_database: Database) -> None:
    compare_inserts(empty_database, Visit, ROWS[:3], ways=["add_all", "COPY"], rounds=1)
    with empty_database.rolled_back() as connection:
        counted = connection.exec_driver_sql(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        )
        assert counted.scalar_one() == 0


def test_times_are_shown_only_where_they_are_asked_for(empty_database: Database) -> None:
    result = compare_inserts(empty_database, Visit, ROWS[:3], ways=["COPY", "add_all"], rounds=1)
    for shown in (result.render_text(), result.render_html()):
        assert "statements" in shown
        assert "a second" not in shown
    for shown in (result.timed().render_text(), result.timed().render_html()):
        assert "rows a second" in shown
        assert "Medians of 1 interleaved round" in shown
    assert result.to_json()["ways"][0]["statements"] == 1
    assert repr(result).startswith(
        "InsertComparison(3 rows into My visits: 'COPY' writes the least"
    )
    first = result.timed().render_text().splitlines()[0]
    assert first == "3 rows into My visits: no way can be told to be faster than 'COPY'"


@pytest.mark.parametrize(
    ("ways", "rows", "message"),
    [
        (["copy"], ROWS, "No way 'copy' to insert. There are 'bulk_insert_mappings'"),
        (["COPY", "COPY"], ROWS, "A way to insert is named twice. Name each once"),
        ("COPY", ROWS, r"The ways are not a list. Write ways=\['COPY'\]"),
        (["COPY"], [], "There are no rows to insert. Give at least one"),
        (["COPY"], [{"page": "/"}, {"user_id": 1}], "Row 1 has other columns than the first"),
        (["COPY"], [{"nothing": 1}], 'Column "nothing" of relation "My visits" does not exist'),
        (["add_all"], [{"page": None, "user_id": 1}], 'Null value in column "page"'),
    ],
)
def test_what_cannot_be_inserted_is_told(
    empty_database: Database, ways: Sequence[str], rows: list[dict[str, object]], message: str
) -> None:
    with pytest.raises(LabError, match=message):
        compare_inserts(empty_database, Visit, rows, ways=ways, rounds=1)


def test_a_table_that_is_there_is_told(empty_database: Database) -> None:
    Visit.__table__.create(empty_database.engine)  # type: ignore[attr-defined]
    with pytest.raises(LabError, match='Relation "My visits" already exists'):
        compare_inserts(empty_database, Visit, ROWS, ways=["COPY"], rounds=1)


def test_no_round_at_all_is_told(empty_database: Database) -> None:
    with pytest.raises(LabError, match=r"0 rounds measure nothing\. Give 6 or more"):
        compare_inserts(empty_database, Visit, ROWS, rounds=0)


def test_a_model_without_a_table_is_told(empty_database: Database) -> None:
    with pytest.raises(LabError, match="Request is no model of a table"):
        compare_inserts(empty_database, Request, ROWS, ways=["COPY"], rounds=1)


def test_a_server_that_may_not_be_written_to_is_left_alone(
    host: Host, empty_database: Database
) -> None:
    reading = replace(host, allow_writes=False).open(empty_database.name)
    with pytest.raises(WriteRefusedError, match="Inserting rows to compare the ways would change"):
        compare_inserts(reading, Visit, ROWS)
    reading.close()


def compared(*times: tuple[float, ...], floor: float = 0.05) -> InsertComparison:
    ways = [
        MeasuredWay(f"way {at}", 10, 1, 100, 8192, each, paired_ratio(each, times[0]), None)
        for at, each in enumerate(times)
    ]
    return InsertComparison("visits", tuple(ways), floor)


def test_a_guess_is_confirmed_where_no_way_is_faster() -> None:
    assert compared((1.0,) * 6, (2.0,) * 6).judge_fastest("way 0").answer == Answer.CONFIRMED


def test_a_guess_is_refuted_where_another_way_is_faster_beyond_the_noise() -> None:
    verdict = compared((6.0,) * 6, (1.0,) * 6).judge_fastest("way 0")
    assert repr(verdict) == "refuted: 'way 1' brings in 6.0x as many rows a second as 'way 0'"


def test_within_the_noise_nothing_can_be_told() -> None:
    verdict = compared((1.0,) * 6, (0.9,) * 6, floor=0.2).judge_fastest("way 0")
    assert verdict.answer == Answer.CANNOT_TELL


def test_a_way_that_was_not_compared_is_told() -> None:
    with pytest.raises(LabError, match=r"No way 'COPY' was compared\. There are 'way 0'"):
        compared((1.0,) * 6).judge_fastest("COPY")
