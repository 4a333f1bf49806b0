"""The nodes of a plan in text form, put below one another as their columns say."""

from dataclasses import dataclass, field

from lab.plans.parsing.text_figures import Keys, parse_property, parse_worker, split_list
from lab.plans.parsing.text_lines import ARROW, HINT, WORKER, Kind, Line, broken
from lab.plans.parsing.text_nodes import parse_name, parse_node

MEMBERS = ("Append", "Merge Append", "BitmapAnd", "BitmapOr")
BLANKS_LOST = "The blanks before its lines are lost: copy it as it was printed, or as FORMAT JSON"
BREAKS_LOST = "Its line ends are lost: copy it as it was printed, or take it as FORMAT JSON"
GROUPINGS = ("Group Key", "Hash Key", "Sort Key")


@dataclass(slots=True, eq=False)
class Block:
    """An object on its way, and the column of the line that began it."""

    keys: Keys
    column: int
    times: dict[str, int] = field(default_factory=dict)
    """How often a key came that came more than once."""

    def put(self, found: Keys) -> None:
        """Add the keys; one that is there already gets a number, so that none is lost."""
        for key, value in found.items():
            if key in self.keys:
                self.times[key] = self.times.get(key, 1) + 1
                self.keys[f"{key} {self.times[key]}"] = value
            else:
                self.keys[key] = value


@dataclass(slots=True, eq=False)
class Branch(Block):
    """A node on its way."""

    blocks: list[tuple[Block, str, int]] = field(default_factory=list)
    groupings: list[tuple[int, str, list[str]]] = field(default_factory=list)
    plans: list["Branch"] = field(default_factory=list)
    workers: dict[int, Block] = field(default_factory=dict)


@dataclass(slots=True)
class Tree:
    """The branches from the root to the one that is being read."""

    path: list[Branch] = field(default_factory=list)
    found: list[Branch] = field(default_factory=list)
    label: Line | None = None
    column: int = 0

    def add(self, line: Line) -> None:
        """Take a line that is the plan's, not the document's."""
        if line.kind is Kind.NODE or (line.kind is Kind.TARGET and not self.found):
            self._add_node(line)
        elif line.kind is Kind.LABEL:
            self._leave(line)
            self.label = line
        elif not self.path:
            raise broken(line, "stands before the first node")
        else:
            self._leave(line)
            _add_to_node(self.path[-1], line)

    def is_below_root(self, line: Line) -> bool:
        """Whether the line stands as far to the right as the root's figures do."""
        return line.column >= self.column + 2

    def _leave(self, line: Line) -> None:
        """Go up to the node to which a line in this column belongs."""
        while len(self.path) > 1 and self.path[-1].column >= line.column:
            self.path.pop()

    def _add_node(self, line: Line) -> None:
        arrow = ARROW.match(line.text)
        text = line.text[arrow.end() :] if arrow else line.text
        keys = parse_node(text)
        if keys is None:
            on_one_line = text.count("(cost=") > 1
            raise broken(
                line, "has figures that cannot be read", BREAKS_LOST if on_one_line else HINT
            )
        branch = Branch(keys, line.column)
        if not self.found:
            self.column = line.column
        elif not arrow:
            raise broken(line, "begins a second plan", "Give one plan at a time")
        else:
            self._leave(line)
            if not self.path or self.path[-1].column >= line.column:
                raise broken(line, "stands below nothing", HINT if self.column else BLANKS_LOST)
            self._hang(branch)
        self.label = None
        self.path.append(branch)
        self.found.append(branch)

    def _hang(self, branch: Branch) -> None:
        parent = self.path[-1]
        if self.label is not None:
            name = self.label.text
            relation = "SubPlan" if name.startswith("SubPlan") else "InitPlan"
            branch.put({"Parent Relationship": relation, "Subplan Name": name})
        else:
            branch.put({"Parent Relationship": _relation(parent)})
        parent.plans.append(branch)


def _relation(parent: Branch) -> str:
    kind = parent.keys["Node Type"]
    if kind in MEMBERS:
        return "Member"
    if kind == "Subquery Scan":
        return "Subquery"
    if kind == "Custom Scan":
        return "child"
    # Only the last two matter, for what comes later is the inner side.
    beside = any("Subplan Name" not in each.keys for each in parent.plans[-1:])
    return "Inner" if beside else "Outer"


def _add_to_node(branch: Branch, line: Line) -> None:
    kind = line.kind
    worker = WORKER.match(line.text) if kind is Kind.WORKER else None
    if worker is not None:
        _add_worker(branch, line, int(worker[1]), line.text[worker.end() :])
    elif kind is Kind.TARGET and branch.keys["Node Type"] == "ModifyTable":
        target = parse_name(line.text)
        kept = {key: target[key] for key in ("Schema", "Relation Name", "Alias") if key in target}
        targets = branch.keys.setdefault("Target Tables", [])
        if isinstance(targets, list):
            targets.append(kept)
    elif kind is Kind.PROPERTY:
        _add_property(branch, line)
    else:
        raise broken(line, "is neither a node nor a figure of one")


def _add_worker(branch: Branch, line: Line, number: int, rest: str) -> None:
    block = branch.workers.get(number)
    if block is None:
        block = branch.workers[number] = Block({"Worker Number": number}, line.column)
    branch.blocks = [(block, "", line.column)]
    if not rest:
        return
    run = parse_worker(rest)
    key, _, value = rest.partition(":")
    block.put(parse_property(key, value.strip()) if run is None else run)


def _add_property(branch: Branch, line: Line) -> None:
    key, _, value = line.text.partition(":")
    value = value.strip()
    while branch.blocks and branch.blocks[-1][2] >= line.column:
        branch.blocks.pop()
    if key in GROUPINGS and branch.keys["Node Type"] == "Aggregate":
        branch.groupings.append((line.column, key, split_list(value)))
        return
    holder: Block = branch
    if branch.blocks:
        holder = _opened(branch.blocks[-1])
    if value:
        holder.put(parse_property(key, value))
    else:
        holder.put({key: value})
        branch.blocks.append((holder, key, line.column))


def _opened(place: tuple[Block, str, int]) -> Block:
    """The object under the key, made now that something stands in it."""
    block, key, column = place
    if not key:
        return block
    below = block.keys.get(key)
    if not isinstance(below, dict):
        below = block.keys[key] = {}
    return Block(below, column)


def closed(branch: Branch) -> Keys:
    """The node's keys when all of its lines are read; those of its children not yet."""
    keys = branch.keys
    if branch.groupings:
        keys |= _grouped(branch)
    if branch.workers:
        keys["Workers"] = [block.keys for block in branch.workers.values()]
    if keys["Node Type"] == "Function Scan" and "Function Call" in keys and "Schema" not in keys:
        keys.pop("Function Name", None)
    if branch.plans:
        keys["Plans"] = [below.keys for below in branch.plans]
    return keys


def _grouped(branch: Branch) -> Keys:
    """One key to group by, or GROUPING SETS: those of one order together, each hash by itself."""
    if len(branch.groupings) == 1 and branch.groupings[0][1] == "Group Key":
        return {"Group Key": branch.groupings[0][2]}
    sets: list[dict[str, list[object]]] = []
    outer = min(column for column, _, _ in branch.groupings)
    for column, key, items in branch.groupings:
        group: list[object] = [] if items == ["()"] else list(items)
        begins = key != "Group Key" or (column == outer and "Group Keys" not in (sets or [{}])[-1])
        leaves = column == outer and bool(sets) and "Sort Key" in sets[-1]
        if not sets or begins or leaves:
            sets.append({})
        if key == "Sort Key":
            sets[-1][key] = group
        else:
            sets[-1].setdefault(f"{key}s", []).append(group)
    return {"Grouping Sets": sets}
