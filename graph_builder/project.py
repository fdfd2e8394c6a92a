"""A project folder: one publisher's work, and what `newsgraph.toml` says of it.

PROJECT/
  newsgraph.toml   base IRI, title, publisher, licence, ...
  newsletters/     the texts
  records/         corrected or hand-made records; one wins over what is read from the text of its id
  identities.tsv   every IRI ever given, and what it stands for; a build writes it
  overrides.tsv    what a person decided: which things are one, and which are two
  gazetteers/      indexes that linking works with, besides what travels with newsgraph: *.index
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Final, Literal

from graph_builder.errors import ProjectError
from graph_builder.iris import DEFAULT_BASE, Iris, checked_base

SETTINGS: Final = "newsgraph.toml"
GAZETTEERS: Final = "gazetteers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """The settings of one project; the defaults hold where there is no folder or no file."""

    base_iri: str = DEFAULT_BASE
    title: str = "Newsletters as linked data"
    description: str = ""
    publisher: str = ""
    licence: str = ""
    contact: str = ""
    #: BCP 47 tag of the newsletters, for those that do not say it themselves.
    language: str = "en"
    #: "full": whole source texts are published; "quotes": only the quotes that prove a fact.
    texts: Literal["full", "quotes"] = "full"
    #: How many snapshots a store keeps.
    snapshots: int = 3
    #: An index that `newsgraph gazetteer import` wrote, or a folder of them; below the project's folder.
    gazetteers: str = ""
    folder: Path | None = None

    @property
    def iris(self) -> Iris:
        """Return what mints the project's IRIs."""
        return Iris(self.base_iri)

    @property
    def newsletters(self) -> Path | None:
        """Return the folder of texts."""
        return self.folder / "newsletters" if self.folder else None

    @property
    def records(self) -> Path | None:
        """Return the folder of records."""
        return self.folder / "records" if self.folder else None

    @property
    def indexes(self) -> tuple[Path, ...]:
        """Return the files that things are looked up in.

        Raises `ProjectError` where what the settings name is missing.
        """
        if self.folder is None:
            return ()
        place = self.folder / (self.gazetteers or GAZETTEERS)
        if self.gazetteers and not place.exists():
            raise ProjectError(place, "is missing", "make it with: newsgraph gazetteer import")
        return (place,) if place.is_file() else tuple(sorted(place.glob("*.index")))

    def with_base(self, base: str, source: str) -> Project:
        """Return the project under another base IRI; `source` is named where it is no IRI."""
        return replace(self, base_iri=checked_base(base, source))


def load_project(folder: Path | None) -> Project:
    """Read a project's settings; without a folder, or without the file, the defaults hold.

    Raises `ProjectError` where the folder is missing or the file is broken.
    """
    if folder is None:
        return Project()
    if not folder.is_dir():
        raise ProjectError(folder, "is no folder", "name a project folder, or leave --project out")
    path = folder / SETTINGS
    if not path.is_file():
        return Project(folder=folder)
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ProjectError(path, f"cannot be read ({error})", "write it as UTF-8 TOML") from error
    return _checked(settings, path, folder)


def _checked(settings: dict[str, object], path: Path, folder: Path) -> Project:
    known = {field.name for field in fields(Project)} - {"folder"}
    for name, value in settings.items():
        if name not in known:
            raise ProjectError(path, f"does not know {name!r}", f"use only {', '.join(sorted(known))}")
        kind = int if name == "snapshots" else str
        if type(value) is not kind:
            word = "a whole number" if kind is int else "a string"
            raise ProjectError(path, f"{name} is {value!r}", f"give {word}")
    project = Project(**settings, folder=folder)  # type: ignore[arg-type]
    if project.texts not in ("full", "quotes"):
        raise ProjectError(path, f"texts is {project.texts!r}", "give 'full' or 'quotes'")
    if project.snapshots < 1:
        raise ProjectError(path, f"snapshots is {project.snapshots}", "give 1 or more")
    return project.with_base(project.base_iri, str(path))
