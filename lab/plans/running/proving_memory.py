"""Spills proved: the statement run again with more work_mem until nothing goes to disk.

Every operation of every process may take `work_mem`, and hashing `hash_mem_multiplier` times that
(chapter "Resource Consumption" of the PostgreSQL documentation).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from lab.errors import LabError
from lab.findings import Finding
from lab.plans.plan import Plan
from lab.plans.running.trials import Proofs, Trial
from lab.show import text

SPILLS = {
    "SORT_SPILL": "the sort stays in memory",
    "INCSORT_SPILL": "the incremental sort stays in memory",
    "HASH_BATCHES": "the hash table is in one batch",
    "HASHAGG_SPILL": "the aggregation stays in memory",
    "STORAGE_DISK": "the rows kept for later stay in memory",
    "LOSSY": "the bitmap knows every row, not only blocks",
}
MOST_KB = 1024 * 1024
MOST_TRIES = 8
LEAST_KB = 64
"""PostgreSQL takes no smaller work_mem."""


def memory_proofs(trial: Trial, plan: Plan, now_kb: int) -> Proofs:
    """The spills of a plan with what more memory did for them; `now_kb` is what they had."""
    waiting = {at: each for at, each in enumerate(plan.findings) if each.code in SPILLS}
    proofs: Proofs = {}
    for size_kb in _sizes(waiting.values(), now_kb) if waiting and plan.analyzed else ():
        more = trial.attempted(partial(trial.run, {"work_mem": f"{size_kb}kB"}))
        if isinstance(more, LabError):
            told = f"could not be tried with {_shown(size_kb)}: {more.message}"
        else:
            told = f"even with {_shown(size_kb)} this is not gone"
            gone = [at for at, each in waiting.items() if not _still(each, plan, more)]
            proofs |= {at: _proved(waiting.pop(at), plan, more, size_kb) for at in gone}
        proofs |= {at: replace(each, proof=told) for at, each in waiting.items()}
        if not waiting or isinstance(more, LabError):
            break
    return proofs


def _sizes(findings: Iterable[Finding], now_kb: int) -> Iterator[int]:
    """What is suggested, the least first, then twice as much each time."""
    suggested = [each.evidence.get("suggested_work_mem_kb") for each in findings]
    sizes = [round(size) for size in suggested if isinstance(size, int | float) and size > now_kb]
    size = max(min(sizes, default=2 * now_kb), LEAST_KB)
    for _ in range(MOST_TRIES):
        if size > MOST_KB:
            return
        yield size
        size *= 2


def _still(finding: Finding, before: Plan, after: Plan) -> bool:
    """Whether the new plan has the finding at the same node; at any, if it is another plan."""
    same = [each for each in after.findings if each.code == finding.code]
    if before.shape == after.shape:
        return any(each.node == finding.node for each in same)
    return bool(same)


def _proved(finding: Finding, before: Plan, after: Plan, size_kb: int) -> Finding:
    blocks = [temporary_blocks(plan) for plan in (before, after)]
    told = f"with {_shown(size_kb)} {SPILLS[finding.code]}"
    if before.shape != after.shape:
        told = f"with {_shown(size_kb)} the plan becomes {after.shape}, without this"
    if finding.code != "LOSSY" and any(blocks):
        told += f"; temporary blocks {text.count(blocks[0])} -> {text.count(blocks[1])}"
    evidence = {
        **finding.evidence,
        "proof_work_mem_kb": size_kb,
        "before_ms": before.execution_time,
        "after_ms": after.execution_time,
        "before_temp_blocks": blocks[0],
        "after_temp_blocks": blocks[1],
    }
    return replace(finding, proof=told, evidence=evidence)


def temporary_blocks(plan: Plan) -> int:
    """Blocks of temporary files that the whole plan wrote and read."""
    return (plan.root.temp_written_blocks or 0) + (plan.root.temp_read_blocks or 0)


def _shown(size_kb: int) -> str:
    whole = size_kb % 1024 == 0
    return f"work_mem = '{size_kb // 1024 if whole else size_kb}{'MB' if whole else 'kB'}'"
