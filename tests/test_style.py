"""Colours, shapes and contrast."""

from itertools import combinations

import pytest
from matplotlib.markers import MarkerStyle

from graph.facts import EntityType, Predicate
from graph.style import EDGES, STYLES, THEMES, contrast, edge_style, legible, node_style, radius

OKABE_ITO = {"#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"}
# Shapes whose label stands below them, or, for a box, inside: vis-network has no others of use here.
VIS_SHAPES = {"dot", "square", "diamond", "triangle", "triangleDown", "star", "hexagon", "box"}


def test_every_class_of_entity_has_an_okabe_ito_colour_a_shape_and_a_symbol_of_its_own() -> None:
    styles = [STYLES[kind] for kind in EntityType]
    assert {style.colour for style in styles} == OKABE_ITO
    for attribute in ("shape", "marker", "symbol", "icon"):
        assert len({getattr(style, attribute) for style in styles}) == len(styles)


def test_every_relation_has_a_style_and_no_two_look_alike() -> None:
    styles = [EDGES[predicate] for predicate in (*Predicate, "subject", "program", "place")]
    assert not [pair for pair in combinations(styles, 2) if pair[0] == pair[1]]
    assert [name for name in EDGES if not EDGES[name].directed] == ["partnersWith"]


@pytest.mark.parametrize("name", STYLES)
def test_shapes_and_markers_are_known_to_vis_network_and_matplotlib(name: str) -> None:
    assert STYLES[name].shape in VIS_SHAPES
    assert MarkerStyle(STYLES[name].marker).get_marker() == STYLES[name].marker


def test_what_is_not_in_the_table_is_a_grey_dot_and_a_grey_line() -> None:
    assert (node_style("Slogan").shape, edge_style("praises").dashes) == ("dot", ())
    assert node_style("Slogan").colour == edge_style("praises").colour not in OKABE_ITO


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#FFFFFF", 21.0), ("#777777", "#FFFFFF", 4.48), ("#FF0000", "#FFFFFF", 4.0),
        ("#12AB56", "#12AB56", 1.0),
    ],
)
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ratio", [3.0, 4.5])
def test_every_colour_can_be_made_legible_on_every_theme(theme: str, ratio: float) -> None:
    ground = THEMES[theme]
    for colour in {style.colour for style in STYLES.values()} | {style.colour for style in EDGES.values()}:
        assert contrast(legible(colour, ground, ratio), ground.background) >= ratio
    assert contrast(ground.ink, ground.background) >= 7
    assert contrast(ground.quiet, ground.background) >= 4.5


def test_a_colour_that_is_legible_already_stays_as_it_is() -> None:
    assert legible("#0072B2", THEMES["light"]) == "#0072B2"
    assert legible("#F0E442", THEMES["dark"]) == "#F0E442"


def test_no_colour_is_legible_beyond_what_the_ink_is() -> None:
    with pytest.raises(ValueError, match="does not stand out"):
        legible("#0072B2", THEMES["light"], 22)


def test_a_node_grows_with_its_degree_up_to_a_limit() -> None:
    sizes = [radius(degree) for degree in range(100)]
    assert sizes == sorted(sizes)
    assert (sizes[0], sizes[-1]) == (9.0, 24.0)
