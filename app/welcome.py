"""What a page shows while there is nothing in the graph."""

from __future__ import annotations

from app import intake, load
from app.components import hypertext
from app.ending import end_page
from graph.store.server import shown


def require_content() -> None:
    """Show how to fill the graph, instead of the page, where it is empty."""
    if not load.exists() or not load.documents():
        hypertext.show("empty.html", key="empty", store=shown(load.location()))
        intake.form()
        end_page()
