"""A name -> places, a position -> places: what `geocode`, `reverse` and `gazetteer search` ask the gazetteer.

::

    index      the gazetteer with what looking up needs besides exact names; the nearest towns, the areas around
    spellings  a written name -> the gazetteer's names that it can be, the surest way first
    parents    does a place lie where a query says?
    search     a query -> ranked places
    answers    places -> records, for the command line

`disputemap.geocode` is geopy's interface to the same.
"""
