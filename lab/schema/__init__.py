"""One neutral picture of a schema, read from a MetaData or from a live catalog, and its uses."""

from lab.lazy import names_on_demand

__getattr__, __dir__ = names_on_demand(__name__)
