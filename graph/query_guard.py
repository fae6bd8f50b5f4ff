"""What a query may not do, and what is wrong with one that is not SPARQL, in words."""

from __future__ import annotations

import re

from graph.errors import QueryError
from ontology.terms import PREFIXES

TOKEN = re.compile(
    r"""
      \#[^\n\r]*                                                                     # comment
    | <(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>               # IRI
    | "{3}(?:[^"\\]|\\.|"{1,2}(?!"))*"{3} | '{3}(?:[^'\\]|\\.|'{1,2}(?!'))*'{3}       # long string
    | "(?:[^"\\\n\r]|\\.)*" | '(?:[^'\\\n\r]|\\.)*'                                  # string
    | [?$]\w+ | @[A-Za-z]+(?:-[A-Za-z0-9]+)* | _:[\w.·-]+                            # variable, language, blank node
    | [0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?                                        # number
    | (?P<name>[^\W\d_][\w.·-]*+)?:(?:[\w.:·-]|%[0-9A-Fa-f]{2}|\\.)*+                 # prefixed name
    | (?P<words>[^\W\d_][\w.·-]*+)                                                   # keywords
    | (?P<mark>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
_REACHING = ("SERVICE", "FROM")
_CHANGES = frozenset({"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE"})
_CHANGES_AT_START = _CHANGES | {"COPY", "MOVE", "ADD", "WITH"}
_BEFORE_THE_QUERY = frozenset({"BASE", "PREFIX"})
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_FUNCTIONS = frozenset({"bif", "sql"})
_ESCAPED = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_POSITION = re.compile(r"error at (\d+):(\d+): expected (.*)", re.DOTALL)
_KEYWORD = re.compile(r"(?<![\w{'\\])[A-Z][A-Z_]{2,}(?![\w}])")
_OUR_PREFIXES = ", ".join(PREFIXES)


def refuse_unbounded(sparql: str) -> None:
    """Raise QueryError where a query would change the graph (INSERT, DROP, …) or reach beyond it (SERVICE, LOAD, FROM).

    Looks at the tokens of SPARQL 1.1, so that words in strings, comments, IRIs, variables and names do not count.
    Oxigraph ends a keyword wherever it can (`trueSERVICEa:b{}` is a SERVICE), hence the care with words that contain
    one.
    """
    begun = False
    suspect = ""
    for token in TOKEN.finditer(sparql):
        words = (token["words"] or "").upper()
        if suspect and (token["mark"] == "{" or words.startswith(("WHERE", "FROM"))):
            raise _reaches_out(suspect)
        suspect = _reaching((token["name"] or "").upper())
        if _reaching(words):
            raise _reaches_out(_reaching(words))
        for word in set(re.split(r"\W", words)) - _BEFORE_THE_QUERY - {""}:
            if word in (_CHANGES if begun else _CHANGES_AT_START):
                raise QueryError(
                    f"{word} would change the graph; queries only read: ask with SELECT, ASK, CONSTRUCT or DESCRIBE."
                )
            begun = True


def refuse_extensions(sparql: str) -> None:
    """Raise QueryError where a query uses what a server may know beyond SPARQL: functions that reach out, above all.

    They have IRIs of their own (Virtuoso: `bif:…`, `sql:…`), which prefixes and bases can be put together from.
    """
    for token in TOKEN.finditer(sparql):
        if not token[0].startswith("<") or token["mark"]:
            continue
        iri = _ESCAPED.sub(lambda code: chr(int(code[1] or code[2], 16)), token[0][1:-1])
        scheme, colon, _ = iri.partition(":")
        if not colon or "/" in scheme:
            raise QueryError(f"<{iri[:100]}> is no whole IRI: write it in full, with its scheme, without BASE.")
        if scheme.lower() in _FUNCTIONS or "openlinksw.com" in iri.lower():
            raise QueryError(f"<{iri[:100]}> is no part of SPARQL 1.1, and may reach beyond this graph: leave it out.")


def syntax_error(sparql: str, message: str) -> QueryError:
    """Oxigraph's message on a malformed query, told to people, with line and column where it has them."""
    found = _POSITION.match(message)
    if not sparql.strip():
        return QueryError("The query is empty. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.", 1, 1)
    words = (token for token in TOKEN.finditer(sparql) if token["words"])
    first = next((word for word in words if word["words"].upper() not in _BEFORE_THE_QUERY), None)
    if first and not first["words"].upper().startswith(_FORMS):
        line, column = sparql.count("\n", 0, first.start()) + 1, first.start() - sparql.rfind("\n", 0, first.start())
        hint = f"a query begins with {', '.join(_FORMS)}, not with “{first['words'][:40]}”."
        return QueryError(f"This is not SPARQL. Line {line}, column {column}: {hint}", line, column)
    if not found:
        return QueryError(f"This is not SPARQL: {message}")
    line, column, expected = int(found[1]), int(found[2]), found[3]
    if "Prefix not found" in expected:
        hint = f"a prefix is not declared. Known are {_OUR_PREFIXES}; declare others with PREFIX name: <IRI>."
    else:
        rest = "\n".join(sparql.splitlines()[line - 1 :])[column - 1 :].split()
        hint = f"“{rest[0][:40]}” cannot stand here." if rest else "the query ends too early."
        if keywords := sorted(set(_KEYWORD.findall(expected)))[:8]:
            hint += f" What could: {', '.join(keywords)} …"
    return QueryError(f"This is not SPARQL. Line {line}, column {column}: {hint}", line, column)


def _reaching(word: str) -> str:
    return next((keyword for keyword in _REACHING if keyword in word), "")


def _reaches_out(keyword: str) -> QueryError:
    if keyword == "SERVICE":
        return QueryError("SERVICE would ask another server, and queries stay within this graph: leave it out.")
    return QueryError(
        "FROM is not needed: a query sees all documents together. To look into one, write GRAPH <its IRI> { … }."
    )
