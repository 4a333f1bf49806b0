"""ROW_SECURITY_OFF: policies on a table whose row-level security was never switched on."""

from lab.database import Database
from lab.findings import Severity
from tests.db.conventions.live import make, mended_and_back, said_live

CODE = "ROW_SECURITY_OFF"
BAD = (
    'CREATE TABLE "my: notes" (id bigint PRIMARY KEY, user_id bigint NOT NULL)',
    'CREATE POLICY own_notes ON "my: notes" USING (user_id = 1)',
)
MENDED = (*BAD, 'ALTER TABLE "my: notes" ENABLE ROW LEVEL SECURITY')


def test_it_appears_and_is_gone_once_mended(empty_database: Database) -> None:
    make(empty_database, BAD)
    [finding] = said_live(CODE, empty_database)
    assert finding.severity is Severity.HIGH
    assert finding.title == "my: notes has 1 policy, but row-level security is off: own_notes"
    make(empty_database, MENDED[-1:])
    assert not said_live(CODE, empty_database)


def test_its_fix_switches_it_on_and_off_again(empty_database: Database) -> None:
    make(empty_database, BAD)
    [fix] = mended_and_back(CODE, empty_database)
    assert not fix.safe
