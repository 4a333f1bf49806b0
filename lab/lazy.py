"""Packages whose names are imported when they are first asked for (PEP 562).

What such a package offers stands in its `__init__.pyi`, where type checkers and editors read it:
imports, and `__all__`. Every start of the program begins here, so even the standard library is
imported only where it is needed.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module


def names_on_demand(package: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """The `__getattr__` and the `__dir__` of a package: the names of its stub, and its modules."""

    def import_name(name: str) -> object:
        if name == "__all__":
            return sorted(offered_by(package))
        if name in (offered := offered_by(package)):
            value = getattr(imported(offered[name]), name)
        elif name in modules_of(package):
            value = imported(f"{package}.{name}")
        else:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        # The next time it is found without coming here.
        vars(import_module(package))[name] = value
        return value

    return import_name, lambda: [*offered_by(package), *modules_of(package)]


def imported(module: str) -> object:
    """The module.

    Raises:
        ImportError: it cannot be imported, be it for an attribute that something lacks: from an
            AttributeError Python would conclude that there is no such name, and not say why.
    """
    try:
        return import_module(module)
    except AttributeError as error:
        raise ImportError(f"{module} cannot be imported: {error}") from error


@cache
def offered_by(package: str) -> Mapping[str, str]:
    """The names that the package's stub imports, each with the module that it comes from."""
    import ast
    from pathlib import Path

    stub = Path(str(import_module(package).__file__)).with_suffix(".pyi")
    imports = (
        node
        for node in ast.parse(stub.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom)
    )
    return {alias.name: str(node.module) for node in imports for alias in node.names}


@cache
def modules_of(package: str) -> frozenset[str]:
    """The modules and packages in its folder."""
    import pkgutil

    return frozenset(found.name for found in pkgutil.iter_modules(import_module(package).__path__))
