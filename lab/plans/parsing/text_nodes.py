"""The line of a node in text form, taken apart: what it is, what it reads, its figures.

Names and their forms are those of ExplainNode in PostgreSQL's src/backend/commands/explain.c.
"""

import re

FIGURES = re.compile(
    r'"[^"]*"|(?P<at>\((?=cost=\d|actual (?:time|rows)=|never executed\)))', re.DOTALL
)
NUMBER = r"-?\d{1,30}(?:\.\d{1,30})?"
COST = re.compile(
    rf"\s*\(cost=({NUMBER})\.\.({NUMBER})\s+rows=({NUMBER})\s+width=(\d{{1,18}})\s*\)"
)
ACTUAL = re.compile(
    rf"\s*\(actual\s+(?:time=({NUMBER})\.\.({NUMBER})\s+)?rows=({NUMBER})\s+loops=({NUMBER})\s*\)"
)
NEVER = re.compile(r"\s*\(never\s+executed\)")
COST_KEYS = ("Startup Cost", "Total Cost", "Plan Rows", "Plan Width")
ACTUAL_KEYS = ("Actual Startup Time", "Actual Total Time", "Actual Rows", "Actual Loops")

PLAIN = """Append|BitmapAnd|BitmapOr|Gather Merge|Gather|Group|Hash|Incremental Sort|Limit|LockRows|
Materialize|Memoize|Merge Append|ProjectSet|Recursive Union|Result|Sort|Unique|WindowAgg"""
SCANS = """Bitmap Heap Scan|Bitmap Index Scan|CTE Scan|Foreign Scan|Function Scan|Index Only Scan|
Index Scan|Named Tuplestore Scan|Sample Scan|Seq Scan|Subquery Scan|Table Function Scan|
Tid Range Scan|Tid Scan|Values Scan|WorkTable Scan"""
_PLAIN, _SCANS = (names.replace("\n", "") for names in (PLAIN, SCANS))
STAGE = r"(?P<stage>Partial |Finalize )?"
AGGREGATE = re.compile(rf"{STAGE}(?P<strategy>Group|Hash|Mixed)?Aggregate$")
JOIN = re.compile(
    r"(?P<way>Nested Loop|Merge|Hash)"
    r"(?: (?P<sort>Left|Right Semi|Right Anti|Right|Full|Semi|Anti))? Join$|Nested Loop$"
)
SET_OPERATION = re.compile(r"(?P<hashed>Hash)?SetOp (?P<command>(?:Intersect|Except)(?: All)?)$")
CHANGE = re.compile(r"(?P<foreign>Foreign )?(?P<operation>Insert|Update|Delete|Merge)$")
CUSTOM = re.compile(
    r"Custom Scan \((?P<provider>.*?)\)(?= on |$)(?: on (?P<target>.*))?", re.DOTALL
)
KNOWN = re.compile(
    rf"(?:Parallel )?(?:Async )?(?:(?:{_PLAIN})$|(?:{_SCANS})(?: Backward)?(?: using .*| on .*)?$|"
    r"Custom Scan \(|(?:Partial |Finalize )?(?:Group|Hash|Mixed)?Aggregate$|"
    r"(?:Nested Loop|(?:Nested Loop|Merge|Hash)[A-Z a-z]{0,12} Join)$|"
    r"(?:Hash)?SetOp (?:Intersect|Except)|(?:Foreign )?(?:Insert|Update|Delete|Merge) on )",
    re.DOTALL,
)
STRATEGIES = {None: "Plain", "Group": "Sorted", "Hash": "Hashed", "Mixed": "Mixed"}
NAMED = {
    "Function Scan": "Function Name",
    "Table Function Scan": "Table Function Name",
    "CTE Scan": "CTE Name",
    "WorkTable Scan": "CTE Name",
    "Named Tuplestore Scan": "Tuplestore Name",
    "Values Scan": None,
    "Subquery Scan": None,
}
"""Under which key the name stands that a scan reads, where it is not a relation's."""
IDENTIFIER = r'(?:"[^"]*")+|[^\s".]+'
TARGET = re.compile(
    rf"(?:(?P<schema>{IDENTIFIER})\.)?(?P<name>{IDENTIFIER})(?:\s+(?P<alias>{IDENTIFIER}))?$"
)
USING = re.compile(rf"\s+(?P<index>{IDENTIFIER})(?=\s|$)")
HEAD_END = re.compile(r" (?:using|on)(?= )|\"")


def has_figures(text: str) -> bool:
    """Whether the line holds the planner's figures or those of a run, outside quotes."""
    return _figures_at(text) >= 0


def begins_node(text: str) -> bool:
    """Whether the line is a node's by its name alone, as with COSTS OFF."""
    return KNOWN.match(text) is not None


def parse_node(text: str) -> dict[str, object] | None:
    """The keys that the line gives, its arrow taken off; nothing when it cannot be read."""
    at = _figures_at(text)
    name = text if at < 0 else text[:at].rstrip()
    figures = {} if at < 0 else parse_figures(text[at:])
    if not name or not name[0].isalpha() or figures is None:
        return None
    return parse_name(name) | figures


def _figures_at(text: str) -> int:
    return next((m.start() for m in FIGURES.finditer(text) if m["at"]), -1)


def parse_figures(text: str) -> dict[str, object] | None:
    """What `(cost=...)` and `(actual ...)` say, or nothing if they cannot be read whole."""
    found: dict[str, object] = {}
    end = 0
    for form, keys in ((COST, COST_KEYS), (ACTUAL, ACTUAL_KEYS)):
        match = form.match(text, end)
        if match:
            given = zip(keys, match.groups(), strict=True)
            found |= {key: number(value) for key, value in given if value is not None}
            end = match.end()
    never = NEVER.match(text, end)
    if never:
        found |= {"Actual Rows": 0, "Actual Loops": 0}
        end = never.end()
    return None if text[end:].strip() else found


def number(text: str) -> int | float:
    """A number as JSON has it: whole unless it is written with a point."""
    return float(text) if "." in text else int(text)


def parse_name(name: str) -> dict[str, object]:
    """The keys of the name: type, variant, relation, index."""
    keys: dict[str, object] = {}
    for word, key in (("Parallel ", "Parallel Aware"), ("Async ", "Async Capable")):
        if name.startswith(word):
            name = name.removeprefix(word)
            keys[key] = True
    return _variant(name) | {"Parallel Aware": False} | keys


def _variant(name: str) -> dict[str, object]:
    if match := AGGREGATE.match(name):
        stage = (match["stage"] or "Simple").strip()
        strategy = STRATEGIES[match["strategy"]]
        return {"Node Type": "Aggregate", "Strategy": strategy, "Partial Mode": stage}
    if match := JOIN.match(name):
        way = match["way"] or "Nested Loop"
        kind = way if way == "Nested Loop" else f"{way} Join"
        return {"Node Type": kind, "Join Type": match["sort"] or "Inner"}
    if match := SET_OPERATION.match(name):
        strategy = "Hashed" if match["hashed"] else "Sorted"
        return {"Node Type": "SetOp", "Strategy": strategy, "Command": match["command"]}
    if match := CUSTOM.match(name):
        keys = {"Node Type": "Custom Scan", "Custom Plan Provider": match["provider"]}
        return keys | parse_target(match["target"] or "", "Custom Scan")
    return _scan(name)


def _scan(name: str) -> dict[str, object]:
    """A node that reads something, or one of a kind that is not known here."""
    split = HEAD_END.search(name)
    head, rest = (name, "") if split is None else (name[: split.start()], name[split.start() :])
    change = CHANGE.match(head)
    if change:
        kind = "Foreign Scan" if change["foreign"] else "ModifyTable"
        keys: dict[str, object] = {"Node Type": kind, "Operation": change["operation"]}
    else:
        kind = head.removesuffix(" Backward")
        keys = {"Node Type": kind}
        if kind in ("Index Scan", "Index Only Scan"):
            keys["Scan Direction"] = "Forward" if head == kind else "Backward"
        if kind == "Foreign Scan":
            keys["Operation"] = "Select"
    if rest.startswith(" using"):
        index = USING.match(rest, len(" using"))
        if index:
            keys["Index Name"] = unquoted(index["index"])
            rest = rest[index.end() :]
    if kind == "Bitmap Index Scan":
        return keys | {"Index Name": unquoted(rest.removeprefix(" on ").strip())}
    return keys | parse_target(rest.removeprefix(" on "), kind)


def parse_target(text: str, kind: str) -> dict[str, object]:
    """What is read or changed, under the keys that a node of this kind has for it."""
    if not text.strip():
        return {}
    match = TARGET.match(text.strip())
    if match is None:
        return {"Relation Name": text.strip(), "Alias": text.strip()}
    name = unquoted(match["name"])
    key = NAMED.get(kind, "Relation Name")
    keys: dict[str, object] = {} if key is None else {key: name}
    if match["schema"]:
        keys["Schema"] = unquoted(match["schema"])
    return keys | {"Alias": unquoted(match["alias"]) if match["alias"] else name}


def unquoted(identifier: str) -> str:
    """An identifier as the catalog has it."""
    if len(identifier) > 1 and identifier.startswith('"') and identifier.endswith('"'):
        return identifier[1:-1].replace('""', '"')
    return identifier
