"""Extraction measured on files that a visitor has chosen; nothing of it enters the graph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.document import Document, from_bytes
from graph.errors import DocumentError, LexiconError, MaituError
from graph.evaluate import Evaluation, evaluate, parse_gold
from graph.extract import extract
from graph.facts import Facts

Files = Sequence[tuple[str, bytes]]
"""Files by name and content."""

_LONGEST_NAME = 80
"""Characters of a file's name that are kept: all that a file system can bear, and more than any lexicon's has."""


def evaluate_files(gold: Files, documents: Files, lexicon: Files = ()) -> Evaluation:
    """Compare annotated facts with what extraction finds in the documents that they name, with the user's own words.

    Raises DocumentError with a line for each file that is malformed or missing, and LexiconError.
    """
    problems: list[MaituError] = []
    given = dict(documents)
    annotated: list[Facts] = []
    texts: dict[str, Document] = {}
    for file, data in gold:
        try:
            facts = parse_gold(file, data)
            annotated.append(facts)
            if facts.document not in given:
                missing = "{name} is annotated in {file}, but is not among the documents. Add it."
                problems.append(DocumentError(missing, name=facts.document, file=file))
            elif facts.document not in texts:
                texts[facts.document] = from_bytes(facts.document, given[facts.document])
        except MaituError as error:
            problems.append(error)
    if problems:
        raise reduce(lambda first, other: DocumentError("{first}\n{other}", first=first, other=other), problems)
    return evaluate(annotated, _extract(list(texts.values()), lexicon), list(texts.values()))


def _extract(documents: Sequence[Document], lexicon: Files) -> list[Facts]:
    if not lexicon:
        return [extract(document) for document in documents]
    with TemporaryDirectory(prefix="maitu-lexicon-") as folder:
        for name, data in lexicon:
            (Path(folder) / re.sub(r"[\x00-\x1f/\\]", "_", name)[-_LONGEST_NAME:]).write_bytes(data)
        try:
            return [extract(document, lexicon_folder=Path(folder)) for document in documents]
        except LexiconError as error:
            raise error.renaming(str(Path(folder) / "_")[:-1], "") from error
