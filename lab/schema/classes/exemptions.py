"""What models except from review: `info={"lab": {"ignore": ["CODE: reason"]}}`."""

from collections.abc import Mapping
from typing import Any

from lab.errors import LabError
from lab.schema.model_facts import Exemption, Place

FORM = """Write info={"lab": {"ignore": ["CODE: reason"]}}"""


def exemptions_of(info: Mapping[Any, Any], what: str, place: Place | None) -> tuple[Exemption, ...]:
    """The exemptions of a column or a table, each with its reason.

    Raises:
        LabError: an entry has no reason, or is no text.
    """
    given = info.get("lab", {})
    entries = given.get("ignore", ()) if isinstance(given, Mapping) else None
    where = f"{what} ({place.file}:{place.line})" if place else what
    if not isinstance(entries, (list, tuple)):
        raise LabError(f"The exemptions of {where} are no list", hint=FORM)
    return tuple(exemption_of(each, where) for each in entries)


def exemption_of(entry: Any, where: str) -> Exemption:
    """One entry taken apart."""
    code, _, reason = entry.partition(":") if isinstance(entry, str) else ("", "", "")
    if not code.strip() or not reason.strip():
        raise LabError(f"The exemption {entry!r} of {where} gives no reason", hint=FORM)
    return Exemption(code.strip(), reason.strip())
