"""The faults of the five documents, in own words: each is found, by its number in the ledger.

Beside each module of `tests/documents` stands all that is said of it, as a text: what a reviewer
would not write has no place there. `--regenerate` writes these anew; read the difference.
"""

import importlib
from pathlib import Path

import pytest

import lab
from lab.claims import CLAIMS
from lab.conventions import Lint
from lab.errors import LabError
from lab.schema import read_models

FOLDER = Path(__file__).parents[2] / "documents"

FAULTS = [
    ("shop", "B1", "FK_UNRESOLVED", "orders.user_id"),
    ("shop", "B1", "FK_UNRESOLVED", "basketline.order_id"),
    ("shop", "B2", "MODEL_BROKEN", "users"),
    ("shop", "B3", "MODEL_BROKEN", "orders"),
    ("shop_that_maps", "B6", "NAIVE_DEFAULT", "orders"),
    ("shop_that_maps", "B8", "MONEY_FLOAT", "orders.total_amount"),
    ("shop_that_maps", "B8", "MONEY_FLOAT", "order_lines.unit_price"),
    ("shop_that_maps", "B9", "FIELD_LIMIT_UNCHECKED", "order_lines.quantity"),
    ("shop_that_maps", "B9", "FIELD_LIMIT_UNCHECKED", "users.display_name"),
    ("shop_that_maps", "B9", "TABLE_MODEL_UNVALIDATED", None),
    ("shop_that_maps", "B20", "ENUM_BY_NAME", "users.standing"),
    ("shop_that_maps", "B35", "FK_WITHOUT_INDEX", "order_lines.order_id"),
    ("shop_that_maps", "C17", "INDEX_LOW_CARDINALITY", "users.is_active"),
    ("shop_that_maps", "C30", "SOFT_DELETE_UNIQUE", "users"),
    ("chores", "B6", "NAIVE_DEFAULT", None),
    ("chores", "B9", "FIELD_LIMIT_UNCHECKED", "tasks.priority"),
    ("chores", "B11", "INDEX_REDUNDANT", "task_tags"),
    ("chores", "B11", "INDEX_REDUNDANT", "tasks"),
    ("chores", "B11", "INDEX_REDUNDANT", "tags"),
    ("chores", "B11", "INDEX_REDUNDANT", "users"),
    ("chores", "B12", "UNIQUE_REDUNDANT", "tags"),
    ("chores", "B13", "CASCADE_DISAGREES", "tasks.user_id"),
    ("chores", "B28", "UNNAMED_CONSTRAINT", None),
    ("chores", "C12", "NAME_STYLE", None),
    ("purchases", "B18", "NO_SERVER_DEFAULT", "orders.updated_at"),
    ("purchases", "C08", "NO_ON_DELETE", "orders.user_id"),
    ("notes", "B6", "NAIVE_DEFAULT", "note"),
    ("notes", "B21", "RESERVED_WORD", "user"),
    ("notes", "B28", "UNNAMED_CONSTRAINT", None),
    ("notes", "B35", "TIMESTAMP_NULLABLE", "note"),
    ("contacts", "B28", "UNNAMED_CONSTRAINT", None),
]
MODULES = sorted({module for module, *_ in FAULTS})


def lint_of(module: str) -> Lint:
    return lab.lint(importlib.import_module(f"tests.documents.{module}"))


@pytest.mark.parametrize(("module", "claim", "code", "where"), FAULTS)
def test_a_fault_of_the_documents_is_found_under_its_number(
    module: str, claim: str, code: str, where: str | None
) -> None:
    table, _, column = (where or "").partition(".")
    assert claim in CLAIMS
    assert [
        each
        for each in lint_of(module)
        if each.code == code
        and claim in each.claims
        and (where is None or each.table == table)
        and (not column or each.column == column)
    ]


@pytest.mark.parametrize("module", MODULES)
def test_all_that_is_said_of_a_module_stands_beside_it(
    module: str, request: pytest.FixtureRequest
) -> None:
    told = "".join(f"{each!r}\n" for each in lint_of(module))
    page = FOLDER / f"{module}.txt"
    if request.config.getoption("--regenerate"):
        page.write_text(told, encoding="utf-8")
    assert told == page.read_text(encoding="utf-8")


@pytest.mark.parametrize("module", MODULES)
def test_a_finding_on_models_has_the_line_of_its_file(module: str) -> None:
    for finding in lint_of(module):
        assert finding.file is not None, finding
        assert finding.file.endswith(f"{module}.py")
        assert finding.line is not None
        assert 0 < finding.line <= len((FOLDER / f"{module}.py").read_text().splitlines())


@pytest.mark.parametrize(
    ("module", "words"),
    [
        pytest.param("mail_address", "email-validator", id="B4"),
        pytest.param("bases_in_wrong_order", "method resolution", id="B5"),
    ],
)
def test_a_module_that_does_not_import_says_where_and_why(module: str, words: str) -> None:
    with pytest.raises(LabError, match=words) as caught:
        read_models(f"tests.documents.{module}")
    assert f"{module}.py:" in str(caught.value)
