"""Whose time, blocks and rows they were: shared by workers, run elsewhere, stopped early."""

from lab.plans.attributing.accounts import attributed
from lab.plans.attributing.context import Context, context_below

__all__ = ["Context", "attributed", "context_below"]
