"""Undo and redo of what was done to the view of the graph, for one visitor."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from app import address

VIEW = (
    "at", "more", "hide", "hops", "class", "relation", "document", "from", "to", "sure", "colour", "size", "label",
    "layout", "pin",
)
"""The names in the address that make a view; what is selected in it is no step."""

View = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass
class Steps:
    """The views of the graph, step by step; `here` is the index of the one that is shown now."""

    taken: list[View] = field(default_factory=lambda: [()])
    here: int = 0

    @classmethod
    def of_session(cls) -> Steps:
        """The steps of this visitor, the last of which is the view of the address."""
        view = view_of_address()
        steps: Steps = st.session_state.setdefault("steps", cls([view]))
        if steps.taken[steps.here] != view:
            steps.taken[steps.here + 1 :] = [view]
            steps.here += 1
        return steps

    @property
    def can_undo(self) -> bool:
        """Whether there is a step before this one."""
        return self.here > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step was undone."""
        return self.here + 1 < len(self.taken)

    def undo(self) -> None:
        """Go one step back."""
        self._go(self.here - 1)

    def redo(self) -> None:
        """Take the step again that was undone."""
        self._go(self.here + 1)

    def reset(self) -> None:
        """Open the graph anew from the first thing that it is open from, as a step that can be undone."""
        roots = dict(self.taken[self.here]).get("at", ())[:1]
        first: View = (("at", roots),) if roots else ()
        if self.taken[self.here] == first:
            first = ()
        self.taken[self.here + 1 :] = [first]
        self._go(self.here + 1)
        st.session_state.pop("sceneries", None)

    def _go(self, index: int) -> None:
        if 0 <= index < len(self.taken):
            self.here = index
            address.set_state(**(dict.fromkeys(VIEW, "") | dict(self.taken[index])))


def view_of_address() -> View:
    """The view that the address tells."""
    found = ((name, tuple(value for value in address.get_all(name) if value)) for name in VIEW)
    return tuple((name, values) for name, values in found if values)
