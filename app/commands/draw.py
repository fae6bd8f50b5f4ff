"""`maitu draw`: entities and what surrounds them, as a picture."""

from pathlib import Path

import click

from app.console import note, store_option, write_whole
from app.display import counted
from graph.analyse import neighbourhood
from graph.find import find
from graph.network import project
from graph.picture import FORMATS, draw
from graph.positions import positions
from graph.store import open_store
from graph.style import THEMES

MOST_NODES = 400
"""Beyond so many nodes nothing in a picture can be read."""


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--hops", type=click.IntRange(0), default=1, show_default=True, help="How far to go from the entities.")
@click.option("--outcomes", is_flag=True, help="Draw outcomes too.")
@click.option("--title", help="The title, in place of the entities' names.")
@click.option(
    "--language", type=click.Choice(["en", "zh"]), default="zh", show_default=True, help="That of the legend."
)
@click.option(
    "--theme", type=click.Choice(list(THEMES)), default="light", show_default=True, help="The ground to draw on."
)
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE", help="The file to write."
)
@store_option
def command(
    names: tuple[str, ...],
    hops: int,
    outcomes: bool,
    title: str | None,
    language: str,
    theme: str,
    output: Path,
    store: str,
) -> None:
    r"""Draw entities and what surrounds them; without a NAME, the whole graph.

    The ending of FILE says what is made: png, svg, pdf, or an html page that opens without a network.

    \b
    Examples:
      maitu draw 茅箭区 -o maojian.png
      maitu draw 茅箭区委组织部 百人计划 --hops 2 -o plan.html
    """
    kind = output.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        raise click.UsageError(f"{output.name}: {kind or 'no ending'!r} is none of the kinds {', '.join(FORMATS)}.")
    with open_store(store) as opened:
        network = project(opened, outcomes=outcomes)
        centres = [find(opened, name) for name in names]
    if centres:
        network = neighbourhood(network, [centre.iri for centre in centres], hops)
    if len(network) > MOST_NODES:
        raise click.ClickException(
            f"{len(network)} things are too many for one picture, which shows {MOST_NODES} at most. Name an entity, or "
            "take fewer --hops."
        )
    picture = draw(
        network,
        positions(network),
        title or "、".join(centre.name for centre in centres) or "脉图",
        language,
        picture_format=kind,
        theme=theme,
        highlight=[centre.iri for centre in centres],
    )
    write_whole(output, picture)
    note(f"drew {counted(len(network), 'thing')} into {output}")
