"""Why an index cannot serve a query as a whole: its state, predicate, first column and order.

Sources: chapters "Index Types", "Multicolumn Indexes", "Operator Classes and Operator Families" and
"Partial Indexes" of the PostgreSQL documentation; match_clause_to_indexcol in
src/backend/optimizer/path/indxpath.c.
"""

import re
from collections.abc import Callable, Iterator

from lab.plans.running.cases import Case, Reason, Why
from lab.plans.running.clauses import (
    Clause,
    ColumnOf,
    clauses_of,
    normalized,
    without_parentheses,
)
from lab.plans.running.reasons_of_comparisons import (
    NOT_DISTINCT,
    changing_value,
    collation,
    method,
    operator_class,
    pattern,
    type_mismatch,
    wrapped_column,
)

RANGES = {"<": "<", "<=": "<", ">": ">", ">=": ">"}
NUMBER = re.compile(r"'?(-?\d+(?:\.\d+)?)'?(?:::[a-z ]+)?")
SORT_KEY = re.compile(r"(?s)(?P<key>.+?)(?P<desc> DESC)?(?: NULLS (?P<nulls>FIRST|LAST))?")


def reasons_against(case: Case) -> tuple[Reason, ...]:
    """All the reasons that fit, the plainest first."""
    looked = (look(case) for look in REASONS)
    found = tuple(each for each in looked if each is not None)
    return found or tuple(_unproved_predicate(case))


def invalid(case: Case) -> Reason | None:
    """An index that was left behind unfinished."""
    if case.index.valid and case.index.ready:
        return None
    return Reason(
        Why.INVALID,
        "The index is invalid: it was not built to its end, or is being built now",
        f"REINDEX INDEX CONCURRENTLY {case.index.name}, or drop it and build it again",
    )


def predicate(case: Case) -> Reason | None:
    """A partial index whose predicate does not follow from the condition."""
    terms = clauses_of(case.index.predicate)
    lacking = [t.text for t in terms if not any(_implies(case, each, t) for each in case.clauses)]
    if not lacking:
        return None
    told = " AND ".join(lacking)
    return Reason(
        Why.PREDICATE,
        f"The index holds only rows with {told}, and the query does not ask for those alone",
        f"Add the predicate to the query as the index has it: {told}",
        {"predicate": case.index.predicate},
    )


def _unproved_predicate(case: Case) -> Iterator[Reason]:
    """The last doubt about a partial index that nothing else speaks against."""
    if case.index.predicate is not None:
        yield Reason(
            Why.PREDICATE,
            f"PostgreSQL cannot prove by the condition that {case.index.predicate} holds",
            "Add the predicate to the query as the index has it",
            {"predicate": case.index.predicate},
        )


def _implies(case: Case, clause: Clause, term: Clause) -> bool:
    """Whether the condition may well imply the term; PostgreSQL proves only simple things."""
    texts = [
        normalized(each, case.alias) for each in (clause.text, term.text, clause.left, term.left)
    ]
    if texts[0] == texts[1]:
        return True
    if texts[2] != texts[3] or not clause.operator or clause.negated:
        return False
    if term.operator == "IS NOT NULL":
        return clause.operator != "IS NULL"
    return clause.operator in ("=", *RANGES) and _is_narrower(clause, term)


def _is_narrower(clause: Clause, term: Clause) -> bool:
    """Whether a range lies within another, as far as their ends can be told apart."""
    way = RANGES.get(term.operator)
    if way is None or RANGES.get(clause.operator, way) != way:
        return False
    given, wanted = _number(clause.right), _number(term.right)
    if given is None or wanted is None:
        return True
    return given >= wanted if way == ">" else given <= wanted


def _number(expression: str) -> float | None:
    found = NUMBER.fullmatch(without_parentheses(expression))
    return float(found[1]) if found else None


def leading_column(case: Case) -> Reason | None:
    """A condition on other columns only."""
    if case.own or case.ordered_by_leading:
        return None
    column = without_parentheses(case.leading.text)
    computed = case.leading.computed and _inner_column(case)
    if computed:
        return Reason(
            Why.WRAPPED,
            f"The index is on {column}, and the query compares {computed} without that",
            f"Write {column} in the query, or index {computed} itself",
            {"expression": column},
        )
    others = [
        key.text
        for key in case.index.keys[1:]
        if any(ColumnOf(key.text, case.alias).occurs(each.text) for each in case.clauses)
    ]
    rest = f"; the query asks for {', '.join(others)}, further on in it" if others else ""
    return Reason(
        Why.NO_LEADING_COLUMN,
        f"No condition is on {column}, the first column of the index{rest}",
        f"Put the columns that are compared first: an index on ({', '.join([*others, column])})"
        if others
        else f"An index whose first column the query compares; this one begins with {column}",
        {"leading_column": column},
    )


def _inner_column(case: Case) -> str | None:
    """What the query compares of the columns inside an index's expression."""
    inside = re.findall(
        r"[A-Za-z_]\w*(?!\w*\()", re.sub(r"'[^']*'|::[\w ]+", "", case.leading.text)
    )
    for name in inside:
        if any(ColumnOf(name, case.alias).occurs(each.text) for each in case.clauses):
            return str(name)
    return None


def alternatives(case: Case) -> Reason | None:
    """OR with something that the index does not hold."""
    for clause in case.own:
        others = [arm for arm in clause.arms if not case.speaks_of_leading(arm)]
        if others:
            shown = case.shown(others[0])
            return Reason(
                Why.OR,
                f"OR {shown}: rows that meet that are anywhere in the index on {case.leading.text}",
                "Give the other condition an index too, so that a BitmapOr joins both, or write "
                "two queries joined by UNION",
                {"other_condition": shown},
            )
    return None


def negation(case: Case) -> Reason | None:
    """A condition that leaves a few values out."""
    denied = [each for each in case.own if each.negated and not NOT_DISTINCT.match(each.text)]
    if not denied or len(denied) < len(case.own):
        return None
    return Reason(
        Why.NEGATION,
        f"{case.shown(denied[0].text)}: an index finds values, not their absence",
        f"Name the values that are wanted: {case.leading.text} IN (...), or make a partial index "
        "with this condition as its predicate",
        {"condition": denied[0].text},
    )


def order(case: Case) -> Reason | None:
    """Rows wanted in an order that is not the index's, nor its reverse."""
    if case.own or not case.ordered_by_leading:
        return None
    if case.index.method != "btree":
        return Reason(
            Why.ORDER,
            f"A {case.index.method} index has no order",
            f"A B-tree index on {case.leading.text}",
        )
    wanted = [_wanted(key) for key in case.sort_key]
    has = [(key.descending, key.nulls_first) for key in case.index.keys[: len(wanted)]]
    if len(has) < len(wanted) or wanted == has or wanted == [(not d, not n) for d, n in has]:
        return None
    shown = ", ".join(case.shown(key) for key in case.sort_key)
    return Reason(
        Why.ORDER,
        f"The order ({shown}) is neither the index's nor its reverse",
        f"An index on ({shown})",
        {"sort_key": shown},
    )


def _wanted(key: str) -> tuple[bool, bool]:
    """Whether a sort key is descending, and whether NULLs come first."""
    found = SORT_KEY.fullmatch(key)
    descending = bool(found and found["desc"])
    nulls = found["nulls"] if found else None
    return descending, descending if nulls is None else nulls == "FIRST"


REASONS: tuple[Callable[[Case], Reason | None], ...] = (
    invalid,
    predicate,
    method,
    type_mismatch,
    wrapped_column,
    pattern,
    operator_class,
    collation,
    changing_value,
    alternatives,
    negation,
    leading_column,
    order,
)
