"""A line `Key: value` of a node in text form, under the keys that FORMAT JSON has for it.

The forms are those of the show_ functions in PostgreSQL's src/backend/commands/explain.c.
"""

import re
from collections.abc import Callable

from lab.plans.keys import OF_NODES
from lab.plans.parsing.text_nodes import NUMBER, number, parse_figures

Keys = dict[str, object]
BLOCKS = tuple(
    f"{where} {what} Blocks"
    for where, counted in (("Shared", 4), ("Local", 4), ("Temp", 2))
    for what in (("Hit", "Read", "Dirtied", "Written") if counted == 4 else ("Read", "Written"))
)
TEXT_KEYS = frozenset(OF_NODES.key_of_field[name] for name in OF_NODES.texts) | {
    *("Remote SQL", "Function Call", "Table Function Call", "Relations", "Foreign File"),
    *("Foreign Program", "Query Text", "Query Parameters", "Cache Mode", "Node"),
}
LIST_KEYS = frozenset(OF_NODES.key_of_field[name] for name in OF_NODES.lists) | {
    *("Output", "Group Key", "Sort Key", "Presorted Key", "Conflict Arbiter Indexes"),
    *("Params Evaluated", "Hash Key"),
}
PLAINLY_NUMERIC = re.compile(rf"({NUMBER})(?: (?:ms|kB))?$")
PAIR = re.compile(rf"([A-Za-z][A-Za-z ]{{0,30}}?)=({NUMBER})(?:kB| ms)?")
MARKS = re.compile(r"'[^']*'|\"[^\"]*\"|[()\[\],]", re.DOTALL)
SETTING = re.compile(r"([\w.]{1,80}) = (?:'(.*?)'|(NULL))(?=, [\w.]{1,80} = |$)", re.DOTALL)


def parse_property(key: str, value: str) -> Keys:
    """What the line says, in one key or in several."""
    form = FORMS.get(key)
    found = form(value) if form else None
    return {key: plain_value(key, value)} if found is None else found


def plain_value(key: str, value: str) -> object:
    """The value of a key that needs no taking apart."""
    if key in LIST_KEYS:
        return split_list(value)
    condition = key.endswith((" Cond", " Filter")) and not key.startswith("Rows Removed")
    if condition or key in TEXT_KEYS:
        return value
    if value in ("true", "false"):
        return value == "true"
    match = PLAINLY_NUMERIC.match(value)
    return number(match[1]) if match else value


def split_list(value: str) -> list[str]:
    """The items between commas that stand in no quotes and no brackets."""
    items: list[str] = []
    depth = start = 0
    for mark in MARKS.finditer(value):
        if mark[0] in ("(", "["):
            depth += 1
        elif mark[0] in (")", "]"):
            depth -= 1
        elif mark[0] == "," and depth == 0:
            items.append(value[start : mark.start()].strip())
            start = mark.end()
    return [value] if depth else [*items, value[start:].strip()]


def parse_worker(text: str) -> Keys | None:
    """The figures of a worker's run, from `actual time=...` or `actual rows=...`."""
    return parse_figures(f"({text})") if text.startswith("actual ") else None


def parse_settings(value: str) -> dict[str, str]:
    """The settings that differ from the defaults, by name."""
    whole = value if value.endswith("NULL") else value[: value.rfind("'") + 1]
    return {match[1]: match[2] or "" for match in SETTING.finditer(whole)}


def _buffers(value: str) -> Keys | None:
    found: Keys = dict.fromkeys(BLOCKS, 0)
    for group in value.split(","):
        where, _, counts = group.strip().partition(" ")
        for name, count in PAIR.findall(counts):
            found[f"{where.title()} {name.strip().title()} Blocks"] = number(count)
    return found if len(found) == len(BLOCKS) else None


def _io_timings(value: str) -> Keys:
    found: Keys = {}
    for group in value.split(","):
        head = group.strip().partition("=")[0].rpartition(" ")[0]
        before = "" if head in ("", "shared/local") else f"{head.title()} "
        pairs = PAIR.findall(group)
        found |= {f"{before}I/O {n.split()[-1].title()} Time": float(v) for n, v in pairs}
    return found


def _pairs(**names: str) -> Callable[[str], Keys | None]:
    """A form `name=count name=count`, with the key of every name; those not given are 0."""

    def form(value: str) -> Keys | None:
        found = {name.strip(): number(count) for name, count in PAIR.findall(value)}
        if not found or set(found) - set(names):
            return None
        return {key: found.get(name, 0) for name, key in names.items()}

    return form


_WAL = _pairs(
    records="WAL Records", fpi="WAL FPI", bytes="WAL Bytes", **{"buffers full": "WAL Buffers Full"}
)


def _wal(value: str) -> Keys | None:
    found = _WAL(value)
    if found is not None and "buffers full" not in value:
        del found["WAL Buffers Full"]
    return found


def _matching(pattern: str, *keys: str) -> Callable[[str], Keys | None]:
    """A form that a pattern takes apart: text, or a number where the group is one."""
    compiled = re.compile(rf"{pattern}$", re.DOTALL)

    def form(value: str) -> Keys | None:
        match = compiled.match(value)
        if match is None:
            return None
        given = zip(keys, match.groups(), strict=True)
        return {key: number(v) if v.isdigit() else v for key, v in given if v is not None}

    return form


_BUCKETS = _matching(
    r"(\d{1,30})(?: \(originally (\d{1,30})\))?\s+Batches: (\d{1,30})"
    r"(?: \(originally (\d{1,30})\))?\s+Memory Usage: (\d{1,30})kB",
    *("Hash Buckets", "Original Hash Buckets", "Hash Batches", "Original Hash Batches"),
    "Peak Memory Usage",
)


def _buckets(value: str) -> Keys | None:
    found = _BUCKETS(value)
    if found is None:
        return None
    same = {f"Original {key}": found[key] for key in ("Hash Buckets", "Hash Batches")}
    return same | found


def _spread(pattern: str) -> Callable[[str], Keys | None]:
    """The line of a hash aggregate, which says of what there was none nothing."""
    keys = ("Planned Partitions", "HashAgg Batches", "Peak Memory Usage", "Disk Usage")
    read = _matching(pattern, *keys)

    def form(value: str) -> Keys | None:
        found = read(value)
        if found is None or "HashAgg Batches" not in found:
            return found
        return {"Disk Usage": 0} | found

    return form


_AGGREGATED = r"(\d{1,30})\s+Memory Usage: (\d{1,30})kB(?:\s+Disk Usage: (\d{1,30})kB)?"


def _groups(key: str) -> Callable[[str], Keys | None]:
    shape = re.compile(
        r"(\d{1,30})\s{1,9}Sort Methods?: ([\w ,-]{1,120}?)"
        r"((?:\s{1,9}(?:Average|Peak) (?:Memory|Disk): \d{1,18}kB)*)$"
    )
    space = re.compile(r"(Average|Peak) (Memory|Disk): (\d{1,18})kB")

    def form(value: str) -> Keys | None:
        match = shape.match(value)
        if match is None:
            return None
        found: Keys = {"Group Count": int(match[1]), "Sort Methods Used": match[2].split(", ")}
        for which, where, size in space.findall(match[3]):
            spaces = found.setdefault(f"Sort Space {where}", {})
            if isinstance(spaces, dict):
                spaces[f"{which} Sort Space Used"] = int(size)
        return {key: found}

    return form


def _sampling(value: str) -> Keys | None:
    method, _, rest = value.partition(" (")
    parameters, repeatable, seed = rest.rpartition(") REPEATABLE (")
    found: Keys = {"Sampling Method": method}
    found["Sampling Parameters"] = split_list(parameters if repeatable else rest.removesuffix(")"))
    return found | ({"Repeatable Seed": seed.removesuffix(")")} if repeatable else {})


def _jit_options(value: str) -> Keys | None:
    pairs = re.findall(r"(\w{1,40}) (true|false)(?:, |$)", value)
    return {"Options": {name: flag == "true" for name, flag in pairs}} if pairs else None


def _jit_timing(value: str) -> Keys | None:
    deform = re.search(rf"\(Deform ({NUMBER}) ms\)", value)
    pairs = re.findall(rf"(\w{{1,40}}) ({NUMBER}) ms", value)
    timing: Keys = {name: number(ms) for name, ms in pairs if name != "Deform"}
    if deform and "Generation" in timing:
        timing["Generation"] = {"Deform": number(deform[1]), "Total": timing["Generation"]}
    return {"Timing": timing} if pairs else None


def _serialization(value: str) -> Keys | None:
    match = re.match(rf"(?:time=({NUMBER}) ms\s+)?output=(\d{{1,18}})kB\s+format=(\w+)$", value)
    if match is None:
        return None
    time: Keys = {} if match[1] is None else {"Time": number(match[1])}
    return {"Serialization": {**time, "Output Volume": int(match[2]), "Format": match[3]}}


FORMS: dict[str, Callable[[str], Keys | None]] = {
    "Buffers": _buffers,
    "I/O Timings": _io_timings,
    "WAL": _wal,
    "Heap Blocks": _pairs(exact="Exact Heap Blocks", lossy="Lossy Heap Blocks"),
    "Memory": _pairs(used="Memory Used", allocated="Memory Allocated"),
    "Tuples": _pairs(
        **{name: f"Tuples {name.title()}" for name in ("inserted", "updated", "deleted", "skipped")}
    ),
    "Prefetch": _pairs(
        **{n: f"Prefetch {n.title()}" for n in ("hits", "misses", "expired", "duplicates")}
    ),
    "Sort Method": _matching(
        r"([^:]{1,60}?)\s{1,9}(Memory|Disk):\s{0,9}(\d{1,18})kB",
        *("Sort Method", "Sort Space Type", "Sort Space Used"),
    ),
    "Storage": _matching(r"(\w+)\s+Maximum Storage: (\d{1,18})kB", "Storage", "Maximum Storage"),
    "Buckets": _buckets,
    "Batches": _spread(rf"(?:Planned Partitions: (\d{{1,30}})\s+)?{_AGGREGATED}"),
    "Planned Partitions": _spread(rf"(\d{{1,30}})(?:\s+Batches: {_AGGREGATED})?"),
    "Hits": _matching(
        r"(\d{1,30})\s+Misses: (\d{1,30})\s+Evictions: (\d{1,30})\s+Overflows: (\d{1,30})"
        r"\s+Memory Usage: (\d{1,30})kB",
        *("Cache Hits", "Cache Misses", "Cache Evictions", "Cache Overflows", "Peak Memory Usage"),
    ),
    "Full-sort Groups": _groups("Full-sort Groups"),
    "Pre-sorted Groups": _groups("Pre-sorted Groups"),
    "Sampling": _sampling,
    "Options": _jit_options,
    "Timing": _jit_timing,
    "Serialization": _serialization,
}
