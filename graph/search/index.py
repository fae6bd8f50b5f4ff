"""The index of names and sentences: Tantivy, with the one- and two-character pieces of every text.

Tantivy's other tokenizers part Chinese by rules for languages with blanks, or not at all. The pieces find words of any
length: a text that holds a word holds all its pieces. That it holds them in this order is looked up in the text itself.

The index holds, beside each entity and each sentence, an entry for each graph with the digest of its content: so it
knows by itself which documents it is behind in. A folder keeps it where the store is a folder that may be written, else
memory does.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zlib import crc32

import tantivy
from pyoxigraph import NamedNode
from tantivy import Occur, Query

from graph.names import preferred
from graph.search.folding import folded_name, folded_text
from graph.store import Row, Store
from graph.store.protocol import grouped
from ontology.terms import narrowest

EDGE: Final = "\n"
"""Stands before and behind each name, so that beginnings and ends are pieces like others."""

_MEMORY = 64_000_000
"""Bytes that are gathered before they are written."""
_FEW = 20
"""Of so many changed documents the entities are looked up; of more, all entities are gone through once."""
_FIRST_PAGE, _PAGE = 50, 1_000
_PIECES = "pieces"
_LONGEST_PIECE = 2
"""Characters; a text holds a word so short if and only if it has it as a piece."""

_ENTITY, _SENTENCE, _GRAPH = "entity", "sentence", "graph"


@dataclass(frozen=True, slots=True)
class Entry:
    """What is kept of an entity. `names` and `aliases` are folded, each between two EDGEs."""

    iri: str
    type: str
    name: str
    names: str
    aliases: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is kept of a sentence: `evidence` and `document` are IRIs, `text` is as it stands in the document."""

    evidence: str
    document: str
    text: str


class Index:
    """The names and sentences of a store; in a folder, or in memory where there is none."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the index in a folder, or begin one there. Raises ValueError where the folder holds something else."""
        self.version = ""
        """The version of the store with which this is in step."""
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            for damaged in _damaged(folder):
                raise ValueError(f"{damaged} is not as it was written")
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, str(folder) if folder else None)
        self._index.register_tokenizer(_PIECES, tantivy.TextAnalyzerBuilder(_pieces_of_text()).build())
        self._index.config_reader("Manual")  # what was in step with a store stays so until it is looked up anew

    def named(self, field: str, holding: str) -> Iterator[Entry]:
        """The entities in whose `field` (names or aliases) a folded text stands, the shortest name first."""
        for found in self._found([_of(self._schema, "kind", _ENTITY), *self._holding(field, holding)], by_length=True):
            entry = _entry(found)
            if holding in (entry.names if field == "names" else entry.aliases):
                yield entry

    def count(self, holding: str) -> int:
        """How many entities have a name or an alias in which a folded text stands."""
        either = [Query.boolean_query([(Occur.Must, query) for query in self._holding(field, holding)])
                  for field in ("names", "aliases")]
        queries = [_of(self._schema, "kind", _ENTITY), Query.boolean_query([(Occur.Should, query) for query in either])]
        if len(holding) <= _LONGEST_PIECE:
            return self._count(queries)
        entries = map(_entry, self._found(queries))
        return sum(holding in entry.names or holding in entry.aliases for entry in entries)

    def with_iri(self, iri: str) -> Entry | None:
        """The entity with an IRI."""
        queries = [_of(self._schema, "kind", _ENTITY), _of(self._schema, "iri", iri)]
        return next(map(_entry, self._found(queries)), None)

    def alike(self, word: str, most: int) -> list[Entry]:
        """The entities whose names share the most, and the rarest, pieces with a folded word, the likest first."""
        fields = ("names", "aliases")
        either = [(Occur.Should, _of(self._schema, field, one)) for one in sorted(_pieces(word)) for field in fields]
        kind = _of(self._schema, "kind", _ENTITY)
        query = Query.boolean_query(
            [(Occur.Must, Query.boolean_query(either)), (Occur.Must, Query.const_score_query(kind, 0))]
        )
        searcher = self._index.searcher()
        return [_entry(searcher.doc(address)) for _, address in searcher.search(query, most, count=False).hits]

    def sentences(self, words: Collection[str]) -> Iterator[Sentence]:
        """The sentences that hold all of some folded words, those first in which they stand out most."""
        for found in self._found(self._holding_all(words)):
            sentence = Sentence(_stored(found, "iri"), _stored(found, "document"), _stored(found, "shown"))
            text, _ = folded_text(sentence.text)
            if all(word in text for word in words):
                yield sentence

    def count_sentences(self, words: Collection[str]) -> int:
        """How many sentences hold all of some folded words."""
        if all(len(word) <= _LONGEST_PIECE for word in words):
            return self._count(self._holding_all(words))
        return sum(1 for _ in self.sentences(words))

    def digests(self) -> dict[str, str]:
        """The graphs that the index has taken in, each with the digest of what it held then."""
        found = self._found([_of(self._schema, "kind", _GRAPH)])
        return {_stored(one, "document"): _stored(one, "shown") for one in found}

    def update(self, store: Store) -> None:
        """Take in what has changed in the store. Raises ValueError where another process is writing this index."""
        version, now, then = store.version(), store.digests(), self.digests()
        changed = sorted(graph for graph in now.keys() | then.keys() if now.get(graph) != then.get(graph))
        if not changed:
            self.version = version
            return
        writer = self._index.writer(_MEMORY, num_threads=1)
        try:
            touched = {entry.iri for entry in self._within(changed)} | _entities_in(store, changed)
            for graph in changed:
                writer.delete_documents_by_term("document", graph)
            for iri in touched:
                writer.delete_documents_by_term("iri", iri)
            for graph in changed:
                if graph in now:
                    writer.add_document(self._document(kind=_GRAPH, document=graph, shown=now[graph]))
                    for iri, text in _sentences_in(store, graph):
                        folded, _ = folded_text(text)
                        writer.add_document(
                            self._document(kind=_SENTENCE, document=graph, iri=iri, text=folded, shown=text)
                        )
            for entry, graphs in _entries(store, touched, whole=len(changed) > _FEW):
                writer.add_document(
                    self._document(
                        kind=_ENTITY, iri=entry.iri, within=graphs, type=entry.type, name=entry.name, names=entry.names,
                        aliases=entry.aliases, length=len(entry.name),
                    )
                )
            writer.commit()
        finally:
            writer.wait_merging_threads()
        self._index.reload()
        self.version = version

    def reload(self) -> None:
        """See what another process has written since."""
        self._index.reload()

    def _within(self, graphs: Sequence[str]) -> Iterator[Entry]:
        for first in range(0, len(graphs), _PAGE):
            yield from map(
                _entry, self._found([Query.term_set_query(self._schema, "within", graphs[first : first + _PAGE])])
            )

    def _holding(self, field: str, text: str) -> list[Query]:
        """What an entry meets that holds a text: all the pieces of it, the two-character ones where there are any."""
        longest = min(_LONGEST_PIECE, len(text))
        return [_of(self._schema, field, piece) for piece in sorted(_pieces(text)) if len(piece) == longest]

    def _holding_all(self, words: Collection[str]) -> list[Query]:
        """What a sentence meets that holds all of some folded words."""
        each = [query for word in words for query in self._holding("text", word)]
        return [_of(self._schema, "kind", _SENTENCE), *each]

    def _count(self, queries: Sequence[Query]) -> int:
        query = Query.boolean_query([(Occur.Must, query) for query in queries])
        found = self._index.searcher().search(query, 1)
        return found.count or 0  # type: ignore[attr-defined]  # left out of Tantivy's types

    def _found(self, queries: Sequence[Query], *, by_length: bool = False) -> Iterator[tantivy.Document]:
        """All entries that meet all queries, page by page."""
        query = Query.boolean_query([(Occur.Must, query) for query in queries])
        searcher = self._index.searcher()
        offset, page = 0, _FIRST_PAGE
        while True:
            hits = searcher.search(
                query, page, count=False, offset=offset, order=tantivy.Order.Asc if by_length else tantivy.Order.Desc,
                order_by_field="length" if by_length else None,
            ).hits
            for _, address in hits:
                yield searcher.doc(address)
            if len(hits) < page:
                return
            offset, page = offset + page, _PAGE

    def _document(self, **fields: object) -> tantivy.Document:
        return tantivy.Document.from_dict(fields, self._schema)


def _damaged(folder: Path) -> Iterator[Path]:
    """The files of an index that do not fit the checksum at their end (tantivy's src/directory/footer.rs).

    Tantivy itself does not look, and panics where it meets nonsense. A file ends with its checksum and more as JSON,
    the length of that, and a mark of four bytes. What another process is still writing is in no segment yet.
    """
    try:
        segments = json.loads((folder / "meta.json").read_bytes())["segments"]
    except FileNotFoundError:
        return
    for segment in segments:
        for file in sorted(folder.glob(f"{segment['segment_id'].replace('-', '')}.[a-z]*")):
            try:
                content = memoryview(file.read_bytes())
            except FileNotFoundError:  # another process has just written it into a larger one
                continue
            end = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
            try:
                sound = json.loads(bytes(content[max(end, 0) : -8]))["crc"] == crc32(content[: max(end, 0)])
            except (ValueError, TypeError, KeyError):
                sound = False
            if not sound:
                yield file


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for field in ("kind", "iri", "document", "within"):
        builder.add_text_field(field, stored=field != "kind", tokenizer_name="raw", index_option="basic")
    for field in ("type", "name", "shown"):
        builder.add_text_field(field, stored=True, tokenizer_name="raw", index_option="basic")
    for field in ("names", "aliases", "text"):
        builder.add_text_field(field, stored=field != "text", tokenizer_name=_PIECES, index_option="freq")
    builder.add_unsigned_field("length", fast=True)
    return builder.build()


def _pieces_of_text() -> tantivy.Tokenizer:
    return tantivy.Tokenizer.ngram(min_gram=1, max_gram=_LONGEST_PIECE, prefix_only=False)


def _pieces(text: str) -> set[str]:
    sizes = range(1, _LONGEST_PIECE + 1)
    return {text[start : start + size] for size in sizes for start in range(len(text) - size + 1)}


def _of(schema: tantivy.Schema, field: str, value: str) -> Query:
    return Query.term_query(schema, field, value, "basic")


def _stored(document: tantivy.Document, field: str) -> str:
    return str(document.get_first(field) or "")


def _entry(document: tantivy.Document) -> Entry:
    return Entry(*(_stored(document, field) for field in ("iri", "type", "name", "names", "aliases")))


def _entities_in(store: Store, graphs: Sequence[str]) -> set[str]:
    rows: list[Row] = []
    for graph in graphs:
        rows += store.select(f"SELECT DISTINCT ?iri {{ GRAPH {NamedNode(graph)} {{ ?iri a maitu:Entity }} }}")
    return {iri.value for (iri,) in rows if iri}


def _sentences_in(store: Store, graph: str) -> list[tuple[str, str]]:
    rows = store.select(f"SELECT ?iri ?text {{ GRAPH {NamedNode(graph)} {{ ?iri maitu:text ?text }} }}")
    return [(iri.value, text.value) for iri, text in rows if iri and text]


def _entries(store: Store, touched: Collection[str], *, whole: bool) -> Iterator[tuple[Entry, list[str]]]:
    """The entities among `touched` that the store has, and the graphs that name each; `whole` goes through all once."""
    wanted = [""] if whole else [
        " ".join(str(NamedNode(iri)) for iri in part) for part in _parts(sorted(touched), _PAGE)
    ]
    for values in wanted:
        among = f"VALUES ?iri {{ {values} }}" if values else "?iri a maitu:Entity ."
        types = grouped(store.select(f"SELECT ?iri ?type {{ {among} ?iri a ?type }}"))
        labels = grouped(store.select(f"SELECT ?iri ?name {{ {among} ?iri rdfs:label ?name }}"))
        aliases = grouped(store.select(f"SELECT ?iri ?name {{ {among} ?iri skos:altLabel ?name }}"))
        graphs = grouped(store.select(f"SELECT ?iri ?graph {{ {among} GRAPH ?graph {{ ?iri a maitu:Entity }} }}"))
        for iri in sorted(labels.keys() & touched):
            name = preferred(labels[iri])
            yield (
                Entry(iri, narrowest(types[iri]), name, _edged(labels[iri]), _edged(aliases[iri])), sorted(graphs[iri]),
            )


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[first : first + size] for first in range(0, len(items), size))


def _edged(names: Iterable[str]) -> str:
    folded = sorted({folded_name(name) for name in names} - {""})
    return EDGE + EDGE.join(folded) + EDGE if folded else ""
