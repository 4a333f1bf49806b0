"""Addresses of databases: read from what people write, shown without their secrets."""

import re

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from lab.errors import ConnectError

DRIVER = "postgresql+psycopg"
FORM = "postgresql://user:password@host:5432/database"
OTHER_DRIVERS = ("postgres", "postgresql")
SECRETS = re.compile(r"password|secret|scram_.*_key|passcode", re.IGNORECASE)
"""libpq's connection parameters that are secrets; `passfile` is the name of a file."""


def parse_url(text: str) -> URL:
    """A URL for the lab's driver, from any of PostgreSQL's forms.

    Raises:
        ConnectError: it is none; the text itself is not repeated, for it may hold a password.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        raise ConnectError("The database URL cannot be read", hint=f"Its form is {FORM}") from None
    scheme = url.drivername.split("+")[0]
    if scheme not in OTHER_DRIVERS:
        raise ConnectError(
            f"The database URL is for {scheme}, and the lab speaks PostgreSQL only",
            hint=f"Its form is {FORM}",
        )
    if not url.database:
        raise ConnectError("The database URL names no database", hint=f"Its form is {FORM}")
    _refuse_split_password(url)
    return _without_second_secret(_password_in_its_place(url.set(drivername=DRIVER)))


def shown_url(url: URL) -> str:
    """The URL with its password hidden, wherever in it that stands."""
    hidden = {name: "***" for name in url.query if "password" in name.lower()}
    shown = url.update_query_dict(hidden).render_as_string(hide_password=True)
    return shown.replace("%2A%2A%2A", "***")


def _refuse_split_password(url: URL) -> None:
    """An @ or / that was not escaped leaves half of a password in the host or the database."""
    if "@" in (url.host or "") or (url.username is None and "@" in (url.database or "")):
        raise ConnectError(
            "The database URL has one @ or / too many before its host",
            hint="In a user or a password write @ as %40 and / as %2F",
        )


def _without_second_secret(url: URL) -> URL:
    """SQLAlchemy hides one password, the one before the host, and shows all else in its texts."""
    if any(SECRETS.search(name) for name in url.query):
        raise ConnectError(
            "The database URL holds a second secret, which messages would show",
            hint="Keep it in a pg_service.conf file, and name that service: ?service=NAME",
        )
    return url


def _password_in_its_place(url: URL) -> URL:
    """A `?password=` moved before the host: only there does SQLAlchemy hide it in every text."""
    given = url.query.get("password")
    if not isinstance(given, str):
        return url
    return url.difference_update_query(["password"]).set(password=given)
