"""Golden files are written and checked by one function; write them anew with

python -m tests.graph_builder.test_mapping
"""

import dataclasses
from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import PROV, RDF, RDFS, SKOS

from graph_builder.identify import identify
from graph_builder.iris import Iris
from graph_builder.lexicon import load_lexicon
from graph_builder.mapping import Background, to_triples
from graph_builder.provenance import Source
from graph_builder.records import Record, parse_record
from graph_builder.terms import NEWS, OA, PREFIXES
from tests.support import NEWSLETTERS, ROOT, gold_records

GOLDEN = ROOT / "tests" / "golden"
RECORDS = sorted(GOLDEN.glob("*.json"))
IRIS = Iris()


class Words:
    """A little vocabulary of things that texts name."""

    def __init__(self, kind: str, words: dict[str, str]) -> None:
        self._found = {
            word: IRIS.thing(kind, label.casefold().replace(" ", "-"))  # type: ignore[arg-type]
            for word, label in words.items()
        }
        self._labels = {iri: Literal(words[word], lang="en") for word, iri in self._found.items()}

    def match(self, text: str) -> Iterable[URIRef]:
        return [iri for word, iri in self._found.items() if word in text]

    def label(self, concept: URIRef) -> Literal:
        return self._labels[concept]


BACKGROUND = Background(
    countries={"PE": "Peru", "CL": "Chile", "CN": "China", "KH": "Cambodia", "LA": "Laos"},
    topics=Words("topic", {"flood": "Floods", "water data": "Water information"}),
    groups=Words("country-group", {"Andean countries": "Andean countries"}),
)


def mapped(record: Record, newsletter: str, text: str, among: dict[str, Record] | None = None) -> Graph:
    graph = Graph()
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace, override=True, replace=True)
    names = identify(among or {newsletter: record}, IRIS, load_lexicon())
    for triple in to_triples(record, Source(newsletter, text, IRIS, "en"), names, BACKGROUND):
        graph.add(triple)
    return graph


def golden_turtle(path: Path) -> str:
    """Return the graph of a record as Turtle in its one canonical order."""
    text = path.with_suffix(".txt").read_bytes().decode()
    return mapped(parse_record(path.read_bytes(), path), path.stem, text).serialize(format="longturtle")


def gold_graphs() -> dict[str, Graph]:
    records = gold_records()
    return {
        name: mapped(record, name, (NEWSLETTERS / f"{name}.txt").read_bytes().decode(), records)
        for name, record in records.items()
    }


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_record_maps_to_the_triples_kept_beside_it(path: Path) -> None:
    assert golden_turtle(path) == path.with_suffix(".ttl").read_text(encoding="utf-8")


def test_every_thing_has_one_class_one_label_and_a_source() -> None:
    for graph in gold_graphs().values():
        for thing in {s for s in graph.subjects() if str(s).startswith(IRIS.base) and "#" not in str(s)}:
            classes = set(graph.objects(thing, RDF.type))
            assert len(classes) == 1, thing
            assert len(set(graph.objects(thing, RDFS.label))) == 1, thing
            assert set(graph.objects(thing, PROV.wasDerivedFrom)), thing


def test_whatever_is_mentioned_is_typed_and_nothing_is_blank() -> None:
    for graph in gold_graphs().values():
        subjects = set(graph.subjects())
        for _, predicate, value in graph:
            if str(value).startswith(f"{IRIS.base}id/"):
                assert value in subjects, (predicate, value)
        assert all(isinstance(term, URIRef | Literal) for triple in graph for term in triple)


def test_labels_are_the_same_in_every_graph() -> None:
    labels: dict[object, set[object]] = {}
    for graph in gold_graphs().values():
        for subject, label in graph.subject_objects(RDFS.label):
            labels.setdefault(subject, set()).add(label)
    assert [subject for subject, found in labels.items() if len(found) > 1] == []


def test_the_words_of_evidence_are_those_of_the_text() -> None:
    for name, graph in gold_graphs().items():
        text = (NEWSLETTERS / f"{name}.txt").read_bytes().decode()
        evidence = list(graph.subjects(RDF.type, OA.SpecificResource))
        assert evidence
        for one in evidence:
            selectors = list(graph.objects(one, OA.hasSelector))
            (start,) = (
                graph.value(selector, OA.start)
                for selector in selectors
                if (selector, OA.start, None) in graph
            )
            (end,) = (
                graph.value(selector, OA.end) for selector in selectors if (selector, OA.end, None) in graph
            )
            (exact,) = (
                graph.value(selector, OA.exact)
                for selector in selectors
                if (selector, OA.exact, None) in graph
            )
            assert str(exact) == text[int(str(start)) : int(str(end))]


def test_a_new_item_moves_no_other() -> None:
    path = GOLDEN / "river-forum.json"
    record = parse_record(path.read_bytes(), path)
    text = path.with_suffix(".txt").read_text(encoding="utf-8")

    said = dataclasses.replace(record.recommendations[0], text="Peru and Chile", evidence=None)
    more = dataclasses.replace(record, recommendations=(said, *record.recommendations))
    before, after = (set(mapped(one, "river-forum", text)) for one in (record, more))
    assert before < after


def test_another_script_claims_no_language_of_the_issue() -> None:
    graph = gold_graphs()["lmec-2021-06"]
    tags = {
        str(label): label.language
        for label in graph.objects(None, SKOS.altLabel)
        if isinstance(label, Literal)
    }
    assert tags["澜沧江-湄公河环境合作中心"] == "und"


def test_a_group_named_in_a_text_is_addressed() -> None:
    path = GOLDEN / "river-forum.json"
    graph = mapped(
        parse_record(path.read_bytes(), path), path.stem, path.with_suffix(".txt").read_text("utf-8")
    )
    assert len(set(graph.objects(None, NEWS.addresses))) == 1


if __name__ == "__main__":
    for record_file in RECORDS:
        record_file.with_suffix(".ttl").write_text(golden_turtle(record_file), encoding="utf-8")
