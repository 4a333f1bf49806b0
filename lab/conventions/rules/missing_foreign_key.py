"""MISSING_FOREIGN_KEY: a column that refers to a table by its name alone.

It is named after the table: `user_id` and `userId` beside a table `user` or `users`, of the type of
its primary key. Or it is named like the foreign keys of at least `alike` other tables, all of which
refer to this one, and its name is none that any table may have, such as `code`. Not where a
`user_type` beside it says that it may be several tables, nor by its name towards a partitioned
table.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lab.conventions.knowing.column_words import designed_columns, words_of
from lab.conventions.knowing.key_types import comparable
from lab.conventions.knowing.plurals import singular
from lab.conventions.mending.built_fields import target_of
from lab.conventions.mending.key_operations import key_dropped, key_made, step_by_step
from lab.conventions.mending.model_lines import field_line
from lab.conventions.mending.operations import proposed_name
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Confidence, Fix, Severity
from lab.schema import Column, Constraint, ConstraintKind, Table
from lab.show import text
from lab.show.text import first_few

ENDS_IN_ID = re.compile(r"(?P<stem>.+?)(?:_id|_ID|(?<=[a-z0-9])I[dD])")
KEEPS_THE_PAST = frozenset(
    words_of(
        "log logs history audit audits archive archived deleted event events backup backups bak "
        "old snapshot snapshots version versions"
    )
)
OF_ANY_TABLE = frozenset(
    words_of("category class code id key kind level name number ref state status type version")
)
"""What each table may call something of its own."""
SAYS_WHICH = frozenset(words_of("class kind model table type"))
LOG_ENTRY = re.compile(r"(?<!b)log_?entr(y|ies)", re.IGNORECASE)
"""Django writes the words of a class in one."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What the name of a column says that it refers to."""

    target: Table
    column: str
    alike: int = 0
    """How many tables have a foreign key of that name; none where the name of the table says so."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What names of columns mean in a schema."""

    tables: Mapping[tuple[str, ...], Table]
    """By the words of their names."""
    keys: Mapping[str, Meant]
    """What foreign keys refer to, by the name of their column."""

    def of(self, name: str) -> Meant | None:
        """The table that is called so, before what other foreign keys of the name refer to."""
        found = ENDS_IN_ID.fullmatch(name)
        target = self.tables.get(stem(found["stem"])) if found else None
        if target is None or target.primary_key is None:
            return self.keys.get(name)
        return Meant(target, target.primary_key.columns[0])


@dataclass(frozen=True, slots=True)
class Missing:
    """A column that names a table, and the column of the table that it means."""

    table: Table
    column: Column
    target: Table
    referred: Column
    alike: int

    def __str__(self) -> str:
        return f"{self.table.name}.{self.column.name}"


def find(review: Review) -> Iterator[Notice]:
    """Columns without a foreign key; once for a schema that has no foreign key at all."""
    meaning = Meaning(tables_by_word(review), keys_by_name(review))
    kept = kept_by_partitions(review)
    missing = [
        each
        for table in review.tables
        for each in missing_of(table, [*designed_columns(review, table)], meaning)
        if (table.name, each.column.name) not in kept
    ]
    habit = not any(table.foreign_keys for table in review.tables)
    if habit and len(missing) >= review.limits["habit"]:
        names = [str(each) for each in missing]
        yield Notice(
            title=f"The schema has no foreign key, and {text.plural(len(names), 'column')} named "
            f"after its tables: {first_few(names)}",
            evidence={"columns": names},
            confidence=Confidence.MEDIUM,
            parts=tuple(map(notice_of, missing)),
        )
    else:
        yield from map(notice_of, missing)


def kept_by_partitions(review: Review) -> set[tuple[str, str]]:
    """The columns of partitioned tables whose foreign keys stand on the partitions instead."""
    return {
        (table.partition_of, column)
        for table in review.picture.tables
        if table.partition_of is not None
        for key in table.foreign_keys
        for column in key.columns
    }


def tables_by_word(review: Review) -> dict[tuple[str, ...], Table]:
    """The tables that can be referred to, by the words of their names in the singular."""
    return {
        stem(table.name): table
        for table in review.tables
        if not table.partitioned and table.primary_key and len(table.primary_key.columns) == 1
    }


def stem(name: str) -> tuple[str, ...]:
    """The words, the last of them in the singular."""
    words = words_of(name)
    return (*words[:-1], singular(words[-1])) if words else ()


def keys_by_name(review: Review) -> dict[str, Meant]:
    """What the foreign keys of a name refer to: in enough tables, and all to the same."""
    named: defaultdict[str, list[tuple[Table, Constraint]]] = defaultdict(list)
    for table in review.tables:
        for key in table.foreign_keys:
            if len(key.columns) == 1 and not OF_ANY_TABLE.issuperset(words_of(key.columns[0])):
                named[key.columns[0]].append((table, key))
    meant = ((name, one_target(review, keys)) for name, keys in named.items())
    return {
        name: each
        for name, each in meant
        if each is not None and each.alike >= review.limits["alike"]
    }


def one_target(review: Review, keys: list[tuple[Table, Constraint]]) -> Meant | None:
    """What all of these keys of one column refer to, if it is one column of this schema."""
    schema = review.picture.schema
    targets = {(k.referred_schema or schema, k.referred_table, k.referred_columns) for _, k in keys}
    target = review.referred(keys[0][1])
    if target is None or len(targets) > 1:
        return None
    referred = [name for name in keys[0][1].referred_columns if target.has_column(name)]
    alike = len({table.name for table, _ in keys})
    return Meant(target, referred[0], alike) if referred else None


def missing_of(table: Table, columns: Iterable[Column], meaning: Meaning) -> Iterator[Missing]:
    """Those of these columns of one table."""
    referring = {column for key in table.foreign_keys for column in key.columns}
    own = {index.columns for index in table.indexes if index.unique}
    for column in columns:
        meant = meaning.of(column.name)
        if meant is None or meant.target is table or column.name in referring or column.generated:
            continue
        # A key of its own that is called like others elsewhere names the row.
        names_itself = meant.alike and (column.name,) in own
        referred = meant.target.column(meant.column)
        if (
            not names_itself
            and not says_which(table, column)
            and comparable(column.type, referred.type)
        ):
            yield Missing(table, column, meant.target, referred, meant.alike)


def says_which(table: Table, column: Column) -> bool:
    """Whether a column beside it tells which table it refers to: `user_type` of `user_id`."""
    about = words_of(without_id(column.name))
    return any(
        words[:-1] == about and words[-1] in SAYS_WHICH
        for words in (words_of(each.name) for each in table.columns)
        if words
    )


def without_id(name: str) -> str:
    """The name of a column without the `_id` at its end."""
    found = ENDS_IN_ID.fullmatch(name)
    return found["stem"] if found else name


def notice_of(missing: Missing) -> Notice:
    """One column; a table that keeps the past may mean to outlive what it names."""
    keeps = missing.table.partitioned or keeps_the_past(missing.table)
    target = f"{missing.target.name}.{missing.referred.name}"
    alike = {"alike": missing.alike} if missing.alike else {}
    named = (
        f"like {missing.alike:,} foreign keys to {missing.target.name}, and is none"
        if missing.alike
        else f"after {missing.target.name}, and no foreign key refers to it"
    )
    return Notice(
        title=f"{missing} is named {named}",
        evidence={"target": target, "type": missing.column.type, **alike},
        table=missing.table,
        column=missing.column,
        severity=Severity.INFO if keeps else None,
        confidence=Confidence.LOW if keeps else Confidence.MEDIUM,
        advice="If its rows are to outlive what they name, say so in a comment; else declare the "
        "foreign key."
        if keeps
        else "",
        fix=fix_of(missing),
    )


def keeps_the_past(table: Table) -> bool:
    """Whether its name says that its rows tell of what was."""
    return bool(KEEPS_THE_PAST & set(words_of(table.name)) or LOG_ENTRY.search(table.name))


def fix_of(missing: Missing) -> Fix:
    """The key, checked on the rows that are there in a step of its own, which blocks nobody."""
    table, column = missing.table, missing.column
    key = Constraint(
        proposed_name("fk", table.name, [column.name, missing.target.name]),
        ConstraintKind.FOREIGN_KEY,
        "",
        (column.name,),
        referred_table=missing.target.name,
        referred_columns=(missing.referred.name,),
    )
    return Fix(
        model=field_line(table, column, foreign_key=target_of(table, key)),
        upgrade=key_made(table, key),
        downgrade=(key_dropped(table, key),),
        caution="Fails if a row refers to nothing; and what becomes of its rows ON DELETE is for "
        "you to say",
        outside_transaction=step_by_step(table),
    )


RULE = Rule(
    code="MISSING_FOREIGN_KEY",
    severity=Severity.WARNING,
    meaning="Nothing stops a value that names no row, and nothing happens to it when the row it "
    "names is deleted. Each program that writes has to know of the reference and keep it.",
    advice="Declare the foreign key with its ON DELETE rule, and an index on the column.",
    find=find,
    several="columns refer to tables by their names alone, without a foreign key",
    claims=("C02", "C07"),
    limits={"each_up_to": 5, "habit": 3, "alike": 3},
)
