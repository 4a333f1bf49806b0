"""The environment as one typed object: LAB_... variables, or a `.env` in the project's folder.

LAB_ENV_FILE names another file in the place of that `.env`; empty, it stands for none at all.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from lab.errors import LabError

NOW = datetime(2026, 1, 1, tzinfo=UTC)
"""The lab's fixed present: synthetic data and "last week" count from it."""


class Settings(BaseSettings):
    """What a person can set from outside; every field has a LAB_ variable of its name."""

    model_config = SettingsConfigDict(
        env_prefix="LAB_",
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    database_url: SecretStr | None = Field(
        default=None, description="Another server to ask; read-only unless writes are allowed"
    )
    migration_database_url: SecretStr | None = Field(
        default=None,
        validation_alias="MIGRATION_DATABASE_URL",
        description="The direct endpoint of the same server, where LAB_DATABASE_URL is a pooler's",
    )
    home: Path | None = Field(default=None, description="Where the lab keeps its own server")
    scale: float = Field(default=1.0, description="1 is 200,000 orders")
    seed: int = Field(default=42, ge=0, lt=2**32, description="The same seed gives the same rows")
    quiet: bool = Field(default=False, description="No progress bars")


def read_settings() -> Settings:
    """The settings as they are now.

    MIGRATION_DATABASE_URL counts only beside LAB_DATABASE_URL: alone it is some application's.

    Raises:
        LabError: a variable has a value that makes no sense; the value itself is not repeated.
    """
    env_file = find_env_file()
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]
    except UnicodeDecodeError:
        raise LabError(f"{env_file} is not UTF-8 text", hint="Save it as UTF-8") from None
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = str(first["loc"][0]).upper()
        variable = name if name.startswith("MIGRATION_") else f"LAB_{name.removeprefix('LAB_')}"
        raise LabError(
            f"{variable} is not usable: {first['msg'].lower()}",
            hint="Correct it in the environment or in .env (see .env.example)",
        ) from None
    if settings.database_url is None:
        return settings.model_copy(update={"migration_database_url": None})
    return settings


def find_env_file() -> Path | None:
    """The file in LAB_ENV_FILE, or the nearest `.env` from here up to the project's top folder.

    Raises:
        LabError: LAB_ENV_FILE names a file that is not there.
    """
    named = os.environ.get("LAB_ENV_FILE")
    if named is not None:
        return _named_file(named)
    for folder in (here := Path.cwd(), *here.parents):
        if (folder / ".env").is_file():
            return folder / ".env"
        if (folder / "pyproject.toml").exists() or (folder / ".git").exists():
            return None
    return None


def _named_file(name: str) -> Path | None:
    if not name:
        return None
    path = Path(name).expanduser()
    if path.is_dir() or not path.exists():
        raise LabError(
            f"LAB_ENV_FILE names '{name}', which is no file",
            hint="Correct it, or unset it: the lab then looks for .env",
        )
    return path
