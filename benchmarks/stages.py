"""How fast newsletters become a graph: each stage alone, and the whole build.

    python -m benchmarks.stages

The newsletters are copies of the five in data/, each under an id of its own. A stage alone is measured in
processor time, the build by the clock on the wall.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks.results import ROOT, keep, seconds
from graph_builder.answers import Triple
from graph_builder.build import build
from graph_builder.extractors import extracted
from graph_builder.identify import identify
from graph_builder.inputs import completed, gather
from graph_builder.knowledge import load_knowledge
from graph_builder.mapping import to_triples
from graph_builder.project import Project
from graph_builder.provenance import Source
from graph_builder.read import Document, read_document
from graph_builder.records import Record
from graph_builder.validate import validate

COPIES: Final = 10
TIMES: Final = 5


def main() -> None:
    """Measure, print and keep."""
    project = Project()
    knowledge = load_knowledge(project.iris)
    documents = copied(
        [read_document(path) for path in sorted((ROOT / "data" / "newsletters").glob("*.txt"))]
    )

    def read(document: Document) -> Record:
        return extracted(document, knowledge.extractor, knowledge.lexicon).record

    words = sum(len(document.text.split()) for document in documents)
    records = {document.id: completed(read(document), document) for document in documents}
    names = identify(records, project.iris, knowledge.lexicon)

    def mapped(document: Document) -> list[Triple]:
        source = Source(document.id, document.text, project.iris, "en")
        return list(to_triples(records[document.id], source, names, knowledge.background))

    graphs = [mapped(document) for document in documents]
    stages = {
        "extract": lambda: [read(document) for document in documents],
        "identify": lambda: identify(records, project.iris, knowledge.lexicon),
        "map": lambda: [mapped(document) for document in documents],
        "validate": lambda: [validate(graph, knowledge.shapes, knowledge.topics.graph) for graph in graphs],
    }
    figures: dict[str, object] = {}
    for stage, work in stages.items():
        taken = seconds(work, TIMES, time.process_time)
        figures |= rates(stage, taken, len(documents), words)
    with tempfile.TemporaryDirectory() as folder:
        texts = Path(folder) / "texts"
        texts.mkdir()
        for document in documents:
            (texts / f"{document.id}.txt").write_bytes(document.text.encode())
        gathered = gather([texts], project)
        taken = seconds(lambda: build(gathered, project, knowledge, Path(folder) / "store"), TIMES)
        figures |= rates("build", taken, len(documents), words)
    triples = sum(len(graph) for graph in graphs)
    keep(
        "stages", {"newsletters": len(documents), "words": words, "triples": triples, "runs": TIMES}, figures
    )


def copied(documents: list[Document]) -> list[Document]:
    """Return each document several times, under ids of their own."""
    return [
        replace(document, id=f"{document.id}-{number:03d}")
        for number in range(COPIES)
        for document in documents
    ]


def rates(stage: str, taken: float, newsletters: int, words: int) -> dict[str, object]:
    """Return what a stage does in a second."""
    return {
        f"{stage}, newsletters a second": round(newsletters / taken, 1),
        f"{stage}, words a second": round(words / taken),
    }


if __name__ == "__main__":
    main()
