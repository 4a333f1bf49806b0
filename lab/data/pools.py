"""Texts made once and drawn from many times: names, addresses, products, tasks, tags."""

import functools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from lab.data import arrow, words
from lab.data.distributions import quantiles, zipf_weights
from lab.data.streams import Ints, scattered, scattered_below

ADDRESSES = 32_768
PRODUCTS = 2_000
NULL = b"\xff\xff\xff\xff"


@dataclass(frozen=True, slots=True)
class Pool:
    """Texts by number, and each as COPY BINARY wants it: its length in 4 bytes, then its bytes.

    The encoded form has one entry more, the null.
    """

    texts: tuple[str, ...]
    encoded: Any

    def __len__(self) -> int:
        return len(self.texts)


def pool(texts: Sequence[str]) -> Pool:
    """A pool of these texts, encoded."""
    raw = (text.encode() for text in texts)
    encoded = [len(text).to_bytes(4, "big") + text for text in raw]
    return Pool(tuple(texts), arrow.binaries([*encoded, NULL]))


@dataclass(frozen=True, slots=True)
class Addresses:
    """Postal addresses, and the number of the currency that is used at each."""

    pool: Pool
    currencies: Pool
    currency: Ints


@functools.cache
def addresses() -> Addresses:
    """Some ten thousand addresses in seven countries; most in Germany and France."""
    number = np.arange(ADDRESSES, dtype=np.int64)
    country = quantiles([entry["weight"] for entry in words.COUNTRIES], 16)[
        scattered(0, "addresses.country", number) >> np.uint64(48)
    ]
    draw = {
        part: scattered_below(0, f"addresses.{part}", 2**32, number).tolist()
        for part in ("street", "house", "city", "postcode")
    }
    texts = [_address(*row) for row in zip(country.tolist(), *draw.values(), strict=True)]
    currencies = sorted({entry["currency"] for entry in words.COUNTRIES})
    of_country = np.array(
        [currencies.index(entry["currency"]) for entry in words.COUNTRIES], np.int64
    )
    return Addresses(pool(texts), pool(currencies), of_country[country])


def _address(country: int, street: int, house: int, city: int, postcode: int) -> str:
    name, roads, towns = _places()[country]
    road, (town, code) = roads[street % len(roads)], towns[city % len(towns)]
    return f"{road} {1 + house % 160}, {code}{postcode % 1000:03d} {town}, {name}"


@functools.cache
def _places() -> list[tuple[str, list[str], list[tuple[str, str]]]]:
    """Of each country its name, its roads, and its towns with the beginnings of postcodes."""
    return [
        (entry["name"], words.split(entry["streets"]), [*entry["cities"].items()])
        for entry in words.COUNTRIES
    ]


@functools.cache
def mail_names() -> tuple[Any, Any]:
    """First and last names as they stand in an e-mail address: lower case, without accents."""
    first, last = words.FIRST_NAMES, words.LAST_NAMES
    return arrow.strings(map(_plain, first)), arrow.strings(map(_plain, last))


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in decomposed if letter.isascii()).lower()


@dataclass(frozen=True, slots=True)
class Products:
    """What is sold, the most popular first: names, prices in cents, and a table to draw from."""

    pool: Pool
    price: Ints
    popularity: npt.NDArray[np.int32]


@functools.cache
def products() -> Products:
    """Two thousand products of eight categories, drawn by 16 bits with Zipf's popularity."""
    things = [
        (f"{style} {material} {thing}", category["cheapest"], category["dearest"])
        for style in words.STYLES
        for material in words.MATERIALS
        for category in words.CATEGORIES
        for thing in words.split(category["things"])
    ]
    keys = scattered(0, "products", np.arange(len(things), dtype=np.int64))
    order = np.argsort(keys, kind="stable")
    chosen = [things[place] for place in order[:PRODUCTS].tolist()]
    number = np.arange(len(chosen), dtype=np.int64)
    low, high = (np.array([entry[part] for entry in chosen], np.int64) for part in (1, 2))
    # The product of two uniform draws: many cheap things, a few dear ones.
    share = scattered_below(0, "products.a", 1000, number) * scattered_below(
        0, "products.b", 1000, number
    )
    price = (low + (high - low) * share // 1_000_000) // 10 * 10
    names = pool([entry[0] for entry in chosen])
    return Products(names, price, quantiles(zipf_weights(len(chosen), shift=3), 16))


@functools.cache
def task_titles() -> Pool:
    """Things to do: a verb, its object and a reason."""
    return pool(
        [
            f"{verb} {thing}{reason}"
            for verb in words.TASK_VERBS
            for thing in words.TASK_OBJECTS
            for reason in words.TASK_REASONS
        ]
    )


@functools.cache
def task_descriptions() -> Pool:
    """One to four sentences."""
    sentences = words.SENTENCES
    count = len(sentences)
    picks = [(k, (k * 5 + j) % count, (k + 7 * j) % count) for j in range(16) for k in range(count)]
    texts = [" ".join(sentences[place] for place in dict.fromkeys(pick)) for pick in picks]
    return pool([*sentences, *dict.fromkeys(texts)])


@functools.cache
def tag_names() -> Pool:
    """What users call their tags; a prime number of names, so that any step visits them all."""
    return pool(words.TAG_NAMES)
