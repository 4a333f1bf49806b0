"""What an index costs a write: WAL, HOT updates and time, on copies that are rolled back."""

from lab.experiments.writing.copies import FILLFACTOR
from lab.experiments.writing.cost import LeftOut, WriteCost
from lab.experiments.writing.figures import Lock, Operation, WriteFigures
from lab.experiments.writing.measuring import ROWS, measure_writes, write_cost

__all__ = [
    "FILLFACTOR",
    "ROWS",
    "LeftOut",
    "Lock",
    "Operation",
    "WriteCost",
    "WriteFigures",
    "measure_writes",
    "write_cost",
]
