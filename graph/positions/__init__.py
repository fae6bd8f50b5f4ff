"""Where the nodes of a network stand: laid out once, on the server.

`positions` and `layout` are for what is drawn with labels, `overview` for thousands of dots. x grows to the right, y
downwards.
"""

from graph.positions.force import LABEL_GAP, Box, Positions, box, positions
from graph.positions.layout import KINDS, layout
from graph.positions.overview import overview

__all__ = ["KINDS", "LABEL_GAP", "Box", "Positions", "box", "layout", "overview", "positions"]
