"""SERIALIZE_HEAVY: much of the time went into turning the result into what the client gets.

EXPLAIN (SERIALIZE), from PostgreSQL 17 on: ExplainPrintSerialize in
src/backend/commands/explain.c. Its time is in the execution's, outside of all nodes. Its blocks are
those of values stored out of line (TOAST), which nobody fetches before. EXPLAIN without it does
not tell any of this, and the network is not in it either.
"""

from collections.abc import Iterator, Mapping

from lab.findings import Severity
from lab.plans.findings.told import blocks_in, figure_in
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_SHARE = 0.2
MUCH_SHARE = 0.5
LEAST_KB = 1024
"""Below it, the share is only large because the execution is short."""


def find(review: Review) -> Iterator[Notice]:
    """A fifth of the time or more, for a result of a megabyte or more."""
    told = review.tree.serialization
    took, volume = figure_in(told, "Time"), round(figure_in(told, "Output Volume"))
    share = review.part_of_time(took)
    if share < LEAST_SHARE or volume < LEAST_KB:
        return
    columns, blocks = review.tree.root.output or (), blocks_in(told)
    yield Notice(
        severity=Severity.WARNING if share >= MUCH_SHARE else Severity.INFO,
        title=f"Turning the result into {text.size(volume * 1024)} for the client took "
        f"{text.duration(took)}, {text.share(share)} of the execution",
        evidence={
            "serialization_ms": took,
            "output_volume_kb": volume,
            "share": share,
            "toast_blocks": blocks,
            "columns": len(columns),
        },
        advice=_advice(len(columns), _fetched_toast(told)),
    )


def _fetched_toast(told: Mapping[str, object]) -> str:
    blocks = blocks_in(told)
    if not blocks:
        return ""
    return f" {text.plural(blocks, 'block')} were read only to fetch long values (TOAST)."


def _advice(columns: int, toast: str) -> str:
    counted = f" The result has {text.plural(columns, 'column')}." if columns else ""
    return f"{RULE.advice}{counted}{toast}"


RULE = Rule(
    code="SERIALIZE_HEAVY",
    meaning="Finding the rows was the smaller part: making text or bytes of them took long, and "
    "sending them over a network, which is not measured here, comes on top.",
    advice="Name only the columns that the client needs, and fetch fewer rows at a time.",
    find=find,
    rests_on_times=True,
)
