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
_SPARQL_WORD = re.compile(
    """
      A | ABS | ADD | ALL | AS | ASC | ASK | AVG | BASE | BIND | BNODE | BOUND | BY | CEIL | CLEAR | COALESCE
      | CONCAT | CONSTRUCT | CONTAINS | COPY | COUNT | CREATE | DATA | DATATYPE | DAY | DEFAULT | DELETE |
      DESC | DESCRIBE | DISTINCT | DROP | ENCODE_FOR_URI | EXISTS | FALSE | FILTER | FLOOR | FROM | GRAPH |
      GROUP | GROUP_CONCAT | HAVING | HOURS | IF | IN | INSERT | INTO | IRI | ISBLANK | ISIRI | ISLITERAL |
      ISNUMERIC | ISURI | LANG | LANGMATCHES | LATERAL | LCASE | LIMIT | LOAD | MAX | MD5 | MIN | MINUS |
      MINUTES | MONTH | MOVE | NAMED | NOT | NOW | OFFSET | OPTIONAL | ORDER | PREFIX | RAND | REDUCED | REGEX
      | REPLACE | ROUND | SAMETERM | SAMPLE | SECONDS | SELECT | SEPARATOR | SERVICE | SHA1 | SHA256 | SHA384
      | SHA512 | SILENT | STR | STRAFTER | STRBEFORE | STRDT | STRENDS | STRLANG | STRLEN | STRSTARTS |
      STRUUID | SUBSTR | SUM | TIMEZONE | TO | TRUE | TZ | UCASE | UNDEF | UNION | URI | USING | UUID | VALUES
      | WHERE | WITH | YEAR
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""All words of SPARQL 1.1 and its updates."""
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
                    "{word} would change the graph; queries only read: ask with SELECT, ASK, CONSTRUCT or DESCRIBE.",
                    word=word,
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
            raise QueryError(
                "<{iri}> is no whole IRI: write it in full, with its scheme, without BASE.", iri=iri[:100]
            )
        if scheme.lower() in _FUNCTIONS or "openlinksw.com" in iri.lower():
            raise QueryError(
                "<{iri}> is no part of SPARQL 1.1, and may reach beyond this graph: leave it out.", iri=iri[:100]
            )


def syntax_error(sparql: str, message: str) -> QueryError:
    """Oxigraph's message on a malformed query, told to people, with line and column where it has them."""
    found = _POSITION.match(message)
    if not sparql.strip():
        return QueryError("The query is empty. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.", line=1, column=1)
    words = (token for token in TOKEN.finditer(sparql) if token["words"])
    first = next((word for word in words if word["words"].upper() not in _BEFORE_THE_QUERY), None)
    if first and not first["words"].upper().startswith(_FORMS):
        line, column = _place(sparql, first.start())
        return QueryError(
            "This is not SPARQL. Line {line}, column {column}: a query begins with {forms}, not with “{word}”.",
            line=line, column=column, forms=", ".join(_FORMS), word=first["words"][:40],
        )
    if not found:
        return QueryError("This is not SPARQL: {why}", why=message)
    line, column, expected = int(found[1]), int(found[2]), found[3]
    if "Prefix not found" in expected:
        return QueryError(
            "This is not SPARQL. Line {line}, column {column}: a prefix is not declared. Known are {prefixes}; declare "
            "others with PREFIX name: <IRI>.",
            line=line, column=column, prefixes=_OUR_PREFIXES,
        )
    lines = sparql.splitlines()
    rest = "\n".join(lines[line - 1 :])[column - 1 :].split()
    hint = QueryError("the query ends too early.")
    if rest:
        hint = QueryError("“{word}” cannot stand here.", word=rest[0][:40])
    before = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    named = (token for token in TOKEN.finditer(sparql) if token["words"])
    unknown = (token for token in named if not _SPARQL_WORD.fullmatch(token["words"]))
    if (misspelt := next(unknown, None)) and misspelt.start() < before:  # Oxigraph tells how far it came, trying
        line, column = _place(sparql, misspelt.start())
        hint = QueryError("“{word}” cannot stand here.", word=misspelt["words"][:40])
    elif keywords := sorted(set(_KEYWORD.findall(expected)))[:8]:
        hint = QueryError("{hint} What could: {keywords} …", hint=hint, keywords=", ".join(keywords))
    return QueryError(
        "This is not SPARQL. Line {line}, column {column}: {hint}", line=line, column=column, hint=hint
    )


def _place(text: str, at: int) -> tuple[int, int]:
    """The line and column of a character, counted from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _reaching(word: str) -> str:
    return next((keyword for keyword in _REACHING if keyword in word), "")


def _reaches_out(keyword: str) -> QueryError:
    if keyword == "SERVICE":
        return QueryError("SERVICE would ask another server, and queries stay within this graph: leave it out.")
    return QueryError(
        "FROM is not needed: a query sees all documents together. To look into one, write GRAPH <its IRI> {{ … }}."
    )
