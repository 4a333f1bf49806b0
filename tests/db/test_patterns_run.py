"""`lab patterns run`: one table of them all, one pattern in full, and what cannot be asked."""

import json
from collections.abc import Callable

import pytest

from lab.cli import patterns as command
from lab.database import Database
from lab.errors import LabError
from lab.patterns import PATTERNS
from lab.patterns.running import ask

RunLab = Callable[..., tuple[int, str, str]]
KEYS = {"name", "plan_shape", "blocks", "rows", "statements", "findings", "samples"}


def url_of(db: Database) -> str:
    return db.url.render_as_string(hide_password=False)


def test_all_patterns_are_told_in_one_table(run_lab: RunLab, lab_database: Database) -> None:
    code, out, err = run_lab("patterns", "run", "--all", "--url", url_of(lab_database))
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].split() == ["pattern", "sent", "blocks", "rows", "findings", "plan"]
    assert [line.split()[0] for line in lines[2:-2]] == list(PATTERNS)
    assert lines[-1] == "Planned and not run, for they write: complete_tasks, close_account."


def test_for_programs_there_is_an_object_a_pattern(run_lab: RunLab, lab_database: Database) -> None:
    printed = json.loads(
        run_lab("patterns", "run", "--all", "--json", "--url", url_of(lab_database))[1]
    )
    assert [each["name"] for each in printed] == list(PATTERNS)
    assert all(set(each) == KEYS for each in printed)
    lazily = next(each for each in printed if each["name"] == "orders_with_items_lazily")
    assert lazily["statements"] == 51


def test_one_pattern_is_told_in_full_with_a_plan_for_each_sample(
    run_lab: RunLab, lab_database: Database
) -> None:
    url = url_of(lab_database)
    code, out, _ = run_lab("patterns", "run", "tasks_of_user", "--url", url)
    assert code == 0
    assert out.startswith("tasks_of_user: What does one user mean to do?\nDocument 003, ")
    assert [line for line in out.splitlines() if line.startswith("==")] == [
        "== middle",
        "== head",
        "== tail",
    ]
    assert out.count("findings:") == 3
    printed = json.loads(run_lab("patterns", "run", "tasks_of_user", "--json", "--url", url)[1])
    assert [each["label"] for each in printed[0]["samples"]] == ["middle", "head", "tail"]


def test_a_pattern_with_values_of_its_own_shows_them_first(lab_database: Database) -> None:
    asked = ask(lab_database, PATTERNS["orders_of_user"], every_sample=True)
    assert list(asked.plans) == ["typical", "head", "middle", "tail"]
    assert asked.statements == 1
    assert asked.plan is asked.plans["typical"]


def test_objects_are_walked_and_their_statements_shown(
    run_lab: RunLab, lab_database: Database
) -> None:
    out = run_lab("patterns", "run", "orders_with_items_lazily", "--url", url_of(lab_database))[1]
    assert "51 statements (2 different)" in out
    asked = {
        name: ask(lab_database, PATTERNS[name])
        for name in (
            "orders_with_items_lazily",
            "orders_with_items_and_user",
            "orders_with_items_joined",
        )
    }
    assert [each.statements for each in asked.values()] == [51, 3, 1]


def test_an_update_is_planned_and_not_run(lab_database: Database) -> None:
    before = ask(lab_database, PATTERNS["tasks_of_user"])
    asked = ask(lab_database, PATTERNS["complete_tasks"])
    assert (asked.blocks, asked.rows) == (None, None)
    (row,) = command.render_table([asked], None).splitlines()[2:]
    assert row.split()[:4] == ["complete_tasks", "1", "-", "-"]
    assert ask(lab_database, PATTERNS["tasks_of_user"]).blocks == before.blocks


def test_a_database_without_the_labs_tables_is_told_in_one_line(
    run_lab: RunLab, empty_database: Database
) -> None:
    for wanted in ("--all", "tasks_of_user"):
        code, out, err = run_lab("patterns", "run", wanted, "--url", url_of(empty_database))
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        assert "does not exist" in err
        assert "'lab up' makes the lab's own tables" in err


def test_a_pattern_that_fails_does_not_stop_the_others(
    run_lab: RunLab, lab_database: Database
) -> None:
    with lab_database.engine.begin() as connection:
        connection.exec_driver_sql("TRUNCATE payments")
    code, out, err = run_lab("patterns", "run", "--all", "--url", url_of(lab_database))
    assert code == 2
    assert err.startswith(
        "lab: 1 pattern could not be explained: 'payment_by_provider_id': Pattern "
    )
    assert len(out.splitlines()) == len(PATTERNS) + 3


@pytest.mark.parametrize("width", [80, 120, 200])
def test_a_table_fits_the_window(lab_database: Database, width: int) -> None:
    names = ("tasks_with_tag", "orders_with_items_joined", "unpaid_orders_of_last_week")
    asked = [ask(lab_database, PATTERNS[name]) for name in names]
    cut = command.render_table(asked, width).splitlines()
    assert max(map(len, cut)) <= max(width, 110)
    assert all(line.startswith(name) for line, name in zip(cut[2:], names, strict=True))


def test_findings_are_told_once_the_gravest_first(lab_database: Database) -> None:
    asked = ask(lab_database, PATTERNS["tasks_by_words"], every_sample=True)
    codes = [each.code for each in asked.findings]
    ranks = [each.severity.rank for each in asked.findings]
    assert len(set(codes)) == len(codes)
    assert ranks == sorted(ranks, reverse=True)


def test_a_call_that_is_interrupted_says_so(
    run_lab: RunLab, lab_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("lab.cli.patterns.ask", interrupt)
    code, out, err = run_lab("patterns", "run", "--all", "--url", url_of(lab_database))
    assert (code, out) == (130, "")
    assert err == "lab: interrupted; nothing is left half done\n"


def test_a_server_that_goes_away_is_told_at_once(
    run_lab: RunLab, lab_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise LabError("Gone", hint="Try again")

    monkeypatch.setattr("lab.cli.patterns.ask", gone)
    code, out, err = run_lab("patterns", "run", "--all", "--url", url_of(lab_database))
    assert (code, out, err) == (2, "", "lab: Gone. Try again\n")
