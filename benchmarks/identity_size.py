"""How long it takes to join the mentions of many newsletters, in how much memory, and how well.

    python -m benchmarks.identity_size [NEWSLETTERS ...]

The newsletters are made up: persons hold posts at bodies, and recur in other spellings, orders and
posts; many share a name with others; bodies recur with and without acronym and country, and their
units are called alike everywhere. Each has about ten mentions. Since it is known who is who, precision
and recall of pairs are measured, too.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Final

from benchmarks.results import keep
from graph_builder.identify import Identities, Mention, identify
from graph_builder.iris import Iris
from graph_builder.lexicon import load_lexicon
from graph_builder.records import (
    Affiliation,
    Event,
    EventId,
    Newsletter,
    Organization,
    OrganizationId,
    Person,
    PersonId,
    Record,
)

SIZES: Final = (1_000, 10_000)
COUNTRIES: Final = ("CN", "FR", "KE", "KH", "LA", "MM", "PE", "SN", "TH", "VN")
SYLLABLES: Final = (
    "ba", "chen", "dor", "fan", "gal", "hui", "jin", "ker", "lin", "mar", "nov", "qi", "ran", "sal", "tor",
    "wen", "xue", "yan", "zhu", "lam", "mo", "pet", "rou", "sen", "tai", "vel",
)  # fmt: skip
FIELDS: Final = (
    "Agriculture", "Biodiversity", "Climate", "Ecology", "Energy", "Finance", "Fisheries", "Forestry",
    "Health", "Housing", "Hydrology", "Industry", "Justice", "Labour", "Mining", "Ports", "Railways",
    "Rivers", "Trade", "Transport",
)  # fmt: skip
HEADS: Final = ("Institute", "Foundation", "University", "Trust")
UNITS: Final = (
    "Planning Department",
    "International Cooperation Department",
    "Research Unit",
    "Legal Office",
)
TITLES: Final = ("Director", "Deputy Director", "Professor", "Project Manager", "Adviser", "Analyst")


@dataclass(frozen=True, slots=True)
class Body:
    """A body that there is."""

    number: int
    name: str
    acronym: str
    country: str


@dataclass(frozen=True, slots=True)
class Human:
    """A person that there is."""

    number: int
    family: str
    given: str
    body: Body
    unit: str


@dataclass(slots=True)
class World:
    """Made-up newsletters, and who is who in them."""

    records: dict[str, Record]
    truth: dict[Mention, Hashable]


def world(newsletters: int, seed: int = 2024) -> World:
    """Return newsletters about a world that grows with their number."""
    dice = random.Random(seed)  # noqa: S311 - the same world each time
    bodies = [_body(number, dice) for number in range(max(40, newsletters // 8))]
    # Names are few enough that many persons share one.
    families = [_word(dice, 1 + at % 2) for at in range(max(60, newsletters // 40))]
    givens = [_word(dice, 2 + at % 2) for at in range(max(80, newsletters // 30))]
    people = [
        Human(
            number, dice.choice(families), dice.choice(givens), dice.choice(bodies), dice.choice(("", *UNITS))
        )
        for number in range(max(100, newsletters))
    ]
    hosts = [body for body in bodies if body.acronym]
    made = World({}, {})
    for number in range(newsletters):
        name = f"issue-{number:06d}"
        made.records[name] = _record(name, dice, people, bodies, hosts, made.truth)
    return made


def _word(dice: random.Random, length: int) -> str:
    return "".join(dice.choice(SYLLABLES) for _ in range(length)).capitalize()


def _body(number: int, dice: random.Random) -> Body:
    country = dice.choice(COUNTRIES)
    if number % 4 == 0 and number // 4 < len(COUNTRIES) * len(FIELDS):
        # A ministry of one name in each country.
        field, place = divmod(number // 4, len(COUNTRIES))
        return Body(number, f"Ministry of {FIELDS[field]}", "", COUNTRIES[place])
    name = f"{_word(dice, 3)} {dice.choice(HEADS)} for {dice.choice(FIELDS)}"
    return Body(number, name, f"{name[0]}{_word(dice, 1).upper()}{number}", country)


def _record(
    name: str,
    dice: random.Random,
    people: list[Human],
    bodies: list[Body],
    hosts: list[Body],
    truth: dict[Mention, Hashable],
) -> Record:
    organizations: list[Organization] = []
    persons: list[Person] = []
    for human in {one.number: one for one in dice.choices(people, k=3)}.values():
        parent = _mention(human.body, name, organizations, dice, truth)
        at = parent
        if human.unit:
            at = OrganizationId(f"o{len(organizations) + 1}")
            organizations.append(Organization(id=at, name=human.unit, part_of=parent))
            truth[name, at] = ("unit", human.body.number, human.unit)
        local = PersonId(f"p{len(persons) + 1}")
        post = Affiliation(organization=at, title=dice.choice(TITLES))
        persons.append(Person(id=local, name=_printed(human, dice), affiliations=(post,)))
        truth[name, local] = ("person", human.number)
    _mention(dice.choice(bodies), name, organizations, dice, truth)
    number = int(name.removeprefix("issue-"))
    # Two newsletters in a row report one edition of a gathering that recurs each year.
    host, year = hosts[number // 2 % len(hosts)], 2000 + number // 2 % 20
    series = f"{FIELDS[number // 2 % len(FIELDS)]} Forum of {host.name}"
    truth[name, "e1"] = ("event", series, year)
    event = Event(id=EventId("e1"), name=f"{year} {series}" if number % 2 else f"{series} {year}")
    return Record(
        newsletter=Newsletter(title=name, id=name),
        events=(event,),
        persons=tuple(persons),
        organizations=tuple(organizations),
    )


def _mention(
    body: Body,
    newsletter: str,
    organizations: list[Organization],
    dice: random.Random,
    truth: dict[Mention, Hashable],
) -> OrganizationId:
    local = OrganizationId(f"o{len(organizations) + 1}")
    ministry = not body.acronym
    name = body.name
    if dice.random() < 0.1:
        name = name.upper()
    acronym = body.acronym if dice.random() < 0.3 else None
    if acronym and dice.random() < 0.3:
        name = acronym
    country = body.country if ministry or dice.random() < 0.5 else None
    organizations.append(Organization(id=local, name=name, acronym=acronym, country=country))
    truth[newsletter, local] = ("body", body.number)
    return local


def _printed(human: Human, dice: random.Random) -> str:
    roll = dice.random()
    if roll < 0.1:
        return f"{human.family.upper()} {human.given}"
    if roll < 0.2:
        return f"{human.given} {human.family}"
    if roll < 0.25 and len(human.given) > 7:
        # A letter left out.
        at = len(human.given) // 2
        return f"{human.family} {human.given[:at]}{human.given[at + 1 :]}"
    return f"{human.family} {human.given}"


def pairs(sizes: Iterable[int]) -> int:
    """Return how many pairs groups of these sizes hold."""
    return sum(size * (size - 1) // 2 for size in sizes)


def quality(names: Identities, truth: dict[Mention, Hashable]) -> dict[str, object]:
    """Return precision and recall of pairs, by kind."""
    found: defaultdict[str, Counter[tuple[Hashable, ...]]] = defaultdict(Counter)
    for mention, what in truth.items():
        kind = "person" if mention[1][0] == "p" else "event" if mention[1][0] == "e" else "organization"
        iri = str(names.of(*mention).iri)
        found[kind][iri, what] += 1
    figures: dict[str, object] = {}
    for kind, cells in found.items():
        joined: Counter[Hashable] = Counter()
        real: Counter[Hashable] = Counter()
        for (place, thing), count in cells.items():
            joined[place] += count
            real[thing] += count
        right = pairs(cells.values())
        figures[f"{kind}, precision of pairs"] = round(right / max(1, pairs(joined.values())), 5)
        figures[f"{kind}, recall of pairs"] = round(right / max(1, pairs(real.values())), 4)
    return figures


def measure(newsletters: int) -> None:
    """Measure one size, print and keep it."""
    made = world(newsletters)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lexicon = load_lexicon()
    started = time.perf_counter()
    names = identify(made.records, Iris(), lexicon)
    taken = time.perf_counter() - started
    figures = {
        "seconds": round(taken, 1),
        "mentions a second": round(len(made.truth) / taken),
        "memory of the newsletters, MB": before // 1024,
        "memory at most, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "left to a person, pairs": len(names.questions),
    }
    sizes: dict[str, object] = {"newsletters": newsletters, "mentions": len(made.truth)}
    keep(f"identity-{newsletters}", sizes, figures | quality(names, made.truth))


def main() -> None:
    """Measure each size in a process of its own, so that memory is told apart."""
    sizes = [int(word) for word in sys.argv[1:]]
    if len(sizes) == 1:
        measure(sizes[0])
        return
    for size in sizes or SIZES:
        subprocess.run([sys.executable, "-m", "benchmarks.identity_size", str(size)], check=True)


if __name__ == "__main__":
    main()
