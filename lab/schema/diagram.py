"""The entity-relationship diagram of a picture, and its twin in text that leaves nothing out."""

from collections.abc import Iterable
from dataclasses import dataclass

from lab.schema.notation import is_required, is_unique, marks, short_type
from lab.schema.parts import Column, Constraint, ConstraintKind, Index, Table
from lab.schema.picture import Picture
from lab.show import Markup, Shown, fragment, text
from lab.show.boxes import Box, End, Line, Link, boxes_svg


@dataclass(frozen=True, slots=True, repr=False)
class Diagram(Shown):
    """A picture of a schema to look at: boxes and crow's feet in HTML, a list in text."""

    picture: Picture

    def __repr__(self) -> str:
        tables = text.plural(len(self.picture.tables), "table")
        return f"{tables}, {text.plural(len(references(self.picture)), 'foreign key')}"

    def render_text(self) -> str:
        """Each table with its columns, its keys and what it refers to; then the enum types."""
        blocks = [table_text(table) for table in self.picture.tables]
        enums = [
            text.plain(f"enum {each.name}: {', '.join(each.labels)}") for each in self.picture.enums
        ]
        return "\n\n".join([repr(self), *blocks, *(["\n".join(enums)] if enums else [])])

    def render_html(self) -> str:
        """The diagram as an inline SVG."""
        return fragment(self._drawn() if self.picture.tables else repr(self))

    def to_svg(self) -> str:
        """The drawing alone, as a file of its own has it."""
        return self._drawn()

    def _drawn(self) -> Markup:
        places = {table.name: at for at, table in enumerate(self.picture.tables)}
        links = [
            link(table, key, self.picture)
            for table, key in references(self.picture)
            if key.referred_schema is None and key.referred_table in places
        ]
        boxes = [box(table) for table in self.picture.tables]
        return boxes_svg(boxes, links, f"Entity-relationship diagram: {self!r}")


def er_diagram(picture: Picture) -> Diagram:
    """The entity-relationship diagram of a schema."""
    return Diagram(picture)


def references(picture: Picture) -> list[tuple[Table, Constraint]]:
    """Every foreign key with the table that it leaves."""
    return [(table, key) for table in picture.tables for key in table.foreign_keys]


def box(table: Table) -> Box:
    """A table as a box: a line a column, and below them one for each index of its own."""
    lines = (
        Line(mark(table, each), each.name, short_type(each) + ("" if each.not_null else " ?"))
        for each in table.columns
    )
    below = (index_line(each) for each in table.indexes if each.constraint is None)
    return Box(table.name, tuple(lines), table.comment or "", tuple(below))


def mark(table: Table, column: Column) -> str:
    """What fits beside a column: PK, FK, UK or two of them; a primary key is unique anyway."""
    found = marks(table, column)
    return " ".join(each for each in found if each != "UK" or "PK" not in found)


def index_line(index: Index) -> Line:
    """An index by what it sorts by; the whole of it is told under the pointer."""
    note = (
        "" if index.method == "btree" else index.method,
        "" if index.predicate is None else "partial",
        "" if index.valid else "invalid",
    )
    return Line(
        "UX" if index.unique else "IX",
        ", ".join(index.columns),
        " ".join(each for each in note if each),
        f"{index.name}: {index.definition}",
    )


def link(table: Table, key: Constraint, picture: Picture) -> Link:
    """A foreign key as a link; at most one row refers where its columns are unique."""
    places = [each.name for each in picture.tables]
    target = picture.table(key.referred_table or "")
    return Link(
        source=(places.index(table.name), line_of(table, key.columns)),
        target=(places.index(target.name), line_of(target, key.referred_columns)),
        source_end=End.MAYBE_ONE if is_unique(table, key.columns) else End.MANY,
        target_end=End.ONE if is_required(table, key) else End.MAYBE_ONE,
        tip=f"{table.name}: {reference_text(key)}",
    )


def line_of(table: Table, columns: Iterable[str]) -> int:
    """The line of the first of the columns; the title's if the table has none of them."""
    names = [each.name for each in table.columns]
    return next((names.index(name) for name in columns if name in names), -1)


def table_text(table: Table) -> str:
    """A table in text: its columns, then its keys and checks, then its other indexes."""
    head = table.name + (f": {table.comment}" if table.comment else "")
    rows = [
        (each.name, short_type(each), "not null" if each.not_null else "null", about(table, each))
        for each in table.columns
    ]
    columns = text.table(("column", "type", "", ""), rows).split("\n")[2:]
    rules = [f"{each.kind}: {rule_text(each)}" for each in in_order(table.constraints)]
    indexes = [
        f"index {each.name}: {each.definition}" for each in table.indexes if each.constraint is None
    ]
    return "\n".join(
        [text.plain(head), *(f"  {text.plain(each)}" for each in columns + rules + indexes)]
    )


def about(table: Table, column: Column) -> str:
    """What else there is to say of a column."""
    parts = (
        mark(table, column),
        f"identity {column.identity}" if column.identity else "",
        f"default {column.default}" if column.default and not column.generated else "",
        f"generated {column.generated}: {column.default}" if column.generated else "",
        column.comment or "",
    )
    return ", ".join(part for part in parts if part)


def in_order(constraints: Iterable[Constraint]) -> list[Constraint]:
    """Primary key first, then unique, foreign keys, checks, exclusions."""
    kinds = list(ConstraintKind)
    return sorted(constraints, key=lambda each: (kinds.index(each.kind), each.name))


def rule_text(key: Constraint) -> str:
    """A constraint in words."""
    if key.kind is ConstraintKind.FOREIGN_KEY:
        return reference_text(key)
    if key.kind in (ConstraintKind.PRIMARY_KEY, ConstraintKind.UNIQUE):
        return ", ".join(key.columns)
    return key.definition


def reference_text(key: Constraint) -> str:
    """A foreign key in words: `user_id -> users(id), on delete cascade`."""
    columns, referred = ", ".join(key.columns), ", ".join(key.referred_columns)
    target = ".".join(filter(None, (key.referred_schema, key.referred_table)))
    return f"{columns} -> {target}({referred}), on delete {(key.on_delete or '').lower()}"
