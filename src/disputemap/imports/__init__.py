"""Other people's gazetteers and boundaries -> overlays.

::

    readers (geonames, tables, linked_places, geojson, boundaries)   file -> ImportRow
    checking                                                         ImportRow -> sound rows, refusals by row and remedy
    merging                                                          sound rows + gazetteer in use -> tables
    writing                                                          tables -> overlay file
"""
