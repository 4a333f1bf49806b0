"""NO_ON_DELETE: keys of the models that leave open what a deletion does."""

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Integer, MetaData, Table

from tests.conventions import only, said, where


def shop(*actions: str | None) -> MetaData:
    metadata = MetaData()
    Table("users", metadata, Column("id", Integer, primary_key=True))
    keys: list[Column[int]] = [
        Column(f"user{number}_id", ForeignKey("users.id", ondelete=action))
        for number, action in enumerate(actions)
    ]
    Table("orders", metadata, Column("id", Integer, primary_key=True), *keys)
    return metadata


BAD = shop(None, "CASCADE")
MENDED = shop("NO ACTION", "CASCADE")


def test_it_appears_and_is_gone_once_mended() -> None:
    assert where(said("NO_ON_DELETE", BAD)) == [("orders", "user0_id")]
    assert not said("NO_ON_DELETE", MENDED)


def test_the_fix_states_what_happens_now() -> None:
    fix = only("NO_ON_DELETE", BAD).fix
    assert fix is not None
    assert fix.model == (
        "user0_id: int | None = Field(default=None, foreign_key='users.id', ondelete='RESTRICT')"
    )
    made, validated, dropped, _ = fix.upgrade
    assert "ondelete='RESTRICT', postgresql_not_valid=True" in made
    assert "VALIDATE" in validated
    assert "drop_constraint('orders_user0_id_fkey'" in dropped, "the old one goes last"
    assert fix.outside_transaction
    assert not fix.safe


def test_a_key_of_a_partitioned_table_is_made_at_once() -> None:
    """Before PostgreSQL 18 it cannot be NOT VALID there."""
    parts = shop(None, "CASCADE")
    parts.tables["orders"].dialect_options["postgresql"]["partition_by"] = "HASH (id)"
    fix = only("NO_ON_DELETE", parts).fix
    assert fix is not None
    assert not any("VALID" in each.upper() for each in fix.upgrade)
    assert not fix.outside_transaction


def test_models_that_never_say_it_are_told_of_once() -> None:
    finding = only("NO_ON_DELETE", shop(None, None, None, None, None))
    assert finding.table is None
    assert finding.title == (
        "None of 5 foreign keys states ON DELETE: "
        "orders.user0_id, orders.user1_id, orders.user2_id and 2 more"
    )


def test_where_others_say_it_each_that_does_not_is_told_of() -> None:
    assert len(said("NO_ON_DELETE", shop(None, None, None, None, "CASCADE"))) == 4


def test_a_key_of_two_columns_is_told_of_for_its_table() -> None:
    metadata = MetaData()
    pair = [Column(name, Integer, primary_key=True) for name in "ab"]
    Table("parent", metadata, *pair)
    columns = [Column(name, Integer) for name in "ab"]
    Table("child", metadata, *columns, ForeignKeyConstraint(["a", "b"], ["parent.a", "parent.b"]))
    finding = only("NO_ON_DELETE", metadata)
    assert finding.column is None
    assert finding.fix is not None
    assert finding.fix.model == (
        "ForeignKeyConstraint(['a', 'b'], ['parent.a', 'parent.b'], ondelete='RESTRICT')"
    )
