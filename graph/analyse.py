"""What networkx says about a network: surroundings, paths, importance, communities, and chains from policy to outcome.

Every function is pure: it takes a MultiDiGraph as `graph.network.project` makes it, changes nothing, and gives the same
answer to the same network in whatever order its nodes and edges were added. The examples share this network:

>>> import networkx as nx
>>> network = nx.MultiDiGraph()
>>> network.add_nodes_from(["区委", "组织部"], type="Organization")
>>> network.add_node("《办法》", type="Policy")
>>> network.add_node("百人计划", type="Program")
>>> for subject, predicate, object in [
...     ("区委", "issued", "《办法》"), ("百人计划", "basedOn", "《办法》"), ("区委", "runs", "百人计划"),
...     ("组织部", "partOf", "区委"), ("组织部", "runs", "百人计划"),
... ]:
...     _ = network.add_edge(subject, object, key=predicate, predicate=predicate)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile
from typing import Any, Final, TypeAlias

import graspologic_native
import networkx as nx
import numpy as np
import rustworkx as rx
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from graph.errors import NameNotFoundError

Network: TypeAlias = "nx.MultiDiGraph[Any]"

EXACT_BETWEENNESS: Final = 2_000
"""Up to so many nodes betweenness is exact; above, it is estimated."""
DETOUR: Final = 4
"""So many steps longer than the shortest may one of the k shortest paths be."""
MOST_PATHS: Final = 1_000
"""More of the k shortest paths are never given."""

_PIVOTS, _PIVOTS_AT_ONCE = 200, 25
_DAMPING = 0.85
_STEPS, _STILL = 200, 1e-10
_TRIALS, _ONE_TRIAL_FROM = 3, 5_000


@dataclass(frozen=True, slots=True)
class Link:
    """One edge, as it is stated: `subject` stands to `object` in the relation `predicate`."""

    subject: Hashable
    predicate: str
    object: Hashable


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path: from `start` to its neighbour `end`, by all edges between them, whichever way they point."""

    start: Hashable
    end: Hashable
    links: tuple[Link, ...]


Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Centrality:
    """How central a node is.

    `degree` is its number of edges; `betweenness` the share of the shortest paths between other nodes that pass through
    it, 0 to 1; `pagerank` the share of a random surfer's time, 1 for all nodes together. Where `estimated` is true, the
    betweenness is not exact, and whoever shows it says so.
    """

    degree: int
    betweenness: float
    pagerank: float
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """How a policy came to an outcome: the programme is based on the policy, the outcome is the programme's.

    A link that nothing states is None. `issuers` issued the policy, `runners` run the programme.
    """

    issuers: tuple[Hashable, ...]
    policy: Hashable | None
    runners: tuple[Hashable, ...]
    program: Hashable | None
    outcome: Hashable | None


def neighbourhood(network: Network, nodes: Iterable[Hashable], hops: int = 1) -> Network:
    """The part of `network` within `hops` edges of `nodes`, whichever way the edges point: a copy.

    Raises NameNotFoundError for a node that is not in the network, ValueError for negative `hops`.

    >>> sorted(neighbourhood(network, ["组织部"]))
    ['区委', '百人计划', '组织部']
    """
    if hops < 0:
        raise ValueError(f"cannot go {hops} hops")
    found: set[Hashable] = set()
    both_ways = network.to_undirected(as_view=True)
    for node in nodes:
        _require(network, node)
        found.update(nx.single_source_shortest_path_length(both_ways, node, cutoff=hops))
    return network.subgraph(found).copy()


def all_shortest_paths(
    network: Network, source: Hashable, target: Hashable, *, without_nodes: Collection[Hashable] = (),
    without_predicates: Collection[str] = (), most: int = 100,
) -> tuple[Path, ...]:
    """Every path from `source` to `target` that has as few steps as can be, whichever way its edges point.

    `without_nodes` (hubs, say) and `without_predicates` are not walked. At most `most` paths are given, as their number
    can grow with the power of their length. An empty tuple says that nothing connects the two.
    Raises NameNotFoundError for a node that is not in the network.

    >>> [[step.end for step in path] for path in all_shortest_paths(network, "组织部", "《办法》")]
    [['区委', '《办法》'], ['百人计划', '《办法》']]
    """
    graph = _walkable(network, source, target, without_nodes, without_predicates, detour=0)
    if not graph:
        return ()
    return tuple(_path(graph, nodes) for nodes in islice(nx.all_shortest_paths(graph, source, target), most))


def k_shortest_paths(
    network: Network, source: Hashable, target: Hashable, k: int = 5, *, without_nodes: Collection[Hashable] = (),
    without_predicates: Collection[str] = (),
) -> tuple[Path, ...]:
    """The `k` shortest paths without loops from `source` to `target`, the shortest first.

    J. Y. Yen, Finding the k shortest loopless paths in a network, 1971; otherwise as `all_shortest_paths`. Paths that
    are more than DETOUR steps longer than the shortest are not looked for, and at most MOST_PATHS are given, so that
    the search ends soon in any network.

    >>> path = k_shortest_paths(network, "《办法》", "组织部", k=1)[0]
    >>> [(link.subject, link.predicate, link.object) for step in path for link in step.links]
    [('区委', 'issued', '《办法》'), ('组织部', 'partOf', '区委')]
    """
    graph = _walkable(network, source, target, without_nodes, without_predicates, detour=DETOUR)
    if not graph:
        return ()
    most = nx.shortest_path_length(graph, source, target) + DETOUR
    found = takewhile(lambda nodes: len(nodes) - 1 <= most, nx.shortest_simple_paths(graph, source, target))
    return tuple(_path(graph, nodes) for nodes in islice(found, min(k, MOST_PATHS)))


def centrality(network: Network, seed: int = 7) -> dict[Hashable, Centrality]:
    """How central each node is, the most connected first.

    Betweenness is Freeman's (U. Brandes, A faster algorithm for betweenness centrality, 2001), with edges walked both
    ways, computed by rustworkx; above EXACT_BETWEENNESS nodes it is estimated from 200 nodes drawn by `seed`
    (U. Brandes, C. Pich, Centrality estimation in large networks, 2007). PageRank (L. Page, S. Brin and others, 1998)
    follows the edges' direction, damped by 0.85, parallel edges counting as many.

    >>> centrality(network)["区委"]
    Centrality(degree=3, betweenness=0.1667, pagerank=0.183, estimated=False)
    """
    estimated = len(network) > EXACT_BETWEENNESS
    between = _estimated_betweenness(network, seed) if estimated else _betweenness(network)
    importance = pagerank(network)
    ranked = sorted(network, key=lambda node: (-network.degree(node), str(node)))
    return {
        node: Centrality(network.degree(node), round(between[node], 4), round(importance[node], 4), estimated)
        for node in ranked
    }


def _betweenness(network: Network) -> dict[Hashable, float]:
    nodes = sorted(network, key=str)
    number = {node: index for index, node in enumerate(nodes)}
    pairs = {tuple(sorted((number[one], number[other]))) for one, other in network.edges() if one != other}
    graph: rx.PyGraph[None, None] = rx.PyGraph()
    graph.add_nodes_from([None] * len(nodes))
    graph.add_edges_from_no_data(sorted((one, other) for one, other in pairs))
    found = rx.graph_betweenness_centrality(graph)
    return {node: found[index] for index, node in enumerate(nodes)}


def _estimated_betweenness(network: Network, seed: int) -> dict[Hashable, float]:
    """Betweenness by the shortest paths from some nodes alone: Brandes' sums for many of them at once, as matrices."""
    nodes = sorted(network, key=str)
    size = len(nodes)
    walks, _ = _walks(network, {node: index for index, node in enumerate(nodes)})
    walks.setdiag(0)
    walks.eliminate_zeros()
    walks.data[:] = 1.0
    pivots = np.sort(np.random.default_rng(seed).permutation(size)[:_PIVOTS])
    total = np.zeros(size)
    for first in range(0, len(pivots), _PIVOTS_AT_ONCE):
        chosen = pivots[first:first + _PIVOTS_AT_ONCE]
        reached = np.zeros((size, len(chosen)))
        reached[chosen, np.arange(len(chosen))] = 1
        seen, layers = reached > 0, [reached]  # a layer holds how many shortest paths lead to each of its nodes
        while (reached := np.where(seen, 0.0, np.asarray(walks @ reached))).any():
            seen |= reached > 0
            layers.append(reached)
        through = np.zeros((size, len(chosen)))
        for layer, before in zip(layers[:0:-1], layers[-2:0:-1], strict=False):  # not for the pivots themselves
            share = np.divide(1 + through, layer, out=np.zeros_like(through), where=layer > 0)
            through += (walks @ share) * before
        total += through.sum(axis=1)
    others = len(pivots) - np.isin(np.arange(size), pivots)
    found = total / np.maximum(others, 1) / max(size - 2, 1)
    return dict(zip(nodes, found.tolist(), strict=True))


def pagerank(network: Network) -> dict[Hashable, float]:
    """The share of a random surfer's time that each node gets, 1 for all together; nothing for an empty network.

    As networkx's `pagerank` (damped by 0.85, parallel edges counting as many), computed by rustworkx.

    >>> round(pagerank(network)["区委"], 3)
    0.183
    """
    if not network:
        return {}
    nodes = sorted(network, key=str)
    number = {node: index for index, node in enumerate(nodes)}
    walks = Counter((number[one], number[other]) for one, other in network.edges())
    graph: rx.PyDiGraph[None, float] = rx.PyDiGraph()
    graph.add_nodes_from([None] * len(nodes))
    graph.add_edges_from(sorted((one, other, float(many)) for (one, other), many in walks.items()))
    found = rx.pagerank(graph, alpha=_DAMPING, weight_fn=float, tol=1e-10, max_iter=1000)
    return {node: found[index] for index, node in enumerate(nodes)}


def relevant(network: Network, centres: Iterable[Hashable], most: int = 300) -> list[Hashable]:
    """The at most `most` nodes that matter most around `centres`: those first, then the others, the nearest first.

    Nearness is personalised PageRank from the centres, edges walked both ways (T. Haveliwala, Topic-sensitive PageRank,
    2002). What does not hang together with a centre is left out. Raises NameNotFoundError for a node that is not in
    the network.

    >>> relevant(network, ["组织部"], most=3)
    ['组织部', '区委', '百人计划']
    """
    chosen = list(dict.fromkeys(centres))
    for node in chosen:
        _require(network, node)
    if not chosen:
        return []
    nodes = list(network)
    number = {node: index for index, node in enumerate(nodes)}
    walks, degree = _walks(network, number)
    start = np.zeros(len(nodes))
    start[[number[node] for node in chosen]] = 1 / len(chosen)
    _, parts = connected_components(walks, directed=False)
    near = start
    for _ in range(_STEPS):
        before, near = near, _DAMPING * (walks @ (near / degree)) + (1 - _DAMPING) * start
        if np.abs(near - before).sum() < _STILL:
            break
    reached = np.isin(parts, parts[start > 0]) & (start == 0)
    found = np.flatnonzero(reached)
    scores = np.round(near[found] / near.sum(), 9)
    most_others = max(most - len(chosen), 0)
    if len(found) > most_others > 0:  # only those that may be among the first need to be put in order
        least = np.partition(scores, len(found) - most_others)[len(found) - most_others]
        found, scores = found[scores >= least], scores[scores >= least]
    ranked = sorted(zip(found.tolist(), scores.tolist(), strict=True), key=lambda one: (-one[1], str(nodes[one[0]])))
    return (chosen + [nodes[index] for index, _ in ranked])[:max(most, 0)]


def _walks(
    network: Network, number: dict[Hashable, int]
) -> tuple[csr_array[np.float64, tuple[int, int]], NDArray[np.float64]]:
    """How often each pair of nodes is joined, whichever way, and how many such edges each node has, at least 1."""
    size = len(number)
    ends = np.fromiter(
        (number[node] for one, around in network.adjacency() for other, links in around.items()
         for _ in links for node in (one, other)), dtype=np.int32,
    ).reshape(-1, 2)
    rows, columns = np.concatenate([ends, ends[:, ::-1]]).T
    walks = coo_array((np.ones(len(rows)), (rows, columns)), shape=(size, size)).tocsr()
    return walks, np.maximum(np.bincount(rows, minlength=size), 1.0)


def communities(network: Network, seed: int = 7) -> tuple[frozenset[Hashable], ...]:
    """Groups of nodes that hang together more than with the rest, the largest first; each node is in one group.

    V. A. Traag, L. Waltman, N. J. van Eck, From Louvain to Leiden: guaranteeing well-connected communities, 2019: the
    best of three runs by modularity (from 5,000 nodes one run), with edges walked both ways and parallel edges
    counting as many, computed by graspologic-native. A node without edges is a group of its own.

    >>> [sorted(group) for group in communities(network)]
    [['《办法》', '区委', '百人计划', '组织部']]
    """
    nodes = sorted(network, key=str)
    number = {node: index for index, node in enumerate(nodes)}
    weights = Counter(
        (min(number[one], number[other]), max(number[one], number[other]))
        for one, other in network.edges() if one != other
    )
    edges = [(str(one), str(other), float(many)) for (one, other), many in sorted(weights.items())]
    group_of: dict[str, int] = {}
    if edges:
        trials = _TRIALS if len(nodes) < _ONE_TRIAL_FROM else 1
        _, group_of = graspologic_native.leiden(edges, iterations=2, trials=trials, seed=seed)
    groups: dict[int, list[Hashable]] = {}
    for index, node in enumerate(nodes):
        groups.setdefault(group_of.get(str(index), -1 - index), []).append(node)
    found = sorted(groups.values(), key=lambda group: (-len(group), str(group[0])))
    return tuple(frozenset(group) for group in found)


def chains(network: Network) -> tuple[Chain, ...]:
    """The chains Policy → Program → Outcome, those without a gap first; each policy and programme is in at least one.

    Outcomes are seen where `network` was projected with them. An outcome that names no programme is in none.

    >>> chains(network)
    (Chain(issuers=('区委',), policy='《办法》', runners=('区委', '组织部'), program='百人计划', outcome=None),)
    """
    policies = _of_type(network, "Policy")
    found = [
        Chain(_sources(network, policy, "issued"), policy, _sources(network, program, "runs"), program, outcome)
        for program in _of_type(network, "Program")
        for policy in [node for node in policies if network.has_edge(program, node, "basedOn")] or [None]
        for outcome in _sources(network, program, "program") or (None,)
    ]
    carried_out = {chain.policy for chain in found}
    left = [policy for policy in policies if policy not in carried_out]
    found += [Chain(_sources(network, policy, "issued"), policy, (), None, None) for policy in left]
    return tuple(sorted(found, key=lambda chain: [chain.policy, chain.program, chain.outcome].count(None)))


def _require(network: Network, node: Hashable) -> None:
    if node not in network:
        raise NameNotFoundError(
            "{node} is not in this network; look for another name or widen the filters", node=node
        )


def _walkable(
    network: Network, source: Hashable, target: Hashable, nodes: Collection[Hashable], predicates: Collection[str], *,
    detour: int,
) -> nx.Graph[Any]:
    """What may be walked from `source` to `target` on paths of at most `detour` steps more than the shortest.

    An undirected graph without loops, its nodes and edges in an order of their own; empty where no path is. Its edges
    name the `links` that they stand for.
    """
    for node in (source, target):
        _require(network, node)
    without = set(nodes) - {source, target}
    graph: nx.Graph[Any] = nx.Graph()
    there, back = (_distances(network, node, without, predicates) for node in (source, target))
    if target not in there:
        return graph
    most = there[target] + detour
    near = {node for node, steps in there.items() if node in back and steps + back[node] <= most}
    graph.add_nodes_from(sorted(near, key=str))
    links = [
        Link(subject, predicate, object_)
        for subject, object_, key, data in network.edges(near, keys=True, data=True)
        if object_ in near and subject != object_ and (predicate := str(data.get("predicate", key))) not in predicates
    ]
    for link in sorted(links, key=lambda link: (str(link.subject), link.predicate, str(link.object))):
        if not graph.has_edge(link.subject, link.object):
            graph.add_edge(link.subject, link.object, links=())
        graph.edges[link.subject, link.object]["links"] += (link,)
    return graph


def _distances(
    network: Network, start: Hashable, without: Collection[Hashable], predicates: Collection[str]
) -> dict[Hashable, int]:
    """How many steps lead from `start` to each node that can be reached, edges walked both ways."""
    found = {start: 0}
    last = [start]
    while last:
        reached = []
        for node in last:
            for around in (network.succ[node], network.pred[node]):
                for other, links in around.items():
                    if other in found or other in without:
                        continue
                    if predicates and all(data.get("predicate", key) in predicates for key, data in links.items()):
                        continue
                    found[other] = found[node] + 1
                    reached.append(other)
        last = reached
    return found


def _path(graph: nx.Graph[Any], nodes: list[Hashable]) -> Path:
    return tuple(Step(start, end, graph.edges[start, end]["links"]) for start, end in pairwise(nodes))


def _of_type(network: Network, type_name: str) -> list[Hashable]:
    return sorted((node for node in network if network.nodes[node].get("type") == type_name), key=str)


def _sources(network: Network, node: Hashable | None, predicate: str) -> tuple[Hashable, ...]:
    """The subjects that stand to `node` in the relation `predicate`; none for no node."""
    if node is None:                                      # networkx reads None as all nodes
        return ()
    return tuple(sorted((source for source, _, key in network.in_edges(node, keys=True) if key == predicate), key=str))
