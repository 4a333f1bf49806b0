"""The lab made ready: a server, its schema migrated, its data loaded and sealed, copies of it."""

from lab.lazy import names_on_demand

__getattr__, __dir__ = names_on_demand(__name__)
