"""What part a person had: the cues of a sentence, and whom each one means."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from graph_builder.cued import CuedPattern
from graph_builder.extract.people import PersonMention
from graph_builder.lexicon import Cues, Lexicon, alternation
from graph_builder.records import Role


@dataclass(frozen=True, slots=True)
class Part:
    """The role of one mention of a sentence, and the cue that says so."""

    mention: int
    role: Role
    start: int
    end: int
    rule: str


@dataclass(frozen=True, slots=True)
class RoleGrammar:
    """The patterns of cues of roles."""

    lexicon: Lexicon
    speech: re.Pattern[str]
    absent: re.Pattern[str]
    pronoun: re.Pattern[str]
    gone: re.Pattern[str]
    #: Before a name: it is no subject.
    object_: re.Pattern[str]
    #: Between a subject and a cue: the cue has another subject.
    other_subject: re.Pattern[str]
    #: Between two of a list of persons: before a cue; behind one; its last link; before the later one.
    before_gap: re.Pattern[str]
    behind_gap: re.Pattern[str]
    joined: re.Pattern[str]
    among: re.Pattern[str]
    #: "the delegation of Malaysia, led by Ann Lee": she led people, not the meeting.
    delegation: re.Pattern[str]
    #: Before a verb that is a cue: it is passive, or no verb. Behind one: "chaired by".
    no_verb: re.Pattern[str]
    passive: re.Pattern[str]
    #: Before a speech: "In her", at the head of a clause; "for his"; "gave a short".
    opens_with: re.Pattern[str]
    object_of: re.Pattern[str]
    gives: re.Pattern[str]
    #: Behind a speech: "by", "was given, by video, by".
    given_by: re.Pattern[str]
    #: At the end of a cue: "the report of".
    owned: re.Pattern[str]
    #: Before a name: "..., said", with no more than a title between.
    inverted: re.Pattern[str]
    #: The patterns of each role's cues, by where those whom they mean stand; and of them all.
    cues: tuple[tuple[Role, str, CuedPattern], ...]
    any_cue: CuedPattern

    def opener(self, text: str, *, heading: bool) -> Role | None:
        """Return the role of those whom the lines behind "Speakers:" name; a heading needs no colon."""
        # The head of a table says it in its first cell: "| Speaker | Post |".
        words = next((cell for cell in text.strip().casefold().split("|") if cell.strip()), "").strip()
        if not (words.endswith(":") or heading) or len(words) > 40:
            return None
        lists = ((role, self.lexicon[".".join(("roles", role.value, "after"))]) for role in _CUED)
        bare = words.removesuffix(":").rstrip()
        return next((role for role, cues in lists if bare in cues or f"{bare}:" in cues), None)


_CUED = (
    Role.CHAIR,
    Role.OPENING_SPEAKER,
    Role.KEYNOTE_SPEAKER,
    Role.CLOSING_SPEAKER,
    Role.DISCUSSANT,
    Role.PARTICIPANT,
    Role.SPEAKER,
)
#: Where those stand whom a cue means: after it, before it, or as the subject of a sentence that it leads;
#: of a speech, those who gave it.
_WAYS = ("after", "before", "lead", "speech")


@cache
def role_grammar(lexicon: Lexicon) -> RoleGrammar:
    """Return what roles are read with."""
    with_that = rf"{lexicon.any_of('roles.speech.with_that')}(?=\s+{lexicon.any_of('grammar.that')}\b)"
    verbs = rf"{alternation(lexicon['roles.speech.verbs'].words)}|{with_that}"
    adverb = rf"(?:{lexicon.any_of('grammar.adverbs')}|{lexicon.ending_in('grammar.adverb_endings')})\s+"
    joined = lexicon.led_by("grammar.and")
    cues = [(role, way, lexicon[f"roles.{role.value}.{way}"]) for role in _CUED for way in _WAYS]
    return RoleGrammar(
        lexicon=lexicon,
        speech=re.compile(
            rf"\s*,?\s*(?:{lexicon.led_by('grammar.who', 'grammar.and')}|{adverb}){{0,3}}({verbs})\b"
            r"|\s*(:)\s+(?=[a-z“\"‘])"
        ),
        absent=lexicon["people.absent_behind"].pattern.plain,
        pronoun=re.compile(
            rf"\b{lexicon.led_by('grammar.subjects', 'grammar.neuter')}(?:{adverb}){{0,2}}(?:{verbs})\b"
            rf"|^{lexicon.any_of('grammar.owners')}\b",
            re.IGNORECASE,
        ),
        gone=re.compile(
            rf"\b(?:{alternation(lexicon['people.absent_before'].words)})\s+"
            rf"(?!{lexicon.any_of('grammar.by')}\b)(?:[^,.;]{{0,40}},?\s+)?(?:[\w.]+\s+){{0,3}}$",
            re.IGNORECASE,
        ),
        object_=re.compile(rf"\b{lexicon.led_by('grammar.objects')}(?:[\w.]+\s+){{0,2}}$"),
        other_subject=re.compile(rf"\b{lexicon.any_of('grammar.not_subjects')}\b|\.\s"),
        before_gap=re.compile(
            rf"\s*,?\s*(?:{joined})?(?:{lexicon.led_by('grammar.articles', 'grammar.possessors')})?"
            r"(?:(?:[A-Z]\w*\.?\s*){1,4})?"
        ),
        behind_gap=re.compile(
            rf"(?:[\s,;)]*|[^;:]{{0,80}};\s*)(?:{joined})?(?:{lexicon.led_by('grammar.definite')})?[\w.\s'’-]{{0,40}}"
        ),
        joined=re.compile(rf"\b{lexicon.any_of('grammar.and')}\b"),
        among=re.compile(
            rf"(?:,|\b{lexicon.any_of('grammar.and')}|{lexicon.any_of('roles.among.words')})\s+(?:[A-Z]\w*\.?\s*){{0,3}}$"
        ),
        delegation=re.compile(rf"\b{lexicon.any_of('roles.delegations.words')}\b[^.;]*$"),
        no_verb=re.compile(rf"\b{lexicon.any_of('grammar.be', 'grammar.articles')}\s+$"),
        passive=re.compile(rf"\s+(?:\w+\s+){{0,2}}?{lexicon.any_of('grammar.by')}\b"),
        opens_with=re.compile(
            rf"(?:^|[,;:.(–—-]\s+|\b{lexicon.any_of('grammar.and')}\s+)(?:\w+\s+)?"
            rf"{lexicon.led_by('roles.opens_with.words')}"
            rf"{lexicon.led_by('grammar.possessors', 'grammar.articles')}(?:[\w-]+\s+){{0,2}}$",
            re.IGNORECASE,
        ),
        object_of=re.compile(
            rf"\b{lexicon.led_by('roles.object_of.words')}"
            rf"(?:{lexicon.led_by('grammar.possessors', 'grammar.articles')})?(?:[\w-]+\s+){{0,2}}$"
        ),
        gives=re.compile(rf"\b{lexicon.led_by('roles.gives.words')}(?:[\w-]+\s+){{0,4}}$"),
        given_by=re.compile(
            rf"(?:[^.;:,]{{0,60}}?(?:,\s+[^.;:,]{{1,40}},)?\s+{lexicon.any_of('roles.given_by.words')}\b"
            r"|\s*[:–—])"
        ),
        owned=re.compile(rf"\b{lexicon.any_of('grammar.of')}$"),
        inverted=re.compile(rf"(?:[”\"’,]|^)\s*(?:{verbs})\s+[^,.;:”\"]{{0,60}}$"),
        cues=tuple((role, way, words.pattern) for role, way, words in cues),
        any_cue=Cues.of(word for _, _, words in cues for word in words.listed).pattern,
    )


def parts(
    text: str,
    start: int,
    end: int,
    people: Sequence[PersonMention],
    rules: RoleGrammar,
    *,
    discussion: bool,
    closing: bool,
) -> Iterator[Part]:
    """Yield the part of each person that a sentence names."""
    if not people or rules.lexicon["people.excused"].find(text, start, end):
        return
    given: dict[int, list[Part]] = {index: [] for index in range(len(people))}
    # Most sentences hold no cue at all: one look at all of them saves many.
    for role, way, cues in rules.cues if rules.any_cue.search(text, start, end) else ():
        for match in cues.finditer(text, start, end):
            for index in _meant(text, start, match, way, people, rules):
                given[index].append(Part(index, role, match.start(), match.end(), f"{role.value}-{way}"))
    for index, person in enumerate(people):
        if _absent(text, start, end, person, people, index, rules):
            continue
        own = _weeded(given[index])
        speech = rules.speech.match(text, person.reach, end)
        yield from own
        if any(part.role is not Role.CHAIR for part in own):
            continue
        if own and (speech is None or any(_holds(part, speech) for part in own)):
            continue
        inverted = _inverted(text, start, person, rules)
        if speech or inverted or (index == 0 and not _object(text, start, person, rules)):
            role = Role.DISCUSSANT if discussion else Role.SPEAKER
            spoken = speech.span(speech.lastindex or 0) if speech else inverted
            cue = spoken or (person.start, person.end)
            yield Part(index, role, *cue, f"{role.value}-{'verb' if spoken else 'subject'}")
        elif not own and _listed_subject(text, person, rules):
            yield Part(
                index,
                Role.DISCUSSANT if discussion else Role.SPEAKER,
                person.start,
                person.end,
                "speaker-listed",
            )


def _meant(
    text: str,
    start: int,
    match: re.Match[str],
    way: str,
    people: Sequence[PersonMention],
    rules: RoleGrammar,
) -> Iterator[int]:
    """Yield the mentions that a cue means: those it introduces, or the subject that it follows."""
    if way == "lead":
        if match.start() <= start + 2 or text[max(start, match.start() - 2) : match.start()] in (", ", ". "):
            first = next((index for index, person in enumerate(people) if person.start >= match.end()), None)
            if first is not None:
                yield first
        return
    if way == "speech":
        yield from _speaking(text, start, match, people, rules)
        return
    if way == "after":
        if rules.delegation.search(text, max(start, match.start() - 60), match.start()):
            return
        near = rules.owned.search(match[0]) is not None
        yield from _introduced(text, match.end(), people, rules, near=near)
        return
    if rules.passive.match(text, match.end()) or rules.no_verb.search(
        text, max(start, match.start() - 12), match.start()
    ):
        return
    yield from _subjects(text, match.start(), people, rules)


def _speaking(
    text: str, start: int, match: re.Match[str], people: Sequence[PersonMention], rules: RoleGrammar
) -> Iterator[int]:
    """Yield the mentions of those who gave a speech that is named."""
    before = [index for index, person in enumerate(people) if person.end <= match.start()]
    behind = next((index for index, person in enumerate(people) if person.start >= match.end()), None)
    window = max(start, match.start() - 60)
    leads = rules.opens_with.search(text[window : match.start()])
    if leads:
        if before and text[people[before[-1]].reach : window + leads.start() + 1].strip(" ,") == "":
            # "Ann Lee, in her opening remarks, ..."
            yield before[-1]
        elif behind is not None:
            yield behind
        return
    given = rules.given_by.match(text, match.end())
    gives = rules.gives.search(text, max(start, match.start() - 60), match.start())
    if given and behind is not None and people[behind].start >= given.end() and not (gives and before):
        yield from _introduced(text, given.end(), people, rules)
    elif behind is not None and not before and _adjacent(text, match.end(), people[behind]):
        yield behind
    elif not rules.object_of.search(text, max(start, match.start() - 40), match.start()):
        yield from _subjects(text, match.start(), people, rules)


def _adjacent(text: str, position: int, person: PersonMention) -> bool:
    """Return whether a name stands behind a comma, with a form of address at most: "Keynote, Dr. Lee"."""
    gap = text[position : person.start]
    return len(gap) <= len(person.honorific or "") + 4 and gap.lstrip()[:1] in (",", ":", "–", "—", "-")


def _subjects(text: str, position: int, people: Sequence[PersonMention], rules: RoleGrammar) -> Iterator[int]:
    """Yield the mentions that are the subject of a cue: the last one before it, and those joined to it."""
    before = [index for index, person in enumerate(people) if person.end <= position]
    if not before:
        return
    last = before[-1]
    if rules.other_subject.search(text, people[last].reach, position):
        return
    yield last
    for index in reversed(before[:-1]):
        gap = text[people[index].reach : _begin(people[index + 1])]
        if not rules.before_gap.fullmatch(gap):
            return
        yield index


def _begin(person: PersonMention) -> int:
    """Return where the name of a person begins, with the post before it: "its secretary, Ann Lee"."""
    return min([person.start, *(post.start for post in person.posts)])


def _introduced(
    text: str, position: int, people: Sequence[PersonMention], rules: RoleGrammar, *, near: bool = False
) -> Iterator[int]:
    """Yield the mentions of the list that a cue opens: up to the one behind "and", else the first.

    With `near`, the first one follows at once: "the report of Ms. Lee".
    """
    listed: list[int] = []
    joined = 0
    for index, person in enumerate(people):
        if person.start < position:
            continue
        # "the Mayor of Hue, Mr. Lee": the post before a name is no gap.
        gap = text[position : min([person.start, *(max(post.start, position) for post in person.posts)])]
        if len(gap) > (16 if near and not listed else 90) or (listed and not rules.behind_gap.fullmatch(gap)):
            break
        listed.append(index)
        if rules.joined.search(gap):
            joined = len(listed)
        position = person.reach
    if joined > 2 - near and rules.speech.match(text, people[listed[joined - 1]].reach):
        # "chaired by Ms. Lee, Mr. Berg and Ms. Reed spoke": the others are the subject of a verb.
        joined = 1
    yield from listed[: max(joined, 1)]


def _inverted(text: str, start: int, person: PersonMention, rules: RoleGrammar) -> tuple[int, int] | None:
    """Return where the verb of "..., said the engineer Ann Lee" stands."""
    window = max(start, person.start - 120)
    found = rules.inverted.search(text[window : person.start])
    return (window + found.start(), window + found.end()) if found else None


def _holds(part: Part, speech: re.Match[str]) -> bool:
    """Return whether a verb of saying is a word of a cue: "took" of "took the chair"."""
    return part.start <= speech.start(speech.lastindex or 0) < part.end


def _weeded(found: list[Part]) -> list[Part]:
    """Return one part for each role, the first one."""
    return list({part.role: part for part in reversed(found)}.values())[::-1]


def _absent(
    text: str,
    start: int,
    end: int,
    person: PersonMention,
    people: Sequence[PersonMention],
    index: int,
    rules: RoleGrammar,
) -> bool:
    """Return whether a person is only remembered, excused, quoted or thanked."""
    # "a message from the Minister of Soil, Ms. Lee": the post before a name is none of the words before it.
    for begin in {person.start, _begin(person)}:
        if rules.gone.search(text[max(start, begin - 60) : begin]):
            return True
    following = people[index + 1].start if index + 1 < len(people) else end
    behind = text[person.end : min(following, person.end + 140)]
    found = rules.absent.search(behind)
    return found is not None


def _object(text: str, start: int, person: PersonMention, rules: RoleGrammar) -> bool:
    """Return whether the words before a name make it an object: "with", "by", "thanked"."""
    return rules.object_.search(text, max(start, person.start - 30), person.start) is not None


def _listed_subject(text: str, person: PersonMention, rules: RoleGrammar) -> bool:
    """Return whether a person stands in a list with the subject: "A, of X, and B, of Y, exchanged"."""
    return rules.among.search(text, max(0, person.start - 24), person.start) is not None
