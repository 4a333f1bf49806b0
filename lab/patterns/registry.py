"""The patterns by name, read from the files of this folder when first asked for."""

from collections.abc import Iterator, Mapping
from functools import cached_property

from lab.errors import UnknownNameError, did_you_mean
from lab.files import modules_in
from lab.patterns.pattern import Pattern

PACKAGE = "lab.patterns"


class Patterns(Mapping[str, Pattern]):
    """All patterns by name, in alphabetical order of file, then as each file lists them."""

    @cached_property
    def _found(self) -> dict[str, Pattern]:
        patterns = (each for module in modules_in(PACKAGE) for each in vars(module).values())
        return {found.name: found for found in patterns if isinstance(found, Pattern)}

    def __getitem__(self, name: str) -> Pattern:
        if name not in self._found:
            hint = did_you_mean(name, self, "'lab patterns list' shows them all")
            raise UnknownNameError(f"No pattern '{name}'", hint=hint)
        return self._found[name]

    def __contains__(self, name: object) -> bool:
        return name in self._found

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)

    def __repr__(self) -> str:
        return f"{len(self)} patterns: {', '.join(self)}"


PATTERNS = Patterns()
