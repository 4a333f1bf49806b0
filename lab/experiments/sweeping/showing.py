"""A sweep in words, as a table and as a chart."""

from collections.abc import Mapping
from string import ascii_uppercase

from lab.experiments.sweeping.axes import Axis, magnitude, percent
from lab.experiments.sweeping.crossing import Crossover, is_number
from lab.experiments.sweeping.growth import FEWEST_POINTS, Exponent
from lab.experiments.sweeping.points import Outcome, Point
from lab.experiments.sweeping.swept import Swept
from lab.show import text
from lab.show.lines import Line, Lines, number

MOST_PLACES = 2
"""Places that the first line names."""


def marks_of(swept: Swept) -> Mapping[str, str]:
    """A letter for each shape of plan, those between two values too."""
    changed = (*swept.crossovers, *swept.cheapest)
    changes = (shape for each in changed for shape in (each.before, each.after))
    shapes = dict.fromkeys([*swept.shapes, *changes])
    letters = (ascii_uppercase[at] if at < 26 else f"P{at + 1}" for at in range(len(shapes)))
    return dict(zip(shapes, letters, strict=True))


def table_of(swept: Swept, *, times: bool) -> tuple[list[str], list[list[str]], str]:
    """Headers, rows and alignment: a row a value."""
    told = any(point.selectivity is not None for point in swept.points)
    marks = marks_of(swept)
    # What came out stands beside what was wanted.
    wanted = "wanted" if swept.axis.is_share else swept.axis.name
    headers = [wanted, *(["selectivity"] if told else []), "rows", "blocks", "cost"]
    headers += [*(["time"] if times else []), "plan"]
    rows = []
    for point in swept.points:
        part = percent(point.selectivity) if point.selectivity is not None else "-"
        row = [swept.axis.word(point.value), *([part] if told else []), *_figures(point)]
        row += [_time(point, swept.timeout_s)] if times else []
        rows.append([*row, _plan(point, marks, swept.timeout_s)])
    return headers, rows, ">" * (len(headers) - 1) + "<"


def answer(swept: Swept) -> str:
    """`q over n: the plan changes at n from 364 to 372; blocks grow to the power of 0.97`."""
    places = [_briefly(swept.axis, each) for each in swept.crossovers]
    plans = f"the plan changes at {' and at '.join(places)}" if places else "one plan for all"
    if len(places) > MOST_PLACES:
        plans = f"the plan changes {len(places)} times, first at {places[0]}"
    fit = swept.exponent
    if fit is not None and fit.is_flat:
        plans += "; blocks hardly grow"
    elif fit is not None and fit.fits and fit.is_narrow:
        plans += f"; blocks grow to the power of {fit.value:.2f}"
    return text.plain(f"{swept.query.name} over {swept.axis.title}: {plans}")


def remarks_of(swept: Swept, *, times: bool) -> list[str]:
    """Where the plan changes, how fast cost grows, what else there is to know."""
    marks = marks_of(swept)
    found = [
        f"{marks[each.before]} -> {marks[each.after]}: {each.words} at {place(swept.axis, each)}"
        for each in swept.crossovers
    ]
    if not found:
        found = ["The plan is the same at all values."]
    found += _against_rivals(swept, marks)
    found += _growth("Blocks", swept.exponent, swept)
    found += _growth("Times", swept.time_exponent, swept) if times else []
    if swept.exponent is None and _is_numeric(swept):
        found.append(f"How blocks grow cannot be told: it takes {FEWEST_POINTS} values above 0.")
    found += [swept.note] if swept.note else []
    if swept.interrupted:
        found.append("Interrupted: this is what had been measured until then.")
    return found


def place(axis: Axis, crossover: Crossover) -> str:
    """Where a plan changes: `1.9 % of the rows (n from 364 to 372)`."""
    name = "wanted" if axis.is_share else axis.name
    ends = f"{name} from {axis.word(crossover.low)} to {axis.word(crossover.high)}"
    if crossover.selectivity is None:
        return ends
    return f"{percent(crossover.selectivity)} of the rows ({ends})"


def _briefly(axis: Axis, crossover: Crossover) -> str:
    """The same without the values where a part of the rows says it."""
    if crossover.selectivity is None:
        return place(axis, crossover)
    return f"{percent(crossover.selectivity)} of the rows"


def chart_of(swept: Swept) -> Lines:
    """Blocks over what was swept; a new line begins where the plan changes."""
    marks = marks_of(swept)
    places = [magnitude(point.value) for point in swept.points]
    numeric = all(is_number(point.value) for point in swept.points)
    lines: list[Line] = []
    for at, point in enumerate(swept.points):
        if point.blocks is None:
            continue
        own = places[at]
        pair = (own if numeric and own is not None else float(at), float(point.blocks))
        if lines and lines[-1].label == point.shape:
            lines[-1] = Line(lines[-1].mark, point.shape, (*lines[-1].points, pair))
        else:
            lines.append(Line(marks[point.shape], point.shape, (pair,)))
    words = [(float(at), swept.axis.word(p.value)) for at, p in enumerate(swept.points)]
    return Lines(
        f"{swept.query.name}: blocks",
        swept.axis.title,
        "blocks",
        tuple(lines),
        x_unit=percent if swept.axis.is_share else number,
        x_ticks=() if numeric else tuple(words),
        borders=tuple(float(each.high) for each in swept.crossovers) if numeric else (),
    )


def _figures(point: Point) -> list[str]:
    rows = "-" if point.rows is None else text.count(point.rows)
    blocks = "-" if point.blocks is None else text.count(point.blocks)
    return [rows, blocks, text.count(point.cost)]


def _time(point: Point, timeout_s: float) -> str:
    if point.outcome is Outcome.TIMED_OUT:
        return _over(timeout_s)
    return "-" if point.time_ms is None else text.duration(point.time_ms)


def _plan(point: Point, marks: Mapping[str, str], timeout_s: float) -> str:
    """The plan's letter; how a value was not measured is no matter of the machine's speed."""
    mark = marks[point.shape]
    if point.outcome is Outcome.TIMED_OUT:
        return f"{mark}, {_over(timeout_s)}"
    return f"{mark}, not run" if point.outcome is Outcome.NOT_RUN else mark


def _over(timeout_s: float) -> str:
    return f"over {timeout_s:g} s"


def _against_rivals(swept: Swept, marks: Mapping[str, str]) -> list[str]:
    """Which plan touches the fewest blocks, where that was measured."""
    found = [
        f"Fewest blocks: {marks[each.before]} -> {marks[each.after]} at {place(swept.axis, each)}"
        for each in swept.cheapest
    ]
    for point in swept.points:
        fewest = min(point.rivals.items(), key=lambda rival: rival[1], default=None)
        if fewest is not None and fewest[1] < (point.blocks or 0):
            found.append(
                f"At {swept.axis.word(point.value)} plan {marks[point.shape]} touches "
                f"{text.plural(point.blocks or 0, 'block')}; {marks[fewest[0]]} would touch "
                f"{text.count(fewest[1])}."
            )
    return found


def _growth(what: str, exponent: Exponent | None, swept: Swept) -> list[str]:
    """The growth in a sentence, where there are enough values to speak of it."""
    if exponent is None:
        return []
    name, plans = swept.axis.name, len(swept.shapes)
    across = f", across {plans} plans" if plans > 1 else ""
    about = (
        f"95 % interval {exponent.low:.2f} to {exponent.high:.2f}, "
        f"{text.plural(exponent.points, 'value')}, R² {exponent.r_squared:.2f}{across}"
    )
    power = f"{exponent.value:.2f}"
    if exponent.is_flat:
        return [f"{what} hardly grow with {name}: exponent {power} ({about})."]
    if not exponent.fits:
        return [f"{what} follow no power law of {name}: the exponent would be {power} ({about})."]
    if not exponent.is_narrow:
        return [f"How {what.lower()} grow with {name} cannot be told: exponent {power} ({about})."]
    return [f"{what} grow with {name} to the power of {power} ({about})."]


def _is_numeric(swept: Swept) -> bool:
    return all(magnitude(point.value) is not None for point in swept.points)
