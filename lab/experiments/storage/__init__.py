"""The same rows stored as several types: what each takes, and what it writes."""

from lab.experiments.storage.comparison import StorageComparison
from lab.experiments.storage.running import compare_storage

__all__ = ["StorageComparison", "compare_storage"]
