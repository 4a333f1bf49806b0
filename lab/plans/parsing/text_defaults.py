"""What FORMAT JSON says of every node and text form leaves out: the zeros, the false."""

from lab.plans.parsing.text_figures import BLOCKS, Keys

TIMES = ("Actual Startup Time", "Actual Total Time")
JOINS = ("Nested Loop", "Merge Join", "Hash Join")
INDEX_SCANS = ("Index Scan", "Index Only Scan")
REMOVED = {
    "Filter": "Rows Removed by Filter",
    "Join Filter": "Rows Removed by Join Filter",
    "Recheck Cond": "Rows Removed by Index Recheck",
    "Conflict Filter": "Rows Removed by Conflict Filter",
}
FAMILIES: tuple[tuple[str, ...], ...] = (
    BLOCKS,
    ("WAL Records", "WAL FPI", "WAL Bytes"),
    tuple(
        f"{where} I/O {what} Time" for where in ("Shared", "Local") for what in ("Read", "Write")
    ),
    ("I/O Read Time", "I/O Write Time"),
)
"""Counters that are given together: where the plan names one, the others are 0."""
OF_KINDS: dict[str, Keys] = {
    "Gather": {"Single Copy": False},
    "Append": {"Subplans Removed": 0},
    "Merge Append": {"Subplans Removed": 0},
}


def filled(document: Keys) -> Keys:
    """The document with the figures that its lines imply."""
    nodes = _nodes(document["Plan"])
    seen = {key for node in nodes for key in node}
    families = [family for family in FAMILIES if seen & set(family)]
    counted: Keys = {}
    for family in families:
        counted |= dict.fromkeys(family, 0.0 if "Time" in family[0] else 0)
    if "Actual Total Time" in seen:
        counted |= dict.fromkeys(TIMES, 0.0)
    for node in nodes:
        _fill(node, OF_KINDS.get(str(node["Node Type"]), {}))
        if "Output" in seen and node["Node Type"] in JOINS:
            _fill(node, {"Inner Unique": False})
        # A plan that was not run has no figures of a run.
        if "Actual Loops" in node:
            _fill(node, {REMOVED[key]: 0 for key in REMOVED if key in node})
            _fill(node, counted)
            _fill(node, _zeros(node))
    for key in ("Planning", "Serialization"):
        stage = document.get(key)
        if isinstance(stage, dict) and FAMILIES[0] in families:
            _fill(stage, dict.fromkeys(BLOCKS, 0))
    return document


def _nodes(root: object) -> list[Keys]:
    found: list[Keys] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            found.append(node)
            below = node.get("Plans")
            waiting += below if isinstance(below, list) else []
    return found


def _fill(keys: Keys, zeros: Keys) -> None:
    for key, value in zeros.items():
        keys.setdefault(key, value)


def _zeros(node: Keys) -> Keys:
    """What a node of its kind counts when it was run and says nothing of it."""
    zeros: Keys = {}
    if node["Node Type"] in INDEX_SCANS and "Index Cond" in node:
        zeros["Rows Removed by Index Recheck"] = 0
    if node["Node Type"] == "Bitmap Heap Scan":
        zeros |= {"Exact Heap Blocks": 0, "Lossy Heap Blocks": 0}
    if "HashAgg Batches" in node:
        zeros["Planned Partitions"] = 0
    return zeros
