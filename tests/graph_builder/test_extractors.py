"""Extractors of others plug in, and none gets an invented fact through."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_builder import extractors
from graph_builder.errors import ExtractorError, UnknownExtractor
from graph_builder.extract import extract
from graph_builder.extractors import extracted, extractor
from graph_builder.lexicon import load_lexicon
from graph_builder.read import read_document
from graph_builder.records import Record, Role
from tests.support import NEWSLETTERS

ISSUE = NEWSLETTERS / "lmec-2019-03.txt"

#: A package that invents: facts without words, and true words with false spans.
PACKAGE = '''
import datetime as dt
from dataclasses import replace
from graph_builder.extractors import rules
from graph_builder.records import *
from graph_builder.text import Span

def invents(document):
    end = len(document.readable)
    spans = (Span(0, 50), Span(end - 10, end + 10))
    return Record(
        newsletter=Newsletter(title="The Treaty of Atlantis"),
        events=(Event(id="e1", name="Summit of Atlantis", evidence=spans),),
        persons=(Person(id="p1", name="Zaphod Quux", evidence=spans),
                 Person(id="p2", name="LIU Yifeng", evidence=(Span(1, 9),))),
        organizations=(Organization(id="o1", name="Bank of Atlantis", evidence=spans),),
        countries=("AQ",),
        participations=(Participation(person="p1", occasion="e1", role=Role.CHAIR, evidence=spans),),
        recommendations=(Recommendation(id="r1", text="to sink at once", by=("p1",), occasion="e1",
                                        evidence=Span(0, 15)),),
    )

def twists(document):
    """Say of true names, at true spans, what the text does not say of them."""
    true = rules(document)
    turn = lambda items: items[1:] + items[:1]
    people, bodies = [one.id for one in true.persons], [one.id for one in true.organizations]
    other = dict(zip(people, turn(people))) | dict(zip(bodies, turn(bodies)))
    later = lambda day: day and day + dt.timedelta(days=40)
    roles = dict(zip(Role, turn(list(Role))))
    kinds = dict(zip(Kind, turn(list(Kind))))
    modes = dict(zip(Mode, turn(list(Mode))))

    def occasion(one):
        return replace(
            one, start=later(one.start), end=later(one.end), mode=modes[one.mode or Mode.ONSITE],
            organizers=one.supporters, co_organizers=one.organizers, supporters=one.co_organizers,
            guided_by=one.organizers, region="Atlantis", topics=("the treaty of Atlantis",),
        )

    return replace(
        true,
        newsletter=replace(true.newsletter, issue="77", released=dt.date(1969, 7, 20), url="http://atlantis.example/"),
        events=tuple(map(occasion, true.events)),
        sessions=tuple(map(occasion, true.sessions)),
        persons=tuple(
            replace(one, honorific="Her Excellency", country="AQ", affiliations=next_one.affiliations)
            for one, next_one in zip(true.persons, turn(true.persons))
        ),
        organizations=tuple(
            replace(one, acronym="ATL", aliases=("Bank of Atlantis",), country="AQ")
            for one in true.organizations
        ),
        countries=("AQ",),
        participations=tuple(replace(one, person=other[one.person]) for one in true.participations)
        + tuple(replace(one, role=roles[one.role]) for one in true.participations),
        recommendations=tuple(
            replace(one, by=tuple(other[by] for by in one.by))
            if number % 2
            else replace(one, kind=kinds[one.kind])
            for number, one in enumerate(true.recommendations)
        ),
    )

def breaks(document):
    raise KeyError("model")

def babbles(document):
    return {"answer": "As a model, I cannot"}

def dangles(document):
    return Record(newsletter=Newsletter(title="x"), participations=(
        Participation(person="p9", occasion="e9", role=Role.CHAIR, evidence=(Span(0, 5),)),))
'''


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with an installed package of extractors, put on the path."""
    folder = tmp_path / "site"
    (folder / "inventions-1.0.dist-info").mkdir(parents=True)
    (folder / "inventions.py").write_text(PACKAGE, encoding="utf-8")
    (folder / "inventions-1.0.dist-info" / "METADATA").write_text("Name: inventions\nVersion: 1.0\n")
    names = "\n".join(
        f"{name} = inventions:{name}"
        for name in ("invents", "twists", "breaks", "babbles", "dangles", "lost")
    )
    (folder / "inventions-1.0.dist-info" / "entry_points.txt").write_text(f"[{extractors.GROUP}]\n{names}\n")
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "inventions", raising=False)
    extractor.cache_clear()
    return folder


def test_nothing_that_is_invented_gets_through(plugins: Path) -> None:
    found = extracted(read_document(ISSUE), "invents")
    record = found.record
    assert (record.events, record.persons, record.organizations) == ((), (), ())
    assert (record.participations, record.recommendations, record.countries) == ((), (), ())
    assert "Atlantis" not in record.newsletter.title
    assert len(found.dropped) == 8
    assert found.notes[0].startswith(
        "8 statements do not stand in the text and were left out, as organization"
    )


def relations(record: Record) -> Iterator[tuple[str, ...]]:
    """Yield what a record says beyond the names of things: who did, ran, held and said what, and when."""
    names = {item.id: item.name for item in (*record.persons, *record.organizations, *record.occasions)}
    issue = record.newsletter
    yield from (("issue", str(detail)) for detail in (issue.issue, issue.released, issue.url) if detail)
    for part in record.participations:
        yield "part", names[part.person], part.role, names[part.occasion]
    for said in record.recommendations:
        yield "kind", said.text, said.kind
        yield from (("by", said.text, names[person]) for person in said.by)
    for occasion in record.occasions:
        for detail in ("start", "end", "mode", "place", "region", "topics"):
            value = getattr(occasion, detail)
            if value:
                yield detail, occasion.name, str(value)
        for role in ("organizers", "co_organizers", "supporters", "guided_by"):
            yield from ((role, occasion.name, names[body]) for body in getattr(occasion, role))
    for person in record.persons:
        yield "person", person.name, person.honorific or "", person.country or ""
        for post in person.affiliations:
            yield "post", person.name, post.title or "", names[post.organization]
    for body in record.organizations:
        yield "body", body.name, body.acronym or "", body.country or "", *body.aliases
    yield from (("country", code) for code in record.countries)


@pytest.mark.parametrize("path", sorted(NEWSLETTERS.glob("*.txt")), ids=lambda path: path.stem)
def test_true_names_with_invented_relations_do_not_get_through(plugins: Path, path: Path) -> None:
    document = read_document(path)
    true, twisted = extracted(document).record, extracted(document, "twists").record
    bare = {
        *(("person", one.name, "", "") for one in true.persons),
        *(("body", one.name, "", "") for one in true.organizations),
    }
    said = {*relations(extractor("twists")(document))}
    assert len(said - {*relations(true)}) > 50
    got_through = {*relations(twisted)} - {*relations(true)} - bare
    # One sentence may hold cues of two kinds of statements ("agreed that all should"), or say of a session
    # what an extractor says of its event; and where a discussion ends, the text does not always tell.
    assert {one[0] for one in got_through} <= {"kind", "mode", "part"}
    assert {one[2] for one in got_through if one[0] == "part"} <= {Role.DISCUSSANT}
    assert len(got_through) < 4
    assert {one.name for one in twisted.persons} == {one.name for one in true.persons}


@pytest.mark.parametrize(
    ("name", "reason"),
    [("breaks", "KeyError"), ("babbles", "fails"), ("dangles", "'p9'"), ("lost", "cannot be loaded")],
)
def test_an_extractor_that_fails_is_named(plugins: Path, name: str, reason: str) -> None:
    with pytest.raises(ExtractorError, match=reason) as caught:
        extracted(read_document(ISSUE), name)
    assert repr(name) in str(caught.value)


def test_an_unknown_extractor_is_named_with_those_there_are(plugins: Path) -> None:
    with pytest.raises(UnknownExtractor, match="babbles, breaks, dangles, invents, lost, rules, twists"):
        extractor("nobody")


def test_our_own_rules_are_an_extractor_like_any_other() -> None:
    document = read_document(ISSUE)
    assert extractor("rules")(document) == extract(document, load_lexicon())
    assert extracted(document).dropped == ()


def test_the_command_line_takes_an_extractor_and_tells_what_was_dropped(plugins: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(plugins)}
    command = [str(Path(sys.executable).with_name("newsgraph")), "extract", str(ISSUE), "--extractor"]
    done = subprocess.run([*command, "invents"], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["persons"] == []
    assert "8 statements do not stand in the text" in done.stderr
    done = subprocess.run([*command, "nobody"], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert "no extractor 'nobody'" in done.stderr
