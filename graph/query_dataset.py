"""A query held to our graphs on a server that may hold others, by words of the query itself.

The protocol's way, to name the graphs beside the query, is sound for the default graph. For GRAPH it means one
parameter a document, and with some hundred of them Virtuoso gives up. So what every server understands is written into
the query: patterns look into the union, and GRAPH into those graphs only for which the union holds a digest.
"""

from __future__ import annotations

from graph.query_guard import TOKEN


def looks_into_graphs(sparql: str) -> bool:
    """Whether a query has GRAPH in it, as a keyword."""
    return any((token["words"] or "").upper() == "GRAPH" for token in TOKEN.finditer(sparql))


def confined(sparql: str, union: str, digest: str) -> str:
    """A query whose patterns match in the graph `union`, and in graphs that have a `digest` there where it says GRAPH.

    It gives what the query gives over a dataset of `union` as the default graph and those graphs as the named ones,
    and needs none given beside it. The query must be SPARQL 1.1, and not the short form CONSTRUCT WHERE, which has no
    GRAPH. What DESCRIBE tells of a thing stays the server's choice.

    >>> confined("SELECT * { GRAPH ?g { ?s ?p ?o } }", "u:", "d:")
    'SELECT * { GRAPH <u:> { GRAPH ?g { ?s ?p ?o } GRAPH <u:> { ?g <d:> [] } } }'
    """
    pieces: list[str] = []
    closings: list[str] = []
    behind, graph, word = "", "", ""
    copied = 0
    for token in TOKEN.finditer(sparql):
        text = token[0]
        if text.startswith("#"):
            continue
        if text == "{":
            outermost = not closings and word not in ("CONSTRUCT", "VALUES")
            pieces.append(sparql[copied : token.end()] + (f" GRAPH <{union}> {{" if outermost else ""))
            closings.append("} }" if outermost else f"}} GRAPH <{union}> {{ {graph} <{digest}> [] }}" if graph else "}")
            copied = token.end()
            word = ""
        elif text == "}" and closings:
            pieces.append(sparql[copied : token.start()] + closings.pop())
            copied = token.end()
        graph = text if behind == "GRAPH" else ""
        behind = (token["words"] or "").upper()
        word = behind or word
    return "".join([*pieces, sparql[copied:]])
