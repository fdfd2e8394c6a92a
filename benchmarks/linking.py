"""How well mentions of organizations are linked to ROR, and how fast.

The mentions are made of ROR's own names as papers and newsletters print them: with city and country,
abbreviated, misspelt, as an acronym, as a unit of a body, in another language. Of one record in twelve
the index knows nothing, and of one alias in two it does not know that it is one, as is so in life. Half
of the records are for building the rules, the other half is looked at for the figures only.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from graph_builder.authorities import Authority, NameKind, Standing, build_index, open_index, read_authorities
from graph_builder.gazetteer import load_gazetteer, load_unit_words, load_wording
from graph_builder.judgement import Verdict
from graph_builder.matching import Matcher
from graph_builder.mentions import Mention

ABBREVIATIONS = {
    "University": "Univ.", "Institute": "Inst.", "Department": "Dept.", "National": "Natl.",
    "Hospital": "Hosp.", "Center": "Ctr.", "Centre": "Ctr.", "Academy": "Acad.",
    "Sciences": "Sci.", "Technology": "Technol.",
    "Research": "Res.", "International": "Intl.", "Medical": "Med.", "Agricultural": "Agr.",
}  # fmt: skip
UNITS = (
    "Department of Physics", "School of Law", "International Cooperation Division", "Faculty of Medicine",
    "College of Environmental Science and Engineering", "Planning Unit", "Beijing Office",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A mention, how it was made, and the IRI that it means; empty where nothing in the index is meant."""

    mention: Mention
    noise: str
    iri: str


def misspelt(name: str, chance: random.Random) -> str:
    """Return a name with two letters of a long word swapped."""
    words = name.split()
    long = [number for number, word in enumerate(words) if len(word) > 6 and word.isalpha()]
    if not long:
        return name
    number = chance.choice(long)
    word = words[number]
    at = chance.randrange(1, len(word) - 2)
    words[number] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


def abbreviated(name: str) -> str:
    """Return a name with its common words cut short."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in name.split())


def cases(
    one: Authority, *, hidden: str | None, known: bool, countries: dict[str, str], chance: random.Random
) -> Iterator[Case]:
    """Yield one mention of a record, and now and then one of a unit of it."""
    names = [name.text for name in one.names if name.kind is not NameKind.ACRONYM]
    acronyms = [name.text for name in one.names if name.kind is NameKind.ACRONYM]
    name = hidden or chance.choice(names)
    plain = re.sub(r" \([^)]*\)$", "", name)
    country = countries.get(one.country, "")
    address = ", ".join(filter(None, (one.city, country)))
    forms = {
        "plain": plain,
        "address": f"{plain}, {address}",
        "country": f"{plain}, {country}",
        "capitals": plain.upper(),
        "abbreviated": f"{abbreviated(plain)}, {address}",
        "misspelt": misspelt(plain, chance),
        "article": f"The {plain}",
        "ampersand": plain.replace(" and ", " & "),
    }
    if acronyms:
        forms["bracket"] = f"{plain} ({acronyms[0]})"
        forms["acronym"] = acronyms[0]
    noise = chance.choice(list(forms))
    column = one.country if chance.random() < 0.7 else ""
    iri = one.iri if known else ""
    yield Case(
        Mention(text=forms[noise], country=column), f"alias not known, {noise}" if hidden else noise, iri
    )
    if chance.random() < 0.1:
        yield Case(Mention(text=f"{chance.choice(UNITS)}, {plain}, {address}", country=column), "unit", "")


def made(path: Path) -> tuple[list[Authority], list[Case], list[Case]]:
    """Return what the index knows, the mentions to build rules by and those that are kept apart."""
    countries = {row.iso2: row.name for row in load_gazetteer().countries.values()}
    chance = random.Random(20260623)  # noqa: S311 - the same mentions every time
    known: list[Authority] = []
    halves: tuple[list[Case], list[Case]] = ([], [])
    for _, one in read_authorities(path, {}, None, None):
        if one.standing is not Standing.ACTIVE or not one.country or chance.random() > 0.12:
            if chance.random() > 0.03:
                known.append(one)
            continue
        half = halves[chance.random() < 0.5]
        if chance.random() < 1 / 12:
            half += cases(one, hidden=None, known=False, countries=countries, chance=chance)
            continue
        aliases = [name for name in one.names[1:] if name.kind is NameKind.ALIAS]
        hidden = chance.choice(aliases) if aliases and chance.random() < 0.5 else None
        known.append(replace(one, names=tuple(name for name in one.names if name is not hidden)))
        half += cases(
            one, hidden=hidden.text if hidden else None, known=True, countries=countries, chance=chance
        )
    return known, *halves


def main() -> None:
    """Print precision, recall and speed for both halves."""
    parser = argparse.ArgumentParser()
    parser.add_argument("ror", type=Path, help="a ROR dump or table")
    parser.add_argument("--wrong", type=int, default=0, help="show so many wrong links of the first half")
    parser.add_argument("--missed", type=int, default=0, help="show so many missed links of the first half")
    arguments = parser.parse_args()
    known, *halves = made(arguments.ror)
    wording = load_wording()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        started = time.perf_counter()
        done = build_index(path, ((one.iri, one) for one in known), wording, date=None, sources=[])
        print(
            f"index of {done.names} names in {time.perf_counter() - started:.1f} s,"
            f" {path.stat().st_size >> 20} MB"
        )
        matcher = Matcher((open_index(path, wording),), wording, load_unit_words(), {})
        for title, half in zip(("built by", "kept apart"), halves, strict=True):
            score(title, half, matcher, arguments if half is halves[0] else None)


def score(title: str, half: list[Case], matcher: Matcher, shown: argparse.Namespace | None) -> None:
    """Print the figures of one half, and what went wrong where that is asked for."""
    started = time.process_time()
    found = [(case, matcher.judge(case.mention)) for case in half]
    seconds = time.process_time() - started
    right, wrong, wanted = (
        Counter[str](),
        Counter[str](),
        Counter[str](case.noise for case in half if case.iri),
    )
    misses = []
    errors = []
    for case, judged in found:
        same = judged.verdict is Verdict.SAME
        target = judged.authority.iri if judged.authority else ""
        if same and target == case.iri:
            right[case.noise] += 1
        elif same:
            wrong[case.noise] += 1
            errors.append((case, judged))
        elif case.iri:
            misses.append((case, judged))
    precision = right.total() / max(1, right.total() + wrong.total())
    recall = right.total() / max(1, wanted.total())
    given = {noise for noise in wanted if not noise.startswith("alias")}
    names = sum(right[noise] for noise in given) / sum(wanted[noise] for noise in given)
    print(
        f"{title}: {len(half)} mentions, precision {precision:.4f}, recall {recall:.4f}"
        f" (of names that the index knows {names:.4f}), {len(half) / seconds:.0f} a second of CPU"
    )
    if shown:
        for noise, count in wanted.most_common():
            print(f"  {noise}: {right[noise]} of {count}, {wrong[noise]} wrong")
        for case, judged in [*errors[: shown.wrong], *misses[: shown.missed]]:
            print(
                "   ",
                case.noise,
                repr(case.mention.text),
                case.mention.country,
                case.iri,
                judged.verdict,
                judged.score,
                judged.authority and (judged.authority.iri, judged.authority.label),
                judged.reasons,
            )


if __name__ == "__main__":
    main()
