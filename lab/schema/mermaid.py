"""The tables of a schema as a Mermaid `erDiagram`, which GitHub and JupyterLab draw in Markdown.

The rules are those of Mermaid's own grammar (erDiagram.jison). A name in quotes may be an
ordinary word of it, such as `one` or `to`, so every table stands in quotes; what quotes cannot
hold is written as an entity code (`#34;`). Names of columns and types know neither: what they
cannot hold becomes `_`, and the whole name follows as the column's comment.
"""

import re
from collections.abc import Iterator, Sequence

from lab.schema.notation import is_required, is_unique, marks, short_type
from lab.schema.parts import Constraint, Table

UNSAFE = re.compile(r"[^\w .,:;()\[\]/'=+-]|:(?=\S)|(?<=direction)\s|^_|_$", re.IGNORECASE)
"""Signs of the grammar and of Markdown, what looks like a style, and `direction TB`."""
NOT_IN_A_WORD = re.compile(r"[^\w()\[\],-]|[\x80-\xbf]|[^\x00-\uffff]")
"""The grammar takes any sign from U+00C0 to U+FFFF; a blank or a line's end among them is none."""
MARK_ALONE = re.compile(r"(PK|FK|UK)\b", re.IGNORECASE | re.ASCII)


def to_mermaid(tables: Sequence[Table]) -> str:
    """The whole diagram: a block for each table, then a line for each foreign key."""
    known = {each.name: each for each in tables}
    lines = ["erDiagram"]
    for table in tables:
        lines += [f"    {_quoted(table.name)} {{", *_columns(table), "    }"]
    for table in tables:
        for key in table.foreign_keys:
            if key.referred_schema is None and key.referred_table in known:
                lines.append(f"    {_reference(table, key)}")
    return "\n".join(lines) + "\n"


def _columns(table: Table) -> Iterator[str]:
    for column in table.columns:
        signs = ", ".join(marks(table, column))
        name = _word(column.name)
        told = (column.name if name != column.name else None, column.comment)
        words = ": ".join(filter(None, told))
        parts = [_word(short_type(column)), name, signs, _quoted(words) if words else ""]
        yield "        " + " ".join(part for part in parts if part)


def _reference(table: Table, key: Constraint) -> str:
    """The referred table at the left, crow's feet at the right; a dashed line to oneself too."""
    one = "||" if is_required(table, key) else "|o"
    many = "o|" if is_unique(table, key.columns) else "o{"
    names = f"{_quoted(key.referred_table or '')} {one}--{many} {_quoted(table.name)}"
    return f"{names} : {_quoted(', '.join(key.columns))}"


def _quoted(words: str) -> str:
    return '"' + UNSAFE.sub(lambda found: f"#{ord(found[0])};", words) + '"'


def _word(name: str) -> str:
    """A name of a column or a type: it begins with a letter and is no mark of a key."""
    word = NOT_IN_A_WORD.sub("_", name)
    if not re.match(r"[A-Za-z_\u00c0-\uffff]", word):
        word = f"_{word}"
    return f"_{word}" if MARK_ALONE.match(word) else word
