"""Which place is a row? A known one by id or by name, kind and position, or a new one with an id of its own."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from disputemap.imports.known import folded
from disputemap.overlays import distance_m

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from disputemap.imports.known import Known
    from disputemap.imports.rows import SoundRow

AGAIN_M = 2_000.0  # no two places of one kind share a name within this distance
LEVEL_WORDS = {"adm1": "governorate", "adm2": "district", "adm3": "subdistrict"}
_LEVEL_END = re.compile(r"-(governorate|district|subdistrict)$")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_MARKS = re.compile(r"['`´‘’ʼʻʾʿʹ′]")


def find_known(rows: Sequence[SoundRow], known: Known) -> dict[str, tuple[str, str]]:
    """Return the places that rows are, by `where`, with how that is known: `id`, `name`, or `again`.

    A place is one row; what else bears its name within 2 km is the same place recorded again.
    """
    found: dict[str, tuple[str, str]] = {}
    taken: set[str] = set()
    for sound in rows:
        ids = (known.ids.get(foreign, "") for foreign in (sound.row.id, *sound.row.matches))
        place_id = next((place_id for place_id in ids if place_id and place_id not in taken), "")
        if place_id:
            found[sound.row.where] = (place_id, "id")
            taken.add(place_id)
    pairs = [
        (away, number, place_id)
        for number, sound in enumerate(rows)
        if sound.row.where not in found
        for away, place_id in _same(sound, known)
    ]
    for _, number, place_id in sorted(pairs):
        where = rows[number].row.where
        if where not in found and place_id not in taken:
            found[where] = (place_id, "name")
            taken.add(place_id)
    for away, number, place_id in sorted(pairs):
        if away <= AGAIN_M and not rows[number].row.geometry:
            found.setdefault(rows[number].row.where, (place_id, "again"))
    return found


def find_repeated(rows: Iterable[SoundRow]) -> dict[str, str]:
    """Return which new rows record a place that an earlier row records: same name and kind within 2 km."""
    firsts: dict[tuple[str, str], list[SoundRow]] = {}
    repeated: dict[str, str] = {}
    for sound in rows:
        if sound.coarse or sound.row.geometry:
            continue
        same = firsts.setdefault((folded(sound.row.names[0].form), sound.feature), [])
        first = next((o for o in same if distance_m(o.lon, o.lat, sound.lon, sound.lat) <= AGAIN_M), None)
        if first:
            repeated[sound.row.where] = first.row.where
        else:
            same.append(sound)
    return repeated


def _same(sound: SoundRow, known: Known) -> list[tuple[float, str]]:
    forms = [name.form for name in sound.row.names]
    same = known.find_same(forms, sound.row.feature and sound.feature, (sound.lon, sound.lat), sound.accuracy_m)
    if not sound.coarse:
        return same
    within = [pair for pair in same if known.gazetteer.ancestors(pair[1]) & set(sound.parents)]
    return within if len(within) == 1 else []  # somewhere in its parent: one of that name, or nobody knows which


def new_ids(rows: Iterable[SoundRow], known: Known) -> dict[str, str]:
    """Return ids for new places, by `where`: the name; with the parent's where others have it; with a tag at last."""
    open_rows = list(rows)
    by_where = {sound.row.where: sound for sound in open_rows}
    ids: dict[str, str] = {}
    taken = set(known.rows)
    for candidate in (_plain, _with_parent, _with_tag):
        slugs = {sound.row.where: candidate(sound, by_where) for sound in open_rows}
        count = Counter(slugs.values())
        ids |= {where: slug for where, slug in slugs.items() if slug and count[slug] == 1 and slug not in taken}
        open_rows = [sound for sound in open_rows if sound.row.where not in ids]
        taken |= set(ids.values()) | set(slugs.values())  # who comes later gets no plain name that was contested
    for sound in open_rows:
        ids[sound.row.where] = f"{_with_tag(sound, by_where)}-{_hash(sound.row.where)}"
    return ids


def slug(text: str) -> str:
    """Return a name as an id: ASCII lower case with hyphens; empty for a name in another script.

    Examples
    --------
    >>> slug("Ba‘qūbah al-Jadīdah"), slug("كركوك")
    ('baqubah-al-jadidah', '')
    """
    plain = unicodedata.normalize("NFKD", _MARKS.sub("", text)).encode("ascii", "ignore").decode().lower()
    return _NO_SLUG.sub("-", plain).strip("-") if _is_latin(text) else ""


def _is_latin(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and all("LATIN" in unicodedata.name(char, "") or not char.isalnum() for char in letters)


def _plain(sound: SoundRow, _: Mapping[str, SoundRow]) -> str:
    base = next((found for name in sound.row.names if (found := slug(name.form))), "")
    word = LEVEL_WORDS.get(sound.feature, "")
    return f"{base}-{word}" if base and word and not _LEVEL_END.search(base) else base


def _with_parent(sound: SoundRow, rows: Mapping[str, SoundRow]) -> str:
    base = _plain(sound, rows)
    parent = sound.parents[0] if sound.parents else ""
    above = _plain(rows[parent], rows) if parent in rows else "" if ": " in parent else parent
    above = _LEVEL_END.sub("", above)
    return f"{base}-{above}" if base and above else ""


def _with_tag(sound: SoundRow, rows: Mapping[str, SoundRow]) -> str:
    what = "|".join([*(folded(name.form) for name in sound.row.names[:1]), f"{sound.lon:.4f}", f"{sound.lat:.4f}"])
    tag = slug(sound.row.id.replace(":", "-")) or _hash(what)
    return f"{_plain(sound, rows) or 'place'}-{tag}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]
