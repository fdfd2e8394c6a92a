"""A client of any W3C Reconciliation Service (API 0.1 and 0.2), whose answers are candidates for a person.

Nothing here is asked unless a user names a service. Every answer is kept on disk, so that a name is asked
once; a service that is busy is given time, one that fails is named.
"""

from __future__ import annotations

import hashlib
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from graph_builder.errors import ServiceError

WIKIDATA: Final = "https://wikidata.reconci.link/en/api"
_BATCH: Final = 10
_TRIES: Final = 4
_LONGEST_WAIT: Final = 60.0
_LARGEST: Final = 10_000_000
_BUSY: Final = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a service holds a name for."""

    iri: str
    name: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A reconciliation service, and how it is asked."""

    url: str
    contact: str  #: who asks, so that a service can write instead of shutting us out
    cache: Path
    timeout: float = 20.0
    wait: Callable[[float], None] = time.sleep

    def candidates(self, names: Iterable[str]) -> Mapping[str, tuple[Candidate, ...]]:
        """Return what the service offers for each name, best first.

        Raises `ServiceError` where it cannot be reached or answers otherwise than the specification has it.
        """
        wanted = list(dict.fromkeys(names))
        found = {name: kept for name in wanted if (kept := self._kept(name)) is not None}
        missing = [name for name in wanted if name not in found]
        for start in range(0, len(missing), _BATCH):
            for name, answers in self._asked(missing[start : start + _BATCH]).items():
                self._keep(name, answers)
                found[name] = answers
        start_of = self._space() if any(found.values()) else ""
        return {name: tuple(_candidate(one, start_of) for one in answers) for name, answers in found.items()}

    def _asked(self, names: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
        batch = {f"q{number}": {"query": name, "limit": 5} for number, name in enumerate(names)}
        answer = self._fetch({"queries": json.dumps(batch)})
        found: dict[str, list[dict[str, Any]]] = {}
        for key, name in zip(batch, names, strict=True):
            entry = answer.get(key)
            results = entry.get("result") if isinstance(entry, dict) else None
            if not isinstance(results, list) or not all(_sound(one) for one in results):
                raise ServiceError(
                    self.url, f"gives no list of candidates for {name!r}", "ask another service"
                )
            found[name] = sorted(results, key=lambda one: -float(one["score"]))
        return found

    def _space(self) -> str:
        """Return what IRIs of the service begin with, which its manifest says."""
        path = self.cache / f"{_digest(self.url)}.manifest.json"
        manifest = _read(path)
        if not isinstance(manifest, dict):
            manifest = self._fetch(None)
            _write(path, manifest)
        space = str(manifest.get("identifierSpace", ""))
        # Some leave out the stroke that the ids follow.
        return f"{space}/" if space[-1:].isalnum() else space

    def _fetch(self, form: Mapping[str, str] | None) -> dict[str, Any]:
        body = urllib.parse.urlencode(form).encode() if form else None
        headers = {"User-Agent": f"newsgraph ({self.contact})", "Accept": "application/json"}
        request = urllib.request.Request(self.url, data=body, headers=headers)  # noqa: S310 - http(s) only
        problem = ""
        for tried in range(_TRIES):
            try:
                with urllib.request.urlopen(request, timeout=self.timeout) as response:  # noqa: S310
                    return self._parsed(response.read(_LARGEST + 1))
            except urllib.error.HTTPError as error:
                problem, after = f"answers {error.code}", error.headers.get("Retry-After", "")
                error.close()
                if error.code not in _BUSY:
                    break
            except (OSError, ValueError) as error:
                problem, after = f"cannot be reached ({error})", ""
            if tried + 1 < _TRIES:
                self.wait(min(float(after) if after.isdigit() else 2.0**tried, _LONGEST_WAIT))
        raise ServiceError(self.url, problem, "check the address, or try again later")

    def _parsed(self, body: bytes) -> dict[str, Any]:
        if len(body) > _LARGEST:
            raise ServiceError(self.url, f"answers more than {_LARGEST} bytes", "ask another service")
        try:
            found = json.loads(body)
        except ValueError as error:
            raise ServiceError(self.url, "answers no JSON", "check the address") from error
        if not isinstance(found, dict):
            raise ServiceError(self.url, "answers no JSON object", "check the address")
        return found

    def _kept(self, name: str) -> list[dict[str, Any]] | None:
        kept = _read(self._place(name))
        return kept if isinstance(kept, list) and all(_sound(one) for one in kept) else None

    def _keep(self, name: str, answers: list[dict[str, Any]]) -> None:
        _write(self._place(name), answers)

    def _place(self, name: str) -> Path:
        return self.cache / f"{_digest(self.url, name)}.json"


def _sound(one: object) -> bool:
    return (
        isinstance(one, dict) and "id" in one and "name" in one and isinstance(one.get("score"), int | float)
    )


def _candidate(one: Mapping[str, Any], start: str) -> Candidate:
    identifier = str(one["id"])
    iri = identifier if identifier.startswith(("http://", "https://")) else start + identifier
    return Candidate(iri, str(one["name"]), float(one["score"]))


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _read(path: Path) -> object:
    """Return what a file of the cache holds; None where it is missing or broken, to be asked anew."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    unfinished.replace(path)
