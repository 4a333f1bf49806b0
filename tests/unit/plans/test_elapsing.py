"""How long took what several processes did at once, and who ran what their workers needed."""

from itertools import zip_longest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.plans.made_up import Raw, gather, node, parsed, value, worker

NAMED = {"Filter": "(r > (InitPlan 1).col1)"}


def test_the_longest_participant_tells_how_long_it_took() -> None:
    workers = [worker(0, 10.0), worker(1, 20.0)]
    scan = node("Parallel Seq Scan", loops=3, Actual_Total_Time=20.0, Workers=workers)
    [_, shared] = parsed(gather(scan, Actual_Total_Time=35.0))
    assert shared.inclusive_time == pytest.approx(30.0)
    assert shared.participants == pytest.approx(2.0)


def test_what_is_run_side_by_side_fits_into_what_is_above() -> None:
    scans = [node("Seq Scan", Actual_Total_Time=time) for time in (90.0, 60.0)]
    append = node("Parallel Append", *scans, loops=2, Actual_Total_Time=75.0)
    [_, whole, one, other] = parsed(gather(append, workers=1, Actual_Total_Time=80.0))
    assert (one.inclusive_time, other.inclusive_time) == pytest.approx((45.0, 30.0))
    assert (whole.inclusive_time, whole.self_time) == pytest.approx((75.0, 0.0))


def test_what_one_process_does_while_the_others_wait_is_not_divided() -> None:
    index = node("Bitmap Index Scan", Actual_Total_Time=9.0)
    heap = node("Parallel Bitmap Heap Scan", index, loops=3, Actual_Total_Time=10.0)
    [_, scan, bitmap] = parsed(gather(heap, Actual_Total_Time=11.0))
    assert (bitmap.self_time, scan.self_time) == pytest.approx((9.0, 1.0))


def test_what_hangs_at_a_gather_is_the_leaders() -> None:
    below = {"Parent Relationship": "SubPlan", "Subplan Name": "SubPlan 1"}
    called = node("Result", loops=20_000, Actual_Total_Time=0.005) | below
    scan = node("Parallel Seq Scan", loops=4, Actual_Total_Time=2.5)
    whole = gather(scan, workers=3, Actual_Total_Time=120.0)
    whole["Plans"].append(called)
    subplan = parsed(whole)[2]
    assert subplan.inclusive_time == pytest.approx(100.0)
    assert not subplan.inside_gather


def test_a_gather_runs_what_its_workers_need_before_it_starts_them() -> None:
    needed = value(Actual_Total_Time=15.0, Shared_Hit_Blocks=16)
    scan = node("Parallel Seq Scan", loops=2, Actual_Total_Time=30.0, Shared_Hit_Blocks=2688)
    whole = gather(scan | NAMED, workers=1, Actual_Total_Time=50.0, Shared_Hit_Blocks=2704)
    sort = node("Sort", needed, whole, Actual_Total_Time=50.0, Shared_Hit_Blocks=2704)
    [_, _, paid, shared] = parsed(sort)
    assert (paid.self_time, paid.exclusive_blocks) == (5.0, 0)
    assert (shared.self_time, shared.exclusive_blocks) == (30.0, 2688)


def test_a_value_below_a_gather_is_found_by_every_worker_for_itself() -> None:
    needed = value(loops=2, Actual_Total_Time=40.0, Shared_Hit_Blocks=20)
    first = node("Parallel Seq Scan", Actual_Total_Time=50.0, Shared_Hit_Blocks=15)
    other = node("Parallel Seq Scan", Actual_Total_Time=48.0, Shared_Hit_Blocks=12)
    append = node("Parallel Append", needed, first | NAMED, other | NAMED, loops=2)
    append |= {"Actual Total Time": 50.0, "Shared Hit Blocks": 37}
    [_, whole, ran, one, two] = parsed(gather(append, workers=1, Actual_Total_Time=52.0))
    assert ran.inclusive_time == 40.0
    own = (whole.self_time or 0) + (one.self_time or 0) + (two.self_time or 0)
    assert own == pytest.approx(10.0)
    blocks = [each.exclusive_blocks for each in (whole, one, two)]
    assert blocks == [10, 0, 7]


class Crew:
    """A made-up execution by several processes: what each of them did is known."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.processes = draw(st.integers(2, 5))
        self.again = draw(st.integers(1, 3))
        self.verbose = draw(st.booleans())
        self.true: list[tuple[float, int]] = []

    def gather(self, below: Raw, longest: float) -> Raw:
        own = self.draw(st.integers(0, 50))
        self.true[0] = (own, 0)
        whole = gather(below, workers=self.processes - 1, loops=self.again)
        whole["Shared Hit Blocks"] = below["Shared Hit Blocks"]
        return whole | {"Actual Total Time": (own + longest) / self.again}

    def timed(self, raw: Raw, times: list[float], calls: int = 1) -> Raw:
        """A node with the time of each process that ran it; the first is the leader."""
        loops = len(times) * self.again * calls
        each = loops // len(times)
        shown = [worker(n, time / each, each) for n, time in enumerate(times[1:])]
        told = {"Workers": shown} if self.verbose else {}
        return raw | told | {"Actual Loops": loops, "Actual Total Time": sum(times) / loops}

    def together(self, depth: int, *, by: int, calls: int = 1) -> tuple[Raw, int]:
        """A node that takes each process the same time; how long that is, with all below."""
        own = self.draw(st.integers(0, 50))
        place = len(self.true)
        self.true.append((own, own * by))
        below, time = [], own
        for _ in range(self.draw(st.integers(0, 2)) if depth else 0):
            few = by if self.draw(st.booleans()) else 1
            # What one does for all it does once: otherwise nobody could tell it from what all do.
            more = calls * self.draw(st.integers(1, 3)) if few == by else 1
            child, spent = self.together(depth - 1, by=few, calls=more)
            below.append(child)
            time += spent
        raw = self.timed(node("Join", *below), [time] * by, calls)
        raw["Shared Hit Blocks"] = self.true[place][1] + sum(c["Shared Hit Blocks"] for c in below)
        return raw, time

    def apart(self, depth: int, *, by: int) -> tuple[Raw, list[float]]:
        """A node of which each process does some part; the time of each of them."""
        times = [float(self.draw(st.integers(0, 50))) for _ in range(by)]
        below = []
        for _ in range(self.draw(st.integers(0, 3)) if depth else 0):
            fewer = self.draw(st.integers(1, by))
            child, spent = self.apart(depth - 1, by=fewer)
            below.append(child)
            times = [time + more for time, more in zip_longest(times, spent, fillvalue=0.0)]
        return self.timed(node("Append", *below), times), times


@st.composite
def crews_in_step(draw: st.DrawFn) -> tuple[Raw, list[tuple[float, int]]]:
    crew = Crew(draw)
    crew.true.append((0, 0))
    below, time = crew.together(3, by=crew.processes)
    return crew.gather(below, time), crew.true


@given(crews_in_step())
def test_what_all_processes_did_in_step_is_found_again(
    crew: tuple[Raw, list[tuple[float, int]]],
) -> None:
    raw, true = crew
    found = parsed(raw)
    assert [each.exclusive_blocks for each in found] == [blocks for _, blocks in true]
    assert [each.self_time for each in found] == pytest.approx([t for t, _ in true], abs=1e-6)


@st.composite
def crews_at_odds(draw: st.DrawFn) -> Raw:
    crew = Crew(draw)
    crew.true.append((0, 0))
    below, times = crew.apart(3, by=crew.processes)
    return crew.gather(below | {"Shared Hit Blocks": 0}, max(times))


@given(crews_at_odds())
def test_however_the_work_was_split_the_times_add_up(raw: Raw) -> None:
    nodes = parsed(raw)
    own = [each.self_time or 0 for each in nodes]
    assert min(own) >= 0
    assert sum(own) == pytest.approx(nodes[0].inclusive_time or 0, abs=1e-6)
