"""Whose time, blocks and rows they were: shared by workers, run elsewhere, stopped early."""

from lab.plans.attributing.attribution import attribute_figures

__all__ = ["attribute_figures"]
