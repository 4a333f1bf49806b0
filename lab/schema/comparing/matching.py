"""Which part of a model is which part of a live schema: by name first, then by content."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Left = TypeVar("Left")
Right = TypeVar("Right")


@dataclass(frozen=True, slots=True)
class Matched(Generic[Left, Right]):
    """Pairs, and what is left on either side."""

    pairs: tuple[tuple[Left, Right], ...]
    left: tuple[Left, ...]
    right: tuple[Right, ...]


def matched(
    left: Iterable[Left], right: Iterable[Right], *keys: Callable[[Any], Hashable]
) -> Matched[Left, Right]:
    """Pair the parts that have the same key, by each key in turn; None is nobody's key."""
    lefts, rights = list(left), list(right)
    pairs: list[tuple[Left, Right]] = []
    for key in keys:
        by_key: dict[Hashable, list[Right]] = {}
        for each in reversed(rights):
            by_key.setdefault(key(each), []).append(each)
        by_key.pop(None, None)
        rest = []
        for part in lefts:
            if by_key.get(key(part)):
                pairs.append((part, by_key[key(part)].pop()))
            else:
                rest.append(part)
        taken = {id(found) for _, found in pairs}
        lefts, rights = rest, [each for each in rights if id(each) not in taken]
    return Matched(tuple(pairs), tuple(lefts), tuple(rights))
