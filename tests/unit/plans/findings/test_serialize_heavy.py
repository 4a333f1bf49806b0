import pytest

from lab.findings import Severity
from lab.plans.findings.serialize_heavy import RULE
from tests.unit.plans.findings.on_plans import found, golden, made, node, the_one


def test_long_texts_are_fetched_and_made_text_of() -> None:
    plan = golden("serialize_heavy")
    finding = the_one(RULE, plan)
    assert finding.evidence["output_volume_kb"] == plan.serialization["Output Volume"]
    assert finding.evidence["serialization_ms"] == plan.serialization["Time"]
    assert finding.evidence["toast_blocks"] == 9_000
    assert finding.evidence["columns"] == 4
    assert finding.severity is Severity.WARNING
    assert finding.title.startswith("Turning the result into 18.4 MB for the client took ")
    assert finding.advice == (
        f"{RULE.advice} The result has 4 columns. "
        "9,000 blocks were read only to fetch long values (TOAST)."
    )
    assert finding.rests_on_times


@pytest.mark.parametrize("name", ["serialize_heavy.fixed", "index_scan", "index_scan.pg15"])
def test_it_is_gone_without_the_long_column(name: str) -> None:
    assert not found(RULE, golden(name))


@pytest.mark.parametrize(
    ("told", "appears"),
    [
        ({"Time": 20.0, "Output Volume": 1024}, True),
        ({"Time": 19.9, "Output Volume": 1024}, False),
        ({"Time": 20.0, "Output Volume": 1023}, False),
        ({"Output Volume": 9000}, False),
        ({"Time": 90.0}, False),
        ({"Time": "long", "Output Volume": []}, False),
        ({}, False),
    ],
    ids=["both", "short", "small", "time not taken", "no volume", "no figures", "not serialized"],
)
def test_a_fifth_of_the_time_and_a_megabyte(told: dict[str, object], *, appears: bool) -> None:
    plan = made(node("Result"), Execution_Time=100.0, Serialization=told)
    assert bool(found(RULE, plan)) is appears


@pytest.mark.parametrize(("took", "severity"), [(49.9, Severity.INFO), (50.0, Severity.WARNING)])
def test_half_of_the_time_is_a_warning(took: float, severity: Severity) -> None:
    told = {"Time": took, "Output Volume": 5000}
    plan = made(node("Result"), Execution_Time=100.0, Serialization=told)
    assert the_one(RULE, plan).severity is severity


def test_advice_where_neither_columns_nor_toast_are_told() -> None:
    told = {"Time": 50.0, "Output Volume": 5000}
    plan = made(node("Result"), Execution_Time=100.0, Serialization=told)
    assert the_one(RULE, plan).advice == RULE.advice
