"""Order items: popular products, prices that move around each product's own."""

from collections.abc import Mapping

import numpy as np

from lab.data.baskets import ITEMS_PER_TEN_ORDERS, baskets
from lab.data.batches import Batch, Recipe
from lab.data.encoding import Column, Pooled, bigint, integer, numeric, timestamp
from lab.data.pools import products
from lab.data.tables.orders import order_created


def make(batch: Batch) -> Mapping[str, Column]:
    """The items of a batch of orders."""
    found = baskets(batch)
    first = batch.first // 10 * ITEMS_PER_TEN_ORDERS
    created = np.repeat(order_created(batch), found.counts)
    return {
        "id": bigint(first + 1 + np.arange(len(found.product), dtype=np.int64)),
        "order_id": bigint(np.repeat(batch.index + 1, found.counts)),
        "product_name": Pooled(products().pool, found.product),
        "quantity": integer(found.quantity),
        "unit_price": numeric(found.unit_price),
        "created_at": timestamp(created),
        "updated_at": timestamp(created),
    }


RECIPE = Recipe("order_items", rows_per_ten_users=300, driving_rows_per_ten_users=100, make=make)
