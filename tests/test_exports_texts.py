"""Files that show texts and annotations, read back by parsers written from their specifications."""

from __future__ import annotations

import csv
import io
import json
import re
from contextlib import suppress
from copy import deepcopy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # ships no types
from rdflib import Graph, Namespace, URIRef
from rdflib.plugins.shared.jsonld import context as jsonld_context

from disputemap.datacheck.linked_places import check_lpf
from disputemap.errors import InputError
from disputemap.evaluation import evaluate, read_gold
from disputemap.exports import FORMATS, Options, api, brat, to_text, to_texts
from disputemap.exports.brat import file_stem
from disputemap.models import Document
from disputemap.pipeline import geoparse
from disputemap.table import FIELDS, of_frame, to_frame, to_records
from tests.export_world import DOCUMENTS, HOSTILE, TOY, hostile_mentions, toy_mentions
from tests.test_lpf import SCHEMA
from tests.test_parquet import records as table_rows

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd

Record = dict[str, Any]
TEXTS = {document.id: document.text for document in DOCUMENTS}
FILES = {"first": "first", "في البا": "في البا", "empty": "empty", "a/b": "a%2Fb"}


def keys(frame: gpd.GeoDataFrame) -> list[tuple[Any, ...]]:
    rows = to_records(frame)
    return sorted(
        (row["doc"], row["start"], row["end"], row["surface"], row["place_id"] or "", row["role"]) for row in rows
    )


# brat


def read_ann(text: str) -> dict[str, Record]:
    """Read .ann as https://brat.nlplab.org/standoff.html has it: entities with their attributes, ids and notes."""
    found: dict[str, Record] = {}
    for line in text.split("\n")[:-1]:
        name, rest = line.split("\t", 1)
        if name[0] == "T":
            said, surface = rest.split("\t")
            kind, start, end = said.split(" ")
            found[name] = {"type": kind, "start": int(start), "end": int(end), "surface": surface}
        elif name[0] == "A":
            kind, target, value = rest.split(" ", 2)
            found[target][kind] = value
        elif name[0] == "N":
            said, label = rest.split("\t")
            _, target, reference = said.split(" ")
            found[target] |= {"place": reference.split(":", 1)[1], "label": label}
        else:
            assert name[0] == "#"
            said, note = rest.split("\t")
            found[said.split(" ")[1]]["note"] = note
    return found


def test_brat_holds_the_same_mentions(tmp_path: Path) -> None:
    api.to_brat(toy_mentions(), tmp_path / "out", documents=DOCUMENTS)
    found = []
    for doc, stem in FILES.items():
        text = (tmp_path / "out" / f"{stem}.txt").read_bytes().decode()
        rows = read_ann((tmp_path / "out" / f"{stem}.ann").read_text(encoding="utf-8")).values()
        assert text == TEXTS[doc]
        assert all(text[row["start"] : row["end"]] == row["surface"] for row in rows)
        found += [(doc, r["start"], r["end"], r["surface"], r.get("place", ""), r["Role"]) for r in rows]
    assert sorted(found) == keys(toy_mentions())
    lines = (tmp_path / "out" / "first.ann").read_text().splitlines()
    assert "N1\tReference T1 disputemap:alba\tAlba" in lines
    assert "A3\tLon T1 14.0" in lines
    assert any("date: 2021-12-03" in line for line in lines)


def test_our_own_reader_of_brat_agrees(tmp_path: Path) -> None:
    api.to_brat(toy_mentions(), tmp_path / "out", documents=DOCUMENTS)
    problems: list[Any] = []
    marked = {one.document.id: one for one in read_gold(tmp_path / "out", on_problem=problems.append)}
    marks = {mark.start: mark for mark in marked["first"].marks}
    assert (problems, marks[16].accepted, marks[16].role) == ([], ("disputemap:alba",), "literal")
    assert marks[16].position == (14.0, 53.0)
    assert len(marked) == len(DOCUMENTS)
    names = toy_mentions().query("form != 'demonym'").replace({"doc": FILES})
    figures = evaluate(list(marked.values()), predicted=to_records(names), geo=TOY).all
    assert (figures.recognition.f1, figures.place.exact, figures.role.accuracy) == (1, 1, 1)


def test_without_documents_sentences_stand_where_they_stood(tmp_path: Path) -> None:
    api.to_brat(toy_mentions(), tmp_path / "out")
    text = (tmp_path / "out" / "first.txt").read_bytes().decode()
    assert text.startswith("Troops moved in Alba, and 20 km south of Alba.")
    for row in toy_mentions().query("doc == 'first'").itertuples():
        assert text[row.start : row.end] == row.surface
    assert not (tmp_path / "out" / "empty.txt").exists()


def test_other_documents_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"document 'first': has 'b' at 16, .* is 'Alba'; give the documents"):
        api.to_brat(toy_mentions(), tmp_path / "out", documents=[Document("first", "a" * 16 + "b")])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("order", [-1, 1])
def test_documents_and_mentions_come_in_any_order(tmp_path: Path, order: int) -> None:
    api.to_brat(toy_mentions()[::-1], tmp_path / "out", documents=DOCUMENTS[::order])
    assert len(list((tmp_path / "out").glob("*.ann"))) == len(DOCUMENTS)
    assert len(read_ann((tmp_path / "out" / "first.ann").read_text())) == (toy_mentions()["doc"] == "first").sum()


def test_batches_take_no_more_documents_than_they_need() -> None:
    table, taken = of_frame(toy_mentions()), []
    documents = (taken.append(one.id) or one for one in DOCUMENTS)  # type: ignore[func-returns-value]
    rows = toy_mentions()["doc"].tolist().index("في البا")
    pieces = to_texts([table.slice(0, rows), table.slice(rows)], "conll", Options(documents=documents))
    assert next(pieces).startswith("-DOCSTART-\tfirst\t2021-12-03\tThe Paper\tOn Alba")
    assert taken == ["first"]
    assert len(list(pieces)) == len(DOCUMENTS) - 1


def test_halves_of_surrogate_pairs_are_question_marks(tmp_path: Path) -> None:
    document = Document("d\ud800", "\ud800 Alba fell.", source="\udfff")
    mentions = geoparse([document, Document("e\ud800", "\udc00")], geo=TOY)
    api.to_brat(mentions, tmp_path / "out", documents=[document, Document("e\ud800", "\udc00")])
    assert (tmp_path / "out" / "d%3F.txt").read_text() == "? Alba fell."
    assert (api.to_conll(mentions, documents=[document]) or "").startswith("-DOCSTART-\td?\t_\t?\t_\t")


def test_a_folder_with_files_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(InputError, match="is a folder with files of yours; name a new one"):
        api.to_brat(toy_mentions(), tmp_path)
    with pytest.raises(InputError, match="is a file; name a folder"):
        api.to_brat(toy_mentions(), tmp_path / "mine.txt")
    with pytest.raises(InputError, match="there is no folder"):
        api.to_brat(toy_mentions(), tmp_path / "no" / "out")
    for _ in range(2):  # ours is written anew
        api.to_brat(toy_mentions(), tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.txt", "out"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), unique=True, max_size=5))
def test_any_ids_are_different_files_anywhere(docs: list[str]) -> None:
    taken: set[str] = set()
    stems = [file_stem(doc, taken) for doc in docs]
    assert len({stem.casefold() for stem in stems}) == len(docs)
    for stem in stems:
        assert stem
        assert stem.strip(". ") == stem
        assert len(stem.encode()) <= 200
        assert not set(stem) & set('/\\:*?"<>|\0\n')


# CoNLL


def read_conll(text: str) -> list[Record]:
    """Read columns as any program does: tokens with BIO labels last, documents behind -DOCSTART-."""
    doc, found, blocks = "", [], text.split("\n")
    for line in blocks:
        row = line.split("\t")
        if row[0] == "-DOCSTART-":
            doc = row[1]
        elif len(row) == 9 and not line.startswith("# "):
            start, end, label = int(row[1]), int(row[2]), row[-1]
            assert TEXTS.get(doc, row[0])[start:end] in {row[0], ""} or doc not in TEXTS
            if label[0] == "B":
                role, place = row[4], row[5]
                found.append({"doc": doc, "start": start, "end": end, "role": role, "place": place, "lon": row[6]})
            elif label[0] == "I":
                found[-1]["end"] = end
    return found


def test_conll_holds_the_same_mentions() -> None:
    text = api.to_conll(toy_mentions(), documents=DOCUMENTS) or ""
    found = read_conll(text)
    rows = [
        (r["doc"], r["start"], r["end"], TEXTS[r["doc"]][r["start"] : r["end"]], r["place"].strip("_"), r["role"])
        for r in found
    ]
    assert sorted(rows) == keys(toy_mentions())
    lon = {(row["doc"], row["start"]): row["lon"] for row in found}
    assert (lon["first", 16], lon["a/b", 70]) == ("14.0", "_")
    assert "وب\t15\t17\t_\t_\t_\t_\t_\tO\nألبا\t17\t21\tname\tliteral\talba\t14.0\t53.0\tB-LOC\n" in text
    assert re.search(r"نورلاندي\t\d+\t\d+\tdemonym\t.*\tB-MISC\n", text)


def test_our_own_reader_of_conll_agrees(tmp_path: Path) -> None:
    api.to_conll(toy_mentions(), tmp_path / "m.conll", documents=DOCUMENTS)
    problems: list[Any] = []
    marked = list(read_gold(tmp_path / "m.conll", on_problem=problems.append))
    surfaces = [mark.surface for one in marked for mark in one.marks]
    expected = toy_mentions().query("form != 'demonym'")["surface"].tolist()
    assert (problems, surfaces) == ([], [" ".join(re.findall(r"\w+|\S", surface)) for surface in expected])


def test_a_sentence_does_not_end_within_a_name() -> None:
    row = {"doc": "d", "surface": "St. Alba", "start": 3, "end": 11, "sentence": "In St. Alba. Then", "role": "literal"}
    text = api.to_conll(to_frame([row])) or ""
    blocks = [[line.split("\t")[0] for line in block.split("\n")] for block in text.strip().split("\n\n")]
    assert blocks[1:] == [["In", "St", ".", "Alba", "."], ["Then"]]


def test_of_overlapping_mentions_the_longer_is_labelled() -> None:
    base = {"doc": "d", "sentence": "New Alba City", "role": "literal"}
    rows = [{**base, "surface": s, "start": a, "end": a + len(s)} for s, a in (("New Alba", 0), ("Alba City", 4))]
    text = api.to_conll(to_frame(rows)) or ""
    assert [(row["start"], row["end"]) for row in read_conll(text)] == [(4, 13)]
    assert "# overlaps\tNew Alba\t0\t8" in text


# W3C Web Annotation

CONTEXT = {  # of http://www.w3.org/ns/anno.jsonld what we use, since tests open no socket
    "oa": "http://www.w3.org/ns/oa#", "dcterms": "http://purl.org/dc/terms/", "dctypes": "http://purl.org/dc/dcmitype/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "as": "http://www.w3.org/ns/activitystreams#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "id": {"@type": "@id", "@id": "@id"}, "type": {"@type": "@id", "@id": "@type"},
    "Annotation": "oa:Annotation", "AnnotationPage": "as:OrderedCollectionPage", "Text": "dctypes:Text",
    "TextualBody": "oa:TextualBody", "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector", "body": {"@type": "@id", "@id": "oa:hasBody"},
    "target": {"@type": "@id", "@id": "oa:hasTarget"}, "source": {"@type": "@id", "@id": "oa:hasSource"},
    "selector": {"@type": "@id", "@id": "oa:hasSelector"}, "exact": "oa:exact", "prefix": "oa:prefix",
    "suffix": "oa:suffix", "start": "oa:start", "end": "oa:end", "value": "rdf:value", "language": "dc:language",
    "motivation": {"@type": "@vocab", "@id": "oa:motivatedBy"}, "purpose": {"@type": "@vocab", "@id": "oa:hasPurpose"},
    "identifying": "oa:identifying", "describing": "oa:describing", "SpecificResource": "oa:SpecificResource",
    "commenting": "oa:commenting",
    "items": {"@type": "@id", "@id": "as:items", "@container": "@list"},
}  # fmt: skip
OA = Namespace("http://www.w3.org/ns/oa#")
TERMS = "urn:disputemap:terms:"


@pytest.fixture
def graph(monkeypatch: pytest.MonkeyPatch) -> Graph:
    """Return the annotations as linked data, with the W3C's context at hand."""
    given = {"http://www.w3.org/ns/anno.jsonld": ({"@context": CONTEXT}, None)}
    monkeypatch.setattr(jsonld_context, "source_to_json", lambda source, *_args, **_options: given[source])
    found = Graph()
    found.parse(data=api.to_annotations(toy_mentions()) or "", format="json-ld")
    return found


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_annotations_are_linked_data(graph: Graph) -> None:
    query = """SELECT ?start ?end ?exact ?role WHERE {
      ?a a oa:Annotation ; oa:motivatedBy oa:identifying ; oa:hasTarget/oa:hasSelector ?p, ?q ; oa:hasBody ?body .
      ?p a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end . ?q a oa:TextQuoteSelector ; oa:exact ?exact .
      ?body geojson:properties/dm:role ?role }"""
    space = {"oa": OA, "geojson": Namespace("https://purl.org/geojson/vocab#"), "dm": Namespace(TERMS)}
    found = sorted(
        (int(str(row.start)), int(str(row.end)), str(row.exact), str(row.role))  # type: ignore[union-attr]
        for row in graph.query(query, initNs=space)
    )
    assert found == sorted(key[1:4] + key[5:] for key in keys(toy_mentions()))
    itself = toy_mentions().query("place_id == 'alba' and modifier.isna()")
    assert len(list(graph.subjects(OA.hasSource, URIRef("urn:disputemap:alba")))) == len(itself)


def test_an_annotation_says_where_and_what() -> None:
    page = json.loads(api.to_annotations(toy_mentions()) or "")
    first = page["items"][0]
    assert (page["type"], len(page["items"])) == ("AnnotationPage", len(toy_mentions()))
    assert first["id"] == "urn:disputemap:mention:first:16-20"
    identified, described = first["body"]
    assert identified == {"type": "SpecificResource", "purpose": "identifying", "source": "urn:disputemap:alba"}
    assert described["geometry"] == {"type": "Point", "coordinates": [14.0, 53.0]}
    assert first["target"]["selector"][1] == {
        "type": "TextQuoteSelector",
        "exact": "Alba", "prefix": "Troops moved in ", "suffix": ", and 20 km south of Alba.",
    }  # fmt: skip
    assert first["target"]["source"]["issued"] == "2021-12-03"
    lost = [item["body"][0]["value"] for item in page["items"] if item["body"][0]["type"] == "TextualBody"]
    assert "not in the gazetteer" in lost
    relative = [item["body"] for item in page["items"] if "modifier" in item["body"][-1]["properties"]]
    assert [len(bodies) for bodies in relative] == [1, 1]  # it is not the place itself


# Linked Places Format


def test_linked_places_are_valid_by_the_published_rules() -> None:
    text = api.to_lpf(toy_mentions(), geodata=TOY) or ""
    schema = deepcopy(SCHEMA)
    schema["properties"]["features"]["items"]["properties"]["attestations"] = {"type": "array", "minItems": 1}  # type: ignore[index]
    assert [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(text))] == []
    assert list(check_lpf(text)) == []


def test_a_linked_place_lists_who_attests_it() -> None:
    features = {row["@id"]: row for row in json.loads(api.to_lpf(toy_mentions(), geodata=TOY) or "")["features"]}
    alba = features["urn:disputemap:alba"]
    told = [row for feature in features.values() for row in feature["attestations"]]
    assert sorted((row["doc"], row["start"], row["end"]) for row in told) == [key[:3] for key in keys(toy_mentions())]
    assert (alba["properties"]["ccodes"], alba["types"][0]["label"]) == (["XN"], "inhabited place")
    assert [(name["toponym"], name["lang"]) for name in alba["names"]] == [("Alba", "en"), ("ألبا", "ar")]
    assert alba["names"][0]["citations"] == [
        {"label": "The Paper On Alba (2021-12-03)", "@id": "urn:disputemap:document:first"}
    ]
    assert alba["when"] == {"timespans": [{"start": {"in": "2021-12"}}, {"start": {"in": "2021-12-03"}}]}
    (point,) = alba["geometry"]["geometries"]
    assert (point["coordinates"], point["approximation"]["tolerance"], point["certainty"]) == ([14, 53], 2, "certain")
    relative = features["urn:disputemap:relative:alba%2Foffset%2F180%2F20000"]
    assert relative["relations"][0]["relationTo"] == "urn:disputemap:alba"
    assert features["urn:disputemap:unplaced:Nowhere"]["geometry"]["geometries"] == []


# spreadsheets


def read_csv(text: str | None) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text or "", newline="")))


def test_ucdp_columns_put_areas_at_their_middle() -> None:
    rows = {(row["mention"]): row for row in read_csv(api.to_ucdp(toy_mentions(), geodata=TOY))}
    assert len(rows) == len(toy_mentions())
    place, area = rows["urn:disputemap:mention:first:16-20"], rows["urn:disputemap:mention:first:94-99"]
    assert (place["point"], place["longitude"], place["latitude"], place["where_prec"]) == (
        "place",
        "14.0",
        "53.0",
        "1",
    )
    assert (place["source_article"], place["country"]) == ('"The Paper,2021-12-03,On Alba"', "Norland")
    assert (place["date_start"], place["date_end"], place["date_prec"]) == ("2021-12-03", "2021-12-03", "1")
    assert (area["point"], area["where_prec"], area["where_coordinates"]) == ("centroid", "4", "Kirsa")
    assert area["longitude"] == "15.0"
    assert float(area["latitude"]) == pytest.approx(51, abs=0.02)
    assert area["geom_wkt"] == f"POINT ({area['longitude']} {area['latitude']})"
    assert {row["point"] for row in rows.values() if not row["longitude"]} == {""}
    month = next(row for row in rows.values() if row["date_start"] == "2021-12-01")
    assert (month["date_end"], month["date_prec"], month["year"]) == ("2021-12-31", "4", "2021")


def test_acled_columns_put_areas_at_their_capital() -> None:
    rows = {(row["mention"]): row for row in read_csv(api.to_acled(toy_mentions(), geodata=TOY))}
    area = rows["urn:disputemap:mention:first:94-99"]
    country = next(row for row in rows.values() if row["place_id"] == "norland")
    assert (country["point"], country["location"], country["longitude"]) == ("capital", "Alba", "14.0")
    assert (area["event_type"], area["geo_precision"], area["notes"]) == (
        "Battles",
        "3",
        "An attack hit Kirsa governorate.",
    )
    assert (area["event_date"], area["time_precision"]) == ("2021-12-03", "1")
    lost = next(row for row in rows.values() if row["location"] == "" and row["form"] == "name")
    assert (lost["longitude"], lost["point"]) == ("", "")


@pytest.mark.parametrize("form", ["csv", "ucdp", "acled"])
def test_no_cell_of_a_spreadsheet_runs(form: str) -> None:
    text = to_text(hostile_mentions(), form, Options(geodata=TOY))
    rows = read_csv(text)
    assert len(rows) == len(HOSTILE)
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    column = {"csv": "sentence", "ucdp": "sentence", "acled": "notes"}[form]
    for row, hostile in zip(rows, HOSTILE, strict=True):
        assert row[column].removeprefix("'") == hostile.replace("\0", "\ufffd").removeprefix("'")


# any text


@pytest.mark.parametrize("form", ["jsonl", "w3c", "lpf", "geojson"])
def test_json_holds_hostile_texts_as_they_are(form: str) -> None:
    text = to_text(hostile_mentions(), form, Options(geodata=TOY))
    told: list[str] = []
    read = [json.loads(line) for line in text.split("\n")[:-1]] if form == "jsonl" else json.loads(text)
    _strings(read, told)
    assert set(HOSTILE) <= {*told, ""}


def _strings(value: Any, found: list[str]) -> None:  # noqa: ANN401 - any JSON
    if isinstance(value, str):
        found.append(value)
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _strings(item, found)


def test_hostile_texts_keep_their_lines(tmp_path: Path) -> None:
    api.to_brat(hostile_mentions(), tmp_path / "out")
    assert len(list((tmp_path / "out").glob("*.ann"))) == len(HOSTILE)
    for path in (tmp_path / "out").glob("*.ann"):
        (row,) = read_ann(path.read_bytes().decode()).values()
        text = path.with_suffix(".txt").read_bytes().decode()
        assert re.sub(r"\s", " ", text[row["start"] : row["end"]]).replace("\ufffd", " ") == row["surface"].replace(
            "\ufffd", " "
        )
    lines = (api.to_conll(hostile_mentions()) or "").split("\n")
    assert {line.count("\t") for line in lines if line and not line.startswith("# overlaps")} == {8}


@given(st.text(), st.integers(0, 5))
def test_any_text_keeps_its_offsets(text: str, start: int) -> None:
    surface = text[start : start + 3]
    if not surface.strip():
        return
    sound = text.encode(errors="replace").decode()
    mention = {"doc": "d", "start": start, "end": start + len(surface), "surface": surface, "sentence": text}
    lines = (api.to_conll(to_frame([mention]), documents=[Document("d", text)]) or "").split("\n")
    for row in (line.split("\t") for line in lines[1:] if line and not line.startswith("# overlaps")):
        assert row[0].replace("\ufffd", "\0") == sound[int(row[1]) : int(row[2])].replace("\ufffd", "\0")


@settings(max_examples=50)
@given(
    st.lists(table_rows, min_size=1, max_size=4),
    st.sampled_from([form for form, row in FORMATS.items() if row.kind == "text"]),
)
def test_any_table_is_written_or_refused(rows: list[Record], form: str) -> None:
    for row in rows:
        row["lat"] = row.get("lon")
        row["end"] = row["start"] + len(row["surface"] or "")
    with suppress(InputError):
        assert to_text(to_frame(rows), form, Options(geodata=TOY))


def test_mentions_where_no_text_is_are_refused() -> None:
    for start, end in ((-1, 3), (5, 4), (2**30, 2**30 + 1)):
        with pytest.raises(InputError, match="document 'd': mentions are not where a text could have them"):
            api.to_conll(to_frame([{"doc": "d", "surface": "Alba", "start": start, "end": end}]))


def test_all_fields_are_in_the_plain_formats() -> None:
    assert list(read_csv(api.to_csv(toy_mentions()))[0]) == list(FIELDS)
    assert list(json.loads((api.to_jsonl(toy_mentions()) or "").split("\n", 1)[0])) == list(FIELDS)
    assert brat.DATABASE == "disputemap"
