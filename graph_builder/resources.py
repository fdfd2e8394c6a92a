"""Where the files that travel with newsgraph lie: ontology, shapes, lexicons, gazetteers."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
#: In a wheel the folders lie inside the package; in a checkout, beside it.
_ROOT = _PACKAGE / "shipped" if (_PACKAGE / "shipped").is_dir() else _PACKAGE.parent

ONTOLOGY = _ROOT / "ontology"
SHAPES = _ROOT / "shapes"
LEXICONS = _ROOT / "data" / "lexicons"
GAZETTEERS = _ROOT / "data" / "gazetteers"
CONTEXT = ONTOLOGY / "context.jsonld"
RECORD_SCHEMA = _PACKAGE / "record.schema.json"
#: What speaks for a find of our rules, and how much: written by `python -m benchmarks.confidence --learn`.
CONFIDENCE = _PACKAGE / "confidence.tsv"
