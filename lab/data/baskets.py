"""What is in each order: drawn once for the items, and again for the order's total."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from lab.data.batches import Batch
from lab.data.distributions import exclusive_sums, quantiles, shuffles
from lab.data.pools import products
from lab.data.streams import Ints

ITEMS_OF_TEN_ORDERS = (1, 1, 1, 2, 2, 2, 3, 4, 5, 9)
"""Ten orders in a row have these numbers of items, in some order: so item ids need no counting."""
ITEM_COUNTS = shuffles(ITEMS_OF_TEN_ORDERS)
ITEMS_PER_TEN_ORDERS = sum(ITEMS_OF_TEN_ORDERS)

QUANTITIES = quantiles([0, 168, 48, 16, 10, 6, 4, 0, 0, 0, 4], 8)
PRICE_PERCENT = np.array([100, 95, 90, 80, 70, 105], np.int64)[
    quantiles([180, 24, 20, 16, 6, 10], 8)
]


@dataclass(frozen=True, slots=True)
class Baskets:
    """The items of a batch of orders; `begin` is each order's first item, counted from 0."""

    counts: Ints
    begin: Ints
    product: npt.NDArray[np.integer]
    quantity: Ints
    unit_price: Ints

    @property
    def totals(self) -> Ints:
        """What each order costs, in cents."""
        return np.add.reduceat(self.quantity * self.unit_price, self.begin)


def baskets(batch: Batch) -> Baskets:
    """The items of a batch whose driving rows are orders."""
    pattern = batch.stream("order_items.pattern").eighths(batch.count // 10)
    counts = ITEM_COUNTS[pattern].reshape(-1).astype(np.int64)
    items = len(pattern) * ITEMS_PER_TEN_ORDERS
    offered = products()
    product = offered.popularity[batch.stream("order_items.product_name").quarters(items)]
    percent = PRICE_PERCENT[batch.stream("order_items.unit_price").eighths(items)]
    return Baskets(
        counts=counts,
        begin=exclusive_sums(counts),
        product=product,
        quantity=QUANTITIES[batch.stream("order_items.quantity").eighths(items)].astype(np.int64),
        unit_price=offered.price[product] * percent // 100,
    )
