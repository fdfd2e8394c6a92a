"""An IRI that was given once leads on, or says that its thing is gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from endpoint.app import create_app
from endpoint.settings import Settings
from graph_builder.build import build
from graph_builder.inputs import gather
from graph_builder.knowledge import load_knowledge
from graph_builder.overrides import FILE, HEADER
from graph_builder.project import load_project
from graph_builder.snapshots import current
from tests.endpoint.example import Server, serving
from tests.graph_builder.test_records import SMALL

pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")


def write(project: Path, newsletter: str, body: str) -> None:
    """Write a record in which Ana Ruiz of some body takes part."""
    emptied: dict[str, object] = {name: [] for name in ("sessions", "recommendations")}
    post = {"title": "Director", "organization": "o1"}
    record = SMALL | emptied | {
        "newsletter": {"id": newsletter, "title": "x"},
        "events": [{"id": "e1", "name": f"Forum of {body}", "start": "2020-07-30"}],
        "organizations": [{"id": "o1", "name": body}],
        "persons": [{"id": "p1", "name": "Ana Ruiz", "affiliations": [post]}],
        "participations": [{"person": "p1", "in": "e1", "role": "speaker"}],
    }  # fmt: skip
    (project / "records" / f"{newsletter}.json").write_text(json.dumps(record), encoding="utf-8")


def people(project: Path, store: Path) -> list[str]:
    """Build, and return the paths of the persons that are served."""
    settings = load_project(project)
    outcome = build(gather((), settings), settings, load_knowledge(settings.iris), store)
    assert outcome.complete, outcome
    found = current(store).store.select("SELECT DISTINCT ?p { ?p a news:Person }")
    return sorted(str(person).removeprefix(settings.base_iri) for (person,) in found)


def test_an_iri_once_given_redirects_or_is_gone(tmp_path: Path) -> None:
    project, store = tmp_path / "project", tmp_path / "store"
    (project / "records").mkdir(parents=True)
    write(project, "a", "River Trust")
    write(project, "b", "Fjord Bank")
    both = people(project, store)
    assert len(both) == 2
    decision = ("same", "person", "a#Ana Ruiz", "b#Ana Ruiz", "", "", "")
    (project / FILE).write_text("\t".join(HEADER) + "\n" + "\t".join(decision) + "\n", encoding="utf-8")
    (kept,) = people(project, store)
    (given_up,) = set(both) - {kept}
    with serving(create_app(Settings(store=store))) as server:
        assert led(server, f"/{given_up}") == (301, f"/{kept}")
        assert led(server, f"/{given_up}?format=ttl") == (301, f"/{kept}?format=ttl")
        documents = [path.replace("id/", "/doc/", 1) for path in (given_up, kept)]
        assert led(server, documents[0]) == (301, documents[1])
        assert led(server, f"{documents[0]}?format=ttl") == (301, f"{documents[1]}?format=ttl")
        assert led(server, documents[1]) == (200, None)
        assert led(server, f"/{kept}")[0] == 303
        assert led(server, "/id/person/nobody")[0] == 404
    (project / FILE).unlink()
    assert people(project, store) == both
    (project / "records" / "b.json").unlink()
    (left,) = people(project, store)
    (gone,) = set(both) - {left}
    with serving(create_app(Settings(store=store))) as server:
        assert led(server, f"/{gone}")[0] == led(server, f"/{gone.replace('id/', 'doc/')}")[0] == 410


def test_an_iri_whose_thing_was_two_is_gone_and_names_both(tmp_path: Path) -> None:
    project, store = tmp_path / "project", tmp_path / "store"
    (project / "records").mkdir(parents=True)
    write(project, "a", "River Trust")
    write(project, "b", "River Trust")
    (one,) = people(project, store)
    decision = ("different", "person", "a#Ana Ruiz", "b#Ana Ruiz", "", "", "")
    (project / FILE).write_text("\t".join(HEADER) + "\n" + "\t".join(decision) + "\n", encoding="utf-8")
    parts = people(project, store)
    assert len({one, *parts}) == 3
    with serving(create_app(Settings(store=store))) as server:
        gone = server.ask(f"/{one}", Accept="application/json")
        assert gone.status == 410
        named = ", ".join(part.removeprefix("id/") for part in parts)
        assert f"was found to be several: {named}." in gone.body.decode()
        assert [led(server, f"/{part}")[0] for part in parts] == [303, 303]
    (project / FILE).unlink()
    assert people(project, store) == [one]
    with serving(create_app(Settings(store=store))) as server:
        assert [led(server, f"/{part}") for part in parts] == [(301, f"/{one}")] * 2


def led(server: Server, path: str) -> tuple[int, str | None]:
    """Return the status of an address, and where it leads."""
    answer = server.ask(path)
    return answer.status, answer.headers.get("Location")
