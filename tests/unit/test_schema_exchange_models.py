"""The pydantic classes beside the tables."""

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from lab.errors import LabError
from lab.schema import (
    picture_of_models,
)


@pytest.fixture
def module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], ModuleType]]:
    """Writes a module and imports it; forgotten afterwards."""
    names: list[str] = []

    def written(source: str) -> ModuleType:
        names.append(f"written_{len(names)}")
        (tmp_path / f"{names[-1]}.py").write_text(HEAD + source, encoding="utf-8")
        importlib.invalidate_caches()
        return importlib.import_module(names[-1])

    monkeypatch.syspath_prepend(tmp_path)
    yield written
    for name in names:
        sys.modules.pop(name, None)


HEAD = """
from pydantic import BaseModel, SecretStr, computed_field
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

class Base(SQLModel, registry=registry(metadata=MetaData())):
    pass
"""
ACCOUNTS = """
class AccountBase(Base):
    email: str

class Account(AccountBase, table=True):
    id: int = Field(primary_key=True)
    password_hash: str

class AccountCreate(AccountBase):
    password: str

class AccountPublic(AccountBase):
    id: int

class AccountDetail(Account):
    pass

class LoginForm(BaseModel):
    password: SecretStr
    code: SecretStr | None = None

class LoginResponse(BaseModel):
    token: str = Field(exclude=True)

    @computed_field
    def shown(self) -> str:
        return self.token

class AccountInDB(AccountBase):
    password_hash: str
"""


def test_exchange_models_are_told_and_bases_left_out(
    module: Callable[[str], ModuleType],
) -> None:
    exchanges = {each.name: each for each in picture_of_models(module(ACCOUNTS)).exchanges}
    requests = {name for name, each in exchanges.items() if each.is_request}
    assert requests == {"AccountCreate", "LoginForm"}
    assert exchanges.keys() - requests == {"AccountPublic", "AccountDetail", "LoginResponse"}
    assert exchanges["AccountPublic"].fields == ("email", "id")
    assert exchanges["AccountPublic"].inherits == ("AccountBase", "Base")
    assert exchanges["AccountDetail"].fields == ("email", "id", "password_hash")
    assert exchanges["LoginForm"].excluded == ("password", "code")
    assert exchanges["LoginResponse"].fields == ("token", "shown")
    assert exchanges["LoginResponse"].excluded == ("token",)


def test_settings_and_classes_of_libraries_are_no_exchange_models(
    module: Callable[[str], ModuleType],
) -> None:
    source = """
from pydantic_settings import BaseSettings
from nbformat import NotebookNode
from sqlmodel.main import SQLModelConfig

class Settings(BaseSettings):
    secret_key: str = ""

class Row(Base, table=True):
    id: int = Field(primary_key=True)
"""
    assert picture_of_models(module(source)).exchanges == ()


def test_a_base_brings_the_exchange_models_of_its_modules(
    module: Callable[[str], ModuleType],
) -> None:
    written = module(ACCOUNTS)
    assert picture_of_models(written.Base).exchanges == picture_of_models(written).exchanges


def test_a_class_that_gives_its_fields_to_tables_of_another_registry_is_no_exchange_model(
    module: Callable[[str], ModuleType],
) -> None:
    source = """
class Habits(SQLModel):
    password_hash: str = ""

class Other(SQLModel, registry=registry(metadata=MetaData())):
    pass

class Kept(Habits, Other, table=True):
    id: int = Field(primary_key=True)

class Row(Base, table=True):
    id: int = Field(primary_key=True)
"""
    told = picture_of_models(module(source).Base).exchanges
    assert "Habits" not in {each.name for each in told}


def test_a_module_without_a_table_is_told(module: Callable[[str], ModuleType]) -> None:
    with pytest.raises(LabError) as told:
        picture_of_models(module(""))
    assert told.value.message == "Module 'written_0' has no table"
    assert "table=True" in told.value.hint
