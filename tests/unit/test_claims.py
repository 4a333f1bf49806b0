"""The ledger of claims: complete, in its own words, shown in full, and the page made from it."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

import lab
from lab.claims import CLAIMS, OPEN, Claim, tally
from lab.errors import UnknownNameError
from lab.experiments import Answer, Verdict

CLONE = Path(__file__).parents[2]
PAGE = CLONE / "docs" / "claims.md"
VERDICTS = {*Answer, OPEN}
SETTLED = replace(
    CLAIMS["C14"],
    verdict="refuted",
    notebooks=("05_column_order",),
    evidence="3 blocks both ways",
    limits="PostgreSQL 18",
)

Run = Callable[..., tuple[int, str, str]]


def test_every_claim_has_an_entry() -> None:
    wanted = [f"C{n:02}" for n in range(1, 36)] + [f"B{n}" for n in range(1, 36)]
    assert list(CLAIMS) == wanted


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=list(CLAIMS))
def test_an_entry_is_complete(claim: Claim) -> None:
    assert claim.verdict in VERDICTS
    assert re.match(r"(00[0-4]|all five)\b", claim.source), claim.source
    assert 15 <= len(claim.claim) <= 300
    assert not claim.claim.endswith("."), "the verdict stands before it, as in 'C14 refuted: ...'"
    assert "\n" not in claim.claim + claim.evidence + claim.limits
    assert bool(claim.notebooks) == (claim.verdict != OPEN)
    assert bool(claim.evidence) == (claim.verdict != OPEN), "numbers, where it is settled"
    assert claim.verdict == OPEN or claim.limits, "limits, where it is settled"


def test_a_claim_that_is_not_there_is_told_with_its_neighbour() -> None:
    with pytest.raises(UnknownNameError, match=r"No claim 'C014'\. Did you mean 'C14'\?"):
        lab.settle("C014", found=True)
    assert "C014" not in CLAIMS
    assert "C14" in CLAIMS


def test_a_settled_claim_shows_all_that_is_known_of_it() -> None:
    shown = SETTLED.render_text()
    assert shown.startswith("C14 (refuted): ")
    for part in ("found: 3 blocks both ways", "limits: PostgreSQL 18", "05_column_order", "002"):
        assert part in shown
        assert part.removeprefix("found: ").removeprefix("limits: ") in SETTLED.render_html()
    assert SETTLED.to_json()["notebooks"] == ["05_column_order"]


@pytest.mark.parametrize("width", [60, 80])
def test_the_ledger_fits_the_terminal(width: int) -> None:
    assert all(len(line) <= width for line in CLAIMS.render_text(width).splitlines())


def test_the_ledger_shows_every_claim_and_counts_the_verdicts() -> None:
    for shown in (CLAIMS.render_text(), CLAIMS.render_html()):
        assert all(id_ in shown for id_ in CLAIMS)
        assert repr(CLAIMS) in shown
    assert tally([SETTLED, replace(SETTLED, verdict=OPEN)]) == (
        "2 claims: 0 confirmed, 1 refuted, 0 cannot tell, 1 open"
    )


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        (True, Answer.CONFIRMED),
        (False, Answer.REFUTED),
        (Answer.CANNOT_TELL, Answer.CANNOT_TELL),
        (Verdict(Answer.REFUTED, ("12 blocks, not 3",)), Answer.REFUTED),
    ],
    ids=["holds", "does not", "answer", "verdict"],
)
def test_a_settlement_tells_what_was_found(
    found: Verdict | Answer | bool,  # noqa: FBT001 - as settle takes it
    answer: Answer,
) -> None:
    settled = lab.settle("C01", found, "in one try")
    assert settled.answer == answer
    assert settled.render_text().startswith(f"C01 {answer}: Every table")
    assert "in one try" in settled.render_text()
    assert ("12 blocks" in settled.render_html()) == isinstance(found, Verdict)


def test_the_evidence_of_a_result_is_told_without_its_class() -> None:
    settled = lab.settle("C01", True, "Comparison(q: 3 blocks (2x fewer))", "so (it seems)")  # noqa: FBT003
    assert settled.reasons == ("q: 3 blocks (2x fewer)", "so (it seems)")


def test_a_settlement_that_differs_from_the_ledger_says_so() -> None:
    for claim in CLAIMS.values():
        settled = lab.settle(claim.id, claim.verdict == Answer.REFUTED)
        if claim.verdict == OPEN:
            assert "the ledger has it as open" in settled.render_text()
        elif claim.verdict != Answer.CANNOT_TELL:
            assert not settled.agrees
            assert f"the ledger says otherwise: {claim.verdict}" in settled.render_html()


def test_the_program_lists_all_claims(run_lab: Run) -> None:
    code, shown, _ = run_lab("claims")
    assert code == 0
    assert all(re.search(rf"^{id_} ", shown, re.MULTILINE) for id_ in CLAIMS)
    assert shown.rstrip().endswith(tally(list(CLAIMS.values())))


def test_the_program_tells_of_one_claim_in_either_case(run_lab: Run) -> None:
    assert run_lab("claims", "c14", "B1")[1].count("document ") == 2


def test_the_program_tells_programs_the_same(run_lab: Run) -> None:
    told = json.loads(run_lab("claims", "--json")[1])
    assert [each["id"] for each in told] == list(CLAIMS)
    assert {"id", "source", "claim", "verdict", "notebooks", "evidence", "limits"} <= set(told[0])
    for each in json.loads(run_lab("claims", "--open", "--json")[1]):
        assert each["verdict"] == OPEN


def test_the_program_knows_no_other_claim(run_lab: Run) -> None:
    code, _, said = run_lab("claims", "C99")
    assert (code, said.count("\n")) == (2, 1)
    assert "No claim 'C99'. " in said
    assert "'lab claims' lists them" in said


def row(claim: Claim) -> str:
    links = [f"[{name}](../notebooks/{name}.ipynb)" for name in claim.notebooks]
    words = [claim.claim, claim.verdict, claim.evidence, claim.limits, claim.source]
    told, verdict, *rest = (each.replace("|", "\\|") for each in words)
    found = [verdict, ", ".join(links), *rest] if claim.notebooks else rest[1:]
    return f"| {' | '.join([claim.id, told, *found])} |"


def section(title: str, claims: Sequence[Claim]) -> list[str]:
    """Those that are settled in a table of their own, before those that are open."""
    settled = [claim for claim in claims if claim.verdict != OPEN]
    still_open = [claim for claim in claims if claim.verdict == OPEN]
    headers = "| claim | what it says | verdict | notebook | found | limits | document |"
    return [
        *("", f"## {title}: settled", "", headers, "|---|---|---|---|---|---|---|"),
        *map(row, settled),
        *(
            "",
            f"## {title}: open",
            "",
            "| claim | what it says | what would settle it | document |",
        ),
        *("|---|---|---|---|", *map(row, still_open)),
    ]


def test_the_page_lists_every_claim(request: pytest.FixtureRequest) -> None:
    lines = [
        "# What the documents claim, and what the lab found",
        "",
        "Written from the ledger in `lab/claims/entries/`: "
        "`pytest tests/unit/test_claims.py --regenerate`. `lab claims` prints the same.",
        "C and a number is what the documents recommend, B and a number what happens when one "
        "does as their examples print.",
        "",
        f"{tally(list(CLAIMS.values()))}.",
        *section("Recommendations", [each for each in CLAIMS.values() if each.id[0] == "C"]),
        *section("Examples", [each for each in CLAIMS.values() if each.id[0] == "B"]),
    ]
    page = "\n".join(lines) + "\n"
    if request.config.getoption("--regenerate"):
        PAGE.write_text(page, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page
