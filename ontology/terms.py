"""The terms that Maitu uses, as IRIs. Each vocabulary is closed: a term that it does not list is an error.

Plain strings without rdflib, so that a short command starts at once. `maitu.ttl` says what our own terms mean; a test
holds the two equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Final

INSTANCES: Final = "https://w3id.org/maitu/id/"
"""The base of the IRIs of things, documents, claims and evidence, unless told otherwise."""


class Vocabulary:
    """A namespace whose terms are the annotated names of a subclass, each an IRI.

    >>> MAITU.runs
    'https://w3id.org/maitu/ontology#runs'
    >>> MAITU.rums
    Traceback (most recent call last):
    AttributeError: type object 'MAITU' has no attribute 'rums'
    """

    BASE: ClassVar[str]

    def __init_subclass__(cls, *, base: str) -> None:
        cls.BASE = base
        for name in cls.__annotations__:
            setattr(cls, name, base + name)

    @classmethod
    def terms(cls) -> tuple[str, ...]:
        """The IRIs of all terms."""
        return tuple(cls.BASE + name for name in cls.__annotations__)


class MAITU(Vocabulary, base="https://w3id.org/maitu/ontology#"):
    """Our own vocabulary."""

    Addition: str
    Claim: str
    Community: str
    Confirmation: str
    Correction: str
    Distinction: str
    Document: str
    Enterprise: str
    Entity: str
    Event: str
    Evidence: str
    Figure: str
    GovernmentAgency: str
    Hospital: str
    Merging: str
    Naming: str
    Organization: str
    Outcome: str
    PartyBranch: str
    PartyOrganization: str
    Person: str
    Place: str
    Platform: str
    Policy: str
    Program: str
    Recognition: str
    Rejection: str
    Renaming: str
    Retyping: str
    Run: str
    School: str
    Splitting: str
    Target: str

    alias: str
    basedOn: str
    confidence: str
    date: str
    digest: str
    document: str
    encoding: str
    end: str
    evidence: str
    fileName: str
    frame: str
    identity: str
    indicator: str
    issued: str
    kind: str
    leads: str
    locatedIn: str
    mediaType: str
    mentionedIn: str
    names: str
    newClass: str
    newName: str
    paragraph: str
    participatesIn: str
    partnersWith: str
    partOf: str
    period: str
    periodEnd: str
    periodStart: str
    place: str
    position: str
    program: str
    qualifier: str
    quote: str
    recognisedAs: str
    runs: str
    sha256: str
    start: str
    subject: str
    text: str
    uncorrected: str
    unit: str
    value: str
    version: str


class RDF(Vocabulary, base="http://www.w3.org/1999/02/22-rdf-syntax-ns#"):
    """RDF 1.1."""

    object: str
    predicate: str
    subject: str
    type: str


class RDFS(Vocabulary, base="http://www.w3.org/2000/01/rdf-schema#"):
    """RDF Schema 1.1."""

    comment: str
    label: str


class XSD(Vocabulary, base="http://www.w3.org/2001/XMLSchema#"):
    """The datatypes of XML Schema."""

    date: str
    dateTime: str
    decimal: str
    integer: str
    string: str


class SKOS(Vocabulary, base="http://www.w3.org/2004/02/skos/core#"):
    """SKOS."""

    altLabel: str


class PROV(Vocabulary, base="http://www.w3.org/ns/prov#"):
    """PROV-O."""

    Agent: str
    endedAtTime: str
    generated: str
    used: str
    wasAssociatedWith: str
    wasGeneratedBy: str
    wasInfluencedBy: str
    wasQuotedFrom: str


class OA(Vocabulary, base="http://www.w3.org/ns/oa#"):
    """The Web Annotation Vocabulary."""

    SpecificResource: str
    TextPositionSelector: str
    TextQuoteSelector: str
    end: str
    exact: str
    hasSelector: str
    hasSource: str
    hasTarget: str
    start: str


class SCHEMA(Vocabulary, base="https://schema.org/"):
    """schema.org."""

    identifier: str
    isPartOf: str
    location: str
    observationAbout: str


PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "maitu": MAITU.BASE,
        "id": INSTANCES,
        "rdf": RDF.BASE,
        "rdfs": RDFS.BASE,
        "xsd": XSD.BASE,
        "skos": SKOS.BASE,
        "prov": PROV.BASE,
        "oa": OA.BASE,
        "schema": SCHEMA.BASE,
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "sh": "http://www.w3.org/ns/shacl#",
        "cids": "https://ontology.commonapproach.org/cids#",
        "eli": "http://data.europa.eu/eli/ontology#",
        "geo": "http://www.opengis.net/ont/geosparql#",
    }
)
"""The prefixes that queries need not declare, and that exports use."""

BROADER: Final[Mapping[str, str]] = MappingProxyType(
    {
        "PartyOrganization": "Organization",
        "PartyBranch": "PartyOrganization",
        "GovernmentAgency": "Organization",
        "Enterprise": "Organization",
        "School": "Organization",
        "Hospital": "Organization",
        "Community": "Organization",
        "Platform": "Organization",
        **dict.fromkeys(("Organization", "Policy", "Program", "Place", "Person", "Event", "Recognition"), "Entity"),
        "Outcome": "Figure",
        "Target": "Figure",
        **dict.fromkeys(
            (
                "Renaming", "Retyping", "Merging", "Splitting", "Rejection", "Addition", "Confirmation", "Distinction",
            ),
            "Correction",
        ),
    }
)
"""The next broader class of each class that things are also given, by local name."""


def local_name(iri: str) -> str:
    """What stands in an IRI behind its last `#` or `/`."""
    return iri[max(iri.rfind("#"), iri.rfind("/")) + 1 :]


def shorten(iri: str) -> str:
    """An IRI for people: with a prefix where one fits (maitu:runs, id:place/湖北省), else as it is.

    >>> shorten(MAITU.runs)
    'maitu:runs'
    """
    for prefix, base in PREFIXES.items():
        if iri.startswith(base):
            return f"{prefix}:{iri.removeprefix(base)}"
    return iri


def broader(name: str) -> tuple[str, ...]:
    """The classes above one, nearest first, by local name.

    >>> broader("PartyBranch")
    ('PartyOrganization', 'Organization', 'Entity')
    """
    found: list[str] = []
    while name := BROADER.get(name, ""):
        found.append(name)
    return tuple(found)


def narrowest(types: set[str]) -> str:
    """The local name of the narrowest of the classes (IRIs of ours) that a thing has; "" where there is none.

    >>> narrowest({MAITU.Organization, MAITU.PartyOrganization, MAITU.PartyBranch})
    'PartyBranch'
    """
    names = {iri.removeprefix(MAITU.BASE) for iri in types if iri.startswith(MAITU.BASE)}
    return min(names - {BROADER.get(name, "") for name in names}, default="")
