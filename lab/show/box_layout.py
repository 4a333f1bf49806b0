"""Where boxes and the links between them go: layers from left to right, nothing overlapping.

The steps are those of Sugiyama, Tagawa and Toda (1981): layers, order within a layer, positions,
routes. Positions are the least squares that keep the order, by pooling adjacent violators. The
same input gives the same layout.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, permutations
from math import ceil, sqrt
from statistics import fmean
from typing import TypeAlias

GAP = 28
LANE = 8
MARGIN = 30
TRACK = 14
SWEEPS = 8
TRIED_TRACKS = 6

Port: TypeAlias = tuple[int, float]
"""A box and a height within it."""
Point: TypeAlias = tuple[float, float]
Hop: TypeAlias = tuple[Port, Port]
"""A link's piece from one layer to the next."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The corner and width of each box, and the points that each link passes."""

    width: float
    height: float
    corners: tuple[Point, ...]
    widths: tuple[float, ...]
    routes: tuple[tuple[Point, ...], ...]


@dataclass(slots=True)
class Graph:
    """Boxes, then the lanes in which links pass a layer; chains run from left to right."""

    layers: list[int]
    heights: list[float]
    chains: list[list[Port]]

    @property
    def hops(self) -> list[Hop]:
        """The pieces of all chains, each once: links from one port share their way."""
        pairs = (pair for chain in self.chains for pair in pairwise(chain))
        return list(dict.fromkeys(pairs))

    def columns(self) -> list[list[int]]:
        """The boxes and lanes of each layer."""
        found: list[list[int]] = [[] for _ in range(max(self.layers, default=-1) + 1)]
        for node, layer in enumerate(self.layers):
            found[layer].append(node)
        return found


def lay_out(sizes: Sequence[Point], links: Sequence[tuple[Port, Port]]) -> Layout:
    """Boxes of these widths and heights; a link leads from a port to the port it depends on."""
    layers = layers_of([height for _, height in sizes], [(a[0], b[0]) for a, b in links])
    graph = with_lanes([height for _, height in sizes], links, layers)
    columns = with_fewer_crossings(graph)
    tops = positions(graph, columns)
    tracks = [tracks_of(gap, tops) for gap in hops_by_gap(graph, len(columns))]
    widths = [max((sizes[n][0] for n in column if n < len(sizes)), default=0) for column in columns]
    lefts = [0.0]
    for width, gap in zip(widths, tracks, strict=True):
        lefts.append(lefts[-1] + width + (2 * MARGIN + TRACK * max(len(gap) - 1, 0)))
    routes = [route(chain, graph, tops, tracks, (lefts, widths)) for chain in graph.chains]
    return Layout(
        width=max(lefts[-1], 1),
        height=max((top + h for top, h in zip(tops, graph.heights, strict=True)), default=1),
        corners=tuple((lefts[graph.layers[n]], tops[n]) for n in range(len(sizes))),
        widths=tuple(widths[graph.layers[n]] for n in range(len(sizes))),
        routes=tuple(
            tuple(reversed(way) if layers[a[0]] > layers[b[0]] else way)
            for way, (a, b) in zip(routes, links, strict=True)
        ),
    )


def layers_of(heights: Sequence[float], pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Each box right of all that it depends on; a link that closes a circle does not count."""
    targets: defaultdict[int, list[int]] = defaultdict(list)
    for source, target in pairs:
        if source != target:
            targets[source].append(target)
    depths: dict[int, int] = {}
    open_boxes: set[int] = set()

    def depth(box: int) -> int:
        if box not in depths:
            open_boxes.add(box)
            below = [depth(each) for each in targets[box] if each not in open_boxes]
            open_boxes.discard(box)
            depths[box] = max(below, default=-1) + 1
        return depths[box]

    linked = set(targets) | {each for several in targets.values() for each in several}
    layers = {box: depth(box) for box in sorted(linked)}
    alone = [box for box in range(len(heights)) if box not in linked]
    rooms = max(layers.values(), default=ceil(sqrt(len(alone))) - 1) + 1
    filled = [sum(heights[box] + GAP for box in layers if layers[box] == at) for at in range(rooms)]
    for box in alone:
        layers[box] = filled.index(min(filled))
        filled[layers[box]] += heights[box] + GAP
    return [layers[box] for box in range(len(heights))]


def with_lanes(
    heights: Sequence[float], links: Sequence[tuple[Port, Port]], layers: Sequence[int]
) -> Graph:
    """The graph in which every hop leads to the next layer."""
    graph = Graph(list(layers), list(heights), [])
    lanes: dict[tuple[Port, int], Port] = {}
    for source, target in links:
        left, right = sorted((target, source), key=lambda port: layers[port[0]])
        chain = [left]
        for layer in range(layers[left[0]] + 1, layers[right[0]]):
            if (left, layer) not in lanes:
                lanes[left, layer] = (len(graph.layers), LANE / 2)
                graph.layers.append(layer)
                graph.heights.append(LANE)
            chain.append(lanes[left, layer])
        graph.chains.append([*chain, right])
    return graph


def with_fewer_crossings(graph: Graph) -> list[list[int]]:
    """The order within each layer: each by the mean place of its neighbours, to and fro."""
    columns = graph.columns()
    best, fewest = columns, crossings(columns, graph.hops)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        near = neighbours(graph.hops, forward=forward)
        columns = [list(column) for column in columns]
        for column in columns if forward else reversed(columns):
            place = places(columns)
            column.sort(
                key=lambda node: (
                    fmean(place[b[0]] + b[1] / 1e6 for _, b in near[node])
                    if near[node]
                    else place[node]
                )
            )
        if (count := crossings(columns, graph.hops)) < fewest:
            best, fewest = columns, count
    return best


def neighbours(hops: Iterable[Hop], *, forward: bool) -> defaultdict[int, list[tuple[Port, Port]]]:
    """The pairs (own port, neighbour's port) of each node, on its left side if forward."""
    found: defaultdict[int, list[tuple[Port, Port]]] = defaultdict(list)
    for left, right in hops:
        if left[0] != right[0]:
            own, other = (right, left) if forward else (left, right)
            found[own[0]].append((own, other))
    return found


def places(columns: Sequence[Sequence[int]]) -> dict[int, float]:
    """How far down its layer each node stands, from 0 to 1."""
    return {n: (at + 0.5) / len(column) for column in columns for at, n in enumerate(column)}


def crossings(columns: Sequence[Sequence[int]], hops: Sequence[Hop]) -> int:
    """How many pairs of hops cross, as straight lines would."""
    layer = {node: at for at, column in enumerate(columns) for node in column}
    rank = {node: at for column in columns for at, node in enumerate(column)}
    ends: defaultdict[int, list[tuple[Point, Point]]] = defaultdict(list)
    for a, b in hops:
        ends[layer[a[0]]].append(((rank[a[0]], a[1]), (rank[b[0]], b[1])))
    return sum(
        (p[0] < q[0] and p[1] > q[1]) or (p[0] > q[0] and p[1] < q[1])
        for gap in ends.values()
        for p, q in combinations(gap, 2)
    )


def positions(graph: Graph, columns: Sequence[Sequence[int]]) -> list[float]:
    """The top of each node, near the level of those that it is linked to."""
    tops = [0.0] * len(graph.layers)
    for column in columns:
        settle(column, tops, graph.heights)
    for forward in (True, False, True, False):
        near = neighbours(graph.hops, forward=forward)
        for column in columns if forward else reversed(columns):
            for node in column:
                if near[node]:
                    tops[node] = fmean(tops[b[0]] + b[1] - a[1] for a, b in near[node])
            settle(column, tops, graph.heights)
    highest = min(tops, default=0)
    return [top - highest for top in tops]


def settle(column: Sequence[int], tops: list[float], heights: Sequence[float]) -> None:
    """Move the nodes of a layer apart, as little as possible, without changing their order."""
    offsets = [0.0]
    for node in column:
        offsets.append(offsets[-1] + heights[node] + GAP)
    blocks: list[list[float]] = []
    for node, offset in zip(column, offsets, strict=False):
        blocks.append([tops[node] - offset])
        while len(blocks) > 1 and fmean(blocks[-2]) >= fmean(blocks[-1]):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    settled = [round(fmean(block)) for block in blocks for _ in block]
    for node, offset, start in zip(column, offsets, settled, strict=False):
        tops[node] = start + offset


def hops_by_gap(graph: Graph, count: int) -> list[dict[Port, list[Port]]]:
    """For the space right of each layer: which ports each port on its left leads to."""
    gaps: list[dict[Port, list[Port]]] = [{} for _ in range(count)]
    for left, right in graph.hops:
        if left[0] != right[0]:
            gaps[graph.layers[left[0]]].setdefault(left, []).append(right)
    return gaps


def tracks_of(gap: Mapping[Port, Sequence[Port]], tops: Sequence[float]) -> list[Port]:
    """The ports on the left in the order of their vertical tracks, with the fewest crossings."""
    ports = sorted(gap, key=lambda port: -(tops[port[0]] + port[1]))
    level = {port: [tops[n] + y for n, y in (port, *gap[port])] for port in ports}
    if len(ports) > TRIED_TRACKS:
        return ports
    return list(min(permutations(ports), key=lambda order: tangle([level[p] for p in order])))


def tangle(levels: Sequence[Sequence[float]]) -> int:
    """What is crossed when each track's entry comes from the left and its exits go right."""
    cost = 0
    for (entry, *exits), (later_entry, *later_exits) in combinations(levels, 2):
        span, later = (entry, *exits), (later_entry, *later_exits)
        cost += sum(min(later) < y < max(later) for y in exits)
        cost += min(span) < later_entry < max(span)
        cost += 10 * sum(abs(y - later_entry) < LANE for y in exits)
    return cost


def route(
    chain: Sequence[Port],
    graph: Graph,
    tops: Sequence[float],
    tracks: Sequence[Sequence[Port]],
    across: tuple[Sequence[float], Sequence[float]],
) -> list[Point]:
    """The corners of a link's way from left to right; a loop leaves its box and comes back."""
    lefts, widths = across
    points: list[Point] = []
    for a, b in pairwise(chain):
        layer = graph.layers[a[0]]
        right_side = lefts[layer] + widths[layer]
        start, end = tops[a[0]] + a[1], tops[b[0]] + b[1]
        if a[0] == b[0]:
            turn = right_side + MARGIN / 2 + 6
            return [(right_side, end), (turn, end), (turn, start), (right_side, start)]
        track = right_side + MARGIN + TRACK * tracks[layer].index(a)
        points += [(right_side, start), (track, start), (track, end), (lefts[layer + 1], end)]
    return points
