"""Which task bears which tag: none to three of the tags of the task's own user."""

from collections.abc import Mapping

import numpy as np

from lab.data.batches import Batch, Recipe
from lab.data.distributions import exclusive_sums, shuffles, whole_power
from lab.data.encoding import Column, bigint, timestamp
from lab.data.streams import Ints
from lab.data.tables.tags import tags_of
from lab.data.tables.tasks import task_created, task_user

TAGS_OF_TEN_TASKS = (0, 0, 1, 1, 1, 2, 2, 2, 3, 3)
"""No more than the fewest tags that a user with tasks has."""
TAG_COUNTS = shuffles(TAGS_OF_TEN_TASKS)


def make(batch: Batch) -> Mapping[str, Column]:
    """The tags of a batch of tasks."""
    created = task_created(batch)
    pattern = batch.stream("task_tags.pattern").eighths(batch.count // 10)
    counts = TAG_COUNTS[pattern].reshape(-1).astype(np.int64)
    owned, first = tags_of(batch.seed, task_user(batch, created))
    # The square of a uniform number: a user's first tags are used most.
    early = whole_power(batch.stream("task_tags.tag_id").uniform(batch.count), 2)
    start = (owned * early).astype(np.int64)
    task = np.repeat(np.arange(batch.count, dtype=np.int64), counts)
    nth = np.arange(len(task), dtype=np.int64) - exclusive_sums(counts)[task]
    tag: Ints = (start[task] + nth) % owned[task]
    tag += first[task]
    return {
        "task_id": bigint(batch.first + task + 1),
        "tag_id": bigint(tag + 1),
        "created_at": timestamp(created[task]),
    }


RECIPE = Recipe("task_tags", rows_per_ten_users=75, driving_rows_per_ten_users=50, make=make)
