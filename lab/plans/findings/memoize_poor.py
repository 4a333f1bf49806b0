"""MEMOIZE_POOR: a cache of look-ups that seldom had what was asked for.

Hits, misses, evictions and overflows: show_memoize_info in src/backend/commands/explain.c; inside a
Gather the leader's, and those of each worker (rule 16). A cache that evicts and still hits nine
times in ten does its work.
"""

from collections.abc import Iterator

from lab.findings import Confidence, Severity
from lab.plans.findings.told import figure_in
from lab.plans.findings.work_mem import (
    advise_work_mem,
    hash_mem_multiplier,
    suggested_work_mem_kb,
)
from lab.plans.nodes import PlanNode
from lab.plans.reviewing import Notice, Review, Rule
from lab.show import text

LEAST_LOOKUPS = 1_000
POOR = 0.5
GOOD = 0.9
KEYS = ("Cache Hits", "Cache Misses", "Cache Evictions", "Cache Overflows", "Peak Memory Usage")


def find(review: Review) -> Iterator[Notice]:
    """Caches that hit seldom, or that were too small to hit more often."""
    for node in review.executed("Memoize"):
        hits, misses, evictions, overflows = _counts(node)
        lookups = hits + misses
        if lookups < LEAST_LOOKUPS:
            continue
        ratio = hits / lookups
        if evictions + overflows and ratio < GOOD:
            yield _too_small(review, node)
        elif ratio < POOR:
            yield _of_no_use(node)


def _counts(node: PlanNode) -> tuple[int, int, int, int]:
    """Hits, misses, evictions and overflows of all participants."""
    of_workers = [worker.extra for worker in node.workers or ()]
    own = (node.cache_hits, node.cache_misses, node.cache_evictions, node.cache_overflows)
    hits, misses, evictions, overflows = (
        (mine or 0) + sum(round(figure_in(each, key)) for each in of_workers)
        for mine, key in zip(own, KEYS, strict=False)
    )
    return hits, misses, evictions, overflows


def _too_small(review: Review, node: PlanNode) -> Notice:
    hits, misses, evictions, overflows = _counts(node)
    peak = (node.peak_memory_usage or 0) + sum(
        worker.peak_memory_usage or 0 for worker in node.workers or ()
    )
    # What is in the cache at the end took the peak; at most all misses would have to be in it.
    kept = max(misses - evictions - overflows, 1)
    needed = peak * 1024 * misses / kept
    suggested = suggested_work_mem_kb(needed / hash_mem_multiplier(review.tree))
    share = hits / (hits + misses)
    return Notice(
        node=node,
        severity=Severity.WARNING,
        title=f"Memoize had {text.share(share)} of {text.count(hits + misses)} look-ups in its "
        f"cache, which was too small: {text.plural(evictions, 'eviction')}, "
        f"{text.plural(overflows, 'overflow')}",
        evidence=_evidence(node) | {"suggested_work_mem_kb": suggested},
        advice=advise_work_mem(suggested, "Evictions should then be 0", OTHERWISE),
        confidence=Confidence.MEDIUM,
    )


def _of_no_use(node: PlanNode) -> Notice:
    hits, misses, _, _ = _counts(node)
    share = hits / (hits + misses)
    return Notice(
        node=node,
        severity=Severity.INFO,
        title=f"Memoize had only {text.share(share)} of {text.count(hits + misses)} look-ups in "
        "its cache: most keys came once",
        evidence=_evidence(node),
        confidence=Confidence.MEDIUM,
    )


def _evidence(node: PlanNode) -> dict[str, object]:
    hits, misses, evictions, overflows = _counts(node)
    return {
        "hit_share": round(hits / (hits + misses), 4),
        "lookups": hits + misses,
        "hits": hits,
        "misses": misses,
        "evictions": evictions,
        "overflows": overflows,
    }


OTHERWISE = "Or compare with a hash join: SET LOCAL enable_memoize = off."
RULE = Rule(
    code="MEMOIZE_POOR",
    meaning="Memoize keeps the rows of a key for when it comes again; a key that it does not have "
    "is looked up all the same, and costs more than without a cache.",
    advice="The planner expected fewer distinct keys: ANALYZE, or raise n_distinct of the column. "
    "Compare the blocks and the join after SET LOCAL enable_memoize = off.",
    find=find,
)
