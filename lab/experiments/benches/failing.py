"""What can go wrong with one variant while the others are measured, as data."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.exc import DBAPIError

from lab.database import lab_error, was_cancelled
from lab.errors import ConnectError, LabError


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a variant is not measured: its query took longer than `over_s` seconds, or failed."""

    error: LabError
    over_s: float | None = None

    @property
    def words(self) -> str:
        """What happened, after the variant's name."""
        if self.over_s is not None:
            return f"took over {self.over_s:g} s"
        return f"failed: {self.error.message}"


def ran_out(error: DBAPIError, begun: float, timeout_s: float) -> bool:
    """Whether what began then (`time.monotonic`) was ended for taking longer than it may.

    Somebody may have ended it sooner, which is no measure of anything.
    """
    return was_cancelled(error.orig) and time.monotonic() - begun >= timeout_s


@contextmanager
def failure_of(timeout_s: float) -> Iterator[list[Failure]]:
    """Keep what fails inside; the savepoint that it happened in is rolled back by whoever made it.

    Raises:
        ConnectError: the session or the server has ended, so there are no others to go on with.
    """
    found: list[Failure] = []
    begun = time.monotonic()
    try:
        yield found
    except DBAPIError as error:
        told = lab_error(error.orig)
        if isinstance(told, ConnectError):
            raise told from None
        over_s = timeout_s if ran_out(error, begun, timeout_s) else None
        found.append(Failure(told, over_s))
    except ConnectError:
        raise
    except LabError as error:
        found.append(Failure(error))
