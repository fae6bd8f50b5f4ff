"""What the first pages ask for, worked out before anybody does."""

from __future__ import annotations

from app import exploring, load, ways
from graph.store import open_store


def prepare() -> None:
    """Work out what the first pages will ask for, so that who opens them need not wait. Raises StoreError.

    It goes through the whole graph, for which Oxigraph keeps much in memory: so by a store of its own, closed then.
    """
    if not load.exists():
        return
    with open_store(load.location()) as store, load.apart(store):
        if load.documents():
            load.counts()
            load.hubs()
            load.answers()
            load.top_outcomes()
            ways.chains(0)
            exploring.dated()
