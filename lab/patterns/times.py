"""Points in time that patterns count from: all of them before or after the lab's fixed now."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from lab.settings import NOW


def since(*, days: Mapping[str, int]) -> dict[str, dict[str, datetime]]:
    """Sets of values for the parameter `created_at`: so many days before now, by label."""
    return {label: {"created_at": NOW - timedelta(days=ago)} for label, ago in days.items()}


def due_within(*, days: Mapping[str, int]) -> dict[str, dict[str, date]]:
    """Sets of values for `first_day` (today) and `last_day`, so many days later, by label."""
    today = NOW.date()
    return {
        label: {"first_day": today, "last_day": today + timedelta(days=later)}
        for label, later in days.items()
    }
