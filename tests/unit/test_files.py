"""The files that travel with the lab are found in the clone and in the wheel."""

from pathlib import Path

import pytest

from lab import files
from lab.errors import LabError

CLONE = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["migrations", "alembic.ini"])
def test_a_clone_keeps_them_beside_the_package(name: str) -> None:
    assert files.travelling(name) == CLONE / name


def test_a_wheel_keeps_them_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "lab"
    (package / "_files" / "migrations").mkdir(parents=True)
    (package.parent / "migrations").mkdir()
    monkeypatch.setattr(files, "PACKAGE", package)
    assert files.travelling("migrations") == package / "_files" / "migrations"


def test_a_broken_installation_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PACKAGE", tmp_path / "lab")
    with pytest.raises(LabError, match="notebooks did not come with this installation") as told:
        files.travelling("notebooks")
    assert "Install the wheel anew" in told.value.hint
