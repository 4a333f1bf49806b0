"""What a value of a plan must be; what it is not is told with the place where it stands."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from lab.errors import LabError
from lab.plans.keys import Vocabulary

HINT = "A plan is what EXPLAIN (FORMAT JSON) prints"
LARGEST = 1e100
"""Beyond it products of two figures would leave the range of a float."""


def not_a_plan(place: str, trouble: str) -> LabError:
    """The error that says where a document stops being a plan."""
    return LabError(f"Not a plan: {place} {trouble}", hint=HINT)


def not_a_list(value: object, place: str) -> LabError:
    """The error that says that a list was expected there."""
    return not_a_plan(place, f"should be a list, not {_shown(value)}")


def second_plan(line: int) -> LabError:
    """The error that says where another plan follows the first."""
    return LabError(f"Not a plan: line {line} begins a second plan", hint="Give one plan at a time")


def mapping(value: object, place: str) -> Mapping[str, object]:
    """An object of JSON."""
    if not isinstance(value, Mapping) or not _has_words(value):
        raise not_a_plan(place, f"should be an object, not {_shown(value)}")
    return value


def sequence(value: object, place: str) -> list[object]:
    """A list of JSON."""
    if not isinstance(value, list | tuple):
        raise not_a_list(value, place)
    return list(value)


def words(value: object, place: str) -> str:
    """A string of JSON."""
    if not isinstance(value, str):
        raise not_a_plan(place, f"should be text, not {_shown(value)}")
    return value


def number(value: object, place: str) -> float:
    """A finite number; whole ones stay whole."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise not_a_plan(place, f"should be a number, not {_shown(value)}")
    if not -LARGEST <= value <= LARGEST:
        raise not_a_plan(place, "should be a finite number")
    return value


def field_value(name: str, value: Any, place: str, known: Vocabulary) -> Any:
    """The value of a field, as its annotation says; `place` is that of the node or worker."""
    # What is right as it stands needs no words about its place: a plan has very many fields.
    kind = type(value)
    if name in known.right.get(kind, ()) and (kind is str or -LARGEST <= value <= LARGEST):
        return value
    return _checked(name, value, f"{place}.{known.key_of_field[name]}", known)


def _checked(name: str, value: object, place: str, known: Vocabulary) -> Any:
    if name in known.texts:
        return words(value, place)
    if name in known.lists:
        return tuple(
            words(each, f"{place}[{at}]") for at, each in enumerate(sequence(value, place))
        )
    if name in known.flags:
        if not isinstance(value, bool):
            raise not_a_plan(place, f"should be true or false, not {_shown(value)}")
        return value
    found = number(value, place)
    if name in known.whole_numbers:
        if found != int(found):
            raise not_a_plan(place, f"should be a whole number, not {found}")
        return int(found)
    return found


def _has_words(keys: Iterable[object]) -> bool:
    return all(issubclass(kind, str) for kind in set(map(type, keys)))


def _shown(value: object) -> str:
    """The value in brief; of what holds others only its kind."""
    if value is None or isinstance(value, bool | int | float | str):
        shown = json.dumps(value if not isinstance(value, int) or abs(value) < LARGEST else 0.0)
        return shown if len(shown) <= 40 else f"{shown[:37]}..."
    kinds = {"dict": "an object", "list": "a list", "tuple": "a list"}
    return kinds.get(type(value).__name__, type(value).__name__)
