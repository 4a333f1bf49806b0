"""Why an index cannot serve a comparison: what stands on its sides, and its operator.

Sources: chapters "Index Types", "Multicolumn Indexes", "Operator Classes and Operator Families" and
"Partial Indexes" of the PostgreSQL documentation; match_clause_to_indexcol in
src/backend/optimizer/path/indxpath.c.
"""

import re
from collections.abc import Iterator

from lab.plans.running.cases import Case, Reason, Why
from lab.plans.running.clauses import Clause, without_literals, without_parentheses
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
NAMED_COLLATION = re.compile(r'COLLATE ("(?:[^"]|"")+"|\w+)')
COLLATED = RANGE_OPERATORS | {"="}
ARITHMETIC = re.compile(r"[+*/](?!\|)|(?<!-)-(?!>)")
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
        return Reason(
            Why.WRAPPED,
            f"The query compares {shown}, and the index holds {case.leading.text} as it is",
            _unwrapping(case, shown),
            {"expression": shown},
        )
    return None


def _unwrapping(case: Case, shown: str) -> str:
    """What to do about a column inside an expression, by the kind of the expression."""
    column, index = case.leading.text, f"index ({shown})"
    if re.search(r"::date\b|date_trunc\(|EXTRACT\(|date_part\(", shown):
        return f"Ask for a range: {column} >= ... AND {column} < ...; or {index}"
    if " AT TIME ZONE " in shown:
        return f"Compare {column} itself with a value in its own type, {case.leading.type}"
    if "->" in without_literals(shown) and case.index.method == "gin":
        return f"Write {column} @> '{{...}}', or {index}"
    if CAST.fullmatch(shown) and shown.endswith("::text"):
        return f"Give the value as {case.leading.type}, and compare {column} itself"
    if ARITHMETIC.search(without_literals(shown)):
        return f"Leave {column} alone on its side and do the arithmetic on the other"
    return f"An index on the expression serves it: ({shown})"


def _wrapped_sides(case: Case) -> Iterator[tuple[Clause, str]]:
    """The sides on which there is more than the column."""
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
    if "pattern_ops" not in case.leading.operator_class:
        return None
    for clause in case.own:
        if clause.operator in RANGE_OPERATORS and case.uses_leading(clause):
            return Reason(
                Why.METHOD,
                f"An index with {case.leading.operator_class} serves = and LIKE, not "
                f"{clause.operator} and ORDER BY",
                f"An index on ({case.leading.text}) without the operator class",
            )
    return None


def collation(case: Case) -> Reason | None:
    """Strings compared in another collation than the index's."""
    key = case.leading
    for clause in case.own:
        if not key.collation or clause.operator not in COLLATED or not case.uses_leading(clause):
            continue
        asked = _compared_in(case, clause)
        if asked == key.collation:
            continue
        named = "" if asked == key.column_collation else f' COLLATE "{asked or "..."}"'
        return Reason(
            Why.COLLATION,
            f"The query compares in {f'the collation {asked}' if asked else 'another collation'}, "
            f"and the index is in {key.collation}",
            f'An index on ({key.text}{named}), or {key.text} COLLATE "{key.collation}" '
            "in the query",
            {"collation": key.collation, "compared_in": asked or None},
        )
    return None


def _compared_in(case: Case, clause: Clause) -> str:
    """The collation of a comparison; empty where the plan tells only that it is another one."""
    if named := NAMED_COLLATION.search(clause.text):
        return named[1].strip('"')
    side = clause.left if case.is_leading(clause.left) else clause.right
    # EXPLAIN prints COLLATE on a column of type text as a cast to the type that it has.
    if case.leading.type == "text" and CAST.fullmatch(without_parentheses(side)):
        return ""
    return case.leading.column_collation


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
            reason := _unknown_operator(case.index.method, clause, case.leading)
        ):
            return reason
    return None


def _unknown_operator(kind: str, clause: Clause, key: KeyDetails) -> Reason | None:
    column, asked = key.text, clause.operator
    if not asked:
        return None
    if asked.startswith("IS ") and asked not in B_TREE:
        told = f"No index serves {asked}"
        advice = f"A partial index with that as its predicate: WHERE {column} {asked}"
    elif kind == "hash" and asked != "=":
        told = f"A hash index serves = only, and the query asks for {asked}"
        advice = f"A B-tree index on ({column})"
    elif kind == "btree" and asked not in B_TREE | MATCHES and not clause.negated:
        told = f"A B-tree index does not know the operator {asked}"
        advice = f"A GIN or GiST index on {column}"
    elif key.operator_class == "jsonb_path_ops" and asked.startswith("?"):
        told = f"A GIN index with jsonb_path_ops serves @>, @? and @@, not {asked}"
        advice = f"A GIN index on ({column}) without the operator class"
    elif kind == "gin" and asked in B_TREE:
        told = f"A GIN index looks for parts of values, not for {asked}"
        advice = f"A B-tree index on ({column}), or @> in the query"
    else:
        return None
    return Reason(Why.METHOD, told, advice)


def _kind(name: str) -> str:
    return re.sub(r"\(.*\)", "", name).strip()


def _pattern_class(key: KeyDetails) -> str:
    return "varchar_pattern_ops" if key.type.startswith("character varying") else "text_pattern_ops"
