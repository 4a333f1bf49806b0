"""What the rules about spills share: a suggestion is enough, and in whole MB."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab.findings import Severity
from lab.plans.findings.work_mem import (
    MOST_WORK_MEM_KB,
    advise_work_mem,
    spill_severity,
    suggested_work_mem_kb,
    temp_written_kb,
)
from lab.plans.nodes import PlanNode


@given(st.floats(0, 1e15))
def test_a_suggestion_is_the_least_number_of_whole_mb_that_is_enough(needed_bytes: float) -> None:
    suggested = suggested_work_mem_kb(needed_bytes)
    assert suggested % 1024 == 0
    assert suggested * 1024 >= round(needed_bytes)
    assert suggested == 1024 or (suggested - 1024) * 1024 < needed_bytes + 1


@pytest.mark.parametrize(
    ("kb", "severity"),
    [(0, Severity.WARNING), (102_399, Severity.WARNING), (102_400, Severity.HIGH)],
)
def test_a_spill_of_100_mb_is_grave(kb: int, severity: Severity) -> None:
    assert spill_severity(kb) is severity


def test_more_than_a_gigabyte_is_not_advised() -> None:
    most = advise_work_mem(MOST_WORK_MEM_KB, "it should fit", "Or sort less.")
    assert most == (
        "Try SET LOCAL work_mem = '1024MB' for this statement and explain it again: it should fit. "
        "Or sort less."
    )
    assert "SET LOCAL" not in advise_work_mem(MOST_WORK_MEM_KB + 1024, "it should fit", "Or not.")


def test_blocks_that_nobody_counted_are_not_zero() -> None:
    counted = PlanNode("Hash", exclusive_buffers={"temp_written_blocks": 3})
    assert temp_written_kb([PlanNode("Hash")]) is None
    assert temp_written_kb([counted, PlanNode("Hash Join")]) == 24
