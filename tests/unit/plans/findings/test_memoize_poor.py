"""MEMOIZE_POOR: a real cache that was too small, and caches that do their work."""

import pytest

from lab.findings import Confidence, Severity
from tests.findings import Raw, assert_speaks_only_of_what_ran, found, golden, only, step

CODE = "MEMOIZE_POOR"


def cache(hits: int = 499, misses: int = 501, evictions: int = 0, **told: object) -> Raw:
    counts = {"cache_hits": hits, "cache_misses": misses, "cache_evictions": evictions}
    told = {"cache_overflows": 0, "peak_memory_usage": 64, **told}
    return step("Memoize", step("Index Scan"), loops=hits + misses, **counts, **told)


@pytest.mark.parametrize(
    ("name", "hits", "misses"),
    [("memoize_poor", 13_564, 6436), ("memoize_poor.pg15", 13_598, 6402)],
)
def test_it_tells_that_the_cache_was_too_small(name: str, hits: int, misses: int) -> None:
    finding = only(CODE, golden(name))
    assert finding.title == (
        "Memoize had 68 % of 20,000 look-ups in its cache, which was too small: 5,978 evictions, "
        "0 overflows"
    )
    assert finding.evidence == {
        "hit_share": round(hits / 20_000, 4),
        "lookups": 20_000,
        "hits": hits,
        "misses": misses,
        "evictions": 5978,
        "overflows": 0,
        "suggested_work_mem_kb": 1024,
    }
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert "SET LOCAL work_mem = '1MB'" in finding.advice


@pytest.mark.parametrize("name", ["memoize_poor.fixed", "memoize_poor.fixed.pg15"])
def test_a_cache_that_holds_all_keys_is_none(name: str) -> None:
    [node] = [node for node in golden(name).nodes if node.node_type == "Memoize"]
    assert node.cache_evictions == 0
    assert not found(CODE, golden(name))


@pytest.mark.parametrize(
    ("raw", "severity"),
    [
        (cache(), Severity.INFO),
        (cache(500, 500), None),
        (cache(498, 501), None),
        (cache(899, 101, evictions=1), Severity.WARNING),
        (cache(900, 100, evictions=90), None),
        (cache(899, 101, cache_overflows=1), Severity.WARNING),
    ],
    ids=["seldom", "half", "few look-ups", "too small", "small and good", "overflows"],
)
def test_it_takes_look_ups_and_misses(raw: Raw, severity: Severity | None) -> None:
    assert [finding.severity for finding in found(CODE, raw)] == [severity] * bool(severity)


def test_keys_that_came_once_ask_for_no_memory() -> None:
    finding = only(CODE, cache(4, 996))
    assert finding.title == (
        "Memoize had only 0.4 % of 1,000 look-ups in its cache: most keys came once"
    )
    assert "suggested_work_mem_kb" not in finding.evidence
    assert "enable_memoize = off" in finding.advice


def test_what_workers_looked_up_is_added() -> None:
    told = {"Cache Hits": 9000, "Cache Misses": 100, "Cache Evictions": 0, "Cache Overflows": 0}
    assert not found(CODE, cache() | {"Workers": [told]})
    odd = {"Cache Hits": 0, "Cache Misses": 1000, "Cache Evictions": "many"}
    assert only(CODE, cache() | {"Workers": [odd]}).evidence["lookups"] == 2000


def test_it_speaks_only_of_what_ran() -> None:
    assert_speaks_only_of_what_ran(CODE, cache(evictions=5))
    assert not found(CODE, step("Memoize"))
