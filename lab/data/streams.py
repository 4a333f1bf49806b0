"""Random bits by name: every column of every chunk has a stream of its own.

A stream is Philox4x64 (Salmon et al., SC11) with the seed and the column's name as its key and the
chunk's number as its counter, so streams never overlap and none depends on another having been
read. Only raw bits are taken from NumPy: those it promises to keep, its distributions it does not.
"""

import functools
import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

CHUNK = 10_000
"""Driving rows (an order with its items counts as one) in a chunk: part of the format."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The bits of one column in one chunk; reading it twice gives the same bits twice."""

    seed: int
    column: str
    chunk: int

    def eighths(self, count: int) -> Bytes:
        """Whole numbers of 8 bits."""
        return self._raw(-(-count // 8)).view("<u1")[:count]

    def quarters(self, count: int) -> npt.NDArray[np.uint16]:
        """Whole numbers of 16 bits."""
        return self._raw(-(-count // 4)).view("<u2")[:count]

    def uniform(self, count: int) -> Floats:
        """Fractions from 0 to just below 1, in steps of 2**-32."""
        return np.multiply(self._halves(count), 2.0**-32, dtype=np.float64)

    def below(self, bound: int, count: int) -> Ints:
        """Whole numbers from 0 to bound - 1, each as likely as the next."""
        wide = self._halves(count).astype(np.uint64)
        return ((wide * np.uint64(bound)) >> np.uint64(32)).astype(np.int64)

    def chance(self, probability: float, count: int) -> Bools:
        """True with this probability, in steps of 1/65536."""
        return self.quarters(count) < round(probability * 65536)

    def _halves(self, count: int) -> npt.NDArray[np.uint32]:
        return self._raw(-(-count // 2)).view("<u4")[:count]

    def _raw(self, count: int) -> npt.NDArray[np.uint64]:
        bits = np.random.Philox(key=[self.seed, digest(self.column)], counter=[0, 0, 0, self.chunk])
        raw: npt.NDArray[np.uint64] = bits.random_raw(count).astype("<u8", copy=False)
        return raw


@functools.cache
def digest(name: str) -> int:
    """A name as 64 bits, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def scattered(seed: int, column: str, index: Ints) -> npt.NDArray[np.uint64]:
    """64 bits for any row by its number, for values that another table looks up.

    No two numbers give the same bits: it is the finaliser of SplitMix64 (Steele et al., OOPSLA14),
    which is a permutation of the 64-bit numbers.
    """
    origin = np.uint64((digest(column) + seed * 0x9E3779B97F4A7C15) % 2**64)
    bits = index.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + origin
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return bits ^ (bits >> np.uint64(31))


def scattered_uniform(seed: int, column: str, index: Ints) -> Floats:
    """Fractions from 0 to just below 1 for any row by its number."""
    bits: npt.NDArray[np.uint64] = scattered(seed, column, index) >> np.uint64(11)
    return np.multiply(bits, 2.0**-53, dtype=np.float64)


def scattered_below(seed: int, column: str, bound: int, index: Ints) -> Ints:
    """Whole numbers from 0 to bound - 1 for any row by its number."""
    high = scattered(seed, column, index) >> np.uint64(32)
    return ((high * np.uint64(bound)) >> np.uint64(32)).astype(np.int64)
