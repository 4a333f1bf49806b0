"""What PostgreSQL and the driver say when something fails, in one line with a next step.

SQLSTATE codes: PostgreSQL documentation, appendix A.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import StatementError as AlchemyError

from lab.errors import ConnectError, LabError, LoadError, StatementError, WriteRefusedError

SEE_PATTERNS = "Correct the statement; the rest is as it was"

BY_STATE: dict[str, tuple[type[LabError], str]] = {
    "28P01": (ConnectError, "Check the user and the password in the URL"),
    "28000": (ConnectError, "Check the user in the URL and the server's pg_hba.conf"),
    "3D000": (ConnectError, "Check the database name in the URL, or create it"),
    "53300": (ConnectError, "Close other sessions, or raise max_connections"),
    "25P03": (ConnectError, "Raise idle_in_transaction_session_timeout for this user"),
    "57P01": (ConnectError, "The server was stopped or the session ended; try again"),
    "57P02": (ConnectError, "The server crashed and recovers; try again"),
    "57P03": (ConnectError, "The server is starting up; try again in a moment"),
    "42501": (StatementError, "Ask the owner to GRANT the right, or connect as another user"),
    "25006": (WriteRefusedError, "Allow it by name: allow_writes=True, or --allow-writes"),
    "53100": (LoadError, "Free space on the server's disk, or use a smaller scale"),
    "57014": (StatementError, "Allow more time (timeout_ms, --timeout), or try a smaller scale"),
    "55P03": (StatementError, "Another session holds a lock; try again when it has ended"),
    "42P01": (StatementError, "Check the table's name; 'lab up' makes the lab's own tables"),
    "42703": (StatementError, "Check the column's name"),
    "42601": (StatementError, "Correct the statement; give one statement at a time"),
}


@contextmanager
def told(doing: str = "") -> Iterator[None]:
    """Turn the driver's and SQLAlchemy's errors raised inside into one-line LabErrors.

    Args:
        doing: what was being done, to begin the message with; empty for nothing.
    """
    try:
        yield
    except DBAPIError as error:
        raise lab_error(error.orig, doing) from None
    except psycopg.Error as error:
        raise lab_error(error, doing) from None
    except (AlchemyError, ArgumentError) as error:
        raise StatementError(_sentence(str(error), doing), hint="Check the parameters") from None


def lab_error(error: BaseException | None, doing: str = "") -> LabError:
    """The LabError that says what a driver's error says."""
    state = getattr(error, "sqlstate", None) or ""
    primary = error.diag.message_primary if isinstance(error, psycopg.Error) else None
    text = primary or str(error).strip()
    if not state:
        return _without_state(error, text, doing)
    if text.startswith("cannot insert multiple commands"):
        text = f"there is more than one statement in the text ({text})"
    if state == "53100":  # the server's words differ: a write that failed, one that fell short
        text = f"The server's disk is full ({text.rstrip('.')})"
    kind, hint = BY_STATE.get(state, (StatementError, ""))
    hint_of_server = error.diag.message_hint if isinstance(error, psycopg.Error) else None
    if hint_of_server and state not in ("25006", "53100"):
        hint = hint_of_server.rstrip(".").replace("\n", " ")
    return kind(_sentence(text, doing), hint=hint or SEE_PATTERNS)


def violated_constraint(error: BaseException | None) -> str | None:
    """The name of the constraint that refused, where one did."""
    return error.diag.constraint_name if isinstance(error, psycopg.Error) else None


def was_cancelled(error: BaseException | None) -> bool:
    """Whether the statement was ended before its time, by a timeout or by somebody."""
    return isinstance(error, psycopg.Error) and error.sqlstate == "57014"


def _without_state(error: BaseException | None, text: str, doing: str) -> LabError:
    """Errors of the connection itself: nothing answered, or it ended."""
    lowered = text.lower()
    if "password authentication failed" in lowered or "no password supplied" in lowered:
        return ConnectError(
            _sentence(_tail(text), doing), hint="Check the user and the password in the URL"
        )
    if re.search(r'database ".*" does not exist', text):
        return ConnectError(_sentence(_tail(text), doing), hint=BY_STATE["3D000"][1])
    if re.search(r"connection option|connect_timeout", lowered):
        return ConnectError(_sentence(text, doing), hint="Check the options in the URL")
    if "server closed the connection" in lowered:
        return ConnectError(
            _sentence("the server closed the connection", doing), hint=BY_STATE["57P01"][1]
        )
    if isinstance(error, psycopg.OperationalError):
        return ConnectError(
            _sentence(_tail(text), doing),
            hint="Check that the server runs and that host and port in the URL are right",
        )
    return StatementError(_sentence(text, doing), hint=SEE_PATTERNS)


def _tail(text: str) -> str:
    """The part of libpq's connection message that says why, on one line."""
    flat = " ".join(text.split())
    flat = re.sub(r"^connection (failed|is bad): ", "", flat)
    flat = re.sub(r" Is the server running .*$", "", flat)
    flat = re.sub(r" Multiple connection attempts failed.*$", "", flat)
    return flat.replace("FATAL: ", "").replace("  ", " ")


def _sentence(text: str, doing: str) -> str:
    """One line without a final stop, beginning with what was being done."""
    flat = re.sub(r"^\((sqlalchemy|psycopg)\.[\w.]+\) ", "", " ".join(text.split())).rstrip(".")
    flat = flat.split(" [SQL:")[0].split(" (Background on this error")[0].rstrip(".")
    return f"{doing}: {flat}" if doing else flat[:1].upper() + flat[1:]
