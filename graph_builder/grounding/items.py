"""What the text must say of a newsletter, a person, a body or a post; what it does not say is taken off."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import product
from typing import Any, Final, TypeVar

from graph_builder.grounding.people import People
from graph_builder.grounding.source import Source
from graph_builder.lexicon import Lexicon, alternation
from graph_builder.records import (
    Affiliation,
    Finding,
    Newsletter,
    Organization,
    OrganizationId,
    Person,
    Recommendation,
)
from graph_builder.text import Span, fold_name

F = TypeVar("F", bound=Finding)
T = TypeVar("T", bound=Finding | Recommendation)
#: Told of what is taken off an item: what it is, and why.
Tell = Callable[[str, str], None]
#: Between a day and its month there are so many words at most: "28 to the 30th of May".
_AROUND: Final = 6
#: So many days lie between a day and one that is told from it, at most.
_WEEK: Final = 7
#: A publisher is named in so many characters at the head of a text, or at its foot.
_EDGE: Final = 1500


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A text, and the bodies and persons that a record finds in it."""

    source: Source
    people: People
    bodies: Mapping[OrganizationId, Organization]
    #: Where bodies stand by their evidence, in the order of the text.
    places: Sequence[tuple[Span, OrganizationId]]
    _sentences: dict[str, frozenset[int]] = field(default_factory=dict)

    # --- bodies ---

    def organization(self, body: Organization, tell: Tell) -> Organization | str:
        """Return what the text bears out of a body, or why it does not bear out the body itself."""
        forms = forms_of(body)
        kept = held(self.source, body, forms)
        words = words_at(self.source, kept) if kept else ()
        if kept is None or not any(all_in(form, words) for form in forms):
            return "neither its name nor its acronym stands at its spans"
        if self.source.printed(body.name) is None:
            return "its name does not stand in the text"
        aliases = tuple(alias for alias in body.aliases if self.source.printed(alias))
        for alias in set(body.aliases) - set(aliases):
            tell(f"alias {alias!r}", "it does not stand in the text")
        acronym = body.acronym if body.acronym and self._shortens(body.acronym, body.name, aliases) else None
        if body.acronym and acronym is None:
            tell(f"acronym {body.acronym!r}", "nothing in the text makes it short for the name")
        country = body.country if self._country_of(body, body.country, ()) else None
        if body.country and country is None:
            tell(f"country {body.country}", "no sentence names it together with the body")
        return with_values(kept, acronym=acronym, aliases=aliases, country=country)

    def _shortens(self, acronym: str, name: str, aliases: Collection[str]) -> bool:
        """Return whether an acronym is the name, stands behind it, or is made of its first letters."""
        if fold_name(acronym) == fold_name(name):
            return True
        if self.source.printed(acronym) is None:
            return False
        for form in (name, *aliases):
            initials = "".join(word[0] for word in re.findall(r"[^\W_]+", form))
            called = ("", *(f"{word} " for word in self.source.lexicon["grammar.called"].words))
            capitals = _capitals(form)
            # "HBC" for "Hill Agency for Bogs and Cranes": one of the letters may be left out.
            fewer = (capitals[:at] + capitals[at + 1 :] for at in range(1, len(capitals) - 1))
            short = acronym.casefold()
            if short in (initials.casefold(), capitals, *(fewer if len(short) > 2 else ())) or any(
                self.source.printed(f"{form} {word}{acronym}") for word in called
            ):
                return True
        return False

    def belongs(self, body: Organization, above: Organization) -> bool:
        """Return whether a sentence names a body together with the one that it is said to be a part of."""
        outer = [self._sentences_with(form) for form in forms_of(above)]
        inner = (number for form in forms_of(body) for number in self._sentences_with(form))
        if any(number in sentences for number in inner for sentences in outer):
            return True
        lexicon = self.source.lexicon
        heads = lexicon["organizations.heads"].listed & {above.name.split()[0], above.name.split()[-1]}
        # "Seed Department of the Ministry": by its head alone, right behind.
        links = product(lexicon["grammar.of"].listed, lexicon["grammar.definite"].listed, heads)
        return any(self._sentences_with(" ".join((body.name, *behind))) for behind in links)

    def _sentences_with(self, form: str) -> frozenset[int]:
        if form not in self._sentences:
            places = self.source.found(form)
            self._sentences[form] = frozenset(self.source.sentence(place.start) for place in places)
        return self._sentences[form]

    # --- persons ---

    def person(self, person: Person, tell: Tell) -> Person | str:
        """Return what the text bears out of a person, posts aside, or why it does not bear out the person."""
        kept = held(self.source, person, (person.name,))
        if kept is None or not all_in(person.name, words_at(self.source, kept)):
            return "the name does not stand at its spans"
        words = person.name.split()
        honorific = person.honorific
        if honorific and not any(self.source.printed(f"{honorific} {word}") for word in words):
            tell(f"form of address {honorific!r}", "it stands before no part of the name")
            honorific = None
        posts = [
            self.bodies[post.organization] for post in person.affiliations if post.organization in self.bodies
        ]
        country = person.country if self._country_of(person, person.country, posts) else None
        if person.country and country is None:
            tell(f"country {person.country}", "no sentence names it together with the person")
        return with_values(
            kept,
            family_name=_within(person.family_name, person.name),
            given_name=_within(person.given_name, person.name),
            honorific=honorific,
            country=country,
        )

    def post(self, post: Affiliation, person: Person) -> Affiliation | str:
        """Return a post without a title that the text does not give, or why it does not give the post."""
        body = self.bodies.get(post.organization)
        if body is None:
            return "its organization does not stand in the text"
        spans = [span for span in post.evidence if self.people.nearest(span, person.id)]
        if not spans:
            return "another person stands nearer to its spans" if post.evidence else "it has no span"
        sentences = [self.source.sentence_span(number) for number in self.source.sentences_at(spans)]
        around = frozenset(word for span in sentences for word in self.source.words_in(span))
        if not self._named_by(body, post, spans, around):
            return "its organization is not named with the person"
        return replace(post, evidence=tuple(spans), title=post.title if all_in(post.title, around) else None)

    def _named_by(
        self, body: Organization, post: Affiliation, spans: Iterable[Span], around: frozenset[str]
    ) -> bool:
        """Return whether a post names its body: in full, by most of its name, or by what it heads."""
        at = frozenset[str]().union(*map(self.source.words_at, spans))
        for form in forms_of(body):
            words = fold_name(form).split()
            if all(word in around for word in words) or sum(word in at for word in words) * 2 > len(words):
                return True
        # "Director of the Academy", "the Commissioner": the name stands elsewhere, and no other one here.
        if any(other != body.id for span in spans for other in self._bodies_at(span)):
            return False
        ours = any(self._is_ours(span) for span in spans) or self._of_the_house(post, spans)
        if ours and self._at_an_edge(body.id):
            return True
        heads = {fold_name(head) for head in self.source.lexicon["organizations.heads"].listed}
        words = fold_name(body.name).split()
        known = (words[0], words[-1], *(word for word in words if word in heads))
        return any(here.startswith(head) for head in known if len(head) > 3 for here in at)

    def _is_ours(self, span: Span) -> bool:
        """Return whether a post is one of those who write: "our director"."""
        ours = self.source.lexicon["grammar.ours"].pattern
        return ours.search(self.source.text, max(0, span.start - 12), span.end) is not None

    def _of_the_house(self, post: Affiliation, spans: Iterable[Span]) -> bool:
        """Return whether a post is of the body that writes, where the text names none: "the Treasurer"."""
        if post.title not in self.source.lexicon["people.house_titles"]:
            return False
        definite = self.source.lexicon["grammar.definite"].pattern
        return any(definite.search(self.source.text, max(0, one.start - 5), one.end) for one in spans)

    def _bodies_at(self, span: Span) -> Iterator[OrganizationId]:
        first = bisect_left(self.places, span.start, key=lambda place: place[0].start)
        for place, body in self.places[first:]:
            if place.start >= span.end:
                return
            yield body

    # --- the newsletter ---

    def newsletter(self, issue: Newsletter, tell: Tell) -> Newsletter:
        """Return what the text bears out of the issue itself; its publisher is known already."""
        title = self.source.printed(issue.title)
        if title is None:
            tell(f"title {issue.title!r}", "it does not stand in the text")
            title = " ".join(self.source.text.split()[:12])
        publisher = issue.publisher if issue.publisher and self._at_an_edge(issue.publisher) else None
        if issue.publisher and publisher is None:
            tell("publisher", "it is named neither at the head of the text nor at its foot")
        number = issue.issue if issue.issue and self._numbered(issue.issue) else None
        if issue.issue and number is None:
            tell(f"issue {issue.issue!r}", "no such number of an issue is printed")
        year = issue.year if self.source.where(str(issue.year)) else None
        if issue.year and year is None:
            tell(f"year {issue.year}", "it is not printed")
        released = issue.released if issue.released and any(self.printed_days(issue.released)) else None
        if issue.released and released is None:
            tell(f"day of release {issue.released}", "it is not printed")
        url = issue.url if issue.url and issue.url in self.source.text else None
        if issue.url and url is None:
            tell(f"address {issue.url}", "it is not printed")
        return replace(
            issue, title=title, publisher=publisher, issue=number, year=year, released=released, url=url
        )

    def house_forms(self, body: Organization) -> tuple[str, ...]:
        """Return how a text calls the body that writes it: "the Union", "our Union"."""
        if not self._at_an_edge(body.id):
            return ()
        lexicon = self.source.lexicon
        heads = [word for word in body.name.split() if word in lexicon["organizations.heads"].listed]
        owners = sorted(lexicon["grammar.definite"].words | lexicon["grammar.ours"].words)
        return tuple(f"{owner} {head}" for owner in owners for head in heads)

    def _at_an_edge(self, publisher: OrganizationId) -> bool:
        body = self.bodies.get(publisher)
        last = len(self.source.text) - _EDGE
        return body is not None and any(
            place.start < _EDGE or place.end > last
            for form in forms_of(body)
            for place in self.source.found(form)
        )

    def _numbered(self, issue: str) -> bool:
        pattern = _issue_words(self.source.lexicon)
        return any(
            pattern.search(self.source.text, max(0, place.start - 24), place.start)
            for place in self.source.found(issue)
        )

    # --- days and countries ---

    def told_days(self, day: dt.date, anchors: Iterable[dt.date]) -> Iterator[Span]:
        """Yield the places where a day is told from one that is printed, within a week of it.

        That is the name of its weekday, or words such as "yesterday", "day 2" and "two-day".
        """
        if not any(abs((day - anchor).days) <= _WEEK for anchor in anchors):
            return
        source, lexicon = self.source, self.source.lexicon
        for word, number in lexicon.weekdays.items():
            if number == day.weekday():
                yield from source.found(word)
        for name in ("today", "yesterday", "day_words"):
            for phrase in sorted(lexicon[f"calendar.{name}"].words):
                yield from source.found(phrase)
        # "The two-day forum ended yesterday."
        for count in (*map(str, range(2, 10)), *lexicon.numbers):
            for word in sorted(lexicon["calendar.day_words"].words):
                yield from source.found(f"{count}-{word}")

    def printed_days(self, day: dt.date) -> Iterator[Span]:
        """Yield the places where a day is printed: its number beside its month, in letters or digits."""
        source = self.source
        printed = [month for month in _month_names(source.lexicon).get(day.month, ()) if source.where(month)]
        endings = source.lexicon["calendar.ordinal_endings"].words if printed else ()
        numbers = {str(day.day), f"{day.day:02d}", *(f"{day.day}{end}" for end in endings)}
        for month in printed:
            for number in source.where(month):
                first = max(0, number - _AROUND)
                around = source.words(first, number + _AROUND + 1)
                beside = next((place for place, word in enumerate(around, first) if word in numbers), None)
                if beside is not None:
                    low, high = sorted((number, beside))
                    yield Span(source.starts[low], source.ends[high])
        yield from source.found(day.isoformat())
        for short in {f"{day.day}.{day.month}.{day.year}", f"{day.day:02d}.{day.month:02d}.{day.year}"}:
            yield from source.found(short)

    def _country_of(self, item: Finding, country: str | None, posts: Iterable[Organization]) -> bool:
        """Return whether a country is named with an item, or is that of a body that it belongs to."""
        if country is None:
            return False
        sentences = map(self.source.sentence_span, self.source.sentences_at(item.evidence))
        if any(self.source.names_country(country, sentence) for sentence in sentences):
            return True
        todo, seen = list(posts), set[str]()
        while todo:
            here = todo.pop()
            if here.country == country:
                return True
            above = self.bodies.get(here.part_of) if here.part_of else None
            if above and above.id not in seen:
                seen.add(above.id)
                todo.append(above)
        return False


@cache
def _month_names(lexicon: Lexicon) -> Mapping[int, Sequence[str]]:
    """Return the folded names of each month by its number."""
    names: dict[int, set[str]] = {}
    for name, number in lexicon.months.items():
        names.setdefault(number, set()).add(fold_name(name))
    return {number: sorted(found) for number, found in names.items()}


@cache
def _issue_words(lexicon: Lexicon) -> re.Pattern[str]:
    words = alternation(lexicon["layout.issue_words"].words | lexicon["layout.volume_words"].words)
    return re.compile(rf"(?<!\w)(?:{words})\W*$", re.IGNORECASE)


def held(source: Source, item: F, forms: Iterable[str]) -> F | None:
    """Return the item with those of its spans that hold something of its forms; None where none does."""
    parts = {word for form in forms for word in fold_name(form).split()}
    spans = tuple(span for span in item.evidence if not parts.isdisjoint(source.words_at(span)))
    return with_values(item, evidence=spans) if spans else None


def with_values(item: T, **values: Any) -> T:
    """Return an item with some values: the item itself where it has them already, as most have."""
    same = all(getattr(item, name) == value for name, value in values.items())
    return item if same else replace(item, **values)


def words_at(source: Source, item: Finding) -> frozenset[str]:
    """Return all the words at the spans of an item."""
    return frozenset[str]().union(*map(source.words_at, item.evidence))


def all_in(form: str | None, words: Collection[str]) -> bool:
    """Return whether a form has words, and all of them are among some others."""
    parts = fold_name(form).split() if form else []
    return bool(parts) and all(part in words for part in parts)


def forms_of(body: Organization) -> tuple[str, ...]:
    """Return all that a body is called."""
    return tuple(form for form in (body.name, body.acronym, *body.aliases) if form)


def _capitals(form: str) -> str:
    return "".join(word[0] for word in form.split() if word[0].isupper()).casefold()


def _within(part: str | None, name: str) -> str | None:
    return part if part and all_in(part, fold_name(name).split()) else None
