"""Serves a snapshot of newsgraph: SPARQL, dumps and pages."""
