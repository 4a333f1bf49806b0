"""The same rows everywhere: whatever was made before, by any processor, today and tomorrow."""

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest

from lab.data.encoding import encode
from lab.data.tables import recipes

SEED, USERS = 42, 3_000

# The first chunk at scale 0.01 and seed 42, hashed. Whoever changes them raises FORMAT_VERSION.
DIGESTS = {
    "order_items": "b193580bef11efa3",
    "orders": "6e79bb1ecf65e298",
    "payments": "051c32af46f80496",
    "refresh_tokens": "2549fd60df6bdfe0",
    "tags": "eb04854d82f66e50",
    "task_tags": "2d269aaaa225171b",
    "tasks": "964534ed62b1d961",
    "users": "b359ae1b8872c9dc",
}

# Every table at scale 1: few numbers are rounded in another way, so many must be looked at.
HASH_ALL = """
import hashlib
from lab.data.encoding import encode
from lab.data.tables import recipes

for name, recipe in recipes().items():
    found = hashlib.sha256()
    for chunk in range(recipe.chunks(20_000)):
        found.update(encode(recipe.make(recipe.batch(42, 20_000, chunk))))
    print(name, found.hexdigest())
"""


def hashed(name: str, number: int, users: int = USERS) -> str:
    recipe = recipes()[name]
    payload = encode(recipe.make(recipe.batch(SEED, users, number)))
    return hashlib.sha256(payload).hexdigest()[:16]


@pytest.mark.parametrize("name", recipes())
def test_a_chunk_is_the_same_whatever_was_made_before_it(name: str) -> None:
    recipe = recipes()[name]
    forward = [hashed(name, number) for number in range(recipe.chunks(USERS))]
    backward = [hashed(name, number) for number in reversed(range(recipe.chunks(USERS)))]
    assert forward == backward[::-1]
    assert len(set(forward)) == len(forward)


@pytest.mark.parametrize("name", recipes())
def test_the_rows_of_a_seed_stay_what_they_were(name: str) -> None:
    assert hashed(name, 0, users=200) == DIGESTS[name]


def test_the_rows_do_not_depend_on_what_the_processor_can_do() -> None:
    usable = np.show_config(mode="dicts")["SIMD Extensions"].get("found", [])
    plain = hashes_of_a_process(NPY_DISABLE_CPU_FEATURES=" ".join(usable))
    assert len(plain) == len(recipes())
    assert plain == hashes_of_a_process()


def hashes_of_a_process(**variables: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", HASH_ALL],
        env=os.environ | variables,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()
