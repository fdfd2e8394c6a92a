"""The directory of bodies: many mentions, one entry for each organization."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from graph_builder.extract.bodies import Body
from graph_builder.extract.bodygrammar import grammar
from graph_builder.extract.names import is_acronym, uncapitalised
from graph_builder.lexicon import Lexicon
from graph_builder.records import Organization, OrganizationId
from graph_builder.text import Span, fold_name


@dataclass(slots=True, eq=False)
class Entry:
    """One organization while its mentions are gathered."""

    name: str
    country: str | None
    acronym: str | None = None
    aliases: dict[str, None] = field(default_factory=dict)
    parent: Entry | None = None
    evidence: list[Span] = field(default_factory=list)
    rule: str = "body"
    number: int = 0
    #: The entry that this one turned out to be another wording of.
    same_as: Entry | None = None

    @property
    def true(self) -> Entry:
        """Return the entry that stands for this one in the record."""
        return self.same_as.true if self.same_as else self


class Directory:
    """Finds the entry of a mention, or makes one; a name in one country is one body."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._definite = lexicon["grammar.definite"].words
        self._legal = grammar(lexicon).legal
        self._by_name: dict[str, list[Entry]] = {}
        self._by_acronym: dict[str, Entry] = {}
        self._by_initials: dict[str, Entry] = {}
        self._by_stem: dict[str, list[Entry]] = {}
        self._by_head: dict[str, Entry] = {}
        self.entries: list[Entry] = []
        self.publisher: Entry | None = None

    def entry(self, body: Body, span: Span, rule: str = "body") -> Entry | None:
        """Return the entry of a body that stands at a span of the source; None for a bare one unknown."""
        if body.bare:
            return self.headed(body.name.split()[-1])
        if body.name.isupper() and body.name.count(" ") > 1:
            # Three words in capitals are the type of a masthead; fewer may be how a body spells itself.
            body = replace(body, name=uncapitalised(body.name, self._lexicon))
        known = self._known(body)
        found = known or self._new(body, "weak" if body.weak else rule)
        if known is None:
            self._give_parent(found, span)
        if len(found.evidence) < 6 and span not in found.evidence:
            found.evidence.append(span)
        self._learn(found, body)
        return found

    def named(self, name: str) -> Entry | None:
        """Return the entry of a name or acronym that is known already."""
        entries = self._by_name.get(self._key(name))
        return entries[0] if entries else self._by_acronym.get(name)

    def headed(self, head: str) -> Entry | None:
        """Return the body last named whose name begins or ends with a word, as in "the Ministry"."""
        entry = self._by_head.get(head.casefold())
        return entry.true if entry else None

    def merge(self, one: Entry, other: Entry) -> None:
        """Make two wordings one entry, which keeps the longer name."""
        one, other = one.true, other.true
        if one is other:
            return
        kept, gone = (one, other) if len(one.name) >= len(other.name) else (other, one)
        gone.same_as = kept
        kept.aliases |= {gone.name: None, **gone.aliases}
        kept.acronym = kept.acronym or gone.acronym
        kept.country = kept.country or gone.country
        kept.parent = kept.parent or gone.parent
        kept.evidence.extend(span for span in gone.evidence if span not in kept.evidence)

    def _known(self, body: Body) -> Entry | None:
        masthead = self.publisher
        key = self._key(body.name)
        if masthead and key.endswith(f" {self._key(masthead.name)}"):
            # The masthead prints a short form: "River Commission" for "Permanent River Commission".
            masthead.aliases[masthead.name] = None
            masthead.name = body.name
            self._by_name.setdefault(key, []).append(masthead)
            return masthead
        same = [entry.true for entry in self._by_name.get(key, [])]
        for entry in same:
            if body.country is None or entry.country is None or entry.country == body.country:
                return entry
        known = self._by_acronym.get(body.acronym) if body.acronym and not same else None
        if known and (body.acronym == body.name or known.name == known.acronym):
            return known
        short = self._by_acronym.get(self._initials(body.name)) if not same else None
        if short and short.name == short.acronym and len(short.name) > 2:
            # "the Orchard and Lake Council" after "the OLC", which nobody explained.
            return short
        if not same and is_acronym(body.name):
            # "the OLC" after "the Orchard and Lake Council", without brackets anywhere.
            return self._by_initials.get(body.name) or self._initialled(body.name)
        return None if same else self._shortened(body)

    def _initialled(self, acronym: str) -> Entry | None:
        """Return the one body of whose initials an acronym leaves out one: "HBC" for "HABC"."""
        if len(acronym) < 3:
            return None
        cut = {
            id(entry.true): entry.true
            for initials, entry in self._by_initials.items()
            if len(initials) == len(acronym) + 1
            and entry.acronym is None
            and any(initials[:at] + initials[at + 1 :] == acronym for at in range(1, len(acronym)))
        }
        return next(iter(cut.values())) if len(cut) == 1 else None

    def _shortened(self, body: Body) -> Entry | None:
        """Return the one body whose name goes on behind this one's: "Chamber of Crafts of the Hills"."""
        found = {id(entry.true): entry.true for entry in self._by_stem.get(self._key(body.name), [])}
        alike = [one for one in found.values() if body.country in (None, one.country)]
        return alike[0] if len(alike) == 1 else None

    def _new(self, body: Body, rule: str) -> Entry:
        entry = Entry(body.name, body.country, rule=rule)
        self.entries.append(entry)
        if not is_acronym(body.name):
            self._by_initials.setdefault(self._initials(body.name), entry)
        self._by_name.setdefault(self._key(body.name), []).append(entry)
        for stem in self._stems(body.name):
            self._by_stem.setdefault(stem, []).append(entry)
        return entry

    def _learn(self, entry: Entry, body: Body) -> None:
        if body.acronym and entry.acronym is None:
            entry.acronym = body.acronym
        if body.acronym:
            self._by_acronym.setdefault(body.acronym, entry)
        if entry.name == entry.acronym and body.name != body.acronym:
            # The full name came after the acronym.
            entry.name = body.name
            self._by_name.setdefault(self._key(body.name), []).append(entry)
        elif body.name not in (entry.name, entry.acronym) and self._key(body.name) != self._key(entry.name):
            entry.aliases[body.name] = None
        if body.long_name:
            entry.aliases[body.long_name] = None
        if body.country and entry.country is None:
            entry.country = body.country
        words = entry.name.split()
        heads = self._lexicon["organizations.heads"].listed
        for word in {words[0], words[-1], *(word for word in words if word in heads)}:
            self._by_head[word.casefold()] = entry

    def _key(self, name: str) -> str:
        """Return the form in which two spellings of a name are equal, without an article."""
        first, _, rest = fold_name(name).partition(" ")
        return rest if rest and first in self._definite else f"{first} {rest}".strip()

    def _stems(self, name: str) -> Iterator[str]:
        """Yield what is before the last links of a name, if that is more than a head and one word."""
        words = name.split()
        legal = self._legal.search(name)
        if legal and legal.start():
            # "Alder Paper" for "Alder Paper Co., Ltd."
            yield self._key(name[: legal.start()])
        links = self._lexicon["organizations.name_links"].words - self._lexicon["grammar.and"].words
        for number in range(3, len(words)):
            if words[number] in links and words[number - 1] not in links:
                yield self._key(" ".join(words[:number]))

    def _initials(self, name: str) -> str:
        """Return the letters by which an acronym would call a body."""
        words = name.split()
        return "".join(
            word[0] for word in words if word[0].isupper() and word.casefold() not in self._definite
        )

    def _give_parent(self, entry: Entry, span: Span) -> None:
        """Give a branch that carries its parent's name that parent: "OLRA Peru Office"."""
        prefix = parent_name(entry.name, self._lexicon)
        if prefix:
            entry.parent = self.entry(
                Body(prefix, 0, 0, acronym=prefix if is_acronym(prefix) else None), span, "prefix"
            )

    def numbered(self) -> None:
        """Give each organization its number, in the order in which they were first named."""
        for number, entry in enumerate((entry for entry in self.entries if entry.same_as is None), 1):
            entry.number = number

    def organizations(self) -> Iterator[Organization]:
        """Yield the organizations by their numbers."""
        for entry in self.entries:
            if entry.same_as is None:
                yield _organization(entry)


def _organization(entry: Entry) -> Organization:
    above = entry.parent.true if entry.parent else None
    return Organization(
        id=organization_id(entry),
        name=entry.name,
        acronym=entry.acronym,
        aliases=tuple(alias for alias in entry.aliases if alias not in (entry.name, entry.acronym)),
        part_of=organization_id(above)
        if above and above is not entry and entry not in _line(above)
        else None,
        country=entry.country,
        evidence=tuple(entry.evidence),
        rule=f"organization-{entry.rule}",
    )


def _line(entry: Entry) -> list[Entry]:
    """Return an entry and all above it; a circle is walked once."""
    found: list[Entry] = []
    here: Entry | None = entry
    while here and here not in found:
        found.append(here)
        here = here.parent.true if here.parent else None
    return found


def organization_id(entry: Entry) -> OrganizationId:
    """Return the id of an entry in its record."""
    return OrganizationId(f"o{entry.true.number}")


def parent_name(name: str, lexicon: Lexicon) -> str | None:
    """Return the name of the body that a branch belongs to, where its own name begins with it."""
    words = name.split()
    branches = lexicon["organizations.branches"].listed
    linked = next((index for index, word in enumerate(words) if index and word[0].islower()), len(words))
    if linked == 1 and words[0] in branches and len(words) == 3 and is_acronym(words[2]):
        # "Secretariat of OLRA"
        return words[2]
    if linked < len(words) and words[linked - 1] in branches:
        # "OLRA Regional Office for Asia"
        words = words[:linked]
    if len(words) == 2 and is_acronym(words[0]) and words[1] in lexicon.countries:
        return words[0]
    if len(words) < 2 or words[-1] not in branches:
        return None
    rest = words[:-1]
    while rest and rest[-1] in lexicon["organizations.branch_kinds"].listed:
        rest = rest[:-1]
    cut = rest
    for size in (3, 2, 1):
        tail = " ".join(rest[-size:])
        known = (
            tail in lexicon.countries
            or fold_name(tail) in lexicon.places
            or tail in lexicon["organizations.regions"].listed
        )
        if len(rest) > size and known:
            cut = rest[:-size]
            break
    prefix = " ".join(cut)
    heads = lexicon["organizations.heads"].listed | lexicon["organizations.foreign_heads"].listed
    if not cut or prefix in lexicon.countries or cut[-1] in lexicon["organizations.undertakings"].listed:
        return None
    if is_acronym(prefix) or (len(cut) < len(rest) and len(cut) > 1) or (len(cut) > 1 and cut[-1] in heads):
        return prefix
    return None
