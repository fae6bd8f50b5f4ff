"""The ontology drawn as a network."""

from __future__ import annotations

import pytest

from app.diagram import PLACES, ontology_network
from graph.picture import draw
from ontology.schema import label


@pytest.mark.parametrize("language", ["en", "zh"])
def test_classes_are_joined_by_the_properties_between_them(language: str) -> None:
    network = ontology_network(language)
    assert network.has_edge("Organization", "Program", "runs")
    assert network.has_edge("Claim", "Evidence", "evidence")
    assert network.has_edge("Outcome", "Program", "program")
    assert {"School", "PartyBranch"}.isdisjoint(network)
    assert network.nodes["Policy"]["label"] == label("Policy", language)
    assert set(network) == set(PLACES)
    assert draw(network, PLACES, "maitu", language, picture_format="svg")
