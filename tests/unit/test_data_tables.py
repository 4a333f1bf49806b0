"""The rows as arrays: what every table promises, over several chunks."""

import functools
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from lab.data.encoding import Column, Composed, Fixed, Pooled, rows_of
from lab.data.moments import DAY, MINUTE, PRESENT
from lab.data.tables import recipes
from lab.models import metadata

SEED, USERS = 42, 3_000
NULL = -(2**63)


@functools.cache
def chunk(table: str, number: int) -> Mapping[str, Column]:
    recipe = recipes()[table]
    return recipe.make(recipe.batch(SEED, USERS, number))


def values(column: Column) -> npt.NDArray[Any]:
    """What the column says: numbers, or the texts themselves; NULL or '' where it is null."""
    null: Any = False if column.null is None else column.null
    found: npt.NDArray[Any]
    match column:
        case Fixed(array) if array.ndim == 2:
            found = np.array([bytes(row).decode() for row in array])
        case Fixed(array) if column.null is None:
            found = array
        case Fixed(array):
            found = np.where(null, NULL, array.astype(np.int64))
        case Pooled(pool, index):
            found = np.where(null, "", np.array(pool.texts)[index])
        case Composed(texts):
            found = np.where(null, "", np.array(texts.to_pylist()))
    return found


@functools.cache
def table(name: str) -> dict[str, npt.NDArray[Any]]:
    """A whole table, all chunks one after another."""
    chunks = [chunk(name, number) for number in range(recipes()[name].chunks(USERS))]
    return {
        column: np.concatenate([values(each[column]) for each in chunks]) for column in chunks[0]
    }


def of_parent(name: str, column: str, ids: npt.NDArray[Any]) -> npt.NDArray[Any]:
    found: npt.NDArray[Any] = table(name)[column][ids - 1]
    return found


@pytest.mark.parametrize("name", recipes())
def test_a_table_has_all_columns_and_the_promised_number_of_rows(name: str) -> None:
    columns = chunk(name, 0)
    assert set(columns) == set(metadata.tables[name].columns.keys())
    assert len({rows_of(column) for column in columns.values()}) == 1
    assert len(next(iter(table(name).values()))) == recipes()[name].rows(USERS)


@pytest.mark.parametrize("name", [name for name in recipes() if name != "task_tags"])
def test_ids_count_from_one_without_a_gap(name: str) -> None:
    ids = table(name)["id"]
    np.testing.assert_array_equal(ids, np.arange(1, len(ids) + 1))


@pytest.mark.parametrize(
    ("name", "least"),
    [("users", 1), ("orders", 0.999), ("tasks", 0.999), ("payments", 0.999), ("order_items", 0.99)],
)
def test_created_at_follows_the_id(name: str, least: float) -> None:
    created = table(name)["created_at"]
    ranks = np.argsort(np.argsort(created, kind="stable"), kind="stable")
    assert np.corrcoef(ranks, np.arange(len(ranks)))[0, 1] >= least - 1e-9


@pytest.mark.parametrize("name", [name for name in recipes() if name != "task_tags"])
def test_nothing_was_changed_before_it_was_made_or_after_now(name: str) -> None:
    rows = table(name)
    assert (rows["updated_at"] >= rows["created_at"]).all()
    assert (rows["updated_at"] <= PRESENT).all()


@pytest.mark.parametrize(
    ("name", "lag"),
    [("orders", 0), ("refresh_tokens", 0), ("tasks", DAY), ("tags", 0), ("payments", 0)],
)
def test_whoever_does_something_has_signed_up_and_not_closed_the_account(
    name: str, lag: int
) -> None:
    rows = table(name)
    assert (rows["created_at"] - of_parent("users", "created_at", rows["user_id"]) >= lag).all()
    if name != "tags":
        closed = of_parent("users", "deleted_at", rows["user_id"])
        made = rows["created_at"] - max(lag, 60 * MINUTE)
        assert ((closed == NULL) | (closed > made)).all()


@pytest.mark.parametrize("name", ["orders", "tasks", "refresh_tokens"])
def test_a_few_users_do_most(name: str) -> None:
    counts = np.sort(np.bincount(table(name)["user_id"]))[::-1]
    assert counts[0] > 20 * counts.mean()
    assert counts[: len(counts) // 10].sum() > counts.sum() / 2


def test_hot_users_are_spread_over_the_ids() -> None:
    hot = np.argsort(np.bincount(table("orders")["user_id"]))[-10:]
    assert np.ptp(hot) > USERS / 2


def test_open_accounts_never_share_an_address_and_some_closed_ones_passed_it_on() -> None:
    users = table("users")
    open_ones = users["email"][users["deleted_at"] == NULL]
    assert len(np.unique(open_ones)) == len(open_ones)
    assert len(np.unique(users["email"])) == USERS - USERS // 100
    assert all(email == email.lower() and email.isascii() for email in users["email"])


def test_an_address_is_taken_again_only_after_the_account_was_closed() -> None:
    users = table("users")
    _, first, counts = np.unique(users["email"], return_index=True, return_counts=True)
    for place in first[counts == 2]:
        (taker,) = np.flatnonzero(users["email"] == users["email"][place])[1:]
        assert users["created_at"][place] < users["deleted_at"][place] <= users["created_at"][taker]


def test_about_six_users_in_a_hundred_have_closed_their_accounts() -> None:
    users = table("users")
    closed = users["deleted_at"] != NULL
    assert 0.04 < closed.mean() < 0.08
    assert (users["deleted_at"][closed] > users["created_at"][closed]).all()
    assert not users["is_active"][closed].any()


def test_an_order_costs_what_its_items_cost() -> None:
    items, orders = table("order_items"), table("orders")
    totals = np.zeros(len(orders["id"]) + 1, np.int64)
    np.add.at(totals, items["order_id"], items["quantity"] * items["unit_price"])
    np.testing.assert_array_equal(totals[1:], orders["total_amount"])


def test_orders_have_one_item_to_nine_and_three_on_average() -> None:
    counts = np.bincount(table("order_items")["order_id"])[1:]
    assert (counts.min(), counts.max(), counts.mean()) == (1, 9, 3)


def test_a_product_is_sold_around_its_own_price() -> None:
    items = table("order_items")
    names, product = np.unique(items["product_name"], return_inverse=True)
    means = np.bincount(product, items["unit_price"]) / np.bincount(product)
    ratio = items["unit_price"] / means[product]
    assert len(names) > 1000
    assert (ratio > 0.6).all()
    assert (ratio < 1.5).all()


def test_the_status_of_an_order_depends_on_its_age() -> None:
    orders = table("orders")
    age = PRESENT - orders["created_at"]
    old, new = orders["status"][age > 30 * DAY], orders["status"][age < 2 * DAY]
    assert set(old) == {"delivered", "cancelled"}
    assert (old == "delivered").mean() > 0.75
    assert np.isin(new, ["pending", "paid", "processing"]).mean() > 0.8
    assert "delivered" not in new
    last_week = orders["status"][(age > 3 * DAY) & (age < 7 * DAY)]
    assert 0 < (last_week == "pending").mean() < 0.3


def test_orders_are_mostly_billed_where_they_are_sent_and_seldom_hidden() -> None:
    orders = table("orders")
    same = orders["billing_address"] == orders["shipping_address"]
    assert same.mean() == pytest.approx(0.8, abs=0.01)
    hidden = orders["deleted_at"] != NULL
    assert hidden.mean() == pytest.approx(0.03, abs=0.005)
    assert (orders["deleted_at"][hidden] > orders["created_at"][hidden]).all()
    assert (orders["deleted_at"][hidden] < PRESENT).all()


def test_a_payment_agrees_with_its_order() -> None:
    payments = table("payments")
    for own, theirs in (("amount", "total_amount"), ("user_id", "user_id")):
        np.testing.assert_array_equal(
            payments[own], of_parent("orders", theirs, payments["order_id"])
        )
    assert len(np.unique(payments["order_id"])) == len(payments["order_id"])
    order_status = of_parent("orders", "status", payments["order_id"])
    found = set(zip(order_status.tolist(), payments["status"].tolist(), strict=True))
    assert found == {
        ("pending", "pending"),
        ("pending", "failed"),
        ("paid", "succeeded"),
        ("processing", "succeeded"),
        ("shipped", "succeeded"),
        ("delivered", "succeeded"),
        ("cancelled", "failed"),
        ("cancelled", "refunded"),
    }


def test_an_order_was_not_changed_last_before_it_was_paid_for() -> None:
    payments, orders = table("payments"), table("orders")
    changed = orders["updated_at"][payments["order_id"] - 1]
    assert (changed >= payments["created_at"]).all()
    hidden = orders["deleted_at"] != NULL
    np.testing.assert_array_equal(orders["updated_at"][hidden], orders["deleted_at"][hidden])


def test_only_new_users_are_yet_to_sign_in() -> None:
    users = table("users")
    until = np.where(users["deleted_at"] == NULL, PRESENT, users["deleted_at"])
    yet_to_sign_in = users["last_login_at"] == NULL
    assert 0 < yet_to_sign_in.mean() < 0.05
    assert (until - users["created_at"])[yet_to_sign_in].max() < 30 * DAY


def test_an_order_without_a_payment_is_pending_or_cancelled() -> None:
    orders = table("orders")
    unpaid = ~np.isin(orders["id"], table("payments")["order_id"])
    assert unpaid.mean() == pytest.approx(0.15)
    assert set(orders["status"][unpaid]) == {"pending", "cancelled"}


@pytest.mark.parametrize(
    ("name", "column", "form"),
    [
        ("payments", "stripe_payment_id", r"pi_[0-9A-Za-z]{24}"),
        ("refresh_tokens", "token_hash", r"[0-9a-f]{64}"),
        ("users", "password_hash", r"\$2b\$12\$[./0-9A-Za-z]{53}"),
    ],
)
def test_codes_have_their_form_and_are_unique(name: str, column: str, form: str) -> None:
    codes = table(name)[column]
    assert len(np.unique(codes)) == len(codes)
    matching = np.strings.str_len(codes)
    assert len(set(matching.tolist())) == 1
    assert all(re.fullmatch(form, code) for code in codes[:500])


def test_a_token_ends_after_it_began_and_is_seldom_revoked() -> None:
    tokens = table("refresh_tokens")
    assert (tokens["expires_at"] > tokens["created_at"]).all()
    revoked = tokens["revoked_at"] != NULL
    assert revoked.mean() == pytest.approx(0.2, abs=0.02)
    assert (tokens["revoked_at"][revoked] > tokens["created_at"][revoked]).all()
    assert (tokens["revoked_at"][revoked] <= PRESENT).all()


def test_old_tasks_are_mostly_done_and_new_ones_mostly_not() -> None:
    tasks = table("tasks")
    age = PRESENT - tasks["created_at"]
    assert tasks["completed"][age > 300 * DAY].mean() > 0.8
    assert tasks["completed"][age < 3 * DAY].mean() < 0.2
    assert (tasks["description"] == "").mean() == pytest.approx(0.6, abs=0.02)
    assert (tasks["due_date"] == NULL).mean() == pytest.approx(0.3, abs=0.02)
    assert set(tasks["priority"]) == {0, 1, 2, 3, 4}


def test_no_user_has_a_tag_twice() -> None:
    tags = table("tags")
    pairs = set(zip(tags["user_id"].tolist(), tags["name"].tolist(), strict=True))
    assert len(pairs) == len(tags["id"])


def test_a_task_bears_only_tags_of_its_own_user_each_once() -> None:
    links = table("task_tags")
    np.testing.assert_array_equal(
        of_parent("tasks", "user_id", links["task_id"]),
        of_parent("tags", "user_id", links["tag_id"]),
    )
    pairs = set(zip(links["task_id"].tolist(), links["tag_id"].tolist(), strict=True))
    assert len(pairs) == len(links["tag_id"])
    assert (links["created_at"] >= of_parent("tags", "created_at", links["tag_id"])).all()
