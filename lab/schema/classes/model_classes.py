"""The tables and classes that a person means by a module, a base, classes or a MetaData."""

import pkgutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from types import ModuleType
from typing import Any, cast

from pydantic import BaseModel
from sqlalchemy import URL, Connection, Engine, MetaData, inspect
from sqlalchemy import Table as MetaTable
from sqlalchemy.orm import Mapper, registry

from lab.errors import LabError
from lab.schema.classes.exchange_models import is_exchange
from lab.show.text import first_few

HOW_TABLES_ARE_MADE = "A class becomes a table by 'table=True' (SQLModel) or '__tablename__'"


@dataclass(frozen=True, slots=True)
class Models:
    """What models consist of."""

    name: str
    tables: tuple[MetaTable, ...]
    mappers: tuple[Mapper[Any], ...] = ()
    exchanges: tuple[type[BaseModel], ...] = ()
    modules: tuple[str, ...] = ()
    """Names of modules that may hold tables without a class."""

    @property
    def metadatas(self) -> tuple[MetaData, ...]:
        """The MetaData that the tables belong to, in the tables' order."""
        return tuple({each.metadata: None for each in self.tables})

    @property
    def files(self) -> tuple[str, ...]:
        """The source files in which the tables may be written."""
        names = (*self.modules, *(each.class_.__module__ for each in self.mappers))
        modules = (sys.modules.get(name) for name in dict.fromkeys(names))
        return tuple(file for each in modules if (file := getattr(each, "__file__", None)))


def models_of(source: Any) -> Models:
    """The tables and classes that are meant.

    Args:
        source: a module or a package (all tables of each MetaData that it uses, and the classes
            that map them), SQLModel or another base, a class, a Table or a list of such, or a
            MetaData (tables alone).

    Raises:
        LabError: it is none of these, or has no table.
    """
    if isinstance(source, ModuleType):
        found = models_of_module(source)
    elif isinstance(source, (list, tuple, set, frozenset)):
        found = joined([models_of_one(each) for each in source])
    else:
        found = models_of_one(source)
    if not found.tables:
        raise LabError(f"{found.name} has no table", hint=hint_at_tables(source))
    return found


def models_of_one(source: Any) -> Models:
    """The tables of one class, base, Table, registry or MetaData."""
    if isinstance(source, MetaData):
        return Models("The MetaData", tuple(source.tables.values()))
    if isinstance(source, MetaTable):
        return Models(f"Table '{source.name}'", (source,))
    if isinstance(source, registry):
        return models_of_registry("The registry", source)
    if not isinstance(source, type):
        raise LabError(
            f"A value of type {type(source).__name__} holds no models", hint=hint_at_models(source)
        )
    if mapper := mapper_of(source):
        return Models(source.__name__, tables_of([mapper]), (mapper,))
    if "_sa_registry" in vars(source):
        return models_of_registry(source.__name__, cast(Any, source)._sa_registry)
    heirs = tuple(each for heir in subclasses_of(source) if (each := mapper_of(heir)))
    exchanges = (cast(type[BaseModel], source),) if is_exchange(source) and not heirs else ()
    return Models(source.__name__, tables_of(heirs), heirs, exchanges)


def models_of_registry(name: str, source: registry) -> Models:
    """All that is mapped there, and the pydantic classes of the modules that map it."""
    tables = tuple(source.metadata.tables.values())
    mappers = mappers_of([source], tables)
    homes = {each.class_.__module__ for each in mappers}
    beside = {
        (each.__module__, each.__qualname__): each
        for each in subclasses_of(BaseModel)
        if each.__module__ in homes and is_exchange(each)
    }
    return Models(name, tables, mappers, tuple(cast(type[BaseModel], e) for e in beside.values()))


def models_of_module(source: ModuleType) -> Models:
    """All tables of each MetaData that the module, or a loaded module below it, has a part of."""
    modules = [source, *loaded_below(source)]
    members = [each for module in modules for each in vars(module).values()]
    classes = [each for each in members if issubclass(type(each), type)]
    mappers = [mapper for each in classes if (mapper := mapper_of(each))]
    bases = [each for each in classes if isinstance(getattr(each, "metadata", None), MetaData)]
    metadatas = [each.metadata for each in tables_of(mappers)]
    metadatas += [each.metadata for each in members if isinstance_plainly(each, MetaTable)]
    metadatas += [each for each in members if isinstance_plainly(each, MetaData)]
    if not any(each.tables for each in metadatas):
        metadatas = [each.metadata for each in bases]
    tables = tuple(t for each in dict.fromkeys(metadatas) for t in each.tables.values())
    known = [each.registry for each in mappers]
    known += [kept for each in bases if (kept := getattr(each, "_sa_registry", None))]
    return Models(
        name=f"Module '{source.__name__}'",
        tables=tables,
        mappers=mappers_of(known, tables),
        exchanges=tuple(dict.fromkeys(e for e in classes if is_exchange(e) and is_own(e, source))),
        modules=tuple(each.__name__ for each in modules),
    )


def loaded_below(source: ModuleType) -> Iterator[ModuleType]:
    """The modules of a package that are loaded."""
    for name, module in sorted(sys.modules.items()):
        if name.startswith(f"{source.__name__}.") and isinstance(module, ModuleType):
            yield module


def isinstance_plainly(value: Any, kind: type) -> bool:
    """Whether it is one, not asking the value itself: the proxies in modules may refuse to say."""
    return issubclass(type(value), kind)


def mapper_of(model: type) -> Mapper[Any] | None:
    """The mapper of a class that maps a table."""
    found: Any = inspect(model, raiseerr=False)
    return found if isinstance(found, Mapper) else None


def mappers_of(
    registries: Iterable[registry], tables: Iterable[MetaTable]
) -> tuple[Mapper[Any], ...]:
    """The mappers of the registries whose tables are among those, by class."""
    wanted = set(tables)
    found = {
        mapper for each in registries for mapper in each.mappers if mapper.local_table in wanted
    }
    return tuple(sorted(found, key=lambda each: (each.class_.__module__, each.class_.__qualname__)))


def tables_of(mappers: Iterable[Mapper[Any]]) -> tuple[MetaTable, ...]:
    """The tables that the mappers map, each once; a join is no table."""
    found = (each.local_table for each in mappers)
    return tuple(dict.fromkeys(each for each in found if isinstance(each, MetaTable)))


def subclasses_of(model: type) -> Iterator[type]:
    """All that inherits from a class."""
    heirs: list[type] = model.__subclasses__()
    for each in heirs:
        yield each
        yield from subclasses_of(each)


def is_own(model: type, source: ModuleType) -> bool:
    """Whether the class belongs to the people who wrote the module, and not to a library."""
    if model.__module__.partition(".")[0] == source.__name__.partition(".")[0]:
        return True
    file = getattr(sys.modules.get(model.__module__), "__file__", None) or ""
    return not {"site-packages", "dist-packages"} & set(Path(file).parts)


def joined(parts: Iterable[Models]) -> Models:
    """Several as one."""
    several = list(parts)
    return Models(
        name=first_few([each.name for each in several]) or "The list",
        tables=tuple(dict.fromkeys(t for each in several for t in each.tables)),
        mappers=tuple(dict.fromkeys(m for each in several for m in each.mappers)),
        exchanges=tuple(dict.fromkeys(e for each in several for e in each.exchanges)),
    )


def hint_at_models(source: Any) -> str:
    """What to give in place of something that has no models."""
    if isinstance(source, str | PurePath):
        return "Import the module and give it, not its name; a database as lab.connect(url)"
    if isinstance(source, Engine | Connection | URL):
        return "Give the database as lab.connect(url)"
    if mapper_of(type(source)):
        return f"Give its class, {type(source).__name__}"
    return "Give a module, SQLModel or another base, a list of classes or a MetaData"


def hint_at_tables(source: Any) -> str:
    """Where tables may be, of a source that has none."""
    path = getattr(source, "__path__", None) if isinstance(source, ModuleType) else None
    below = sorted(f"{source.__name__}.{each.name}" for each in pkgutil.iter_modules(path or ()))
    if below:
        return f"Name the module that defines them: {', '.join(below[:5])}"
    return HOW_TABLES_ARE_MADE
