"""Up, down and up again, revision by revision: a downgrade leaves exactly what was there before."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from lab.database import Database
from lab.files import travelling
from lab.models import metadata
from lab.models.foundation import VERSION_TABLE
from lab.schema import Fingerprint, difference, read_picture

Rows: TypeAlias = Callable[[str], list[tuple[object, ...]]]

SCRIPT = ScriptDirectory(str(travelling("migrations")))
REVISIONS = [each.revision for each in SCRIPT.walk_revisions()][::-1]
STEPS = list(zip(["base", *REVISIONS], REVISIONS, strict=False))


@pytest.mark.parametrize(("before", "revision"), STEPS, ids=REVISIONS)
def test_a_downgrade_leaves_what_was_there_before(
    alembic: Config, fingerprint: Callable[[], Fingerprint], before: str, revision: str
) -> None:
    command.upgrade(alembic, before)
    at_first = fingerprint()

    command.upgrade(alembic, revision)
    upgraded = fingerprint()
    command.downgrade(alembic, before)

    assert difference(at_first, fingerprint()) == ()
    assert difference(at_first, upgraded) != ()
    command.upgrade(alembic, revision)
    assert difference(upgraded, fingerprint()) == ()


def test_the_way_down_to_base_leaves_an_empty_schema(
    alembic: Config, fingerprint: Callable[[], Fingerprint]
) -> None:
    command.upgrade(alembic, "head")
    command.downgrade(alembic, "base")

    assert fingerprint() == ()


def test_the_stairway_has_teeth_for_an_enum_type_left_behind(
    fingerprint: Callable[[], Fingerprint], run: Callable[..., None]
) -> None:
    at_first = fingerprint()
    run("CREATE TYPE user_role AS ENUM ('user')")

    (left,) = difference(at_first, fingerprint())
    assert str(left) == "unexpected enum user_role: 'user'"


def test_head_is_what_create_all_builds_from_the_models(
    empty_database: Database,
    alembic: Config,
    fingerprint: Callable[[], Fingerprint],
    run: Callable[..., None],
) -> None:
    metadata.create_all(empty_database.engine)
    built = fingerprint()
    with empty_database.engine.connect() as connection:
        picture = read_picture(connection, ignore=(VERSION_TABLE,), live=False)
    run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")

    command.upgrade(alembic, "head")

    assert difference(built, fingerprint()) == ()
    with empty_database.engine.connect() as connection:
        migrated = read_picture(connection, ignore=(VERSION_TABLE,), live=False)
        assert migrated == picture, "the order of columns counts here"


def test_autogenerate_finds_nothing_to_do_at_head(alembic: Config) -> None:
    command.upgrade(alembic, "head")
    command.check(alembic)


def test_every_revision_is_described_and_named_like_its_file() -> None:
    for revision in SCRIPT.walk_revisions():
        assert revision.doc
        assert Path(revision.path).name.startswith(f"{revision.revision}_")
        assert revision.module.downgrade is not None


def test_no_constraint_of_the_migrated_schema_has_a_name_of_the_servers_own_making(
    alembic: Config, rows: Rows
) -> None:
    command.upgrade(alembic, "head")
    strange = rows(
        "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace "
        "AND contype <> 'n' AND conname !~ '^(pk|uq|fk|ck)_' AND conname !~ '^lab_alembic_version'",
    )
    assert strange == []
