"""Extractors of others plug in, and none gets an invented fact through."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph_builder import extractors
from graph_builder.errors import ExtractorError, UnknownExtractor
from graph_builder.extract import extract
from graph_builder.extractors import extracted, extractor
from graph_builder.lexicon import load_lexicon
from graph_builder.read import read_document
from tests.support import NEWSLETTERS

ISSUE = NEWSLETTERS / "lmec-2019-03.txt"

#: A package that invents: facts without words, and true words with false spans.
PACKAGE = """
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

def breaks(document):
    raise KeyError("model")

def babbles(document):
    return {"answer": "As a model, I cannot"}

def dangles(document):
    return Record(newsletter=Newsletter(title="x"), participations=(
        Participation(person="p9", occasion="e9", role=Role.CHAIR, evidence=(Span(0, 5),)),))
"""


@pytest.fixture
def plugins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with an installed package of extractors, put on the path."""
    folder = tmp_path / "site"
    (folder / "inventions-1.0.dist-info").mkdir(parents=True)
    (folder / "inventions.py").write_text(PACKAGE, encoding="utf-8")
    (folder / "inventions-1.0.dist-info" / "METADATA").write_text("Name: inventions\nVersion: 1.0\n")
    names = "\n".join(
        f"{name} = inventions:{name}" for name in ("invents", "breaks", "babbles", "dangles", "lost")
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
    assert len(found.dropped) == 6
    assert found.notes[0].startswith("6 items do not stand in the text and were left out, as organization")


@pytest.mark.parametrize(
    ("name", "reason"),
    [("breaks", "KeyError"), ("babbles", "fails"), ("dangles", "'p9'"), ("lost", "cannot be loaded")],
)
def test_an_extractor_that_fails_is_named(plugins: Path, name: str, reason: str) -> None:
    with pytest.raises(ExtractorError, match=reason) as caught:
        extracted(read_document(ISSUE), name)
    assert repr(name) in str(caught.value)


def test_an_unknown_extractor_is_named_with_those_there_are(plugins: Path) -> None:
    with pytest.raises(UnknownExtractor, match="babbles, breaks, dangles, invents, lost, rules"):
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
    assert "6 items do not stand in the text" in done.stderr
    done = subprocess.run([*command, "nobody"], capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert "no extractor 'nobody'" in done.stderr
