"""What to try for a filter that a B-tree index on plain columns does not answer.

The operators as EXPLAIN prints them: `~~` is LIKE, `~~*` is ILIKE (pg_operator). A prefix is found
by a B-tree of the operator class text_pattern_ops in any collation (chapter "Operator Classes and
Operator Families"), a pattern within the text by pg_trgm. Only expressions that are known to be
immutable are proposed, for an index takes no others.
"""

import re

from lab.plans.conditions import create_index, equal_columns, index_columns, table_name
from lab.plans.nodes import PlanNode

COLUMN = r"\(?(?:\w+\.)?(\w+)\)?(?:::text)?"
CONTAINS = re.compile(rf"{COLUMN} (?:@>|@@|&&|\?[|&]?) ")
LIKE = re.compile(rf"{COLUMN} (~~\*?) '((?:[^']|'')*)'::text")
PREFIX = re.compile(r"[^%_\\]+%")
IN_ARRAY = re.compile(r"= ANY \((?:\w+\.)?(\w+)\)")
EXPRESSION = re.compile(
    r"\((?:\w+\.)?(\w+) ->> '(\w+)'::text\) = |"
    r"\b(lower|upper)\(\(?(?:\w+\.)?(\w+)\)?(?:::text)?\) = "
)


def other_advice(node: PlanNode) -> str:
    """The advice, or "" where an index on columns serves, or the filter says nothing of another."""
    condition = node.filter or ""
    if not node.relation or equal_columns(node, condition):
        return ""
    if " OR " in condition:
        return OF_ALTERNATIVES
    if index_columns(node, condition):
        return ""
    if found := IN_ARRAY.search(condition):
        return (
            f"No index answers a value = ANY of an array that is a column: write {found[1]} @> "
            f"ARRAY[value], which a GIN index on {found[1]} answers."
        )
    return _of_expressions(node, condition) or _of_patterns(node, condition)


def _of_expressions(node: PlanNode, condition: str) -> str:
    keys = [
        f"({column} ->> '{key}')" if column else f"{function}({argument})"
        for column, key, function, argument in EXPRESSION.findall(condition)
    ]
    if not keys:
        return ""
    statement = create_index(node, keys)
    return f"Try {statement}: the filter's own expression. Compare the blocks of both plans."


def _of_patterns(node: PlanNode, condition: str) -> str:
    if "range" not in condition and (found := CONTAINS.search(condition)):
        statement = f"CREATE INDEX ON {table_name(node)} USING gin ({found[1]})"
        return f"Try {statement} and compare the blocks of both plans."
    found = LIKE.search(condition)
    if not found or f"!{found[2]}" in condition:
        return ""
    column, operator, pattern = found.groups()
    if operator == "~~" and PREFIX.fullmatch(pattern):
        statement = create_index(node, [f"{column} text_pattern_ops"])
    else:
        statement = f"CREATE INDEX ON {table_name(node)} USING gin ({column} gin_trgm_ops)"
        statement += " (it needs CREATE EXTENSION pg_trgm and three letters in a row)"
    return f"Try {statement} and compare the blocks of both plans."


OF_ALTERNATIVES = (
    "The filter joins alternatives by OR: try an index for each of them, on the columns that it "
    "compares with =. A BitmapOr then reads both; compare the blocks."
)
