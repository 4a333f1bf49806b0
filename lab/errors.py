"""The mistakes that a person can make, each told in one line that says what to do next."""

from collections.abc import Iterable
from difflib import get_close_matches


class LabError(Exception):
    """Something that the person can mend: what was wrong, and a hint at the next step."""

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the one line."""
        return [f"{type(self).__name__}: {self}"]


class ServerError(LabError):
    """The lab's own PostgreSQL could not be made, started or stopped."""


class ConnectError(LabError):
    """A database could not be reached, or is none that the lab can work with."""


class StatementError(LabError):
    """PostgreSQL refused a statement."""


class WriteRefusedError(LabError):
    """Something would have changed a server that is not the lab's own."""


class LoadError(LabError):
    """Synthetic rows could not be loaded, or a load was left unfinished."""


class UnknownNameError(LabError):
    """A name that nothing has: of a pattern, a table, a column, a variant."""


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """`Did you mean 'orders'?` where a known name is near, and what else there is to say."""
    near = get_close_matches(name, list(known), n=1)
    return " ".join([*(f"Did you mean '{each}'?" for each in near), *filter(None, [otherwise])])


def unknown_name(what: str, name: str, where: str, known: Iterable[str]) -> UnknownNameError:
    """The error that says which name was probably meant, or which there are."""
    names = sorted(known)
    hint = did_you_mean(name, names) or f"There are: {', '.join(names) or 'none'}"
    return UnknownNameError(f"No {what} '{name}' in {where}", hint=hint)


def require_options(verb: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse an option that a verb does not have.

    Raises:
        LabError: it has none of that name.
    """
    if unknown := sorted(set(given) - set(known)):
        raise LabError(f"{verb} has no option '{unknown[0]}'", hint=f"There are {', '.join(known)}")
