"""Tasks of the last two years: a few users have most, old ones are mostly done."""

from collections.abc import Mapping

import numpy as np

from lab.data.batches import TASKS_PER_USER, Batch, Recipe
from lab.data.distributions import quantiles, whole_power, zipf_weights
from lab.data.encoding import Column, Pooled, bigint, boolean, day, smallint, timestamp
from lab.data.moments import DAY, PRESENT, scaled, spread
from lab.data.people import active_filer
from lab.data.pools import task_descriptions, task_titles
from lab.data.streams import Ints

PRIORITIES = quantiles([116, 40, 64, 26, 10], 8)
"""Of none, low, medium, high, urgent."""


def task_created(batch: Batch) -> Ints:
    """When the tasks of a batch were made."""
    return spread(
        batch.index,
        batch.stream("tasks.created_at").uniform(batch.count),
        batch.users * TASKS_PER_USER,
        days=2 * 365,
        start=0.7,
    )


def task_user(batch: Batch, created: Ints) -> Ints:
    """Whose the tasks of a batch are: users who have tags, for a day at least."""
    uniform = batch.stream("tasks.user_id").uniform(batch.count)
    return active_filer(batch.seed, batch.users, uniform, created - DAY)


def make(batch: Batch) -> Mapping[str, Column]:
    """The tasks of a batch."""
    created, count = task_created(batch), batch.count
    age = PRESENT - created
    done = batch.stream("tasks.completed").uniform(count) < 0.95 * age / (age + 25 * DAY)
    took = whole_power(batch.stream("tasks.updated_at").uniform(count), 4)
    finished = created + 1 + scaled(age - 2, took)
    titles, descriptions = task_titles(), task_descriptions()
    title = quantiles(zipf_weights(len(titles), shift=400), 16)
    due = created // DAY + 1 + batch.stream("tasks.due_date").below(60, count)
    return {
        "id": bigint(batch.index + 1),
        "user_id": bigint(task_user(batch, created) + 1),
        "title": Pooled(titles, title[batch.stream("tasks.title").quarters(count)]),
        "description": Pooled(
            descriptions,
            batch.stream("tasks.description").below(len(descriptions), count),
            batch.stream("tasks.description.null").chance(0.6, count),
        ),
        "completed": boolean(done),
        "due_date": day(due, batch.stream("tasks.due_date.null").chance(0.3, count)),
        "created_at": timestamp(created),
        "updated_at": timestamp(np.where(done, finished, created)),
        "priority": smallint(PRIORITIES[batch.stream("tasks.priority").eighths(count)]),
    }


RECIPE = Recipe("tasks", rows_per_ten_users=50, driving_rows_per_ten_users=50, make=make)
