"""Which findings are accepted, by whom and why; and which exemptions nothing needs any more."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from glob import escape

from lab.conventions.knowing.narrowing import narrowed
from lab.conventions.lint_settings import Exempted, require_rule
from lab.conventions.rules import convention_rules
from lab.findings import Finding
from lab.schema import Exemption, Picture, Place, Table

NOT_EXEMPTED = "not exempted"


@dataclass(frozen=True, slots=True)
class Sorted:
    """Findings held against the exemptions."""

    kept: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, str], ...]
    """With the reason of the exemption."""
    unneeded: tuple[Exempted, ...]


def exemptions_in(picture: Picture) -> Iterator[Exempted]:
    """Those that stand on a line of the models.

    Raises:
        LabError: one names a rule that there is not.
    """
    for table in picture.tables:
        for each in table.exemptions:
            yield _exempted(each, (escape(table.name), "*"), table.place)
        for column in table.columns:
            for each in column.exemptions:
                names = (escape(table.name), escape(column.name))
                yield _exempted(each, names, column.place or table.place)


def marked(picture: Picture, exemptions: Iterable[Exempted]) -> Picture:
    """The picture with these exemptions on its tables and columns, in place of those it had.

    A rule that tells of many columns at once can then set apart those that are accepted.
    """
    naming = [each for each in exemptions if (each.table, each.column) != ("*", "*")]
    return replace(picture, tables=tuple(_marked(each, naming) for each in picture.tables))


def sort_out(
    findings: Iterable[Finding], exemptions: Iterable[Exempted], pictures: Iterable[Picture]
) -> Sorted:
    """What is left, and what is accepted.

    Of a finding that stands for many, an exemption takes those that it speaks of. An exemption from
    a rule that these pictures cannot show is not told as unneeded.
    """
    known = tuple(exemptions)
    origins = {picture.origin for picture in pictures}
    kept, accepted = [], []
    used: set[Exempted] = set()
    for finding in findings:
        whole = [each for each in known if each.covers(finding)]
        parts = [(part, [e for e in known if e.covers(part)]) for part in finding.parts]
        used.update(whole, *(covering for _, covering in parts))
        told = tuple(part for part, covering in parts if not covering)
        if whole:
            accepted.append((finding, whole[0].reason))
        elif len(told) == len(parts):
            kept.append(finding)
        else:
            accepted += [(part, covering[0].reason) for part, covering in parts if covering]
            kept += [narrowed(finding, told, NOT_EXEMPTED)] if told else []
    rules = convention_rules()
    idle = (each for each in known if each not in used and rules[each.code].origins & origins)
    return Sorted(tuple(kept), tuple(accepted), tuple(idle))


def _exempted(given: Exemption, names: tuple[str, str], place: Place | None) -> Exempted:
    where = f"{place.file}:{place.line}" if place else "the models"
    require_rule(given.code, f"the exemptions of {where}")
    return Exempted(
        code=given.code, reason=given.reason, table=names[0], column=names[1], source=where
    )


def _marked(table: Table, exemptions: Sequence[Exempted]) -> Table:
    here = [each for each in exemptions if fnmatchcase(table.name, each.table)]
    if not here and not table.exemptions and not any(each.exemptions for each in table.columns):
        return table
    columns = tuple(
        replace(column, exemptions=_plain(e for e in here if fnmatchcase(column.name, e.column)))
        for column in table.columns
    )
    whole = _plain(each for each in here if each.column == "*")
    return replace(table, columns=columns, exemptions=whole)


def _plain(exemptions: Iterable[Exempted]) -> tuple[Exemption, ...]:
    return tuple(Exemption(each.code, each.reason) for each in exemptions)
