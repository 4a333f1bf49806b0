from lab.data.finishing import finish
from lab.data.ledger import FORMAT_VERSION, unfinished
from lab.data.loading import Loaded, load, load_share
from lab.data.progress import Progress
from lab.data.shares import Share
from lab.data.sizes import row_counts

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
