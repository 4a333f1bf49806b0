"""Users: sign-ups that grow over five years, some accounts closed, a few addresses taken again."""

from collections.abc import Mapping

import numpy as np

from lab.data import arrow, words
from lab.data.batches import Batch, Recipe
from lab.data.distributions import quantiles, whole_power
from lab.data.encoding import (
    Column,
    Composed,
    Pooled,
    bigint,
    boolean,
    characters,
    timestamp,
)
from lab.data.moments import DAY, PRESENT, scaled
from lab.data.people import address_of, closed_at, closes, signed_up
from lab.data.pools import mail_names, pool
from lab.data.streams import Bytes, Ints, Stream, scattered_below
from lab.models import UserRole

HASH_LETTERS = np.frombuffer(
    b"./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", np.uint8
)
HASH_PREFIX = b"$2b$12$"
ROLES = pool([UserRole.USER.value, UserRole.MODERATOR.value, UserRole.ADMIN.value])
ROLE_SHARES = quantiles([2000, 40, 8], 16)
DOMAIN_SHARES = quantiles([*words.MAIL_DOMAINS.values()], 16)


def make(batch: Batch) -> Mapping[str, Column]:
    """The users of a batch."""
    index, users = batch.index, batch.users
    created = signed_up(batch.seed, users, index)
    closed = closes(users, index)
    end = np.where(closed, closed_at(batch.seed, users, index), PRESENT)
    # Whoever has been here for a month, and may have ordered, has signed in.
    yet_to_sign_in = (end - created < 30 * DAY) & batch.stream("users.last_login_at.null").chance(
        0.5, batch.count
    )
    # The square of a uniform number: most have been here lately.
    away = whole_power(batch.stream("users.last_login_at").uniform(batch.count), 2)
    last_login = end - 1 - scaled(end - created - 2, away)
    edited = created + scaled(
        end - created, whole_power(batch.stream("users.updated_at").uniform(batch.count), 3)
    )
    return {
        "id": bigint(index + 1),
        "email": Composed(emails(batch.seed, users, index)),
        "full_name": Composed(_full_names(batch.seed, users, index)),
        "password_hash": characters(password_hashes(batch.stream("users.password_hash"), index)),
        "role": Pooled(ROLES, ROLE_SHARES[batch.stream("users.role").quarters(batch.count)]),
        "is_active": boolean(~closed & batch.stream("users.is_active").chance(0.97, batch.count)),
        "email_verified": boolean(
            (PRESENT - created > 2 * DAY)
            & batch.stream("users.email_verified").chance(0.93, batch.count)
        ),
        "profile_picture_url": Composed(
            _pictures(index), batch.stream("users.profile_picture_url").chance(0.6, batch.count)
        ),
        "last_login_at": timestamp(last_login, yet_to_sign_in),
        "created_at": timestamp(created),
        "updated_at": timestamp(np.where(closed, end, edited)),
        "deleted_at": timestamp(end, ~closed),
    }


def emails(seed: int, users: int, index: Ints) -> object:
    """Addresses that no two open accounts share: they end in the number of their first user."""
    owner = address_of(users, index)
    first, last = _name_numbers(seed, owner)
    names = mail_names()
    domain = DOMAIN_SHARES[scattered_below(seed, "users.domain", 65536, owner)]
    domains = arrow.strings(f"@{name}" for name in words.MAIL_DOMAINS)
    return arrow.joined(
        arrow.taken(names[0], first),
        ".",
        arrow.taken(names[1], last),
        arrow.decimal_strings(owner + 1),
        arrow.taken(domains, domain),
    )


def _full_names(seed: int, users: int, index: Ints) -> object:
    first, last = _name_numbers(seed, address_of(users, index))
    return arrow.joined(
        arrow.taken(arrow.strings(words.FIRST_NAMES), first),
        arrow.taken(arrow.strings(words.LAST_NAMES), last),
        separator=" ",
    )


def _name_numbers(seed: int, index: Ints) -> tuple[Ints, Ints]:
    return (
        scattered_below(seed, "users.first_name", len(words.FIRST_NAMES), index),
        scattered_below(seed, "users.last_name", len(words.LAST_NAMES), index),
    )


def password_hashes(stream: Stream, index: Ints) -> Bytes:
    """Texts in the form of bcrypt's hashes; no password belongs to them."""
    random = stream.eighths(len(index) * 53).reshape(-1, 53)
    hashes = np.empty((len(index), 60), np.uint8)
    hashes[:, :7] = np.frombuffer(HASH_PREFIX, np.uint8)
    hashes[:, 7:] = HASH_LETTERS[random & 63]
    return hashes


def _pictures(index: Ints) -> object:
    return arrow.joined("https://pictures.example/", arrow.decimal_strings(index + 1), ".webp")


RECIPE = Recipe("users", rows_per_ten_users=10, driving_rows_per_ten_users=10, make=make)
