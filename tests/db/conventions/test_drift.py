"""DRIFT: models held against a database, by `lab.lint`; its fixes lead the database back."""

from datetime import datetime

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    DateTime,
    Enum,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    event,
    text,
)
from sqlalchemy.orm import registry
from sqlalchemy.schema import DDL
from sqlmodel import Field, SQLModel

import lab
from lab import models
from lab.conventions.drifting.drifting import drift_of
from lab.conventions.lint_settings import LintSettings
from lab.database import Database
from lab.findings import Finding, Severity
from lab.opening import Host, chosen_host
from lab.schema import as_printed, source_of
from tests.copies import throwaway
from tests.db.conventions.live import make, run
from tests.titles import assert_proved

SOURCE = source_of(models)

BAD = (
    "ALTER TABLE tasks DROP CONSTRAINT ck_tasks_priority_range",
    "ALTER TABLE tags RENAME CONSTRAINT uq_tags_user_id_name TO by_name",
    "ALTER TABLE tags DROP CONSTRAINT fk_tags_user_id_users",
    "ALTER TABLE tags ADD CONSTRAINT fk_tags_user_id_users FOREIGN KEY (user_id) REFERENCES users",
    "DROP INDEX ix_tasks_open_user_id_due_date",
    "DROP INDEX ix_tasks_due_date",
    "CREATE INDEX ix_tasks_due_date ON tasks USING brin (due_date)",
    "CREATE INDEX extra ON tasks (title)",
    "ALTER TABLE orders ALTER currency SET DEFAULT 'U:S''D'",
    "ALTER TABLE orders ALTER deleted_at TYPE timestamp",
    "ALTER TABLE tasks ALTER title DROP NOT NULL",
    "COMMENT ON TABLE orders IS NULL",
    "COMMENT ON COLUMN orders.currency IS 'it''s %d:x'",
)


def made_from(metadata: MetaData, database: Database) -> None:
    metadata.create_all(database.engine)


def drift(source: object, database: Database) -> list[Finding]:
    found = drift_of(source_of(source), database)
    assert found.remarks == ()
    assert_proved(found.findings)
    return list(found.findings)


def test_it_appears_on_a_changed_database_and_its_fixes_end_it(empty_database: Database) -> None:
    made_from(models.metadata, empty_database)
    assert drift(models, empty_database) == []
    make(empty_database, BAD)

    before = drift(models, empty_database)
    assert len(before) == 11
    assert all(each.file and each.file.startswith("lab/models/") for each in before)
    for finding in before:
        assert finding.fix is not None
        run(empty_database, finding.fix.upgrade)
    assert drift(models, empty_database) == []
    for finding in reversed(before):
        assert finding.fix is not None
        run(empty_database, finding.fix.downgrade)
    assert [each.title for each in drift(models, empty_database)] == [each.title for each in before]


def test_lint_says_it_beside_what_the_models_show(empty_database: Database) -> None:
    made_from(models.metadata, empty_database)
    make(empty_database, BAD[:1])
    said = lab.lint(models, against=empty_database, settings=LintSettings())
    assert [(each.code, each.severity, each.table, each.constraint) for each in said] == [
        ("DRIFT", Severity.WARNING, "tasks", "ck_tasks_priority_range")
    ]
    assert said[0].title == (
        "Check ck_tasks_priority_range of tasks (CHECK (((priority >= 0) AND (priority <= 4)))) "
        "is in the models and not in the database"
    )


def test_nothing_is_left_behind(empty_database: Database) -> None:
    drift(models, empty_database)
    with empty_database.engine.connect() as connection:
        left = connection.execute(text("SELECT nspname FROM pg_namespace WHERE nspname ~ '^lab_'"))
        assert left.all() == []


def test_a_database_with_nothing_of_the_models_is_told_once(empty_database: Database) -> None:
    tables, function = sorted(drift(models, empty_database), key=lambda each: each.title)
    assert tables.title == (
        "8 tables are in the models and not in the database: order_items, orders, payments "
        "and 5 more"
    )
    assert function.title.startswith("Function touch_updated_at is in the models")


def test_tables_of_somebody_else_are_told_once_and_lightly(empty_database: Database) -> None:
    made_from(models.metadata, empty_database)
    make(empty_database, [f"CREATE TABLE other_{number} (id int)" for number in range(5)])
    (finding,) = drift(models, empty_database)
    assert (finding.severity, finding.table) == (Severity.INFO, None)
    assert finding.title == (
        "5 tables are in the database and not in the models: other_0, other_1, other_2 and 2 more"
    )


def test_timestamps_of_a_migration_without_time_zone_are_one_cause(
    empty_database: Database,
) -> None:
    """What document 000 has: UTCDateTime in the models, `sa.DateTime()` in the migrations."""
    zoned, naive = MetaData(), MetaData()
    for metadata, zone in ((zoned, True), (naive, False)):
        for name in ("users", "orders"):
            columns = [
                Column(each, DateTime(timezone=zone)) for each in ("created_at", "updated_at")
            ]
            Table(name, metadata, Column("id", Integer, primary_key=True), *columns)
    made_from(naive, empty_database)

    (finding,) = drift(zoned, empty_database)
    assert finding.severity is Severity.WARNING
    assert finding.title == (
        "4 columns: type is timestamp without time zone in the database, timestamp with time zone "
        "in the models: orders.created_at, orders.updated_at, users.created_at and 1 more"
    )
    assert finding.fix is not None
    assert not finding.fix.safe
    run(empty_database, finding.fix.upgrade)
    assert drift(zoned, empty_database) == []


def test_an_index_that_migrations_doubled_is_told(empty_database: Database) -> None:
    """What document 000 has: unique=True and index=True are one unique index of the models."""

    class Habit(SQLModel, registry=registry(metadata=MetaData())):
        """Of a MetaData of its own."""

    class User(Habit, table=True):
        __tablename__ = "users"
        id: int | None = Field(default=None, primary_key=True)
        email: str = Field(unique=True, index=True)
        created_at: datetime

    make(
        empty_database,
        (
            "CREATE TABLE users (id serial PRIMARY KEY, email varchar NOT NULL UNIQUE, "
            "created_at timestamptz NOT NULL)",
            "CREATE INDEX ix_users_email ON users (email)",
        ),
    )
    assert [each.title for each in drift(User, empty_database)] == [
        "Index ix_users_email of users is not unique in the database, unique in the models",
        "Unique constraint users_email_key of users (UNIQUE (email)) is in the database and not in "
        "the models",
    ]


def test_a_read_only_database_is_compared_without_expressions(
    host: Host, empty_database: Database
) -> None:
    made_from(models.metadata, empty_database)
    make(empty_database, BAD[4:7])
    guarded = Host(host.url, own_server=False, allow_writes=False).open(empty_database.name)
    told = drift_of(SOURCE, guarded)
    guarded.close()
    assert [each.index for each in told.findings] == [
        "ix_tasks_due_date",
        "ix_tasks_open_user_id_due_date",
    ]
    assert told.remarks == (
        "Of defaults, checks and predicates only the presence was compared: "
        "To compare their words too, the lab makes the tables of the models in a scratch schema "
        f"and rolls that back, and '{empty_database.name}' is read-only here. "
        "Allow writes by name: allow_writes=True, or --allow-writes",
    )


def test_a_user_who_may_make_no_schema_is_told_so() -> None:
    with throwaway(chosen_host()) as database, database.rolled_back() as connection:
        connection.execute(text("SET LOCAL ROLE pg_monitor"))
        with pytest.raises(lab.LabError, match="in a scratch schema: permission denied") as caught:
            as_printed(connection, SOURCE.statements, ["public"])
        assert "\n" not in str(caught.value)
        assert connection.execute(text("SELECT 1")).scalar() == 1


def test_an_index_that_the_server_cannot_make_is_told(empty_database: Database) -> None:
    source = MetaData()
    table = Table("t", source, Column("id", Integer, primary_key=True), Column("a", String))
    made_from(source, empty_database)
    Index("by_sound", table.c.a, postgresql_ops={"a": "nowhere_ops"})

    told = drift_of(source_of(source), empty_database)
    assert told.findings == ()
    assert told.remarks == (
        "Not compared: CREATE INDEX by_sound ON t (a nowhere_ops): Operator class "
        '"nowhere_ops" does not exist for access method "btree"',
    )


def test_models_in_schemas_of_their_own_are_held_against_these(empty_database: Database) -> None:
    source = MetaData()
    mood = Enum("good", "bad", name="Mood", schema="Other One")
    Table("t", source, Column("id", Integer, primary_key=True), Column("at", DateTime))
    Table(
        "t",
        source,
        Column("id", ForeignKey("t.id"), primary_key=True),
        Column("mood", mood, server_default="good"),
        CheckConstraint("mood <> 'bad'", name="better"),
        schema="Other One",
    )
    make(empty_database, ['CREATE SCHEMA "Other One"'])
    made_from(source, empty_database)
    assert drift(source, empty_database) == []

    make(empty_database, ['ALTER TABLE "Other One".t DROP CONSTRAINT better'])
    (finding,) = drift(source, empty_database)
    assert (finding.schema, finding.constraint) == ("Other One", "better")
    assert finding.fix is not None
    assert finding.fix.caution.endswith("Names without a schema mean 'Other One': set search_path")
    path = "op.execute('SET search_path TO \"Other One\"')"
    run(empty_database, (path, *finding.fix.upgrade))
    assert drift(source, empty_database) == []


def test_nothing_of_the_real_schema_is_touched_or_locked(empty_database: Database) -> None:
    source = MetaData()
    table = Table("mine", source, Column("id", Integer, primary_key=True))
    make(empty_database, ["CREATE TABLE theirs (id int PRIMARY KEY)", "CREATE TABLE mine (id int)"])
    for statement in (
        "ALTER TABLE theirs ADD note text",
        "CREATE EXTENSION pg_trgm",
        "DROP TABLE theirs",
        "CREATE INDEX more ON theirs (id)",
        "COMMENT ON COLUMN public.theirs.id IS 'mine'",
    ):
        event.listen(table, "after_create", DDL(statement))  # type: ignore[no-untyped-call]
    with empty_database.engine.begin() as holder:
        holder.execute(text("LOCK TABLE theirs, mine IN EXCLUSIVE MODE"))
        told = drift_of(source_of(source), empty_database)
    assert [each.title for each in told.findings] == [
        "mine.id: NULL is allowed in the database, not allowed in the models",
        "mine.id: default is none in the database, a sequence of its own in the models",
        "Primary key mine_pkey of mine (PRIMARY KEY (id)) is in the models and not in the database",
        "Table theirs is in the database and not in the models",
    ]
    assert told.remarks == ()


@pytest.mark.parametrize(
    ("live", "model", "rewritten"),
    [("varchar(9)", String(20), False), ("varchar(20)", String(9), True)],
)
def test_a_longer_text_is_a_matter_of_the_catalog_alone(
    live: str, model: String, *, rewritten: bool, empty_database: Database
) -> None:
    metadata = MetaData()
    Table("runs", metadata, Column("status", model))
    make(empty_database, [f"CREATE TABLE runs (status {live})", "INSERT INTO runs VALUES ('new')"])
    with empty_database.engine.begin() as connection:
        before = connection.scalar(text("SELECT pg_relation_filenode('runs')"))
    [finding] = drift(metadata, empty_database)
    assert finding.fix is not None
    assert ("rewritten" in finding.fix.caution) is rewritten
    run(empty_database, finding.fix.upgrade)
    with empty_database.engine.begin() as connection:
        after = connection.scalar(text("SELECT pg_relation_filenode('runs')"))
    assert (after != before) is rewritten


def test_the_columns_of_a_key_are_several(empty_database: Database) -> None:
    metadata = MetaData()
    Table("t", metadata, Column("a", Integer), Column("b", Integer), Index("i", "a", "b"))
    make(empty_database, ["CREATE TABLE t (a int, b int)", "CREATE INDEX i ON t (b, a)"])
    [finding] = drift(metadata, empty_database)
    assert finding.title == ("Index i of t: columns are b, a in the database, a, b in the models")
