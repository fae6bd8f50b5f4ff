"""Undo and redo of what was opened in the graph, for one visitor."""

from __future__ import annotations

from dataclasses import dataclass, field

import streamlit as st

from app import address

Roots = tuple[str, ...]


@dataclass
class Steps:
    """What the graph was opened from, step by step; `here` is the index of what is shown now."""

    taken: list[Roots] = field(default_factory=lambda: [()])
    here: int = 0

    @classmethod
    def of_session(cls, roots: Roots) -> Steps:
        """The steps of this visitor, the last of which is what the address says: `roots`."""
        steps: Steps = st.session_state.setdefault("steps", cls([roots]))
        if steps.taken[steps.here] != roots:
            steps.taken[steps.here + 1 :] = [roots]
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
        roots = self.taken[self.here][:1]
        if self.taken[self.here] == roots:
            roots = ()
        self.taken[self.here + 1 :] = [roots]
        self._go(self.here + 1)
        st.session_state.pop("sceneries", None)

    def _go(self, index: int) -> None:
        if 0 <= index < len(self.taken):
            self.here = index
            address.set_state(at=[address.shorten(iri) for iri in self.taken[index]], select="")
