"""Facts about users that every table must agree on, for any user by number (from 0)."""

import numpy as np

from lab.data.distributions import (
    exclusive_sums,
    grown,
    growth_moment,
    remainder,
    scramble,
    shuffles,
    zipf_ranks,
)
from lab.data.moments import DAY, HOUR, PRESENT, scaled
from lab.data.streams import Bools, Floats, Ints, scattered_below, scattered_uniform

SIGN_UP_BEGIN = PRESENT - 5 * 365 * DAY
SIGN_UP_SPAN = 5 * 365 * DAY - 2 * HOUR
SIGN_UP_START = 0.2
"""The first day's sign-ups, as a share of the average day's."""

REUSED_BLOCK = 100
"""In every block of so many users, one closes the account and a later one takes the address."""
DONOR, TAKER = 50, 80

TAGS_IN_BLOCK = (0, 0, 0, 0, 0, 0, 3, 4, 5, 8)
"""Tags of ten users in a row, in some order: four file their tasks, with three tags or more."""
TAG_COUNTS = shuffles(TAGS_IN_BLOCK)
TAG_OFFSETS = exclusive_sums(TAG_COUNTS)
FILERS_IN_BLOCK = sum(count > 0 for count in TAGS_IN_BLOCK)
FILERS = np.array([np.flatnonzero(row) for row in TAG_COUNTS], dtype=np.int64)


def signed_up(seed: int, users: int, index: Ints) -> Ints:
    """When a user signed up: strictly in the order of the numbers."""
    jitter = scattered_uniform(seed, "users.created_at", index) * 0.999
    share = np.minimum((index + jitter) / users, 1.0)
    return SIGN_UP_BEGIN + scaled(SIGN_UP_SPAN, growth_moment(share, SIGN_UP_START))


def signed_up_by(users: int, moment: Ints) -> Ints:
    """How many users there certainly were at a moment: the first so many. The inverse of sign-up.

    At least one, so only to be asked for moments of the last three years.
    """
    elapsed = np.clip((moment - SIGN_UP_BEGIN) / SIGN_UP_SPAN, 0.0, 1.0)
    return np.clip((grown(elapsed, SIGN_UP_START) * users).astype(np.int64), 1, users)


def closes(users: int, index: Ints) -> Bools:
    """Whether a user has closed the account by now: 6 in 100, of the first ten nobody.

    Multiples of the golden ratio, whose fractions lie far apart for neighbours.
    """
    fraction: Ints = ((index + 1) * 0x9E3779B1 & 0xFFFFFFFF) >> 16
    closing: Bools = (fraction < 0.05 * 65536) | _gives_address(users, index)
    return closing


def closed_at(seed: int, users: int, index: Ints) -> Ints:
    """When a user who closes the account did so; without meaning for the others."""
    created = signed_up(seed, users, index)
    share = 0.02 + 0.97 * scattered_uniform(seed, "users.deleted_at", index)
    taken = signed_up(seed, users, index + TAKER - DONOR)
    last = np.where(_gives_address(users, index), taken, PRESENT)
    return created + 1 + scaled(last - created - 2, share)


def address_of(users: int, index: Ints) -> Ints:
    """The user whose e-mail address a user has: the own, or that of one who closed the account."""
    takes = (index % REUSED_BLOCK == TAKER) & (index < users)
    return np.where(takes, index - (TAKER - DONOR), index)


def _gives_address(users: int, index: Ints) -> Bools:
    gives: Bools = remainder(index, REUSED_BLOCK) == DONOR
    gives &= index + TAKER - DONOR < users
    return gives


def active_user(seed: int, users: int, uniform: Floats, moment: Ints) -> Ints:
    """Who does something at a moment: Zipf over all users, folded into those who are there.

    A user is as busy from the first day as ever after; a closed account's part goes to a neighbour.
    """
    there = signed_up_by(users, moment)
    user = scramble(zipf_ranks(uniform, users), users)
    return still_open(seed, users, np.where(user < there, user, user % there), moment)


def still_open(seed: int, users: int, index: Ints, moment: Ints) -> Ints:
    """The users, those who have closed the account by then replaced by one before them."""
    index = index.copy()
    gone = gone_by(seed, users, index, moment)
    while gone.size:
        index[gone] -= 1
        gone = gone[gone_by(seed, users, index[gone], moment[gone])]
    return index


def gone_by(seed: int, users: int, index: Ints, moment: Ints) -> Ints:
    """At which places stands a user who has closed the account by that moment.

    The first ten users never do, so going back always ends.
    """
    suspects = np.flatnonzero(closes(users, index))
    return suspects[closed_at(seed, users, index[suspects]) <= moment[suspects]]


def tag_pattern(seed: int, block: Ints) -> Ints:
    """Which order of TAGS_IN_BLOCK a block of ten users has."""
    return scattered_below(seed, "tags.pattern", len(TAG_COUNTS), block)


def active_filer(seed: int, users: int, uniform: Floats, moment: Ints) -> Ints:
    """Who makes a task at a moment: like `active_user`, among the users who have tags."""
    there = signed_up_by(users, moment) // 10 * FILERS_IN_BLOCK
    filers = users // 10 * FILERS_IN_BLOCK
    filer = scramble(zipf_ranks(uniform, filers), filers)
    filer = np.where(filer < there, filer, filer % there)
    while (gone := gone_by(seed, users, user := filing_user(seed, filer), moment)).size:
        filer[gone] -= 1
    return user


def filing_user(seed: int, filer: Ints) -> Ints:
    """The user who is the so-manieth of those who have tags."""
    block = filer // FILERS_IN_BLOCK
    return block * 10 + FILERS[tag_pattern(seed, block), filer % FILERS_IN_BLOCK]
