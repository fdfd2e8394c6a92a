"""Passages: the content of a newsletter, block by block, with the bodies and persons it names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from graph_builder.extract.bodies import Body
from graph_builder.extract.bodygrammar import Grammar, grammar
from graph_builder.extract.furniture import without_furniture
from graph_builder.extract.layout import Block, Part, Sentence, blocks, sentences
from graph_builder.extract.namegrammar import NameGrammar, name_grammar
from graph_builder.extract.organizations import bodies
from graph_builder.extract.people import Names, PersonMention, addressed, people
from graph_builder.extract.titlegrammar import title_grammar
from graph_builder.lexicon import Lexicon


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of content, cut into sentences; positions of finds are those in the block's text."""

    block: Block
    sentences: tuple[Sentence, ...]
    bodies: tuple[Body, ...]
    people: tuple[PersonMention, ...]
    #: Whether it stands before the first paragraph: masthead and headline.
    lead: bool


@dataclass(frozen=True, slots=True)
class Page:
    """A newsletter's blocks: its content as passages, and what is no content."""

    passages: tuple[Passage, ...]
    furniture: tuple[Block, ...]


def page(text: str, lexicon: Lexicon) -> Page:
    """Return the passages of a text, and its furniture."""
    parts = tuple(without_furniture(blocks(text, lexicon), lexicon))
    content = [block for block in parts if block.part is not Part.FURNITURE]
    names = name_grammar(title_grammar(grammar(lexicon, _explained(parts, grammar(lexicon)))))
    return Page(
        tuple(_passages(content, names, lexicon)), tuple(b for b in parts if b.part is Part.FURNITURE)
    )


def _explained(parts: Iterable[Block], rules: Grammar) -> frozenset[str]:
    """Return the acronyms that the text puts behind a name in brackets, and companies without their form."""
    found = [
        body
        for block in parts
        for start, end in _explaining(block.text, rules)
        for body in bodies(block.text, rules, start, end)
    ]
    forms = ((body.name, rules.legal.search(body.name)) for body in found if not body.weak)
    stems = (name[: form.start()] for name, form in forms if form)
    acronyms = {body.acronym for body in found if body.acronym and body.acronym != body.name}
    return frozenset({*acronyms, *(stem for stem in stems if len(stem.split()) > 1)})


def _explaining(text: str, rules: Grammar) -> Iterator[tuple[int, int]]:
    """Yield the stretches that may hold a company, or a name before an acronym in brackets.

    No name runs over a full stop: what stands before it need not be read twice.
    """
    if rules.company.plain.search(text):
        yield 0, len(text)
        return
    end = 0
    for bracket in rules.bracket.finditer(text):
        start, end = max(end, text.rfind(". ", 0, bracket.start()) + 1), bracket.end()
        yield start, end


_LOWER = re.compile(r"(?<!\w)[a-z]{3,}(?!\w)")


def _passages(content: Sequence[Block], rules: NameGrammar, lexicon: Lexicon) -> Iterator[Passage]:
    names = Names(
        set(),
        addressed=frozenset(word for block in content for word in addressed(block.text, rules)),
        common=frozenset(chain.from_iterable(_LOWER.findall(block.text) for block in content)),
    )
    lead = True
    for block in content:
        lead = lead and block.part in (Part.HEADING, Part.FIELD)
        cut = tuple(sentences(block, lexicon))
        found = tuple(bodies(block.text, rules.titles.bodies))
        sure = [body for body in found if not body.weak]
        persons: list[PersonMention] = []
        for sentence in cut:
            for person in people(block.text, rules, names, sentence.start, sentence.end):
                inside = any(body.start <= person.start and person.end <= body.end for body in sure)
                if inside or (lead and not person.honorific and not block.key):
                    continue
                persons.append(person)
                names.add(person.name)
        yield Passage(block, cut, found, tuple(persons), lead)
