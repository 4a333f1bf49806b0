"""Orders of the last three years: ever more a day, few users with many, status by age."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from lab.data.baskets import baskets
from lab.data.batches import ORDERS_PER_USER, Batch, Recipe
from lab.data.distributions import quantiles, remainder, shuffles
from lab.data.encoding import Column, Pooled, bigint, numeric, timestamp
from lab.data.moments import DAY, HOUR, MINUTE, PRESENT, scaled, spread, until_now
from lab.data.people import active_user
from lab.data.pools import ADDRESSES, addresses, pool
from lab.data.streams import Bools, Ints
from lab.models import OrderStatus

STATUSES = pool([status.value for status in OrderStatus])
PENDING, PAID, PROCESSING, SHIPPED, DELIVERED, CANCELLED = range(len(STATUSES))

AGES = np.array([2, 7, 30], np.int64) * DAY
STATUS_BY_AGE = np.array(
    [
        # pending, paid, processing, shipped, delivered, cancelled; of 256
        [
            quantiles([250, 0, 0, 0, 0, 6], 8),
            quantiles([216, 0, 0, 0, 0, 40], 8),
            quantiles([0, 0, 0, 0, 0, 256], 8),
            quantiles([0, 0, 0, 0, 0, 256], 8),
        ],
        [
            quantiles([44, 108, 80, 18, 0, 6], 8),
            quantiles([4, 12, 40, 120, 72, 8], 8),
            quantiles([0, 0, 2, 26, 218, 10], 8),
            quantiles([0, 0, 0, 0, 246, 10], 8),
        ],
    ]
)
"""By whether a payment was tried, then by age: statuses by 8 random bits."""

UNPAID_IN_BLOCK = 3
PAYING_BLOCK = 20
PAYS = shuffles([0] * UNPAID_IN_BLOCK + [1] * (PAYING_BLOCK - UNPAID_IN_BLOCK)).astype(bool)
"""Of twenty orders in a row, three were never paid for: so payment ids need no counting."""

LONGEST_CHANGE = np.array([2 * HOUR, DAY, 2 * DAY, 5 * DAY, 12 * DAY, 7 * DAY], np.int64)
"""How long after the order its status changed last, at most; by status."""


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What payments and items must agree on with their orders; indexes count from 0."""

    created: Ints
    user: Ints
    pays: Bools
    status: Ints


def order_facts(batch: Batch) -> OrderFacts:
    """The facts about a batch whose driving rows are orders."""
    created = order_created(batch)
    user = active_user(
        batch.seed,
        batch.users,
        batch.stream("orders.user_id").uniform(batch.count),
        created - 10 * MINUTE,
    )
    pattern = batch.stream("orders.pays").eighths(batch.count // PAYING_BLOCK)
    pays = PAYS[pattern].reshape(-1)
    age = np.searchsorted(AGES, PRESENT - created, side="right")
    draw = batch.stream("orders.status").eighths(batch.count)
    return OrderFacts(created, user, pays, STATUS_BY_AGE[pays.astype(np.intp), age, draw])


def payment_tried(batch: Batch, facts: OrderFacts) -> Ints:
    """When the orders were paid for, or it was tried; of the others, when they were made."""
    tried = facts.created.copy()
    waited = batch.stream("payments.created_at").uniform(int(np.count_nonzero(facts.pays)))
    tried[facts.pays] += scaled(30 * MINUTE, waited)
    return tried


def order_created(batch: Batch) -> Ints:
    """When the orders of a batch were made."""
    return spread(
        batch.index,
        batch.stream("orders.created_at").uniform(batch.count),
        batch.users * ORDERS_PER_USER,
        days=3 * 365,
        start=0.6,
    )


def make(batch: Batch) -> Mapping[str, Column]:
    """The orders of a batch."""
    facts = order_facts(batch)
    shipping, billing = _addresses(batch, facts.user)
    hidden = batch.stream("orders.deleted_at.null").chance(0.03, batch.count)
    tried = payment_tried(batch, facts)
    share = batch.stream("orders.deleted_at").uniform(batch.count)
    deleted = tried + 1 + scaled(PRESENT - tried - 2, share)
    change = scaled(
        LONGEST_CHANGE[facts.status], batch.stream("orders.updated_at").uniform(batch.count)
    )
    changed = until_now(np.maximum(facts.created + change, tried))
    known = addresses()
    return {
        "id": bigint(batch.index + 1),
        "user_id": bigint(facts.user + 1),
        "status": Pooled(STATUSES, facts.status),
        "total_amount": numeric(baskets(batch).totals),
        "shipping_address": Pooled(known.pool, shipping),
        "billing_address": Pooled(known.pool, billing),
        "created_at": timestamp(facts.created),
        "updated_at": timestamp(np.where(hidden, deleted, changed)),
        "deleted_at": timestamp(deleted, ~hidden),
        "currency": Pooled(known.currencies, known.currency[shipping]),
    }


def _addresses(batch: Batch, user: Ints) -> tuple[Ints, Ints]:
    """Where the orders go and where the bills go: mostly to the user's own address, both."""
    home = remainder(user * 0x9E3779B1, ADDRESSES)
    elsewhere = batch.stream("orders.shipping_address").below(ADDRESSES, batch.count)
    sent_home = batch.stream("orders.shipping_address.home").chance(0.75, batch.count)
    shipping = np.where(sent_home, home, elsewhere)
    same = batch.stream("orders.billing_address.same").chance(0.8, batch.count)
    other = batch.stream("orders.billing_address").below(ADDRESSES, batch.count)
    return shipping, np.where(same, shipping, other)


RECIPE = Recipe("orders", rows_per_ten_users=100, driving_rows_per_ten_users=100, make=make)
