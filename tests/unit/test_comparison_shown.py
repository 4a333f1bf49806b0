"""How a comparison shows itself: complete as text and as HTML, and the same in every run."""

import json
from dataclasses import replace

import pytest

from lab.plans import parse_plan
from lab.plans.running import WhyNot
from lab.plans.running.cases import Reason, Why
from tests.unit.comparisons import (
    INDEX_SCAN,
    SAMPLED,
    SEQ_SCAN,
    cases,
    comparison,
    ended,
    failed,
    measured,
    plan,
    writing,
)

NONE = writing(measured("none", blocks=1000, ms=10), insert=140)
ONE = writing(measured("one", blocks=10, ms=0.1, node=INDEX_SCAN), insert=204, ms=0.02, hot=0)
IDLE = WhyNot(
    "ix", "orders", (Reason(Why.COST, "It costs 9x as much", "Leave it out"),), plan(blocks=1)
)
RESULT = comparison(
    NONE,
    replace(ONE, diff=plan(blocks=1000).diff(plan(INDEX_SCAN, blocks=10))),
    replace(measured("idle", blocks=1000, ms=10), index_names=("ix",), unused=(IDLE,)),
    ended("slow"),
    failed("broken", "it returns 3 rows, the baseline 5"),
)
SCAN, BY_INDEX = plan(blocks=1000), plan(INDEX_SCAN, blocks=4)
PLAIN = f"{RESULT}\n{RESULT.render_html()}"


def test_one_weighing_is_shown_and_its_rate_where_it_counts() -> None:
    plain, timed = RESULT.render_text(), RESULT.timed().render_text()
    assert [shown.count(" a write: worth it") for shown in (plain, timed)] == [1, 1]
    assert ["is weighed as 32 bytes" in shown for shown in (plain, timed)] == [True, False]


def test_the_fewest_indexes_by_time_are_named_where_they_are_others() -> None:
    by_blocks = measured("few blocks", blocks=10, ms=9.9, node=INDEX_SCAN)
    by_time = measured("quick", blocks=50, ms=0.1, node=INDEX_SCAN)
    shown = comparison(measured("none", blocks=99, ms=10), by_blocks, by_time)
    assert "by time" not in shown.render_text()
    told = "best: 'few blocks' with 1 index; by time, within the noise: 'quick' with 1 index"
    assert told in shown.timed().render_text(width=200)
    assert "by time" not in RESULT.timed().render_text()


def test_what_was_written_to_temporary_files_is_told() -> None:
    spilling = {"Temp Read Blocks": 3, "Temp Written Blocks": 4}
    result = comparison(
        measured("fits", blocks=9), measured("spills", blocks=9, node=SEQ_SCAN | spilling)
    )
    assert "    besides 7 temporary blocks" in result.render_text()


def test_every_variant_stands_in_the_table_whatever_became_of_it() -> None:
    lines = RESULT.render_text().splitlines()
    rows = {line.split()[0]: line.split()[1:] for line in lines[4:9]}
    assert rows["none"] == ["1,000", "baseline", "5", "-", "140", "bytes", "100", "%"]
    assert rows["one"] == ["10", "100x", "fewer", "5", "8.0", "kB", "204", "bytes", "0", "%"]
    assert rows["slow"][:4] == ["over", "60", "s", "-"]
    assert rows["broken"][:3] == ["not", "measured", "-"]


@pytest.mark.parametrize(
    "told",
    [
        "Seq Scan on orders",
        "Index Scan using ix on orders",
        "q: 'one' touches the fewest blocks, 10 (100x fewer than 'none')",
        "100x fewer",
        "saves 990 blocks a read, costs 64 bytes of WAL a write: worth it from 1 read in 500",
        "One block read is weighed as 32 bytes of WAL",
        "ix is not used: It costs 9x as much",
        "took over 60 s and was ended",
        "it returns 3 rows, the baseline 5",
        "A write inserts a row into orders; HOT: updates of status that touch no index",
        "204 bytes",
        "100 %",
        "settings: jit = off, work_mem = 16MB",
    ],
)
def test_text_and_html_say_the_same(told: str) -> None:
    assert told in RESULT.render_text(width=200)
    assert told in RESULT.render_html().replace("&#x27;", "'")


def test_the_fewest_indexes_are_named() -> None:
    told = "Fewest indexes within 5 % or 2 blocks of the best: 'one' with 1 index"
    assert told in RESULT.render_text()
    assert RESULT.fewest_indexes is RESULT["one"]
    assert "Fewest" not in comparison(NONE, failed("broken")).render_text()


def test_of_variants_that_take_as_much_all_are_named() -> None:
    one, other = (replace(measured(each, blocks=4), index_bytes=100) for each in "ab")
    far = replace(measured("c", blocks=9), index_bytes=100)
    assert "the best: 'a' or 'b' with none" in comparison(one, other, far).render_text()


def test_nothing_that_differs_from_run_to_run_is_shown_unless_asked_for() -> None:
    other = replace(
        RESULT,
        variants=tuple(replace(each, build_ms=7.0) for each in RESULT.variants),
        noise_floor=0.5,
        rounds=60,
        stopped="60 rounds",
        seed=7,
    )
    assert f"{other}\n{other.render_html()}" == PLAIN
    assert " ms" not in PLAIN


@pytest.mark.parametrize(
    "told",
    [
        "10.0 ms",
        "1.00 % (1.00 to 1.00)",
        "faster",
        "Medians of 20 interleaved rounds with 95 % intervals, ended by: 60 rounds; the baseline ",
        "differs from itself by up to 2.0 %; below that nothing can be told",
        "saves 9.91 ms a read, costs 0.010 ms a write: worth it from 1 read in 990 writes",
        "time/insert",
        "built in",
        "over 60 s",
    ],
)
def test_times_are_shown_where_they_are_asked_for(told: str) -> None:
    timed = replace(RESULT, stopped="60 rounds").timed()
    assert told in timed.render_text(width=200)
    assert told in timed.render_html().replace("&#x27;", "'")


def test_unmeasured_times_are_said_to_be_unmeasured() -> None:
    unknown = comparison(failed("a"), failed("b"), noise_floor=None).timed()
    assert "Times were not measured" in unknown.render_text()
    assert repr(unknown) == "Comparison(q: 2 variants, none run)"
    assert unknown.fewest_indexes is None


def test_where_nothing_was_run_the_planner_s_cost_is_told() -> None:
    planned = [replace(ended(name), over_s=None, trouble="planned only") for name in "ab"]
    by_index = parse_plan(json.dumps([{"Plan": INDEX_SCAN}]))
    before = planned[0].runs[0]
    after = replace(planned[1], runs=(replace(before, plan=by_index),))
    result = comparison(planned[0], after, noise_floor=None)
    assert [bar.value for bar in result.chart().bars] == [900, 9]
    shown = result.render_text()
    assert shown.startswith("q: 'b' has the lowest estimated cost, 9 (100x lower than 'a')\n")
    assert ["b", "9", "100x", "lower", "-"] in [line.split() for line in shown.splitlines()]


def test_settings_that_differ_are_told_in_place_of_a_judgement() -> None:
    before, after = (
        replace(plan(blocks=9), settings={"work_mem": each}) for each in ("1MB", "2MB")
    )
    own = replace(measured("more", blocks=9), diff=before.diff(after))
    shown = comparison(measured("less", blocks=9), own).render_text()
    assert "    with work_mem = 2MB instead of 1MB" in shown
    assert "more: Seq Scan on orders\n" in shown


def test_the_plan_of_another_question_is_not_compared() -> None:
    other = replace(
        measured("other", blocks=3), trouble="returns other rows", diff=plan(blocks=99).diff(SCAN)
    )
    shown = comparison(measured("a", blocks=99), other).render_text()
    assert "returns other rows" in shown
    assert ["other", "not", "measured", "-", "-", "-"] in list(map(str.split, shown.splitlines()))


def test_a_comparison_without_writes_has_no_table_of_them() -> None:
    bare = comparison(measured("a", blocks=1), measured("b", blocks=2))
    assert "WAL" not in bare.render_text()
    assert "WAL" in RESULT.render_text()


def test_cases_are_shown_beside_their_mean_and_plans_by_case_where_they_differ() -> None:
    one = cases("one", [SCAN, BY_INDEX, BY_INDEX])
    result = comparison(cases("none", [SCAN, SCAN, SCAN]), one, query=SAMPLED)
    shown = result.render_text()
    lines = [line.split() for line in shown.splitlines()]
    assert "Blocks and rows are means over head, middle and tail" in shown
    assert ["variant", "mean", "blocks", "head", "middle", "tail"] in [line[:6] for line in lines]
    assert ["one", "336", "1,000", "4", "4", "3.0x", "fewer"] in [line[:7] for line in lines]
    assert "none: Seq Scan on orders\none:\n    head: Seq Scan on orders\n" in shown
    assert "    middle, tail: Index Scan using ix on orders" in shown
    timed = [line.split() for line in result.timed().render_text().splitlines()]
    assert ["variant", "head", "middle", "tail"] in timed


def test_many_cases_stand_below_each_other() -> None:
    query = replace(SAMPLED, samples={f"case {at}": {"n": at} for at in range(9)})
    own = cases("none", [SCAN, SCAN, SCAN])
    run = own.runs[0]
    result = comparison(own, own, query=query)
    runs = tuple(replace(run, case=case) for case in result.workload.cases)
    variants = tuple(replace(own, name=name, runs=runs) for name in ("none", "one"))
    lines = [line.split() for line in replace(result, variants=variants).render_text().splitlines()]
    assert ["case", "none", "one"] in lines
    assert ["case", "8", "1,000", "1,000"] in lines


def test_a_single_case_has_no_table_of_cases() -> None:
    assert "by case" not in RESULT.render_text()


def test_hostile_names_and_words_are_escaped() -> None:
    hostile = "<script>x</script>\n"
    result = comparison(measured(hostile, blocks=1), failed(f"b{hostile}", hostile), ended("c"))
    for shown in (result, result.timed(), result.chart(), result.timed().chart()):
        assert "<script>" not in shown.render_html()
        assert "</script>\\n" in shown.render_text()
    assert "\n" not in repr(result)


def test_lines_of_words_and_tables_fit_the_width() -> None:
    long = replace(RESULT, notes=("word " * 60,), settings={f"name_{at}": "x" for at in range(30)})
    for shown in (long, long.timed()):
        assert max(map(len, shown.render_text(width=80).splitlines())) <= 80


def test_json_says_what_was_and_what_was_not_measured() -> None:
    printed = json.loads(json.dumps(RESULT.to_json(), allow_nan=False))
    none, one, idle, slow, broken = printed["variants"]
    assert (one["blocks"], one["cost"], one["rows"], one["indexes"]) == (10, 9, 5, 1)
    assert (one["wal_bytes_per_insert"], one["wal_bytes_per_update"], one["hot_ratio"]) == (
        204,
        612,
        0,
    )
    assert none["verdict"] is None
    assert one["verdict"] == "faster"
    assert one["diff"]["judgement"] == "better"
    assert [(op["table"], op["operation"], op["column"]) for op in one["writes"]] == [
        ("orders", "insert", None),
        ("orders", "update_indexed", "status"),
    ]
    assert idle["unused"] == [{"index": "ix", "reason": "It costs 9x as much"}]
    assert (slow["over_s"], slow["blocks"], slow["time_ms"]) == (60, None, None)
    assert slow["cases"][0]["blocks"] is None
    assert (broken["trouble"], broken["plan_shape"]) == ("it returns 3 rows, the baseline 5", None)


def test_the_frame_has_a_row_a_variant_and_na_where_nothing_was_measured() -> None:
    frame = RESULT.to_frame().set_index("name")
    assert list(frame.index) == ["none", "one", "idle", "slow", "broken"]
    assert frame.loc["one", "blocks"] == 10
    assert frame.loc["one", "ms_per_update"] > 0
    assert frame["blocks"].isna().tolist() == [False, False, False, True, True]
    assert str(frame["index_bytes"].dtype) == "Int64"


def test_the_chart_shows_blocks_and_times_only_where_they_are_asked_for() -> None:
    blocks, times = RESULT.chart(), RESULT.timed().chart()
    assert [bar.shown for bar in blocks.bars] == [
        *("1,000", "10", "1,000", "over 60 s", "not measured")
    ]
    assert times.title == "q: median time of a read"
    assert times.bars[0].shown == "10.0 ms"
    assert times.bars[1].shown.endswith("% (1.00 to 1.00) of baseline")
