"""MONEY_FLOAT: amounts of money in a type that rounds, or in the type `money`.

What a name says is read by its words. Some leave no doubt (price, salary). Others may as well count
something else (amount, total): they are believed in pairs or beside a currency, and told with less
confidence alone. Words of a measure (rate, hours, weight) say no.
"""

from collections.abc import Iterator
from dataclasses import replace

from lab.conventions.knowing.column_words import designed_columns, family, words_of
from lab.conventions.knowing.gathering import Wording, cases_of, gathered
from lab.conventions.knowing.plurals import singular
from lab.conventions.mending.retyping import As, retype
from lab.conventions.reviewing import Notice, Review, Rule
from lab.findings import Confidence, Fix, Severity
from lab.schema import Column, Table

FLOATS = {"real": "sa.REAL()", "double precision": "sa.Double()"}
SURE = frozenset(
    words_of(
        "price cost fee salary wage revenue subtotal tax vat refund payment money cash "
        "usd eur gbp euro dollar cent invoice payout earning income turnover spend"
    )
)
LIKELY = frozenset(
    words_of(
        "amount total balance charge credit debit paid due deposit budget rent "
        "premium commission payable receivable freight"
    )
)
NEUTRAL = frozenset(
    words_of(
        "unit list net gross grand sub order item line shipping delivery sale base final "
        "original old new current opening closing in incl excl per account available discount "
        "max min soft hard"
    )
)
MEASURES = frozenset(
    words_of(
        "rate ratio percent percentage pct share factor score weight count hour minute second ms "
        "time duration distance km kg byte size quantity qty row page block volume area length "
        "latency rank probability index level power energy startup planner estimated"
    )
)


def find(review: Review) -> Iterator[Notice]:
    """Amounts in floating point, then those of the type money."""
    sure = cases_of(review.tables, lambda table: _floats(review, table, sure=True))
    yield from gathered(sure, FLOATING, among=_with_money(review), mend=_as_numeric)
    likely = cases_of(review.tables, lambda table: _floats(review, table, sure=False))
    for notice in gathered(likely, FLOATING, among=len(likely), mend=_as_numeric):
        yield replace(notice, severity=Severity.WARNING, confidence=Confidence.MEDIUM)
    typed = cases_of(review.tables, lambda table: _moneys(review, table))
    for notice in gathered(typed, TYPED_MONEY, among=len(typed), mend=_as_numeric):
        yield replace(notice, severity=Severity.WARNING, advice=ADVICE_MONEY)


FLOATING = Wording("is money in floating point", "are money in floating point")
TYPED_MONEY = Wording("has the type money", "have the type money")
ADVICE_MONEY = (
    "Use numeric with a column for the currency: what money shows, and what it reads, changes with "
    "the server's lc_monetary."
)


def _floats(review: Review, table: Table, *, sure: bool) -> Iterator[Column]:
    for column in designed_columns(review, table):
        if family(column.type) in FLOATS and column.generated is None:
            words = _words(column)
            if sure == _is_money(table, words) and (sure or _may_be_money(words)):
                yield column


def _with_money(review: Review) -> int:
    """In how many tables there is money, whatever its type."""
    return sum(
        any(_is_money(table, _words(column)) for column in table.columns) for table in review.tables
    )


def _is_money(table: Table, words: set[str]) -> bool:
    if words & MEASURES:
        return False
    sure = len(words & LIKELY) > 1 or _has_currency(table)
    return bool(words & SURE) or (_may_be_money(words) and sure)


def _may_be_money(words: set[str]) -> bool:
    return bool(words & LIKELY) and words <= LIKELY | NEUTRAL | SURE


def _has_currency(table: Table) -> bool:
    return any("currency" in _words(column) for column in table.columns)


def _words(column: Column) -> set[str]:
    return {singular(word) for word in words_of(column.name)}


def _moneys(review: Review, table: Table) -> Iterator[Column]:
    return (each for each in designed_columns(review, table) if family(each.type) == "money")


def _as_numeric(table: Table, column: Column) -> Fix:
    before = FLOATS.get(family(column.type), "postgresql.MONEY()")
    return retype(
        table,
        column,
        As("sa.Numeric(12, 2)"),
        As(before),
        model={
            "annotation": "Decimal",
            "without": ("sa_type",),
            "max_digits": 12,
            "decimal_places": 2,
        },
        caution="How many digits, and how many after the point, is for the currency to say",
    )


RULE = Rule(
    code="MONEY_FLOAT",
    severity=Severity.HIGH,
    meaning="A float holds most amounts only nearly: 0.10 is not among its values. Sums drift away "
    "from what people were charged, and two amounts that look equal need not be.",
    advice="Keep money as numeric, or as whole cents in a bigint.",
    find=find,
    claims=("B8", "C10"),
    notebook="13_types",
)
