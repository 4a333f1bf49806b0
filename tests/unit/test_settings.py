"""Settings from the environment and from `.env`, and what is said of those that make no sense."""

import os
from pathlib import Path

import pytest

from lab.errors import LabError
from lab.settings import NOW, find_env_file, read_settings

ENV_FILE_OF_TESTS = os.environ.get("LAB_ENV_FILE")
SECRET = "s3cret"
URL = f"postgresql://me:{SECRET}@nowhere/db"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder to work in, with none of the lab's variables set."""
    names = ("ENV_FILE", "HOME", "SCALE", "SEED", "QUIET", "DATABASE_URL", "MIGRATION_DATABASE_URL")
    for name in (*(f"LAB_{name}" for name in names), "MIGRATION_DATABASE_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").touch()
    return tmp_path


def test_the_defaults_ask_nothing_of_anybody() -> None:
    settings = read_settings()
    assert (settings.scale, settings.seed, settings.quiet) == (1.0, 42, False)
    assert settings.database_url is None
    assert settings.migration_database_url is None
    assert settings.home is None
    assert not {"scale", "seed"} & settings.model_fields_set


def test_lab_variables_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in [("SCALE", "0.5"), ("SEED", "7"), ("HOME", "/a b"), ("QUIET", "1")]:
        monkeypatch.setenv(f"LAB_{name}", value)
    settings = read_settings()
    assert (settings.scale, settings.seed, settings.quiet) == (0.5, 7, True)
    assert settings.home == Path("/a b")


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_DATABASE_URL", "")
    monkeypatch.setenv("LAB_SCALE", "")
    assert read_settings().database_url is None
    assert read_settings().scale == 1


def test_a_bare_database_url_is_some_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    assert read_settings().database_url is None


def test_a_migration_url_alone_is_some_applications(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIGRATION_DATABASE_URL", URL)
    assert read_settings().migration_database_url is None
    monkeypatch.setenv("LAB_DATABASE_URL", URL)
    found = read_settings().migration_database_url
    assert found is not None
    assert found.get_secret_value() == URL


def test_secrets_are_in_no_text_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAB_DATABASE_URL", URL)
    monkeypatch.setenv("MIGRATION_DATABASE_URL", URL)
    settings = read_settings()
    shown = f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    assert SECRET not in shown


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LAB_SCALE", "huge-s3cret"),
        ("LAB_SEED", "-17"),
        ("LAB_SEED", "9876543210"),
        ("LAB_SEED", "1.5"),
        ("LAB_QUIET", "maybe-s3cret"),
    ],
)
def test_a_value_that_makes_no_sense_is_told_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(LabError) as told:
        read_settings()
    assert str(told.value).startswith(f"{name} is not usable: ")
    assert value not in str(told.value)
    assert "\n" not in str(told.value)
    assert told.value.hint == "Correct it in the environment or in .env (see .env.example)"


def test_a_dot_env_is_read_and_the_environment_goes_before_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text(f"LAB_SCALE=0.25\nLAB_SEED=5\nDATABASE_URL={URL}\nOTHER=x\n")
    monkeypatch.setenv("LAB_SEED", "6")
    settings = read_settings()
    assert (settings.scale, settings.seed, settings.database_url) == (0.25, 6, None)


def test_a_wrong_value_in_a_dot_env_is_told_too(folder: Path) -> None:
    (folder / ".env").write_text("LAB_SCALE=huge\n")
    with pytest.raises(LabError, match="LAB_SCALE is not usable"):
        read_settings()


def test_a_dot_env_is_found_from_a_folder_further_down(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text("LAB_SEED=5\n")
    (folder / "notebooks" / "deep").mkdir(parents=True)
    monkeypatch.chdir(folder / "notebooks" / "deep")
    assert find_env_file() == folder / ".env"
    assert read_settings().seed == 5


@pytest.mark.parametrize("mark", ["pyproject.toml", ".git"])
def test_a_dot_env_above_the_projects_top_is_somebody_elses(
    folder: Path, monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    (folder / ".env").write_text("LAB_SEED=5\n")
    project = folder / "project"
    (project / "notebooks").mkdir(parents=True)
    (project / mark).mkdir()
    monkeypatch.chdir(project / "notebooks")
    assert find_env_file() is None
    assert read_settings().seed == 42


def test_no_dot_env_is_read_where_its_variable_is_empty(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text(f"LAB_DATABASE_URL={URL}\n")
    assert read_settings().database_url is not None
    monkeypatch.setenv("LAB_ENV_FILE", "")
    assert find_env_file() is None
    assert read_settings().database_url is None


def test_a_named_file_is_read_in_the_place_of_dot_env(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / ".env").write_text("LAB_SEED=5\n")
    (folder / "other").write_text("LAB_SEED=6\n", encoding="utf-8")
    monkeypatch.setenv("LAB_ENV_FILE", str(folder / "other"))
    assert read_settings().seed == 6
    monkeypatch.setenv("LAB_ENV_FILE", str(folder / "missing"))
    with pytest.raises(LabError, match=r"LAB_ENV_FILE names '.*missing', which is no file"):
        read_settings()


def test_the_tests_themselves_read_no_dot_env() -> None:
    assert ENV_FILE_OF_TESTS == ""


def test_the_fixed_present_has_a_time_zone() -> None:
    assert NOW.isoformat() == "2026-01-01T00:00:00+00:00"


def test_the_example_names_every_setting() -> None:
    example = (Path(__file__).parents[2] / ".env.example").read_text()
    for name in ("LAB_DATABASE_URL", "MIGRATION_DATABASE_URL", "LAB_HOME", "LAB_SCALE", "LAB_SEED"):
        assert f"\n# {name}=" in example


def test_a_dot_env_that_is_not_utf_8_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_bytes("LAB_SCALE=2".encode("utf-16"))
    monkeypatch.delenv("LAB_ENV_FILE", raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LabError, match=r"\.env is not UTF-8 text. Save it as UTF-8"):
        read_settings()
