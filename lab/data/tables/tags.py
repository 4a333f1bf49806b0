"""Tags: four users in ten have some, three to eight each, no name twice."""

from collections.abc import Mapping

import numpy as np

from lab.data.batches import Batch, Recipe
from lab.data.distributions import whole_power
from lab.data.encoding import Column, Pooled, bigint, timestamp
from lab.data.moments import HOUR, scaled
from lab.data.people import TAG_COUNTS, TAG_OFFSETS, TAGS_IN_BLOCK, signed_up, tag_pattern
from lab.data.pools import tag_names
from lab.data.streams import Ints, scattered_below, scattered_uniform

TAGS_PER_BLOCK = sum(TAGS_IN_BLOCK)


def make(batch: Batch) -> Mapping[str, Column]:
    """The tags of a batch of users."""
    index = batch.index
    counts, begin = tags_of(batch.seed, index)
    user = np.repeat(index, counts)
    tag = batch.first // 10 * TAGS_PER_BLOCK + np.arange(len(user), dtype=np.int64)
    created = signed_up(batch.seed, batch.users, user) + scaled(
        HOUR, scattered_uniform(batch.seed, "tags.created_at", user)
    )
    return {
        "id": bigint(tag + 1),
        "user_id": bigint(user + 1),
        "name": Pooled(tag_names(), _names(batch.seed, user, tag - np.repeat(begin, counts))),
        "created_at": timestamp(created),
        "updated_at": timestamp(created),
    }


def tags_of(seed: int, user: Ints) -> tuple[Ints, Ints]:
    """How many tags a user has, and the number of the first (from 0)."""
    block, place = user // 10, user % 10
    pattern = tag_pattern(seed, block)
    counts = TAG_COUNTS[pattern, place].astype(np.int64)
    return counts, block * TAGS_PER_BLOCK + TAG_OFFSETS[pattern, place]


def _names(seed: int, user: Ints, place: Ints) -> Ints:
    """The user's first name is mostly a popular one; the others follow at the user's own step."""
    names = len(tag_names())
    popular = whole_power(scattered_uniform(seed, "tags.name", user), 3)
    start = (names * popular).astype(np.int64)
    step = 1 + scattered_below(seed, "tags.name.step", 5, user)
    return (start + step * place) % names


RECIPE = Recipe("tags", rows_per_ten_users=20, driving_rows_per_ten_users=10, make=make)
