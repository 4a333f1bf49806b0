"""How much less or more one figure is than another, in words."""

from lab.show import text

PERCENT_BELOW = 1.095
"""Factors below it are told in per cent: `4 % fewer` says more than `1.0x fewer`."""


def compared(now: float, was: float, *, less: str = "fewer", more: str = "more") -> str:
    """`18x fewer`, `4 % fewer`, `1.2x more`; `same` where both are shown as the same number."""
    if round(now) == round(was):
        return "same"
    factor = max(now, was) / max(min(now, was), 1)
    if factor < PERCENT_BELOW:
        told = text.share(abs(now - was) / max(was, 1))
    else:
        told = text.ratio(factor)
    return f"{told} {less if now < was else more}"
