"""Nodes and edges as the drawing in the browser takes them: pyvis' rows, coloured, sized and bundled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import networkx as nx

from app import load
from app.look import Look
from graph import labels
from graph.style import THEMES, legible

Network: TypeAlias = "nx.MultiDiGraph[Any]"
Row: TypeAlias = dict[str, Any]

_LONGEST = 80.0
"""A name is at most so many ems long in the table."""


def node_rows(network: Network, drawn: Iterable[Row], look: Look | None, theme: str) -> list[Row]:
    """A row a node: `words` are the lines that stand below it, `name`, `type` and `links` what the table tells."""
    colours = THEMES[theme]
    degree = dict(network.degree())
    rows = []
    for row in drawn:
        node, data = row["id"], network.nodes[row["id"]]
        boxed = row["shape"] == "box"
        words = list(labels.wrap(data["label"]))
        own: Row = {
            "words": [] if boxed else words,
            "label": row["label"] if boxed else " ",
            "name": labels.shorten(data["label"], _LONGEST),
            "type": load.name_of(data["type"]),
            "group_key": data["type"],
            "links": degree[node],
            "opacity": 1,
        }
        if look and not boxed:
            fill = look.colours[node]
            border = row["color"]["highlight"]["border"] if row["borderWidth"] > 2 else legible(fill, colours, 3.0)
            own |= {
                "words": list(labels.wrap(look.labels[node])) if look.labels[node] else [],
                "size": look.radii[node],
                "group_key": look.groups[node],
                "color": {
                    "background": fill, "border": border,
                    "highlight": {"background": fill, "border": colours.ink},
                    "hover": {"background": fill, "border": colours.ink},
                },
            }
        rows.append(row | own)
    return rows


def edge_rows(network: Network, drawn: Iterable[Row], theme: str) -> list[Row]:
    """A row for all that stands between two nodes: `strands` are the relations, `ways` where their arrows point."""
    between: dict[frozenset[str], list[Row]] = {}
    shared = legible("#8C959F", THEMES[theme], 3.0)
    words = {name: load.name_of(name) for name in load.predicates(network)}
    for row in drawn:
        predicate = row["id"].split(" ")[1]
        strand = {name: row[name] for name in ("from", "to", "title", "color", "dashes", "arrows")}
        strand |= {
            "predicate": predicate, "words": words.get(predicate, ""), "ink": row["font"]["color"], "width": 1.3,
            "smooth": {"enabled": False}, "shared": {"color": shared, "highlight": THEMES[theme].ink},
        }
        between.setdefault(frozenset((row["from"], row["to"])), []).append(strand)
    return [
        {
            "from": strands[0]["from"],
            "to": strands[0]["to"],
            "strands": strands,
            "ways": sorted(
                {
                    "to" if strand["from"] == strands[0]["from"] else "from"
                    for strand in strands
                    if strand["arrows"]["to"]["enabled"]
                }
            ),
        }
        for strands in between.values()
    ]
