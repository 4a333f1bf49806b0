"""Addresses of databases: every form that people write, and no password in any text."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine

from lab.database import parse_url, shown_url
from lab.errors import ConnectError

passwords = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=6, max_size=30
)


@pytest.mark.parametrize(
    "written",
    [
        "postgres://me@host:5433/db",
        "postgresql://me@host:5433/db",
        "postgresql+psycopg://me@host:5433/db",
        "postgresql+psycopg2://me@host:5433/db",
        "postgresql+asyncpg://me@host:5433/db",
        "  postgresql://me@host:5433/db\n",
    ],
)
def test_every_form_leads_to_the_labs_driver(written: str) -> None:
    url = parse_url(written)
    assert url.drivername == "postgresql+psycopg"
    assert (url.username, url.host, url.port, url.database) == ("me", "host", 5433, "db")


def test_a_socket_and_options_stand_in_the_query() -> None:
    url = parse_url("postgresql:///db?host=/var/run/postgresql&sslmode=require")
    assert url.host is None
    assert url.query == {"host": "/var/run/postgresql", "sslmode": "require"}


@pytest.mark.parametrize("written", ["", "nonsense", "host:5432/db", "postgresql://h:port/db"])
def test_what_is_no_url_is_told_with_the_form(written: str) -> None:
    with pytest.raises(ConnectError, match="cannot be read") as told:
        parse_url(written)
    assert told.value.hint == "Its form is postgresql://user:password@host:5432/database"


def test_another_kind_of_database_is_named() -> None:
    with pytest.raises(ConnectError, match="is for mysql, and the lab speaks PostgreSQL only"):
        parse_url("mysql+pymysql://me:secret@host/db")


@pytest.mark.parametrize("written", ["postgresql://me@host", "postgresql://me@host/"])
def test_a_url_without_a_database_is_told(written: str) -> None:
    with pytest.raises(ConnectError, match="names no database"):
        parse_url(written)


@pytest.mark.parametrize(
    "written",
    ["s3cret", "mysql://me:s3cret@host/db", "postgresql://me:s3cret@host", "s3cret@host:x/db"],
)
def test_an_error_repeats_no_password(written: str) -> None:
    with pytest.raises(ConnectError) as told:
        parse_url(written)
    assert "s3cret" not in str(told.value)


@given(passwords)
def test_a_password_is_hidden_wherever_it_stands(password: str) -> None:
    encoded = quote(password, safe="")
    before = parse_url(f"postgresql://me:{encoded}@host/db")
    inside = parse_url(f"postgresql://me@host/db?password={encoded}")
    assert before.password == inside.password == password
    assert str(before) == shown_url(before) == "postgresql+psycopg://me:***@host/db"
    assert str(inside) == shown_url(inside) == "postgresql+psycopg://me:***@host/db"


def test_a_password_in_the_query_is_in_no_text_of_the_url() -> None:
    url = parse_url("postgresql:///db?host=/tmp&user=me&password=s3cret")
    assert "s3cret" not in f"{url!r} {url} {shown_url(url)}"
    assert url.password == "s3cret"
    arguments = create_engine(url).dialect.create_connect_args(url)[1]
    assert {"host": "/tmp", "user": "me", "password": "s3cret"}.items() <= arguments.items()


@pytest.mark.parametrize(
    "written",
    [
        "postgresql://me:p@s3cret@host/db",
        "postgresql://me:p@s3cret@host:5432/db",
        "postgresql://me/s3cret:x@host/db",
    ],
)
def test_half_a_password_is_never_taken_for_a_host(written: str) -> None:
    with pytest.raises(ConnectError, match="one @ or / too many before its host") as told:
        parse_url(written)
    assert told.value.hint == "In a user or a password write @ as %40 and / as %2F"
    assert "s3cret" not in str(told.value)


def test_an_escaped_at_sign_is_part_of_the_password_and_a_database_may_have_one() -> None:
    assert parse_url("postgresql://me:p%40s3%2Fcret@host/db").password == "p@s3/cret"
    assert parse_url("postgresql://me@host/d@b").database == "d@b"


@pytest.mark.parametrize(
    "query",
    [
        "sslpassword=s3cret",
        "password=a&password=s3cret",
        "PASSWORD=s3cret",
        "oauth_client_secret=s3cret",
        "scram_client_key=s3cret",
    ],
)
def test_a_second_secret_is_refused_for_texts_would_show_it(query: str) -> None:
    with pytest.raises(ConnectError, match="holds a second secret") as told:
        parse_url(f"postgresql://me:first@host/db?{query}")
    assert "service=NAME" in told.value.hint
    assert "s3cret" not in str(told.value)


def test_the_name_of_a_password_file_is_no_secret() -> None:
    assert parse_url("postgresql://me@host/db?passfile=/a").query == {"passfile": "/a"}


def test_what_is_no_secret_is_shown() -> None:
    shown = shown_url(parse_url("postgresql://me@host:5433/db?sslmode=require"))
    assert shown == "postgresql+psycopg://me@host:5433/db?sslmode=require"
