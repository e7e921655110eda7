"""Builds the data package `geo/` from pinned public packages and hand-kept tables: `python -m geo.build`."""
