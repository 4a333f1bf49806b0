"""Payments: one for each order that anybody tried to pay, and its outcome agrees with the order."""

from collections.abc import Mapping

import numpy as np

from lab.data.baskets import baskets
from lab.data.batches import Batch, Recipe
from lab.data.distributions import quantiles
from lab.data.encoding import Column, Pooled, bigint, characters, numeric, timestamp
from lab.data.moments import DAY, MINUTE, scaled, until_now
from lab.data.pools import pool
from lab.data.streams import Bytes, Ints, scattered
from lab.data.tables.orders import (
    PAYING_BLOCK,
    UNPAID_IN_BLOCK,
    order_facts,
    payment_tried,
)
from lab.models import OrderStatus, PaymentStatus

STATUSES = pool([status.value for status in PaymentStatus])
PENDING, SUCCEEDED, FAILED, REFUNDED = range(len(STATUSES))
OUTCOMES = {OrderStatus.PENDING: [160, 0, 96, 0], OrderStatus.CANCELLED: [0, 0, 80, 176]}
STATUS_BY_ORDER = np.array(
    [quantiles(OUTCOMES.get(status, [0, 256, 0, 0]), 8) for status in OrderStatus]
)

ID_LETTERS = np.frombuffer(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", np.uint8
)
UNIQUE_LETTERS = 11
"""Letters that 64 bits take in base 62."""
ID_LENGTH = 27


def make(batch: Batch) -> Mapping[str, Column]:
    """The payments for a batch of orders."""
    facts = order_facts(batch)
    order = np.flatnonzero(facts.pays)
    count = len(order)
    first = batch.first // PAYING_BLOCK * (PAYING_BLOCK - UNPAID_IN_BLOCK)
    index = first + np.arange(count, dtype=np.int64)
    created = payment_tried(batch, facts)[order]
    draw = batch.stream("payments.status").eighths(count)
    status = STATUS_BY_ORDER[facts.status[order], draw]
    longest = np.where(status == REFUNDED, 20 * DAY, 5 * MINUTE)
    settled = until_now(
        created + scaled(longest, batch.stream("payments.updated_at").uniform(count))
    )
    return {
        "id": bigint(index + 1),
        "order_id": bigint(batch.first + order + 1),
        "user_id": bigint(facts.user[order] + 1),
        "status": Pooled(STATUSES, status),
        "amount": numeric(baskets(batch).totals[order]),
        "stripe_payment_id": characters(stripe_ids(batch, index)),
        "created_at": timestamp(created),
        "updated_at": timestamp(settled),
    }


def stripe_ids(batch: Batch, index: Ints) -> Bytes:
    """Ids in the provider's form; their first eleven letters are different for every number."""
    ids = np.empty((len(index), ID_LENGTH), np.uint8)
    ids[:, :3] = np.frombuffer(b"pi_", np.uint8)
    unique = scattered(batch.seed, "payments.stripe_payment_id", index)
    for place in range(3, 3 + UNIQUE_LETTERS):
        unique, letter = np.divmod(unique, np.uint64(len(ID_LETTERS)))
        ids[:, place] = ID_LETTERS[letter]
    rest = ID_LENGTH - 3 - UNIQUE_LETTERS
    random = batch.stream("payments.stripe_payment_id").eighths(len(index) * rest)
    ids[:, 3 + UNIQUE_LETTERS :] = ID_LETTERS[random % len(ID_LETTERS)].reshape(-1, rest)
    return ids


RECIPE = Recipe("payments", rows_per_ten_users=85, driving_rows_per_ten_users=100, make=make)
