"""What an update does to the graphs, in both ways to see the default graph."""

from __future__ import annotations

import random

import pytest
from rdflib.term import URIRef

from endpoint.tokens import Text
from endpoint.updates import DatasetConflict, LoadRefused, Update
from graph_builder.changes import Changes
from graph_builder.errors import QueryError, RdfError
from graph_builder.iris import Iris
from graph_builder.store import Store
from tests.support import need_shared

BASE = "http://e.org/"
OWN = Iris(BASE).default
_SHORT = "PREFIX : <http://e.org/> "
GIVEN = "INSERT DATA { :a :p 1 . GRAPH :g { :b :p 2 } GRAPH :h { :b :p 2 . :c :p 3 } } ;"


def short(term: object) -> str:
    return str(term).removeprefix(BASE)


def held(store: Store, graph: URIRef | None) -> set[str]:
    return {" ".join(map(short, triple)) for triple in store.triples(graph=graph)}


def run(
    update: str, *, apart: bool = False, using: tuple[str, ...] = (), using_named: tuple[str, ...] = ()
) -> Changes:
    changes = Changes(Store.in_memory(), OWN)
    Update(text=_SHORT + update, base=BASE, apart=apart, using=using, using_named=using_named).run(changes)
    changes.settle()
    return changes


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(
    ("update", "own", "named"),
    [
        ("INSERT DATA { :x :p 9 }", {"a p 1", "x p 9"}, {}),
        (
            "INSERT DATA { :x :p 9 . GRAPH :g { :x :p 9 } . :y :p 9 }",
            {"a p 1", "x p 9", "y p 9"}, {"g": {"b p 2", "x p 9"}},
        ),
        ("INSERT DATA { GRAPH :new { :x :p <#y> } }", {"a p 1"}, {"new": {"x p #y"}}),
        ("DELETE DATA { :a :p 1 }", set(), {}),
        ("DELETE DATA { :b :p 2 }", {"a p 1"}, {}),
        ("DELETE WHERE { :a ?p ?o }", set(), {}),
        ("DELETE WHERE { GRAPH :h { :b ?p ?o } }", {"a p 1"}, {"h": {"c p 3"}}),
        ("DELETE { ?s :p ?o } INSERT { ?s :q ?o } WHERE { ?s :p ?o FILTER (?o = 1) }", {"a q 1"}, {}),
        (
            "WITH :h DELETE { ?s :p ?o } INSERT { ?s :q ?o } WHERE { ?s :p ?o }",
            {"a p 1"}, {"h": {"b q 2", "c q 3"}},
        ),
        ("INSERT { ?s :q ?o } USING :h WHERE { ?s :p ?o }", {"a p 1", "b q 2", "c q 3"}, {}),
        (
            "INSERT { :n :is ?n } USING :g USING :h WHERE { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }",
            {"a p 1", "n is 2"}, {},
        ),
        (
            "INSERT { :n :is ?n } USING NAMED :h WHERE { SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } }",
            {"a p 1", "n is 2"}, {},
        ),
        ("CLEAR DEFAULT", set(), {}),
        ("CLEAR SILENT DEFAULT ; DROP DEFAULT", set(), {}),
        ("CLEAR GRAPH :g", {"a p 1"}, {"g": set()}),
        ("CLEAR GRAPH :nowhere", {"a p 1"}, {}),
        ("DROP GRAPH :g", {"a p 1"}, {"g": None}),
        ("DROP SILENT GRAPH :nowhere", {"a p 1"}, {}),
        ("CLEAR ALL", set(), {"g": set(), "h": set()}),
        ("DROP ALL", set(), {"g": None, "h": None}),
        ("CLEAR ALL ; INSERT DATA { GRAPH :g { :b :p 2 } }", set(), {"g": {"b p 2"}, "h": set()}),
        ("DROP ALL ; INSERT DATA { :a :p 1 }", {"a p 1"}, {"g": None, "h": None}),
        ("CREATE GRAPH :new", {"a p 1"}, {"new": set()}),
        ("COPY :h TO DEFAULT", {"b p 2", "c p 3"}, {}),
        ("ADD GRAPH :h TO DEFAULT", {"a p 1", "b p 2", "c p 3"}, {}),
        ("MOVE DEFAULT TO :g", set(), {"g": {"a p 1"}}),
        ("ADD DEFAULT TO :g", {"a p 1"}, {"g": {"a p 1", "b p 2"}}),
        ("LOAD SILENT <http://127.0.0.1:9/x> ; INSERT DATA { :x :p 9 }", {"a p 1", "x p 9"}, {}),
        (
            "PREFIX e: <b:#> INSERT DATA { e:x :p \"'\" } ; PREFIX e: <http://e.org/> CLEAR DEFAULT",
            set(), {},
        ),
    ],
)  # fmt: skip
def test_an_update_writes_the_graphs_that_it_names(
    update: str, own: set[str], named: dict[str, set[str] | None], *, apart: bool
) -> None:
    changes = run(GIVEN + update, apart=apart)
    expected: dict[str, set[str] | None] = {"g": {"b p 2"}, "h": {"b p 2", "c p 3"}, **named}
    assert held(changes.store, OWN) == own
    for name, triples in expected.items():
        assert changes.store.has(f"{BASE}{name}") == (triples is not None)
        assert held(changes.store, URIRef(f"{BASE}{name}")) == (triples or set())
    # Whatever was written, the default graph of the store is the set of all triples.
    everything = own.union(*(triples or set() for triples in expected.values()))
    assert held(changes.store, None) == everything
    assert len(list(changes.store.triples())) == len(everything)


@pytest.mark.parametrize(("apart", "count"), [(False, 3), (True, 1)])
@pytest.mark.parametrize("before", ["", "INSERT DATA { GRAPH :g { :b :p 2 } } ;"])
def test_what_an_update_finds_without_graph_is_what_a_query_sees(
    before: str, count: int, *, apart: bool
) -> None:
    # Also what the operations before it have written.
    counting = "INSERT { GRAPH :n { :n :is ?n } } WHERE { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } }"
    changes = run(GIVEN + before + counting, apart=apart)
    assert held(changes.store, URIRef(f"{BASE}n")) == {f"n is {count}"}


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize(
    ("using", "named", "found"),
    [
        ((), (), None),
        (("g",), (), {"b in default"}),
        (("g", "h"), (), {"b in default", "c in default"}),
        ((), ("h",), {"b in h", "c in h"}),
        (("g",), ("h",), {"b in default", "b in h", "c in h"}),
    ],
)
def test_a_request_may_name_the_graphs_that_are_read(
    using: tuple[str, ...], named: tuple[str, ...], found: set[str] | None, *, apart: bool
) -> None:
    where = "{ ?s :p ?o BIND('default' AS ?g) } UNION { GRAPH ?name { ?s :p ?o } BIND(?name AS ?g) }"
    changes = run(
        f"{GIVEN} INSERT {{ GRAPH :seen {{ ?s :in ?g }} }} WHERE {{ {where} }}",
        apart=apart,
        using=tuple(f"{BASE}{name}" for name in using),
        using_named=tuple(f"{BASE}{name}" for name in named),
    )
    seen = held(changes.store, URIRef(f"{BASE}seen"))
    assert seen == found if found else len(seen) > 3


@pytest.mark.parametrize(
    "update", ["INSERT {} USING :g WHERE {}", "WITH :g DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }"]
)
def test_a_dataset_is_named_in_one_place_only(update: str) -> None:
    with pytest.raises(DatasetConflict):
        run(update, using=(f"{BASE}g",))
    with pytest.raises(DatasetConflict):
        run(f"CLEAR ALL ; {update}", using_named=(f"{BASE}g",))


@pytest.mark.parametrize("apart", [False, True])
def test_what_is_deleted_can_be_looked_for_in_other_graphs(*, apart: bool) -> None:
    changes = run(
        f"{GIVEN} DELETE WHERE {{ :b ?p ?o . GRAPH :h {{ :b ?p ?o }} }}",
        apart=apart,
        using=(f"{BASE}g",),
        using_named=(f"{BASE}h",),
    )
    assert held(changes.store, URIRef(f"{BASE}h")) == {"c p 3"}


@pytest.mark.parametrize(
    ("update", "words"),
    [
        ("INSERT DATA { :a :p }", "at 1:46"),
        ("INSERT DATA { :a :p 1 } ;\n INSERT DATA { ?x :p 1 }", "at 2:"),
        ("INSERT DATA { _:a :p 1 } ; INSERT DATA { _:a :p 1 }", "_:a"),
        ("SELECT * { ?s ?p ?o }", "at 1:"),
        ("CLEAR ALL ; ASK {}", "at 1:"),
        ("INSERT DATA { GRAPH { :a :p 1 } }", "at 1:"),
        ("INSERT", "at 1:"),
        ("LOAD", "at 1:"),
        ("DROP GRAPH :nowhere", "does not exist"),
        ("CREATE GRAPH :x ; CREATE GRAPH :x", "already exists"),
        ("INSERT {} WHERE { SERVICE <http://127.0.0.1:9/> {} }", "SERVICE"),
        ("INSERT DATA { :a nowhere:p 1 }", "at 1:43"),
    ],
)
@pytest.mark.parametrize("apart", [False, True])
def test_a_wrong_update_is_refused_with_its_reason(update: str, words: str, *, apart: bool) -> None:
    with pytest.raises(QueryError) as caught:
        run(update, apart=apart)
    assert words in str(caught.value)


def test_no_update_fetches_a_document() -> None:
    with pytest.raises(LoadRefused, match=r"http://127\.0\.0\.1:9/x"):
        run("PREFIX e: <http://127.0.0.1:9/> LOAD e:x INTO GRAPH :g")


def test_only_what_changed_is_told() -> None:
    changes = run(GIVEN)
    again = Changes(changes.store, OWN)
    Update(text=f"{_SHORT} INSERT DATA {{ GRAPH :g {{ :b :p 2 }} GRAPH :h {{ :d :p 4 }} }}", base=BASE).run(
        again
    )
    again.settle()
    ((name, delta),) = again.deltas().items()
    assert (name, len(delta.added), len(delta.removed), delta.exists) == (f"{BASE}h", 1, 0, True)


def mangled(text: str, chance: random.Random) -> str:
    """Return an update with some of its tokens left out, doubled or put elsewhere."""
    tokens = [token.text for token in Text(text).tokens]
    for _ in range(chance.randint(0, 2)):
        place = chance.randrange(len(tokens) + 1)
        taken = tokens[chance.randrange(len(tokens)) :][: chance.randint(1, 6)] if tokens else []
        tokens[place : place + chance.randint(0, 3)] = taken
    return " ".join(tokens)


@pytest.mark.parametrize("apart", [False, True])
def test_whatever_is_run_the_default_graph_is_the_set_of_all_triples(*, apart: bool) -> None:
    chance = random.Random(1311)  # noqa: S311 - the same updates each time
    suite = sorted((need_shared() / "w3c" / "sparql11").glob("*/*.ru"))
    done = 0
    for path in suite * 4:
        try:
            changes = run(GIVEN + mangled(path.read_text(encoding="utf-8"), chance), apart=apart)
        except (QueryError, RdfError):
            continue
        done += 1
        named = {triple for graph in changes.store.graphs() for triple in changes.store.triples(graph=graph)}
        everything = list(changes.store.triples())
        assert len(everything) == len(set(everything))
        assert set(everything) == named, path
    assert done > 100
