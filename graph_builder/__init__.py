"""Turns newsletters into a linked-data knowledge graph: from files to an immutable snapshot."""
