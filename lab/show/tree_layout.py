"""Where the nodes of a tree go, top down: a row a level, parents above their children's middle.

The steps are those of Wetherell and Shannon, "Tidy Drawings of Trees" (1979): one walk from the
leaves up, one from the root down, so the work grows with the number of nodes alone.
"""

from collections import defaultdict
from collections.abc import Sequence


def levels(parents: Sequence[int]) -> list[int]:
    """How far below the root each node is. Nodes stand before their children; a root has -1."""
    found: list[int] = []
    for parent in parents:
        found.append(found[parent] + 1 if parent >= 0 else 0)
    return found


def columns(parents: Sequence[int]) -> list[float]:
    """How far right each node is, in widths of a node, so that no two of a level overlap.

    Nodes stand in the order of reading, each before its children.
    """
    children: list[list[int]] = [[] for _ in parents]
    for at, parent in enumerate(parents):
        if parent >= 0:
            children[parent].append(at)
    shifts = [0.0] * len(parents)
    found = _from_the_leaves(children, levels(parents), shifts)
    for at, parent in enumerate(parents):
        # What moved a node moves all that is below it.
        if parent >= 0:
            found[at] += shifts[parent]
            shifts[at] += shifts[parent]
    leftmost = min(found, default=0.0)
    return [column - leftmost for column in found]


def _from_the_leaves(
    children: Sequence[Sequence[int]], level: Sequence[int], shifts: list[float]
) -> list[float]:
    """Each node as far left as its level allows; `shifts` says by how much what is below follows.

    Reading backwards meets children before parents and the last child first, so the levels are
    filled from the right: columns are negative until the end.
    """
    found = [0.0] * len(children)
    free: defaultdict[int, float] = defaultdict(float)
    shift: defaultdict[int, float] = defaultdict(float)
    for at in range(len(children) - 1, -1, -1):
        row, below = level[at], children[at]
        wanted = (found[below[0]] + found[below[-1]]) / 2 if below else free[row]
        shift[row] = min(shift[row], free[row] - wanted)
        found[at] = wanted + (shift[row] if below else 0.0)
        shifts[at] = shift[row] if below else 0.0
        free[row] = found[at] - 1
    return found
