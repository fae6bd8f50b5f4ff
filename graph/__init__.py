"""From a document to facts, from facts to RDF, from RDF to answers, networks and pictures."""
