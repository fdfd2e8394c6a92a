"""What grounding leaves of real texts, and what it must show at its spans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_builder.extract import extract
from graph_builder.grounding import ground
from graph_builder.grounding.source import CueLists, all_cues, cues, source_of
from graph_builder.lexicon import load_lexicon
from graph_builder.read import read_document
from graph_builder.records import (
    Event,
    Organization,
    Participation,
    Person,
    Recommendation,
    Record,
    Session,
    findings,
    parse_record,
    spans,
)
from graph_builder.text import Span, fold_name
from tests.support import NEWSLETTERS, SHARED, need_shared

OWN = sorted(NEWSLETTERS.glob("*.txt"))
PRACTICE = sorted((SHARED / "newsletters" / "practice").glob("[01]*"))


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_all_that_our_rules_read_of_the_five_stands_in_them(path: Path) -> None:
    document = read_document(path)
    assert ground(extract(document, load_lexicon()), document.readable, load_lexicon()).dropped == ()


@pytest.mark.parametrize("path", [*OWN, *PRACTICE], ids=lambda path: path.stem)
def test_the_words_of_each_item_and_of_what_ties_it_stand_at_its_spans(path: Path) -> None:
    document = read_document(path)
    text, lexicon = document.readable, load_lexicon()
    record = ground(extract(document, lexicon), text, lexicon).record
    proved = Proofs(record, text)
    for _, item in findings(record):
        for words in proved.needed(item):
            assert any(set(form.split()) <= proved.at(item) for form in map(fold_name, words)), (item, words)


class Proofs:
    """What each item must show at its spans, in any of several forms."""

    def __init__(self, record: Record, text: str) -> None:
        self.text = text
        self.names = {person.id: person.name for person in record.persons}
        self.bodies = {
            body.id: [form for form in (body.name, body.acronym, *body.aliases) if form]
            for body in record.organizations
        }

    def at(self, item: Any) -> set[str]:
        return set(fold_name(" ".join(span.of(self.text) for span in spans(item))).split())

    def needed(self, item: Any) -> list[list[str]]:
        match item:
            case Recommendation():
                return [[item.text]]
            case Participation():
                return [fold_name(self.names[item.person]).split()]
            case Person():
                return [[item.name]]
            case Organization():
                return [self.bodies[item.id]]
            case Event() | Session():
                bodies = (*item.organizers, *item.co_organizers, *item.supporters, *item.guided_by)
                details = [[detail] for detail in (item.place, item.region, *item.topics) if detail]
                endings = ("", "st", "nd", "rd", "th")
                told = [day for day in (item.start, item.end) if day]
                days = [[*(f"{day.day}{end}" for end in endings), f"{day:%A}", "day"] for day in told]
                return [
                    fold_name(item.name).split(),
                    *details,
                    *days,
                    *(self.bodies[body] for body in bodies),
                ]
        return []


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_what_people_annotated_is_borne_out_too(path: Path) -> None:
    gold = parse_record((need_shared() / "contract" / "gold" / f"{path.stem}.json").read_bytes(), path.stem)
    dropped = ground(gold, path.read_text(encoding="utf-8"), load_lexicon()).dropped
    assert len([line for line in dropped if "it has no span" not in line]) <= 1, dropped


@given(
    st.lists(
        st.sampled_from(["A", "é", "e\u0301", "’", "ﬁ", "…", " ", "\n", "澜", "½", "-", "İ", "ß", "ς"])
        | st.characters()
    )
)
def test_the_words_of_a_text_are_those_of_its_folded_form(letters: list[str]) -> None:
    text = "".join(letters)
    source = source_of(text, load_lexicon())
    words = source.words(0, len(source.codes))
    assert words == fold_name(text).split()
    for word, start, end in zip(words, source.starts, source.ends, strict=True):
        assert word in fold_name(text[start:end]).split()


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_cues_stand_only_in_sentences_that_hold_a_word_of_one(path: Path) -> None:
    lists = CueLists(
        tuple((name, "any", name) for name in ("events.mode.online", "events.mode.onsite", "people.pronouns"))
    )
    source = source_of(path.read_text(encoding="utf-8"), load_lexicon())
    everywhere = [*cues(source, Span(0, len(source.text)), lists)]
    assert everywhere
    assert [*all_cues(source, lists)] == everywhere
