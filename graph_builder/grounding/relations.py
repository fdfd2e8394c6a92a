"""What ties two items together must stand in the text as well: a cue, on the right side of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Final

from graph_builder.cued import CuedPattern, cued
from graph_builder.grounding.people import Mention, People
from graph_builder.grounding.reach import Reach
from graph_builder.grounding.source import Cue, CueLists, Source, all_cues, cue_pattern, cues
from graph_builder.lexicon import Lexicon, alternation
from graph_builder.records import Event, Kind, Mode, OccasionId, Participation, PersonId, Role
from graph_builder.text import Span

#: The ways in which bodies run or support an occasion.
BODY_ROLES: Final = ("organizers", "co_organizers", "supporters", "guided_by")
#: Those who just speak; a verb of saying is cue enough.
_WAYS: Final = ("after", "before", "lead")
#: Where those stand whom a cue means: behind it, before it, or on either side.
_PARTS: Final = CueLists(
    (
        *((role.value, way, f"roles.{role.value}.{way}") for role in Role for way in _WAYS),
        *((role.value, "any", f"roles.{role.value}.speech") for role in Role),
        *(("speech", "any", f"roles.speech.{name}") for name in ("verbs", "participles", "nouns")),
        # Who proposes or promises something speaks, too.
        *(
            ("speech", "any", f"recommendations.propose.{name}")
            for name in ("that", "noun", "someone", "own")
        ),
    )
)
_BODIES: Final = CueLists(
    tuple((role, way, f"events.bodies.{role}.{way}") for role in BODY_ROLES for way in ("after", "before"))
)
_MODES: Final = CueLists(tuple((mode.value, "any", f"events.mode.{mode.value}") for mode in Mode))
_KINDS: Final = {
    kind: tuple(f"recommendations.{name}" for name in names.split())
    for kind, names in {
        Kind.RECOMMENDATION: "propose.that propose.noun propose.someone propose.do propose.nouns"
        " propose.asked propose.said modal.should modal.needed modal.can lists.recommendation"
        " lists.headings_recommendation lists.labels_recommendation"
        " groups.imperatives",
        Kind.COMMITMENT: "propose.own propose.promised modal.will lists.commitment",
        Kind.CONSENSUS: "consensus.that consensus.on lists.consensus"
        " lists.headings_consensus lists.labels_consensus",
    }.items()
}
#: Words that somebody says stand in quotes, or behind a colon.
_QUOTE: Final = re.compile(r"[“”\"«»„]|(?<=[\w)\]]):(?=\s)")
#: The items of a list, or what takes a list up: the sentence before them has the cue.
_GOES_ON: Final = re.compile(
    r"\s*(?:[-*+•–·▪◦‣●○■□➢►✓|]|o(?=\s)|\d{1,2}\.\d{1,2}\.|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]|\d{1,2}(?=\s\s)|[A-Z]\w+\s+\d+(?:[./-]\d+)*[:.]?(?=\s))\s"
)
#: "— Ann Lee" behind a quotation.
_SIGNS: Final = re.compile(r"[”\"]\s*[—–-]{1,2}\s*(?:[\w.]{1,20}\s+){0,4}$")
_SIGNED: Final = re.compile(r"\s*[—–-]{1,2}\s*\w")
#: Where a quotation ends, at most so many characters behind a statement of it.
_CLOSED: Final = re.compile(r"[”\"]")
_QUOTED: Final = 600
#: What may stand around the words of a heading.
_AROUND: Final = " \t\n#*_:"
_LETTER: Final = re.compile(r"[^\W\d_]")
#: A line of a table: the columns of its head open a list as well.
_TABLE: Final = re.compile(r"\s*(?:\||[^\n]{1,80}?\S(?:[ \t]{3,}|,[ ]{2,})\S)")
#: So many sentences before an item at most, and its list began.
_LIST: Final = 40
#: Of all places where words stand, so many are looked at: what is printed more often says little.
_LOOKED_AT: Final = 2000
#: A frame stands so many characters behind its cue at most.
_NEAR: Final = 60


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """The cues of a text, each sentence looked at once."""

    source: Source
    reach: Reach
    people: People
    _found: dict[tuple[int, CueLists], list[Cue]] = field(default_factory=dict)
    _modes: dict[str, list[Span]] = field(default_factory=dict)
    #: Where the first discussion opens, once that was looked for.
    _discussed: list[int] = field(default_factory=list)

    def _cues(self, sentence: int, lists: CueLists) -> list[Cue]:
        """Return the cues of some lists in a sentence."""
        key = (sentence, lists)
        if key not in self._found:
            span = self.source.sentence_span(sentence)
            self._found[key] = list(cues(self.source, span, lists))
            if lists is _PARTS:
                quotes = _QUOTE.finditer(self.source.text, span.start, span.end)
                self._found[key] += [Cue(one.start(), one.end(), "speech", "any") for one in quotes]
        return self._found[key]

    # --- parts of persons ---

    def part(self, part: Participation) -> str | None:
        """Return why the text does not say that a person had this part there; None where it does."""
        sentences = list(self.source.sentences_at(part.evidence))
        if not any(self._names(part, one) for number in sentences for one in self.people.named(number)):
            return "no part of the person's name stands at its spans"
        if not any(self.reach.holds(part.occasion, number) for number in sentences):
            return "its spans are about another occasion"
        if any(self._says(part, number) or self._signs(part, number) for number in sentences):
            return None
        if any(self._lists(part, number, sentences) or self._tells(part, number) for number in sentences):
            return None
        return f"no cue at its spans says {part.role.value.replace('_', ' ')} of this person"

    def _names(self, part: Participation, mention: Mention) -> bool:
        return part.person in mention.persons and _overlaps(part.evidence, mention.start, mention.end)

    def _says(self, part: Participation, sentence: int) -> bool:
        """Return whether a cue at the spans says the role, and can mean the person."""
        mentions = self.people.named(sentence)
        own = [one for one in mentions if part.person in one.persons]
        for cue in self._cues(sentence, _PARTS):
            if not self._is_of(part.role, cue, sentence) or not _overlaps(part.evidence, cue.start, cue.end):
                continue
            if any(_meant(one, cue) and self._reaches(one, cue, part.person, sentence) for one in own):
                return True
            # A pronoun takes up the one named last, a post the one who was named with it.
            if not mentions and (
                part.person in self.people.speakers(sentence) or self._by_post(part, sentence)
            ):
                return True
        return False

    def _tells(self, part: Participation, sentence: int) -> bool:
        """Return whether the row of a table says the role, or that its person put something forward."""
        span = self.source.sentence_span(sentence)
        named = any(self._names(part, one) for one in self.people.named(sentence))
        if not named or _TABLE.match(self.source.text, span.start) is None:
            return False
        cues = (cue for cue in self._cues(sentence, _PARTS) if _overlaps(part.evidence, cue.start, cue.end))
        if any(self._is_of(part.role, cue, sentence) for cue in cues):
            return True
        heads = cue_pattern(self.source.lexicon, ("layout.columns.proposed", "layout.columns.spoken"))
        above = (self.source.sentence_span(number) for number in self._list_of(sentence))
        return part.role is Role.SPEAKER and any(
            _overlaps(part.evidence, found.start(), found.end())
            for here in above
            for found in heads.finditer(self.source.text, here.start, here.end)
        )

    def _signs(self, part: Participation, sentence: int) -> bool:
        """Return whether the person stands behind the dash below a quotation."""
        if part.role is not Role.SPEAKER:
            return False
        own = [one for one in self.people.named(sentence) if part.person in one.persons]
        text = self.source.text
        return any(_SIGNS.search(text[max(0, one.start - _NEAR) : one.start]) for one in own)

    def _lists(self, part: Participation, sentence: int, cued: Sequence[int]) -> bool:
        """Return whether a name stands in an item of a list below a line that says the role: "Speakers"."""
        if not any(self._names(part, one) for one in self.people.named(sentence)):
            return False
        cues = self.source.lexicon[".".join(("roles", part.role.value, "after"))]
        for number in set(self._list_of(sentence)) & set(cued):
            place = self.source.sentence_span(number)
            # Of the head of a table, the first cell.
            cells = self.source.text[place.start : place.end].split("|")
            words = next((cell for cell in cells if _LETTER.search(cell)), "").strip(_AROUND).casefold()
            if words in cues or f"{words}:" in cues:
                return True
        return False

    def _by_post(self, part: Participation, sentence: int) -> bool:
        """Return whether a sentence names a post that stands with the person's name at the spans."""
        posts = cue_pattern(self.source.lexicon, ("people.title_heads", "people.role_titles"))
        here = self.source.sentence_span(sentence)
        called = {match[0].casefold() for match in posts.finditer(self.source.text, here.start, here.end)}
        chairs = self.source.lexicon["roles.chair.titles"].words
        for number in self.source.sentences_at(part.evidence):
            if any(self._names(part, one) for one in self.people.named(number)):
                span = self.source.sentence_span(number)
                there = {one[0].casefold() for one in posts.finditer(self.source.text, span.start, span.end)}
                led = any(cue.role == Role.CHAIR.value for cue in self._cues(number, _PARTS))
                if called & there or (led and called & chairs):
                    return True
        return False

    def _reaches(self, name: Mention, cue: Cue, person: PersonId, sentence: int) -> bool:
        """Return whether a cue reaches a name: not past another person who has a cue of his own."""
        gap = Span(min(name.end, cue.end), max(name.start, cue.start))
        others = any(person not in one.persons for one in self.people.within(gap))
        found = self._cues(sentence, _PARTS)
        return not others or not any(gap.start <= one.start and one.end <= gap.end for one in found)

    def _is_of(self, role: Role, cue: Cue, sentence: int) -> bool:
        if role is Role.SPEAKER:
            return cue.role in ("speech", role.value)
        if role is Role.DISCUSSANT and cue.role == "speech":
            return self._in_discussion(sentence)
        return cue.role == role.value

    def _in_discussion(self, sentence: int) -> bool:
        """Return whether a heading or words that open a discussion stand before a sentence, or in it."""
        if not self._discussed:
            first = _discussion(self.source.lexicon).search(self.source.text)
            self._discussed.append(first.start() if first else len(self.source.text))
        return self._discussed[0] < self.source.sentence_span(sentence).end

    # --- who said what ---

    def said(self, kind: Kind, occasion: OccasionId, span: Span) -> str | None:
        """Return why the text does not say a thing in this way there; None where it does."""
        if not any(self.reach.holds(occasion, number) for number in self.source.sentences_at((span,))):
            return "its span is about another occasion"
        pattern = cue_pattern(self.source.lexicon, _KINDS[kind])
        for number in self.source.sentences_at((span,)):
            for here in self._list_of(number):
                place = self.source.sentence_span(here)
                if pattern.search(self.source.text, place.start, place.end):
                    return None
        return f"no cue says that it is a {kind.value}"

    def _list_of(self, sentence: int) -> Iterator[int]:
        """Yield a sentence and, where it is an item of a list, those before it up to what opens the list."""
        for number in range(sentence, max(-1, sentence - _LIST), -1):
            yield number
            begin = self.source.sentence_span(number).start
            if not (
                _GOES_ON.match(self.source.text, begin)
                or _TABLE.match(self.source.text, begin)
                or _taken_up(self.source.lexicon).match(self.source.text, begin)
            ):
                return

    def said_by(self, person: PersonId, span: Span) -> bool:
        """Return whether a person is named in the sentence of a statement, or last before it.

        Behind a quotation, the next sentence may begin with a dash and its speaker.
        """
        if person in self.people.speakers(self.source.sentence(span.start)):
            return True
        last = self.source.sentence(span.end - 1)
        behind = self.source.sentence_span(last).end
        quoted = _CLOSED.search(self.source.text, span.end, min(len(self.source.text), span.end + _QUOTED))
        if quoted and _SIGNED.match(self.source.text, quoted.end()):
            # The quotation goes on behind the statement.
            behind = quoted.end()
        signed = _SIGNED.match(self.source.text, behind)
        until = self.source.sentence_span(self.source.sentence(signed.end() - 1)).end if signed else behind
        return any(person in one.persons for one in self.people.within(Span(span.end, until)))

    # --- occasions ---

    def runs(self, forms: Iterable[str], role: str, occasion: OccasionId) -> Span | None:
        """Return where the text says that a body has a role in an occasion: the cue and the body."""
        for form in forms:
            for place in islice(self.source.found(form), _LOOKED_AT):
                sentence = self.source.sentence(place.start)
                cue = self._nearest(place, sentence, role)
                if cue and self.reach.holds(occasion, sentence):
                    return Span(min(cue.start, place.start), max(cue.end, place.end))
        return None

    def _nearest(self, place: Span, sentence: int, role: str) -> Cue | None:
        """Return the cue of a role that means what stands at a place, if none of another role is nearer."""
        found = [*self._cues(sentence, _BODIES), *self._fields(sentence)]
        before = [cue for cue in found if cue.end <= place.start and cue.way == "after"]
        behind = [cue for cue in found if cue.start >= place.end and cue.way == "before"]
        near = (
            max(before, key=lambda cue: cue.end, default=None),
            min(behind, key=lambda cue: cue.start, default=None),
        )
        return next((cue for cue in near if cue and cue.role == role), None)

    def _fields(self, sentence: int) -> Iterator[Cue]:
        """Yield the keys of lines such as "Organizers: A, B", and "held in Hue on 4 May by"."""
        span = self.source.sentence_span(sentence)
        for match in _agent(self.source.lexicon).finditer(self.source.text, span.start, span.end):
            yield Cue(match.start(), match.end(), BODY_ROLES[0], "after")
        for role in BODY_ROLES:
            for match in _field(self.source.lexicon, role).finditer(self.source.text, span.start, span.end):
                yield Cue(match.start(), match.end(), role, "after")

    def met(self, mode: Mode, occasion: OccasionId, place: Span | None) -> Span | None:
        """Return where the text says that people met in this way: a place says it like a cue.

        Where it speaks of a room and of a screen, they met in both ways.
        """
        online, onsite, hybrid = (self._mode_cue(name, occasion) for name in ("online", "onsite", "hybrid"))
        onsite = onsite or place
        both = hybrid or (online if onsite else None)
        return both if mode is Mode.HYBRID else None if both else online if mode is Mode.ONLINE else onsite

    def _mode_cue(self, name: str, occasion: OccasionId) -> Span | None:
        if not self._modes:
            self._modes.update({name: [] for name, _, _ in _MODES.rows})
            for cue in all_cues(self.source, _MODES):
                self._modes[cue.role].append(Span(cue.start, cue.end))
        return self.near(occasion, self._modes[name])

    def framed(self, event: Event, outer: Event) -> bool:
        """Return whether a cue before the outer event's name says that an event is a part of it."""
        if event.name.startswith(f"{outer.name} #"):
            # "Reed Talks #14" says itself that it is one of the Reed Talks.
            return True
        frames = self.source.lexicon["events.frames"].pattern
        for place in (*self.source.found(outer.name), *outer.evidence):
            sentence = self.source.sentence(place.start)
            begin = max(self.source.sentence_span(sentence).start, place.start - _NEAR)
            if frames.search(self.source.text, begin, place.start) and self.reach.holds(event.id, sentence):
                return True
        return False

    def near(self, occasion: OccasionId, places: Iterable[Span], *, ahead: bool = True) -> Span | None:
        """Return the first place where the text is about an occasion, or better, where it is named, too."""
        about = [
            (not self.reach.named(occasion, sentence), place)
            for place in islice(places, _LOOKED_AT)
            if self.reach.holds(occasion, sentence := self.source.sentence(place.start), ahead=ahead)
        ]
        return min(about)[1] if about else None


def _overlaps(spans: Iterable[Span], start: int, end: int) -> bool:
    return any(span.start < end and start < span.end for span in spans)


def _meant(name: Mention, cue: Cue) -> bool:
    """Return whether a name stands on the side of a cue where those stand whom it means."""
    if cue.way == "before":
        return name.end <= cue.start
    # "In her welcome address, Ann Berg said ...", "Ann Berg said in her welcome address ...".
    return cue.way in ("any", "lead") or name.start >= cue.end


@cache
def _taken_up(lexicon: Lexicon) -> re.Pattern[str]:
    words = alternation(
        {
            *lexicon.ordinals,
            *lexicon.numbers,
            *(f"{word}ly" for word in lexicon.ordinals),
            *lexicon["people.pronouns"].words,
            *lexicon["recommendations.groups.nobody"].words,
            *lexicon["layout.openings"].words,
        }
    )
    return re.compile(rf"\s*(?:{words})(?!\w)", re.IGNORECASE)


@cache
def _discussion(lexicon: Lexicon) -> re.Pattern[str]:
    headings = alternation(lexicon["roles.discussion_headings"].words)
    names = ("roles.discussion_leads", *(f"roles.discussant.{way}" for way in _WAYS))
    leads = alternation(word for name in names for word in lexicon[name].words)
    return re.compile(rf"^\W*{headings}\W*$|(?:^|[.!?]\s)\W*{leads}(?!\w)", re.IGNORECASE | re.MULTILINE)


@cache
def _agent(lexicon: Lexicon) -> CuedPattern:
    staged = lexicon.any_of("events.staged")
    by = lexicon.any_of("grammar.by")
    return cued(
        rf"\b{lexicon.led_by('grammar.be')}(?:\w+\s+)?{staged}\s[^.;:]{{0,160}}?\b{by}\b",
        lexicon.phrases("events.staged"),
    )


@cache
def _field(lexicon: Lexicon, role: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){alternation(lexicon[f'layout.fields.{role}'].words)}\s*:", re.IGNORECASE)
