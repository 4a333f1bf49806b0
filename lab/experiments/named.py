"""One of several results by the name that it goes by."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from lab.errors import UnknownNameError

T = TypeVar("T")


def find_named(items: Iterable[T], name: str, name_of: Callable[[T], str], *, none: str) -> T:
    """The one of that name.

    Raises:
        UnknownNameError: there is none, which `none` says; the hint lists those that there are.
    """
    by_name = {name_of(each): each for each in items}
    if name not in by_name:
        known = ", ".join(f"'{each}'" for each in by_name)
        raise UnknownNameError(none, hint=f"There are {known}")
    return by_name[name]
