"""Synthetic rows for the taught schema: distributions, one file a table, by COPY BINARY."""

from lab.data.finishing import finish
from lab.data.ledger import unfinished
from lab.data.loading import Loaded, load, load_share
from lab.data.progress import Progress
from lab.data.shares import Share
from lab.data.sizes import row_counts
from lab.data.streams import FORMAT_VERSION

__all__ = [
    "FORMAT_VERSION",
    "Loaded",
    "Progress",
    "Share",
    "finish",
    "load",
    "load_share",
    "row_counts",
    "unfinished",
]
