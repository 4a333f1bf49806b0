"""Schemas at random, as MetaData that PostgreSQL 15 and newer can make, with hostile names."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql as pg
from sqlmodel.sql.sqltypes import AutoString

from lab.models.foundation import NAMING_CONVENTION
from lab.schema.names import ALSO_QUOTED

LONGEST = 63
WORDS = ("id", "user_id", "order", "title", "created_at", "status", "x", "Größe", "total amount")
HOSTILE = (
    'a"b',
    "it's",
    "100%",
    "%(x)s",
    "naïve",
    "select",
    "a.b",
    ":x",
    "größer",
    "名前",
    "Ab",
    "a\\b",
)


def names() -> st.SearchStrategy[str]:
    """Names of one byte to 63, as people write them and as they should not."""
    signs = st.characters(codec="utf-8", exclude_categories=["C"])
    wild = st.text(signs, min_size=1, max_size=20)
    longest = st.sampled_from(["n" * LONGEST, "ü" * 31, "l" * 60])
    known = st.sampled_from(WORDS) | st.sampled_from(HOSTILE)
    return known | wild.filter(can_be_made) | longest


def can_be_made(name: str) -> bool:
    """Whether it is short enough, and no keyword that SQLAlchemy should quote and does not."""
    return len(name.encode()) <= LONGEST and not ALSO_QUOTED.fullmatch(name)


COMMENTS = st.none() | st.sampled_from(["", 'it\'s 100% \\ "sure"', "zwei\nZeilen", ":x"])
ACTIONS = st.sampled_from([None, "CASCADE", "RESTRICT", "SET NULL", "NO ACTION", "set default"])


class Money(sa.TypeDecorator[Any]):
    """A type of somebody's own."""

    impl = sa.Numeric(12, 2)
    cache_ok = True


NUMBERS: tuple[Any, ...] = (sa.Integer(), sa.BigInteger(), sa.SmallInteger())
WORDY: tuple[Any, ...] = (
    sa.String(), sa.String(20), sa.Text(), AutoString(), sa.CHAR(3), sa.Unicode(7),
    sa.String(9, collation="C"), sa.String().with_variant(sa.Text(), "postgresql"),
)  # fmt: skip
ORDERED: tuple[Any, ...] = (
    *NUMBERS, *WORDY, sa.Boolean(), sa.Date(), sa.DateTime(), sa.DateTime(timezone=True),
    pg.TIMESTAMP(precision=3, timezone=True), sa.Time(), sa.Time(timezone=True),
    pg.TIME(precision=2), sa.Interval(), pg.INTERVAL(fields="DAY TO SECOND", precision=3),
    sa.Numeric(), sa.Numeric(10, 2), sa.Numeric(5), sa.Float(), sa.Float(10), sa.REAL(),
    sa.Double(), sa.Uuid(), sa.LargeBinary(),
    pg.BIT(3), pg.BIT(5, varying=True), pg.BIT(varying=True), pg.INET(), pg.CIDR(), pg.MACADDR(),
    pg.OID(), Money(),
)  # fmt: skip
DOCUMENTS: tuple[Any, ...] = (
    pg.JSONB(), pg.TSVECTOR(), sa.ARRAY(sa.Integer()), pg.ARRAY(sa.String(5)),
    pg.ARRAY(sa.Text(), dimensions=2),
)  # fmt: skip
RANGES: tuple[Any, ...] = (pg.INT4RANGE(), pg.TSTZRANGE(), pg.DATERANGE())
OTHERS: tuple[Any, ...] = (sa.JSON(), sa.PickleType())
KEY_TYPES: tuple[Any, ...] = (
    *NUMBERS,
    *WORDY[:4],
    *(each for each in ORDERED if isinstance(each, (sa.Uuid, sa.Date))),
)


@dataclass
class Making:
    """A MetaData that is being made: what is named already, what a key can point to."""

    draw: Any
    metadata: sa.MetaData
    taken: set[str] = field(default_factory=set)

    def name(self, taken: set[str] | None = None) -> str:
        """A name that nothing has yet."""
        used = self.taken if taken is None else taken
        name: str = self.draw(names().filter(lambda each: each not in used))
        used.add(name)
        return name

    def named(self) -> str | None:
        """A name, or none: then the convention has one, or the server."""
        return self.name() if self.draw(st.booleans()) else None


@st.composite
def schemas(draw: Any) -> sa.MetaData:
    """A MetaData of one to four tables."""
    convention = draw(st.sampled_from([None, NAMING_CONVENTION, {"pk": "pk_%(table_name)s"}]))
    making = Making(draw, sa.MetaData(naming_convention=convention))
    tables = [table(making) for _ in range(draw(st.integers(1, 4)))]
    for _ in range(draw(st.integers(0, 3))):
        foreign_key(making, draw(st.sampled_from(tables)), draw(st.sampled_from(tables)))
    for each in tables:
        for _ in range(draw(st.integers(0, 3))):
            index(making, each)
    return making.metadata


def table(making: Making) -> sa.Table:
    """A table with a key of one or two columns, some others, unique and check constraints."""
    draw, used = making.draw, set[str]()
    keys = [key_column(making, used)]
    if draw(st.booleans()):
        keys.append(
            sa.Column(making.name(used), draw(st.sampled_from(KEY_TYPES)), primary_key=True)
        )
    others = [column(making, used) for _ in range(draw(st.integers(0, 5)))]
    made = sa.Table(making.name(), making.metadata, *keys, *others, comment=draw(COMMENTS))
    if draw(st.booleans()):
        computed(making, made, used)
    constraints(making, made)
    return made


def key_column(making: Making, used: set[str]) -> "sa.Column[Any]":
    """A key: serial, an identity, or a value that somebody gives."""
    draw, name = making.draw, making.name(used)
    kind = draw(st.sampled_from(KEY_TYPES))
    if kind in NUMBERS and draw(st.booleans()):
        options = draw(st.sampled_from([{}, {"always": True}, {"start": 5, "maxvalue": 99}]))
        return sa.Column(name, kind, sa.Identity(**options), primary_key=True)
    checks = [sa.CheckConstraint("1 < 2", name=making.name())] if draw(st.booleans()) else []
    return sa.Column(name, kind, *checks, primary_key=True, comment=draw(COMMENTS))


def column(making: Making, used: set[str]) -> "sa.Column[Any]":
    """A column of any type, perhaps with a default."""
    draw, name = making.draw, making.name(used)
    kind = draw(st.sampled_from((*ORDERED, *DOCUMENTS, *RANGES, *OTHERS)) | enums(making))
    if kind in NUMBERS:
        default = draw(st.sampled_from([None, "7", sa.text("1 + 1")]))
    elif kind in WORDY:
        default = draw(st.sampled_from([None, "x", "it's", "%", sa.text("lower('A')")]))
    elif isinstance(kind, sa.DateTime):
        default = draw(st.sampled_from([None, sa.func.now(), sa.text("now() - interval '1 day'")]))
    else:
        default = None
    return sa.Column(
        name, kind, nullable=draw(st.booleans()), server_default=default, comment=draw(COMMENTS)
    )


def enums(making: Making) -> st.SearchStrategy[Any]:
    """Enum types of the server's own, arrays of them, and words with a check."""
    labels = st.lists(names(), min_size=1, max_size=3, unique=True)
    native = labels.map(lambda given: sa.Enum(*given, name=making.name()))
    words = labels.map(lambda given: sa.Enum(*given, native_enum=False, name=making.name()))
    checked = labels.map(
        lambda given: sa.Enum(*given, native_enum=False, create_constraint=True, name=making.name())
    )
    return native | native.map(sa.ARRAY) | words | checked


def computed(making: Making, made: sa.Table, used: set[str]) -> None:
    """A column that the server computes of a number."""
    numbers = [each for each in made.columns if each.type in NUMBERS]
    if numbers:
        twice = making.draw(st.sampled_from(numbers)) * 2
        made.append_column(
            sa.Column(making.name(used), sa.Numeric(), sa.Computed(twice, persisted=True))
        )


def constraints(making: Making, made: sa.Table) -> None:
    """A unique constraint, a check and an exclusion."""
    draw = making.draw
    ordered = [each for each in made.columns if is_ordered(each)]
    if len(ordered) > 1 and draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(ordered[1:]), min_size=1, max_size=2, unique=True))
        how = draw(
            st.sampled_from([{}, {"deferrable": True}, {"postgresql_nulls_not_distinct": True}])
        )
        made.append_constraint(sa.UniqueConstraint(*chosen, name=making.named(), **how))
    if draw(st.booleans()):
        chosen = draw(st.sampled_from(list(made.columns)))
        needs_name = "ck" in made.metadata.naming_convention
        name = making.name() if needs_name or draw(st.booleans()) else None
        how = draw(st.sampled_from([{}, {"postgresql_not_valid": True}]))
        made.append_constraint(sa.CheckConstraint(chosen.isnot(None), name=name, **how))
    ranges = [each for each in made.columns if each.type in RANGES]
    if ranges and draw(st.booleans()):
        made.append_constraint(pg.ExcludeConstraint((ranges[0], "&&"), name=making.named()))


def is_ordered(each: "sa.Column[Any]") -> bool:
    """Whether a B-tree can hold it."""
    return each.type in ORDERED or type(each.type) is sa.Enum


def foreign_key(making: Making, source: sa.Table, target: sa.Table) -> None:
    """Columns for the target's whole key, and the key itself; added by ALTER TABLE, for circles."""
    draw = making.draw
    used = {each.name for each in source.columns}
    referred = list(target.primary_key.columns)
    own = [sa.Column(making.name(used), each.type) for each in referred]
    for each in own:
        source.append_column(each)
    deferred = draw(st.sampled_from([{}, {"deferrable": True}, {"initially": "DEFERRED"}]))
    source.append_constraint(
        sa.ForeignKeyConstraint(
            own,
            referred,
            name=making.name(),
            use_alter=True,
            ondelete=draw(ACTIONS),
            onupdate=draw(ACTIONS),
            **deferred,
        )
    )


def index(making: Making, made: sa.Table) -> None:
    """An index of one of many kinds."""
    draw = making.draw
    ordered = [each for each in made.columns if is_ordered(each)]
    documents = [each for each in made.columns if each.type in DOCUMENTS]
    ranges = [each for each in made.columns if each.type in RANGES]
    kind = draw(st.sampled_from(["btree", "hash", "gin", "gist", "brin"]))
    if kind == "gin" and documents:
        chosen = draw(st.sampled_from(documents))
        sa.Index(
            making.name(),
            chosen,
            postgresql_using="gin",
            postgresql_ops=gin_classes(making, chosen),
        )
    elif kind == "gist" and ranges:
        sa.Index(making.name(), draw(st.sampled_from(ranges)), postgresql_using="GIST")
    elif kind in ("hash", "brin") and (
        numbers := [each for each in ordered if each.type in NUMBERS]
    ):
        sa.Index(making.name(), draw(st.sampled_from(numbers)), postgresql_using=kind)
    else:
        btree(making, made, ordered)


def gin_classes(making: Making, chosen: "sa.Column[Any]") -> dict[str, str]:
    """An operator class for jsonb: the default one by name, or the other."""
    if not isinstance(chosen.type, pg.JSONB):
        return {}
    opclass = making.draw(st.sampled_from(["", "jsonb_ops", "jsonb_path_ops"]))
    return {str(chosen.key): opclass} if opclass else {}


def btree(making: Making, made: sa.Table, ordered: list[Any]) -> None:
    """Keys in an order of their own, what is included, a predicate."""
    draw, numbers = making.draw, [each for each in ordered if each.type in NUMBERS]
    chosen = draw(st.lists(st.sampled_from(ordered), min_size=1, max_size=3, unique=True))
    options: dict[str, Any] = {"postgresql_ops": {}}
    keys = [key(making, each, options["postgresql_ops"]) for each in chosen]
    if draw(st.booleans()):
        options["postgresql_include"] = [draw(st.sampled_from(list(made.columns))).key]
    if numbers and draw(st.booleans()):
        options["postgresql_where"] = draw(st.sampled_from(numbers)) > 0
    if draw(st.booleans()):
        options |= {"unique": True, "postgresql_nulls_not_distinct": draw(st.booleans())}
    sa.Index(making.name(), *keys, **options)


def key(making: Making, chosen: Any, classes: dict[str, str]) -> Any:
    """A column as it is, ordered, collated, of another operator class, or an expression of it."""
    plain = [chosen, chosen.desc(), chosen.desc().nulls_last(), chosen.asc().nulls_first()]
    if chosen.type in WORDY:
        plain += [sa.collate(chosen, "C"), sa.collate(chosen, "C").desc(), sa.func.lower(chosen)]
        kind = "bpchar" if isinstance(chosen.type, sa.CHAR) else "text"
        if making.draw(st.booleans()):
            opclass = making.draw(st.sampled_from([f"{kind}_ops", f"{kind}_pattern_ops"]))
            classes[chosen.key] = opclass
            return chosen
    return making.draw(st.sampled_from(plain))
