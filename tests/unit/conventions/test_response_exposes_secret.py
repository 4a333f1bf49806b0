"""RESPONSE_EXPOSES_SECRET: fields of answers, by their names."""

from dataclasses import replace

import pytest
from pydantic import SecretStr
from sqlalchemy import MetaData
from sqlmodel import Field, SQLModel

from lab.schema import ExchangeModel, Origin, Picture, picture_of
from lab.schema.classes.exchange_models import exchange_of
from lab.schema.classes.source_places import SourcePlaces
from tests.conventions import only, said

SECRETS = """
password password_hash passwordHash client_secret api_key reset_token refresh_token otp totp_secret
card_cvv private_key
"""
HARMLESS = """
password_changed_at has_password token_type avatar_token_url tokenizer next_page_token max_tokens
password_policy hash key secretary pinned api_key_id requires_otp secret_name total_tokens
token_count csrf_token
"""
NOTHING = picture_of(MetaData())


def api(*models: ExchangeModel) -> Picture:
    return replace(NOTHING, exchanges=models, origin=Origin.MODELS)


def answer(*fields: str, name: str = "UserRead", inherits: tuple[str, ...] = ()) -> ExchangeModel:
    return ExchangeModel(name=name, module="api", fields=fields, inherits=inherits)


BAD = api(answer("id", "email", "hashed_password"))
MENDED = api(answer("id", "email"))


def test_it_appears_and_is_gone_once_mended() -> None:
    finding = only("RESPONSE_EXPOSES_SECRET", BAD)
    assert finding.title == "UserRead, which clients may receive, has hashed_password"
    assert not said("RESPONSE_EXPOSES_SECRET", MENDED)


@pytest.mark.parametrize(
    "field",
    SECRETS.split(),
)
def test_a_secret_is_told_by_its_name(field: str) -> None:
    assert said("RESPONSE_EXPOSES_SECRET", api(answer("id", field)))


@pytest.mark.parametrize(
    "field",
    HARMLESS.split(),
)
def test_what_is_only_told_of_a_secret_is_none(field: str) -> None:
    assert not said("RESPONSE_EXPOSES_SECRET", api(answer("id", field)))


@pytest.mark.parametrize("name", ["Token", "LoginResponse", "ApiKeyCreated", "AppSettings"])
def test_a_model_that_hands_it_out_or_keeps_it_inside_is_let_be(name: str) -> None:
    assert not said("RESPONSE_EXPOSES_SECRET", api(answer("access_token", "api_key", name=name)))


def test_not_even_the_answer_to_a_login_has_a_password() -> None:
    model = answer("access_token", "password_hash", name="LoginResponse")
    assert only("RESPONSE_EXPOSES_SECRET", api(model)).evidence["fields"] == ["password_hash"]


def test_a_request_may_have_a_password() -> None:
    request = replace(answer("password", name="UserCreate"), is_request=True)
    assert not said("RESPONSE_EXPOSES_SECRET", api(request))


def test_what_is_inherited_is_told_of_at_the_base() -> None:
    base = answer("password", name="UserFull")
    heir = answer("password", "id", name="UserMore", inherits=("UserFull",))
    assert only("RESPONSE_EXPOSES_SECRET", api(base, heir)).evidence["model"] == "UserFull"


def test_a_field_that_is_never_written_out_is_no_secret_told() -> None:
    class AccountRead(SQLModel):
        password: str = Field(exclude=True)
        api_key: SecretStr

    assert not said("RESPONSE_EXPOSES_SECRET", api(exchange_of(AccountRead, SourcePlaces())))


@pytest.mark.parametrize("field", ["new_password", "currentPassword", "password_confirmation"])
def test_a_change_of_password_comes_from_clients(field: str) -> None:
    model = answer("token", "password", field, name="NewPassword")
    assert not said("RESPONSE_EXPOSES_SECRET", api(model))


@pytest.mark.parametrize("name", ["ConnectionResponse", "SettingsRead", "InternalUserPublic"])
def test_what_is_called_an_answer_is_one(name: str) -> None:
    assert said("RESPONSE_EXPOSES_SECRET", api(answer("host", "password", name=name)))
