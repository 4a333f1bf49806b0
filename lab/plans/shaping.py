"""The shape of a plan: its nodes in one line, without a number."""

from lab.plans.nodes import PlanNode
from lab.plans.wording import title


def render_shape(root: PlanNode) -> str:
    """Parents before children: `A > B` for one child, `A (B, C > D)` for several."""
    pieces: list[str] = []
    waiting: list[PlanNode | str] = [root]
    while waiting:
        piece = waiting.pop()
        if isinstance(piece, str):
            pieces.append(piece)
            continue
        pieces.append(title(piece))
        waiting.extend(reversed(_below(piece)))
    return "".join(pieces)


def _below(node: PlanNode) -> list[PlanNode | str]:
    if len(node.children) == 1:
        return [" > ", node.children[0]]
    pieces: list[PlanNode | str] = []
    for child in node.children:
        pieces += [", " if pieces else " (", child]
    return [*pieces, ")"] if pieces else []
