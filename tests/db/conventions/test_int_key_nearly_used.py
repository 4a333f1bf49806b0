"""INT_KEY_NEARLY_USED: the share of the numbers that a live sequence has given out."""

import pytest

from lab.database import Database
from lab.findings import Severity
from tests.conventions import where
from tests.db.conventions.live import make, mended_and_back, said_live

CODE = "INT_KEY_NEARLY_USED"
TABLE = 'CREATE TABLE "t:1" (id {} PRIMARY KEY)'
USED = "SELECT setval('\"t:1_id_seq\"', {})"

BAD = (TABLE.format("serial"), USED.format(1_200_000_000))
MENDED = (TABLE.format("bigserial"), USED.format(1_200_000_000))


def test_it_appears(empty_database: Database) -> None:
    make(empty_database, BAD)
    [finding] = said_live(CODE, empty_database)
    assert where([finding]) == [("t:1", "id")]
    assert finding.severity is Severity.WARNING
    assert finding.title == "t:1.id has used 56 % of its numbers: 1,200,000,000 of 2,147,483,647"


def test_it_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, MENDED)
    assert not said_live(CODE, empty_database)


def test_near_the_end_it_is_grave(empty_database: Database) -> None:
    make(empty_database, (TABLE.format("smallserial"), USED.format(30_000)))
    [finding] = said_live(CODE, empty_database)
    assert finding.severity is Severity.HIGH


@pytest.mark.parametrize(
    "kind", ["serial", "int GENERATED ALWAYS AS IDENTITY", "bigint GENERATED ALWAYS AS IDENTITY"]
)
def test_its_fix_makes_room_and_can_be_taken_back(kind: str, empty_database: Database) -> None:
    limit = 'ALTER SEQUENCE "t:1_id_seq" MAXVALUE 2000000000'
    make(empty_database, (TABLE.format(kind), limit, USED.format(1_200_000_000)))
    assert mended_and_back(CODE, empty_database)
