"""The few things that are asked of Arrow; arrays of its own are `Any`, for its types vary."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow
import pyarrow.compute

from lab.data.streams import Bools, Bytes

# Newer versions bring type stubs and older ones do not; mypy is to say the same for both.
_arrow: Any = pyarrow
_compute: Any = pyarrow.compute


def strings(texts: Iterable[str]) -> Any:
    """An array of strings."""
    return _arrow.array(texts, _arrow.string())


def binaries(values: Iterable[bytes]) -> Any:
    """An array of byte strings."""
    return _arrow.array(values, _arrow.binary())


def as_binaries(texts: Any) -> Any:
    """The UTF-8 bytes of strings."""
    return texts.cast(_arrow.binary())


def decimal_strings(numbers: npt.NDArray[np.integer]) -> Any:
    """Whole numbers as people write them."""
    return _arrow.array(numbers).cast(_arrow.string())


def taken(array: Any, index: npt.NDArray[np.integer]) -> Any:
    """The entries at these places, in this order."""
    return array.take(_arrow.array(index.astype(np.int32, copy=False)))


def joined(*parts: Any, separator: str = "") -> Any:
    """Arrays of strings put together row by row; a `str` stands for itself in every row."""
    return _compute.binary_join_element_wise(*parts, separator)


def joined_binaries(*parts: Any) -> Any:
    """Arrays of byte strings put together row by row."""
    return _compute.binary_join_element_wise(*parts, _arrow.scalar(b"", _arrow.binary()))


def lengths(array: Any) -> npt.NDArray[np.int32]:
    """How many bytes each entry has."""
    found: npt.NDArray[np.int32] = _compute.binary_length(array).to_numpy(zero_copy_only=False)
    return found


def replaced(array: Any, where: Bools, value: bytes) -> Any:
    """The array with one value in the places that are true."""
    return _compute.if_else(_arrow.array(where), _arrow.scalar(value, _arrow.binary()), array)


def rows_of_bytes(matrix: Bytes) -> Any:
    """The rows of a matrix as an array of byte strings, without a copy."""
    rows, width = matrix.shape
    offsets = np.arange(0, (rows + 1) * width, width, dtype=np.int32)
    buffers = [None, _arrow.py_buffer(offsets), _arrow.py_buffer(matrix)]
    return _arrow.Array.from_buffers(_arrow.binary(), rows, buffers)


def all_bytes(array: Any) -> memoryview:
    """The entries of an array of byte strings one after another, without a copy."""
    _, offsets, payload = array.buffers()
    return memoryview(payload)[: np.frombuffer(offsets, np.int32)[len(array)]]
