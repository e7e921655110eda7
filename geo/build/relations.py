"""Gazetteer, corridor and divisions -> `corridor/relations.parquet`: the usual sites, measured once for everybody."""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from disputemap.corridors import load_corridor
from disputemap.gazetteer import load_gazetteer
from disputemap.geodata import GeoData
from disputemap.prebuilt import FINGERPRINT, TABLE, all_sites, check, fingerprint
from disputemap.sites import SiteTable
from geo.build.files import GEO


def build_relations() -> None:
    """Write `corridor/relations.parquet`; needs the whole package."""
    geodata = GeoData(GEO)
    gazetteer, corridor = load_gazetteer(geodata), load_corridor(geodata)
    sites = all_sites(gazetteer.places)
    table = SiteTable(gazetteer, geodata, corridor, prebuilt=False)
    columns = table.take(table.add(sites))
    checks = np.array([check(gazetteer.places[site.place_id]) for site in sites], dtype=np.uint32)

    def hash_of(name: str) -> str:
        return f"sha256:{hashlib.sha256(geodata.path(name).read_bytes()).hexdigest()}"

    mark = fingerprint(gazetteer, geodata, corridor, hash_of=hash_of)
    made = pa.table({**columns, "check": pa.array(checks)}, TABLE.with_metadata({FINGERPRINT: mark.encode()}))
    path = GEO / "corridor" / "relations.parquet"
    pq.write_table(made, path, compression="zstd", compression_level=19)
    print(f"wrote {path.relative_to(GEO.parent)} ({path.stat().st_size / 1000:.0f} kB)")
