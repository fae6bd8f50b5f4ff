"""Colour, size and words of the nodes of a view: seen on both themes, in groups that tell something, honest."""

from __future__ import annotations

import tomllib
from itertools import pairwise
from pathlib import Path

import networkx as nx
import pytest

import app
from app.look import COLOURS, STEPS, look
from graph.analyse import EXACT_BETWEENNESS
from graph.style import THEMES, contrast


def network(size: int) -> nx.MultiDiGraph[str]:
    """A chain of things of two classes, and one that stands alone."""
    made: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for number in range(size):
        made.add_node(f"n{number}", label=f"事{number}", type=("Place", "Policy")[number % 2], documents=("d",))
    for number in range(size - 2):
        made.add_edge(f"n{number}", f"n{number + 1}", "runs")
    return made


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_of_a_view_stands_out_from_both_grounds(theme: str, colour: str) -> None:
    ground = THEMES[theme].background
    found = look(network(40), {}, (colour, "degree", "name"), theme)
    assert found.legend
    for entry in found.legend:
        assert contrast(entry.line, ground) >= 3
    if colour not in {"class", "community"}:
        assert all(contrast(entry.colour, ground) >= 3 for entry in found.legend)
        assert {entry.colour for entry in found.legend} <= set(STEPS[theme])
    assert {entry.key for entry in found.legend} == set(found.groups.values())
    assert sum(entry.count for entry in found.legend) == 40


@pytest.mark.parametrize("theme", THEMES)
def test_more_stands_out_more_and_neighbouring_steps_can_be_told_apart(theme: str) -> None:
    found = [contrast(step, THEMES[theme].background) for step in STEPS[theme]]
    assert all(more >= 1.25 * less for less, more in pairwise(found))
    assert contrast(THEMES[theme].ink, THEMES[theme].background) >= 4.5


def test_pictures_have_the_grounds_of_the_pages() -> None:
    pages = tomllib.loads((Path(app.__file__).parent / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
    for name, theme in THEMES.items():
        assert (pages[name]["backgroundColor"], pages[name]["textColor"]) == (theme.background, theme.ink)


def test_what_has_nothing_is_a_group_of_its_own() -> None:
    legend = look(network(12), {}, ("betweenness", "same", "name")).legend
    assert legend[0].words == "0 %"
    assert legend[0].count == 3
    assert len(legend) > 2


def test_an_estimate_is_called_one() -> None:
    chosen = ("betweenness", "degree", "none")
    assert "estimated" not in look(network(30), {}, chosen).meaning
    assert "betweenness), estimated" in look(network(EXACT_BETWEENNESS + 1), {}, chosen).meaning
