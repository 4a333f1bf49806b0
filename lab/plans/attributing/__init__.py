"""Whose time, blocks and rows they were: shared by workers, run elsewhere, stopped early."""

from lab.plans.attributing.attribution import attributed

__all__ = ["attributed"]
