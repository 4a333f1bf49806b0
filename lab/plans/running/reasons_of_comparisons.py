"""Why an index cannot serve a comparison: what stands on its sides, and its operator.

Sources: chapters "Index Types", "Multicolumn Indexes", "Operator Classes and Operator Families" and
"Partial Indexes" of the PostgreSQL documentation; match_clause_to_indexcol in
src/backend/optimizer/path/indxpath.c.
"""

import re
from collections.abc import Iterator

from lab.plans.running.cases import Case, Reason, Why
from lab.plans.running.clauses import Clause, without_parentheses
from lab.plans.running.index_details import KeyDetails

NUMBERS = frozenset(
    ("smallint", "integer", "bigint", "numeric", "real", "double precision", "oid", "money")
)
CAST = re.compile(r"\((?P<inner>.+)\)::(?P<type>[a-z][a-z ]*(?:\([\d,]+\))?(?: [a-z ]+)?)")
CHANGING = re.compile(r"\b(random|clock_timestamp|timeofday|gen_random_uuid|uuidv[47]|nextval)\(")
MATCHES = frozenset(("~~", "~~*", "~", "~*", "^@"))
NOT_DISTINCT = re.compile(r"NOT \(.* IS DISTINCT FROM ", re.DOTALL)
RANGE_OPERATORS = frozenset(("<", "<=", ">", ">="))
B_TREE = frozenset(("=", "<", "<=", ">", ">=", "IS NULL", "IS NOT NULL"))
BEGINS_WITH_ANYTHING = re.compile(r"'(?:%|_)")


def type_mismatch(case: Case) -> Reason | None:
    """A number compared as another kind of number, which the column is cast to row by row."""
    for clause, side in _wrapped_sides(case):
        cast = CAST.fullmatch(without_parentheses(side))
        if cast and case.column.is_all_of(cast["inner"]) and _kind(cast["type"]) in NUMBERS:
            if _kind(case.leading.type) not in NUMBERS:
                continue
            return Reason(
                Why.TYPE,
                f"{case.leading.text} is {case.leading.type}, and is compared as {cast['type']}: "
                "every row is cast first, and the index holds the values before that",
                f"Give the value as {case.leading.type}: {case.leading.text} "
                f"{clause.operator} CAST(... AS {case.leading.type})",
                {"column_type": case.leading.type, "compared_as": cast["type"]},
            )
    return None


def wrapped_column(case: Case) -> Reason | None:
    """A column inside a function, a cast or arithmetic."""
    if type_mismatch(case) is not None:
        return None
    for _, side in _wrapped_sides(case):
        shown = case.shown(without_parentheses(side))
        advice = f"An index on the expression serves it: ({shown})"
        if re.search(r"::date\b|date_trunc\(|EXTRACT\(|date_part\(", side):
            column = case.leading.text
            advice = f"Ask for a range: {column} >= ... AND {column} < ...; or index ({shown})"
        elif shown.endswith("::text"):
            advice = (
                f"Give the value as {case.leading.type}, and compare {case.leading.text} itself"
            )
        elif re.search(r"[+*/-]", re.sub(r"'[^']*'|->>?", "", side)):
            advice = (
                f"Leave {case.leading.text} alone on its side and do the arithmetic on the other"
            )
        return Reason(
            Why.WRAPPED,
            f"The query compares {shown}, and the index holds {case.leading.text} as it is",
            advice,
            {"expression": shown},
        )
    return None


def _wrapped_sides(case: Case) -> Iterator[tuple[Clause, str]]:
    """The sides on which there is more than the column."""
    if case.leading.computed:
        return
    for clause in case.own:
        if clause.arms or clause.text.startswith("NOT ") or case.uses_leading(clause):
            continue
        for side in (clause.left, clause.right):
            wrapped = case.speaks_of_leading(side) and not case.is_leading(side)
            if wrapped and not side.startswith("ANY "):
                yield clause, side


def pattern(case: Case) -> Reason | None:
    """LIKE and its like, where the index's order is no help."""
    for clause in case.own:
        if clause.operator not in MATCHES or not case.is_leading(clause.left):
            continue
        if clause.operator in ("~~*", "~*"):
            return Reason(
                Why.PATTERN,
                "A comparison that ignores case has no place in the index's order",
                f"Compare lower({case.leading.text}) and index that, or a GIN index with pg_trgm",
            )
        if BEGINS_WITH_ANYTHING.match(clause.right) or (
            clause.operator == "~" and not clause.right.startswith(("'^", "E'^"))
        ):
            return Reason(
                Why.PATTERN,
                f"The pattern {clause.right} may begin with anything, so no part of the order "
                "can be told to hold the matches",
                f"A GIN index with pg_trgm: USING gin ({case.leading.text} gin_trgm_ops)",
                {"pattern": clause.right},
            )
        if not case.leading.by_code_point and "pattern_ops" not in case.leading.operator_class:
            return Reason(
                Why.PATTERN,
                f"The index is in the order of the collation {case.leading.collation}, "
                "in which the strings with one beginning need not stand together",
                f"An index on ({case.leading.text} {_pattern_class(case.leading)})",
                {"collation": case.leading.collation},
            )
    return None


def operator_class(case: Case) -> Reason | None:
    """A pattern index asked for an order that it does not have."""
    if "pattern_ops" not in case.leading.operator_class or case.leading.by_code_point:
        return None
    for clause in case.own:
        if clause.operator in RANGE_OPERATORS and case.uses_leading(clause):
            return Reason(
                Why.METHOD,
                f"An index with {case.leading.operator_class} serves = and LIKE, not "
                f"{clause.operator} in the order of a collation",
                f"An index on ({case.leading.text}) without the operator class",
            )
    return None


def changing_value(case: Case) -> Reason | None:
    """A comparison with what is another value for every row."""
    for clause in case.own:
        other = clause.right if case.is_leading(clause.left) else clause.left
        if not case.uses_leading(clause) or not clause.operator:
            continue
        if found := CHANGING.search(other):
            return Reason(
                Why.CHANGING,
                f"{found[1]}() is another value for every row, so each row has to be looked at",
                f"Take the value once: {case.leading.text} {clause.operator} (SELECT {found[1]}())",
                {"function": found[1]},
            )
        if case.alias and re.search(rf"(?<![\w.]){re.escape(case.alias)}\.\w", other):
            return Reason(
                Why.CHANGING,
                f"{case.leading.text} is compared with {case.shown(other)} of the "
                "same row, and an index knows one row's values only once it has found it",
                "An index on an expression of both columns, if the comparison is always this one",
            )
    return None


def method(case: Case) -> Reason | None:
    """A kind of index that does not know the operator."""
    column = case.leading.text
    for clause in case.own:
        if case.index.method == "gin" and clause.right.startswith("ANY "):
            if case.speaks_of_leading(clause.right):
                told = f"{clause.left} = ANY ({column}) takes no index"
                return Reason(Why.METHOD, told, f"Write {column} @> ARRAY[...]")
        elif NOT_DISTINCT.match(clause.text):
            told = "IS NOT DISTINCT FROM takes no index"
            return Reason(Why.METHOD, told, f"Write ({column} = ... OR {column} IS NULL)")
        elif case.uses_leading(clause) and (
            reason := _unknown_operator(case.index.method, clause, column)
        ):
            return reason
    return None


def _unknown_operator(kind: str, clause: Clause, column: str) -> Reason | None:
    if not clause.operator:
        return None
    if kind == "hash" and clause.operator != "=":
        return Reason(
            Why.METHOD,
            f"A hash index serves = only, and the query asks for {clause.operator}",
            f"A B-tree index on ({column})",
        )
    if kind == "btree" and clause.operator not in B_TREE | MATCHES and not clause.negated:
        return Reason(
            Why.METHOD,
            f"A B-tree index does not know the operator {clause.operator}",
            f"A GIN or GiST index on {column}",
        )
    if kind == "gin" and clause.operator in B_TREE:
        return Reason(
            Why.METHOD,
            f"A GIN index looks for parts of values, not for {clause.operator}",
            f"A B-tree index on ({column}), or @> in the query",
        )
    return None


def _kind(name: str) -> str:
    return re.sub(r"\(.*\)", "", name).strip()


def _pattern_class(key: KeyDetails) -> str:
    return "varchar_pattern_ops" if key.type.startswith("character varying") else "text_pattern_ops"
