"""Who said what should or will be done: statements with their speakers, lists with their items."""

from __future__ import annotations

from dataclasses import replace

from graph_builder.extract.bodies import Body
from graph_builder.extract.cast import Member
from graph_builder.extract.countries import countries
from graph_builder.extract.drafts import Moment
from graph_builder.extract.layout import Part, Sentence
from graph_builder.extract.passages import Passage
from graph_builder.extract.people import PersonMention
from graph_builder.extract.reading import Reading
from graph_builder.extract.recommendations import Said, is_courtesy, list_kind, sayings, trimmed
from graph_builder.extract.sayinggrammar import SayingGrammar
from graph_builder.records import Kind
from graph_builder.text import fold_space

#: The rules of what a verb puts forward: who proposes has not agreed.
_PROPOSED = frozenset({"proposed-that", "proposed-to", "asked-someone", "called-for"})


def take_statements(
    passage: Passage, sentence: Sentence, moment: Moment, members: list[Member], reading: Reading
) -> None:
    """Take up what a sentence says should or will be done, and who said it."""
    people = [one for one in passage.people if sentence.start <= one.start < sentence.end]
    text, block, rules = sentence.text, sentence.block, reading.sayings
    if moment.occasion is None:
        return
    label = rules.label.match(text) if sentence.start == 0 and reading.listing else None
    item = block.part is Part.ITEM or label is not None
    if item and block.mark == reading.lead_mark:
        # The next paragraph of a numbered text, not an item of the list that the last one opened.
        reading.listing = None
    if item and reading.listing:
        column = rules.column.search(text, label.end() if label else 0)
        stop = column.start() if column else len(text)
        start, end = trimmed(text, label.end() if label else 0, stop, rules)
        found = [Said(start, end, reading.listing, "list-item", reading.list_joint)]
        found = [] if is_courtesy(text, start, rules) else found
    elif sentence.start == 0 and (labelled := rules.labelled.match(text)):
        start, end = trimmed(text, labelled.end(), len(text), rules)
        kind = Kind.CONSENSUS if labelled[1] else Kind.RECOMMENDATION
        found = [Said(start, end, kind, "list-item", kind is Kind.CONSENSUS or not people)]
    else:
        ordinal = rules.ordinal.match(text)
        found = list(sayings(text, rules, quoted=_inside_quotation(sentence)))
        if ordinal and reading.listing and not found:
            start, end = trimmed(text, ordinal.end(), len(text), rules)
            found = [Said(start, end, reading.listing, "ordinal-item", reading.list_joint)]
        elif ordinal and reading.listing is Kind.CONSENSUS:
            found = [replace(said, kind=Kind.CONSENSUS, joint=True) for said in found]
        counts = not ordinal and _counts(sentence, rules)
        opens = counts or text.rstrip().endswith(":")
        if opens and not any(said.rule == "list-item" for said in found):
            reading.listing = list_kind(text, rules)
            reading.list_joint = bool(reading.listing is Kind.CONSENSUS or rules.joint.search(text))
            reading.lead_mark = block.mark or None
            # "must be raised in three steps." says what to do, whether a list follows or not.
            ends = counts and not block.text[sentence.end :].strip()
            found = [said for said in found if ends and said.rule == "modal"]
        elif reading.phrases.goes_over.search(text.rstrip()):
            reading.listing = list_kind(text, rules)
            reading.list_joint = not people or rules.joint.search(text) is not None
            reading.lead_mark = block.mark or None
        elif not ordinal and not item and sentence.start == 0:
            reading.listing = None
    for said in found:
        unsaid = said.kind is Kind.RECOMMENDATION and said.rule not in _PROPOSED
        if reading.phrases.everybody.match(text) and reading.agreed and unsaid:
            said = replace(said, kind=Kind.CONSENSUS, joint=True)
        reading.agreed = said.kind is Kind.CONSENSUS
        speaker = _speaker_of(said, sentence, people, members, reading) or reading.speaker
        proposed = said.rule in _PROPOSED and not people
        if _state_speaks(text, speaker, reading) or (
            proposed and (_body_speaks(sentence, passage.bodies, reading) or _it_speaks(text, speaker, rules))
        ):
            # "Indonesia proposed that ...", "It proposed that ...": a state or a body spoke, nobody is named.
            said = replace(said, joint=True)
        by = () if said.joint or speaker is None else (speaker,)
        span = sentence.span(said.start, said.end)
        words = fold_space(text[said.start : said.end])
        named = tuple(dict.fromkeys(code for code, _ in countries(words, reading.lexicon)))
        statement = (said, words, span, by, moment.occasion, named)
        if by or said.joint or said.group:
            reading.said.append(statement)
        elif block.text[:1] in '“"':
            reading.unsigned.append(statement)


def _speaker_of(
    said: Said, sentence: Sentence, people: list[PersonMention], members: list[Member], reading: Reading
) -> Member | None:
    """Return the last person named before a statement in its own sentence."""
    position = sentence.start + said.start
    before = [
        member
        for person, member in zip(people, members, strict=True)
        if person.end <= position and id(member) in reading.taking_part
    ]
    return before[-1] if before else None


def _state_speaks(text: str, speaker: Member | None, reading: Reading) -> bool:
    """Return whether a state is what says something, or will do it: "Viet Nam offered to ...".

    What a state will do is a promise of the one who speaks for it, and so is what "she added".
    """
    lexicon = reading.lexicon
    state = lexicon.country_names.match(text)
    verb = reading.phrases.verb_behind.match(text, state.end()) if state else None
    if state is None or verb is None or reading.sayings.attribution.search(text):
        return False
    if verb[1] in lexicon["roles.speech.verbs"].words:
        return True
    own = speaker is not None and speaker.country == lexicon.countries[state[0]]
    return verb[1] in lexicon["recommendations.modal.will"].words and not own


def _body_speaks(sentence: Sentence, bodies: tuple[Body, ...], reading: Reading) -> bool:
    """Return whether a body is what proposes something: "The Scientific Committee recommended ..."."""
    text, lexicon = sentence.block.text, reading.lexicon
    for body in bodies:
        if body.weak or body.bare or not sentence.start <= body.start < sentence.end:
            continue
        before = text[sentence.start : body.start].strip().casefold()
        verb = reading.phrases.verb_behind.match(text, body.end)
        if before and before not in lexicon["grammar.definite"]:
            return False
        return verb is not None and verb[1] in lexicon["recommendations.propose.that"].words
    return False


def _it_speaks(text: str, speaker: Member | None, rules: SayingGrammar) -> bool:
    """Return whether a meeting or a body, called "it", proposes something where nobody speaks."""
    return speaker is None and rules.neuter.match(text) is not None


def _inside_quotation(sentence: Sentence) -> bool:
    """Return whether a quotation that was opened before a sentence is still open at its head."""
    before = sentence.block.text[max(0, sentence.start - 2000) : sentence.start]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _counts(sentence: Sentence, rules: SayingGrammar) -> bool:
    """Return whether a sentence counts what the ones behind it list: "agreed on two points. First, ..."."""
    text, block = sentence.text, sentence.block
    if rules.opens_list.search(text) is None:
        return False
    rest = block.text[sentence.end :].lstrip()
    return not rest or rules.ordinal.match(rest) is not None or rules.enumerator.match(rest) is not None
