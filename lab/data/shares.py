"""A share of a load: which part of every table one of several loaders sends."""

import re
from dataclasses import dataclass

from lab.errors import LoadError

MOST_SHARES = 1000


@dataclass(frozen=True, slots=True)
class Share:
    """The `number`-th of `total` shares, counted from 1; written I/N."""

    number: int = 1
    total: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.total <= MOST_SHARES:
            raise no_such_share(str(self))

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"

    @classmethod
    def parse(cls, text: str) -> "Share":
        """The share that a person wrote as I/N.

        Raises:
            LoadError: the text is not of that form, or the numbers make no share.
        """
        match = re.fullmatch(r"\s*([0-9]{1,6})\s*/\s*([0-9]{1,6})\s*", text)
        if match is None:
            raise no_such_share(text)
        return cls(int(match[1]), int(match[2]))

    def of(self, count: int) -> range:
        """The share's part of so many things in a row: neighbours stay neighbours."""
        return range(count * (self.number - 1) // self.total, count * self.number // self.total)


def no_such_share(text: str) -> LoadError:
    """The error that tells how a share is written."""
    return LoadError(
        f"There is no share '{text}'",
        hint=f"Write I/N with I from 1 to N and N up to {MOST_SHARES:,}, such as 1/4",
    )


WHOLE = Share()
