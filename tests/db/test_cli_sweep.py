"""`lab sweep` as somebody types it."""

import json
from collections.abc import Callable

import pytest

from lab.database import Database
from tests.db.made import BELOW

pytestmark = pytest.mark.usefixtures("one_round")

RunLab = Callable[..., tuple[int, str, str]]


def test_the_command_says_the_same(made: Database, run_lab: RunLab) -> None:
    url = made.url.render_as_string(hide_password=False)
    asked = ("sweep", BELOW, "--over", "n", "--values", "10,100,1000", "--url", url)
    code, out, _ = run_lab(*asked)
    assert code == 0
    assert "query over n (made.v < :n)" in out
    assert " ms" in out
    code, out, _ = run_lab(*asked, "--json", "--allow-writes", "-i", "made(v, id)")
    assert [point["value"] for point in json.loads(out)["points"]] == [10, 100, 1000]
    assert "lab_made_v_id" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--over", "n", "--values", "1,,2"), "lab: '1,,2' holds an empty value. Write --values"),
        (("--over", "n", "--values", "5"), "lab: A sweep needs at least two different values"),
        (("--over", "m", "--values", "1,2"), "lab: Nothing of the query is called 'm'."),
    ],
)
def test_mistakes_at_the_command_line_are_told(
    made: Database, run_lab: RunLab, arguments: tuple[str, ...], message: str
) -> None:
    url = made.url.render_as_string(hide_password=False)
    code, out, err = run_lab("sweep", BELOW, "--url", url, *arguments)
    assert (code, out) == (2, "")
    assert err.startswith(message)


def test_a_pattern_is_swept_by_its_offset(lab_database: Database, run_lab: RunLab) -> None:
    url = lab_database.url.render_as_string(hide_password=False)
    code, out, _ = run_lab(
        *("sweep", "orders_by_offset", "--over", "offset", "--values", "100,500,1000,1900"),
        *("-i", "orders(created_at)", "--url", url, "--allow-writes"),
    )
    assert code == 0
    assert "orders_by_offset over offset" in out
