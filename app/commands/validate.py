"""`maitu validate`: the graph against the ontology."""

from dataclasses import asdict

import click

from app.console import json_option, note, print_json, print_table, store_option
from graph.store import open_store
from ontology.schema import validate
from ontology.terms import shorten


@click.command()
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="That of the messages."
)
@store_option
@json_option
def command(language: str, store: str, as_json: bool) -> None:
    r"""Check the graph against the ontology's shapes (SHACL).

    Exits with 1 where a shape is violated; warnings and hints are told, and let pass.

    \b
    Examples:
      maitu validate
      maitu validate --json
    """
    with open_store(store) as opened:
        findings = validate(opened.as_rdflib(), language)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    elif findings:
        columns = ("severity", "thing", "property", "value", "message")
        print_table(columns, [(f.severity, shorten(f.focus), shorten(f.path), f.value, f.message) for f in findings])
    violations = sum(finding.severity == "Violation" for finding in findings)
    note(f"{violations} violations, {len(findings) - violations} warnings and hints")
    raise SystemExit(violations > 0)
