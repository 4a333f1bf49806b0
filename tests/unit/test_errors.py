"""What an error says: one line, what was wrong, what to do next, and no secret."""

import psycopg
import pytest
import sqlalchemy.exc
from psycopg import errors

import lab.errors
from lab.database.messages import BY_STATE, lab_error, told
from lab.errors import ConnectError, LabError, LoadError, StatementError, WriteRefusedError

KINDS = [
    kind
    for kind in vars(lab.errors).values()
    if isinstance(kind, type) and kind.__module__ == lab.errors.__name__
]


def test_every_kind_is_a_lab_error() -> None:
    assert all(issubclass(kind, LabError) for kind in KINDS)


def test_message_and_hint_are_two_sentences() -> None:
    error = LabError("No table 'order'", hint="Did you mean 'orders'?")
    assert str(error) == "No table 'order'. Did you mean 'orders'?"
    assert (error.message, error.hint) == ("No table 'order'", "Did you mean 'orders'?")
    assert str(LabError("Only this")) == "Only this"


def test_a_notebook_shows_the_one_line_and_no_traceback() -> None:
    assert ConnectError("Gone", hint="Try again")._render_traceback_() == [
        "ConnectError: Gone. Try again"
    ]


@pytest.mark.parametrize("state", BY_STATE, ids=str)
def test_every_state_has_a_kind_and_a_next_step(state: str) -> None:
    error = lab_error(errors.lookup(state)("it\n  failed."))
    kind, hint = BY_STATE[state]
    assert type(error) is kind
    what = "The server's disk is full (it failed)" if state == "53100" else "It failed"
    assert str(error) == f"{what}. {hint}"


@pytest.mark.parametrize(
    ("raised", "kind", "hint"),
    [
        (errors.DivisionByZero("division by zero"), StatementError, "Correct the statement"),
        (errors.ReadOnlySqlTransaction("x"), WriteRefusedError, "--allow-writes"),
        (errors.DiskFull("could not extend file"), LoadError, "Free space"),
        (psycopg.OperationalError("connection refused"), ConnectError, "that host and port"),
        (psycopg.OperationalError("the connection is lost"), ConnectError, "server runs"),
        (psycopg.InterfaceError("odd"), StatementError, "Correct the statement"),
    ],
)
def test_what_the_driver_raises_is_told(
    raised: psycopg.Error, kind: type[LabError], hint: str
) -> None:
    with pytest.raises(kind) as caught, told():
        raise raised
    assert hint in caught.value.hint
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "said",
    [
        'could not extend file "base/5/16385": No space left on device',
        'could not extend file "base/5/16385": wrote only 4096 of 8192 bytes at block 1023',
    ],
)
def test_a_full_disk_is_named_however_the_server_words_it(said: str) -> None:
    error = lab_error(errors.DiskFull(said), "The load failed")
    assert error.message == f"The load failed: The server's disk is full ({said})"


def test_a_connection_message_keeps_only_why() -> None:
    message = (
        'connection failed: connection to server at "127.0.0.1", port 1 failed: Connection refused'
        "\n\tIs the server running on that host and accepting TCP/IP connections?"
    )
    error = lab_error(psycopg.OperationalError(message))
    assert error.message.endswith("port 1 failed: Connection refused")
    assert "Is the server running" not in str(error)


def test_what_was_being_done_comes_first() -> None:
    said = r"^The index cannot be built: no such column\. Check the column's name"
    with pytest.raises(StatementError, match=said), told("The index cannot be built"):
        raise errors.UndefinedColumn("no such column")


def test_sqlalchemys_own_errors_lose_the_statement_and_the_link() -> None:
    with pytest.raises(StatementError) as caught, told():
        raise sqlalchemy.exc.StatementError("A value is required", "SELECT s3cret", {}, None)
    assert str(caught.value) == "A value is required. Check the parameters"


def test_a_lab_error_passes_as_it_is() -> None:
    original = LabError("mine")
    with pytest.raises(LabError) as caught, told("outer"):
        raise original
    assert caught.value is original
