"""What a reader should look at: facts that may not be stated, and entities that may be one."""

from __future__ import annotations

from dataclasses import dataclass

from graph.corrections import Confirmation, Distinction, corrections
from graph.corrections.apply import FRAME
from graph.corrections.duplicates import Named, Pair, likely
from graph.find import EntityRef, refs
from graph.names import preferred
from graph.network import ENTITIES
from graph.store import Store
from ontology.terms import MAITU, local_name

_DOUBTFUL = """SELECT ?claim ?s ?p ?o ?confidence ?evidence ?quote ?sentence ?document ?title {
  ?claim a maitu:Claim ; maitu:confidence ?confidence .
  FILTER (?confidence < %s)
  ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o ; maitu:frame ?frame ;
         maitu:evidence ?evidence ; maitu:quote ?quote .
  FILTER (?frame != "%s")
  ?evidence maitu:text ?sentence ; maitu:document ?document .
  ?document rdfs:label ?title .
} ORDER BY ?confidence ?document ?claim LIMIT %d"""
_NAMES = "SELECT ?thing ?type ?name { VALUES ?type { %s } ?thing a ?type ; rdfs:label ?name }"
_CODES = "SELECT ?thing ?code { ?thing a maitu:Place ; schema:identifier ?code }"
_MENTIONS = "SELECT ?thing (COUNT(?evidence) AS ?n) { ?thing maitu:mentionedIn ?evidence } GROUP BY ?thing"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A relation that may not be stated: the claim's IRI, what it says, how sure extraction is, and the sentence."""

    claim: str
    subject: EntityRef
    predicate: str
    object: EntityRef
    confidence: float
    evidence: str
    quote: str
    sentence: str
    document: str
    document_title: str


def doubts(store: Store, below: float, most: int = 500) -> list[Doubt]:
    """The relations with a confidence below `below` that nobody has confirmed, the least sure first."""
    confirmed = {one.iri_of_fact for one in corrections(store) if isinstance(one, Confirmation)}
    rows = store.select(_DOUBTFUL % (f"{below:.4f}", FRAME, most + len(confirmed)))
    known = refs(store, {term.value for row in rows for term in (row[1], row[3]) if term})
    found = []
    for row in rows:
        claim, s, p, o, confidence, evidence, quote, sentence, document, title = (t.value if t else "" for t in row)
        if claim not in confirmed and s in known and o in known:
            found.append(
                Doubt(
                    claim, known[s], local_name(p), known[o], float(confidence), evidence, quote, sentence, document,
                    title,
                )
            )
    return found[:most]


def duplicates(store: Store, most: int = 500) -> list[Pair]:
    """The pairs of entities that are likely one and that nobody has told apart, the likest first."""
    apart = {one.pair for one in corrections(store) if isinstance(one, Distinction)}
    types: dict[str, str] = {}
    names: dict[str, set[str]] = {}
    for thing, type_, name in store.select(_NAMES % " ".join(f"maitu:{name}" for name in sorted(ENTITIES))):
        if thing and type_ and name:
            types[thing.value] = type_.value.removeprefix(MAITU.BASE)
            names.setdefault(thing.value, set()).add(name.value)
    codes = {thing.value: code.value for thing, code in store.select(_CODES) if thing and code}
    mentions = {thing.value: int(n.value) for thing, n in store.select(_MENTIONS) if thing and n}
    things = (
        Named(iri, types[iri], preferred(names[iri]), codes.get(iri, ""), mentions.get(iri, 0)) for iri in sorted(names)
    )
    found = [pair for pair in likely(things) if tuple(sorted((pair.one.iri, pair.other.iri))) not in apart]
    return found[:most]
