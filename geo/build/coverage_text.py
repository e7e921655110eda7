"""The sentences of `docs/gazetteer.md` that no table knows."""

HEAD = """# What the gazetteer knows, and what it does not

Written by `python -m geo.build coverage` from the tables; do not edit. The tests say when it is out of date.

Columns: *drawn* places have a line or polygon; *to 5 km* and *rougher* ones a position of that accuracy; *coarse* ones
no position of their own, but their parent's area (`note` in `locations-odbl`, and a radius as wide). Under a language
stands how many places have a name in it.
"""

MISSING = """\
- No package has boundaries of sub-districts: they are points with a radius, at their seat where it is known.
- The district set that is drawn is that of the 2000s; Abu al-Khasib and Al-Faw are one polygon.
- The reservoir of Mosul Dam is in no package; it is found by name, not drawn.
- Kurmanji and Turkish names outside the towns everybody writes about want a speaker's eye; villages of Overture have
  none.
- GeoNames' villages of Iraq, some 20,000, are in no package. `disputemap gazetteer fetch geonames IQ` and
  `disputemap gazetteer import` bring them in as an overlay.
"""

TAIL = """\
Licences are kept apart by file: `places`, `names`, `locations` are CC BY 4.0 (GeoNames, CLDR under the Unicode licence,
rows by hand); `places-odbl`, `names-odbl`, `locations-odbl` are ODbL 1.0 (Overture Maps Foundation, © OpenStreetMap
contributors). See [LICENSES.md](../geo/LICENSES.md) and [the sources](../geo/sources/README.md).
"""
