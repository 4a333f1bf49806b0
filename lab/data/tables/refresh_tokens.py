"""Refresh tokens: those of the last ninety days, each good for thirty."""

from collections.abc import Mapping

import numpy as np

from lab.data.batches import Batch, Recipe
from lab.data.encoding import Column, bigint, characters, timestamp
from lab.data.moments import DAY, MINUTE, PRESENT, scaled, spread
from lab.data.people import active_user
from lab.data.streams import Bytes, Ints, scattered

LIFETIME = 30 * DAY
HEXADECIMAL = np.frombuffer("".join(f"{byte:02x}" for byte in range(256)).encode(), "<u2")


def make(batch: Batch) -> Mapping[str, Column]:
    """The tokens of a batch."""
    index = batch.index
    created = spread(
        index,
        batch.stream("refresh_tokens.created_at").uniform(batch.count),
        batch.users * 2,
        days=90,
        start=0.8,
    )
    user = active_user(
        batch.seed,
        batch.users,
        batch.stream("refresh_tokens.user_id").uniform(batch.count),
        created - MINUTE,
    )
    span = np.minimum(LIFETIME, PRESENT - created)
    revoked = (
        created
        + 1
        + scaled(span - 2, batch.stream("refresh_tokens.revoked_at").uniform(batch.count))
    )
    kept = batch.stream("refresh_tokens.revoked_at.null").chance(0.8, batch.count)
    return {
        "id": bigint(index + 1),
        "user_id": bigint(user + 1),
        "token_hash": characters(token_hashes(batch, index)),
        "expires_at": timestamp(created + LIFETIME),
        "revoked_at": timestamp(revoked, kept),
        "created_at": timestamp(created),
        "updated_at": timestamp(np.where(kept, created, revoked)),
    }


def token_hashes(batch: Batch, index: Ints) -> Bytes:
    """256 bits in hexadecimal, of which the first 64 are different for every number."""
    bits = np.empty((len(index), 32), np.uint8)
    unique = scattered(batch.seed, "refresh_tokens.token_hash", index).astype("<u8", copy=False)
    bits[:, :8] = unique.view(np.uint8).reshape(-1, 8)
    rest = batch.stream("refresh_tokens.token_hash").eighths(len(index) * 24)
    bits[:, 8:] = rest.reshape(-1, 24)
    return HEXADECIMAL[bits].view(np.uint8)


RECIPE = Recipe("refresh_tokens", rows_per_ten_users=20, driving_rows_per_ten_users=20, make=make)
