"""A package whose names are imported on demand, when a module of it cannot be imported."""

import importlib
from pathlib import Path

import pytest

FAILING = "raise AttributeError('module built for another version')\n"


def test_why_a_module_cannot_be_imported_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "lazily_failing"
    package.mkdir()
    (package / "__init__.py").write_text(
        "from lab.lazy import names_on_demand\n__getattr__, __dir__ = names_on_demand(__name__)\n"
    )
    (package / "__init__.pyi").write_text("from lazily_failing.sums import total\n")
    (package / "sums.py").write_text(FAILING)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ImportError, match="sums cannot be imported: module built for another"):
        exec("from lazily_failing import total", {})
    lazily = importlib.import_module("lazily_failing")
    with pytest.raises(ImportError, match="sums cannot be imported"):
        lazily.sums  # noqa: B018
