from __future__ import annotations

from rdflib.namespace import RDF, RDFS
from rdflib.term import Literal

from benchmarks.agreement import Difference, differences
from graph_builder.iris import Iris
from graph_builder.store import Store
from graph_builder.terms import IN, NEWS
from tests.support import QUESTIONS

IRIS = Iris()
ASKED = [path for path in QUESTIONS if path.stem == "who-chaired-which-session"]


def chaired_by(*names: str) -> Store:
    store = Store.in_memory()
    session = IRIS.thing("session", "finance")
    for name in names:
        part, person = IRIS.thing("participation", name), IRIS.thing("person", name)
        store.add(
            IRIS.graph("issue"),
            [
                (part, NEWS.role, NEWS.Chair),
                (part, NEWS.participant, person),
                (part, IN, session),
                (person, RDFS.label, Literal(name, lang="en")),
                (session, RDF.type, NEWS.Session),
                (session, RDFS.label, Literal("Finance", lang="en")),
            ],
        )
    return store


def test_a_question_counts_as_answered_only_where_all_rows_are_equal() -> None:
    right = chaired_by("Ann", "Bea")
    assert list(differences(right, chaired_by("Bea", "Ann"), ASKED)) == []
    assert list(differences(right, chaired_by("Ann", "Cem", "Dan"), ASKED)) == [
        Difference("who-chaired-which-session", missing=1, surplus=2)
    ]
