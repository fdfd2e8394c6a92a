"""What the words of a name say of the body that bears it, or that it names none."""

from __future__ import annotations

from collections.abc import Sequence

from graph_builder.extract.bodygrammar import Grammar
from graph_builder.extract.names import is_acronym
from graph_builder.lexicon import Lexicon


def is_short(name: str, rules: Grammar) -> bool:
    """Return whether a name of several words is one that the text explains: "DG MOVE"."""
    return name in rules.acronyms and any(map(is_acronym, name.split()))


def may_be_short(short: str, name: str) -> bool:
    """Return whether what a bracket holds may be a short form: of several words, one like "DG MOVE"."""
    first, *more = short.split()
    plain = not more or more[0].isdigit()
    return plain or (first[0] == name[0].upper() and any(map(is_acronym, (first, *more))))


def headed(words: Sequence[str], rules: Grammar) -> bool:
    """Return whether words begin or end with the head of a body, or are the short form of one."""
    if rules.ends_in_head(words):
        return True
    # "Federation President Ann Berg" is a person.
    if rules.begins_with_head(words) and not any(word.casefold() in rules.titles for word in words[1:]):
        return True
    return " ".join(words) in rules.acronyms


def is_bare(words: Sequence[str], rules: Grammar) -> bool:
    """Return whether nothing but a head is there: "General Department", "The Ministry"."""
    generic = rules.lexicon["organizations.generic"].listed
    own = [word for word in words if word not in generic and word not in rules.lexicon["grammar.definite"]]
    return " ".join(own) in rules.heads and " ".join(words) not in rules.acronyms


def is_event(words: Sequence[str], rules: Grammar) -> bool:
    """Return whether words name a gathering; a number before it makes "Assembly" and "School" one."""
    heads = rules.lexicon["events.heads"].listed
    if not words or not (words[-1] in heads or " ".join(words[-2:]) in heads):
        return False
    return words[-1] not in rules.heads or any(rules.edition.match(word) for word in words[:2])


def is_excluded(name: str, rules: Grammar) -> bool:
    """Return whether a name is that of a project, a park, a strategy and the like."""
    if name.split()[-1] not in rules.lexicon["organizations.not_bodies"].listed:
        return False
    link = rules.link.search(name)
    front = name[: link.start()].split() if link else []
    # "Faculty of Law", "World Council for Standards": the head stands before the link.
    return not (rules.ends_in_head(front) or rules.begins_with_head(front))


def is_venue(text: str, start: int, name: str, rules: Grammar) -> bool:
    """Return whether a name is that of the house where something was: "at the Hill Conference Centre"."""
    if " ".join(name.split()[-2:]) not in rules.lexicon["organizations.venues"].listed:
        return False
    return rules.held_in.search(text, max(0, start - 12), start) is not None


def is_programme(name: str, rules: Grammar) -> bool:
    """Return whether a name is that of a programme, which is none of the bodies where a body runs it."""
    return name.split()[-1] in rules.lexicon["organizations.undertakings"].listed


def keeps_country(name: str, rules: Grammar) -> bool:
    """Return whether the country behind a name is a part of it: "Embassy of Peru"."""
    return any(word in rules.lexicon["organizations.keep_country"].listed for word in name.split())


def without_country(name: str, rules: Grammar) -> tuple[str, str] | None:
    """Return name and country of "Peruvian Lake Department" and the like."""
    words = name.split()
    heads = rules.lexicon["organizations.stripped_heads"].listed
    for length in (2, 1):
        if len(words) > length and (words[-1] in heads or words[length] in heads):
            country = rules.lexicon.countries.get(" ".join(words[:length]))
            if country:
                return " ".join(words[length:]), country
    return None


def named_country(name: str, lexicon: Lexicon) -> str | None:
    """Return the one country that a body's name holds."""
    found = {lexicon.countries[" ".join(match[0].split())] for match in lexicon.country_names.finditer(name)}
    return next(iter(found)) if len(found) == 1 else None
