/* All data of the page, as columns; of places, documents and mentions records are made when they are asked for. Nothing here
   counts or draws. */

import { geometries, grouped, open } from "./island.js";
import { readItems } from "./items.js";

export const NO_DAY = -0x80000000;
export const UNKNOWN = 255; // of a score
export const MODES = ["literal", "associative", "both"];
export const RELATIONS = ["inside", "straddles", "near", "outside", "none"];

export let DATA = null; // the head of the island, with places and documents
export let ROWS = null; // of each mention place, role, score, doc, told and areaOf; those of a place are neighbours, from starts[2 * place]
export let DOCS = null; // of each document day and source
export let TOLD = null; // the lists that ROWS.told numbers: of cues and, in `themes`, of what these tell
export const PLACES = new Map(); // place_id -> place
let island = null;
let shapeAt = null;
let old = null; // mentions in the order of the documents: naming, saying, and how they were sorted
let detail = null; // columns that only single mentions are read from

/* Read what the page carries; the rest of the program starts after it. */
export async function decode(text = document.getElementById("disputemap-data").textContent) {
  island = await open(text);
  DATA = island.head;
  shapeAt = geometries(island);
  DATA.places = readItems(island, (id) => (PLACES.get(id) || DATA.others[id] || { names: {} }).names);
  for (const place of DATA.places) PLACES.set(place.place_id, place);
  readDocuments();
  readThemes();
  sortRows();
}

/* Whole days since 1970-01-01; a month or a year is its first day. */
export function dayOf(text) {
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(text || "");
  return found ? Math.round(Date.UTC(+found[1], (found[2] || 1) - 1, +(found[3] || 1)) / 86400000) : NO_DAY;
}

export function dayText(day) {
  return new Date(day * 86400000).toISOString().slice(0, 10);
}

function readDocuments() {
  const { numbers, texts } = island;
  DOCS = { ids: texts("document.id"), titles: texts("titles") };
  for (const name of ["title", "source", "date"]) DOCS[name] = numbers(`document.${name}`);
  if (DOCS.source.includes(-1)) {
    const none = DATA.outlets.push("") - 1;
    DOCS.source = DOCS.source.map((source) => (source < 0 ? none : source));
  }
  const days = [...DATA.dates, ""].map(dayOf);
  DOCS.day = DOCS.date.map((date) => days[date < 0 ? days.length - 1 : date]);
}

function readThemes() {
  TOLD = island.lists("told");
  const themeOf = DATA.cues.map(({ theme }) => DATA.themes.indexOf(theme));
  TOLD.themes = Array.from(TOLD.starts.subarray(1), (_, list) => [...new Set(Array.from(TOLD.at(list), (cue) => themeOf[cue]))]);
}

export const themesAt = (row) => TOLD.themes[ROWS.told[row]];

/* Bring the rows of a place together: those that count for it, then those that only name it as the area of another. */
function sortRows() {
  const { numbers } = island;
  const [saying, namings, item] = ["saying", "saying.naming", "naming.place"].map(numbers);
  const [area, holder] = ["area", "area.of"].map(numbers);
  const { length } = saying;
  const last = 2 * DATA.places.length;
  const keys = new Int32Array(length);
  for (let at = 0; at < length; at += 1) {
    const place = item[namings[saying[at]]];
    keys[at] = place < 0 ? last : 2 * place;
  }
  for (const at of area) keys[at] += 1;
  const { starts, order } = grouped(keys, last + 2);
  old = { saying, namings, keys, starts, order, area, holder };
  const sorted = (name, Kind) => {
    const [values, found] = [numbers(name), new Kind(length)];
    for (let row = 0; row < length; row += 1) found[row] = values[order[row]];
    return found;
  };
  ROWS = { length, place: new Int32Array(length).fill(-1), areaOf: new Int32Array(length).fill(-1), role: sorted("role", Uint8Array), score: sorted("score", Uint8Array),
    starts, doc: sorted("document", Int32Array), told: sorted("told", Int32Array) };
  area.forEach((at, index) => { ROWS.areaOf[rankOf(at)] = rankOf(holder[index]); });
  shareRows(Uint32Array.from(order.keys()));
}

/* Give each place its rows. */
function shareRows(every) {
  const { starts } = old;
  for (const place of DATA.places) {
    const [first, between, end] = starts.subarray(2 * place.index);
    Object.assign(place, { mentions: every.subarray(first, between), areaOf: every.subarray(between, end) });
    ROWS.place.fill(place.index, first, end);
  }
  DATA.unplaced = every.subarray(starts[starts.length - 3]);
}

/* The row that a mention became, by its number in the order of the documents. */
function rankOf(at) {
  const { order, starts, keys } = old;
  const first = starts[keys[at]];
  return first + find(order.subarray(first, starts[keys[at] + 1]), at);
}

/* How many numbers of a growing column are below one. */
export function below(sorted, wanted) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/* Where a number stands in a growing column, or -1. */
function find(sorted, wanted) {
  const at = below(sorted, wanted);
  return sorted[at] === wanted ? at : -1;
}

/* GeoJSON geometry of a place or feature by its number. */
export const shapes = (index) => shapeAt(index);

/* Its parts, rings and vertices, of each vertex what `make` says of lon and lat; and 0 for points, 1 for lines, 2 for areas. */
export const partsOf = (index, make) => shapeAt.partsOf(index, make);
export const dimension = (index) => shapeAt.dimension(index);
export const isArea = ({ geometry }) => dimension(geometry) === 2;

function details() {
  const { numbers, texts, lists } = island;
  const found = { why: lists("reasons"), other: lists("candidates") };
  for (const name of ["start", "saying.sentence", "saying.mark", "second", "second.mark", "second.size", "naming.lang", "naming.form", "modified", "modifier",
    "reasons", "candidates", "candidates.scores"]) found[name] = numbers(name);
  for (const name of ["sentences", "naming.surface", "reasons.texts"]) found[name] = texts(name);
  return found;
}

/* Where the names stand in the sentence, in code points; a name that is not there has no place. */
function marksOf(at, saying, surface) {
  const second = find(detail.second, at);
  const pairs = [[detail["saying.mark"][saying], [...surface].length], second < 0 ? [-1] : [detail["second.mark"][second], detail["second.size"][second]]];
  return pairs.flatMap(([first, size]) => (first < 0 ? [] : [first, first + size]));
}

/* Everything said of a row. */
export function mention(row) {
  detail ||= details();
  const at = old.order[row];
  const saying = old.saying[at];
  const naming = old.namings[saying];
  const place = DATA.places[ROWS.place[row]];
  const surface = detail["naming.surface"].at(naming);
  const doc = ROWS.doc[row];
  const considered = detail.candidates[at];
  const candidate = (number, more) => ({ place_id: DATA.considered[number], score: detail["candidates.scores"][detail.other.starts[considered] + more] / 100 });
  const form = DATA.forms[detail["naming.form"][naming]];
  const start = detail.start[at];
  return {
    row, surface, doc: DOCS.ids.at(doc), title: DOCS.titles.at(DOCS.title[doc]), source: DATA.outlets[DOCS.source[doc]], date: DATA.dates[DOCS.date[doc]] || "",
    ...(start < 0 ? {} : { start, end: start + [...surface].length }),
    place_id: place && (place.relative ? place.relative.anchors[0] : place.place_id),
    lang: DATA.langs[detail["naming.lang"][naming]],
    form: form === "reference" ? form : undefined,
    role: MODES[ROWS.role[row]],
    score: ROWS.score[row] === UNKNOWN ? undefined : ROWS.score[row] / 100,
    reasons: Array.from(detail.why.at(detail.reasons[at]), detail["reasons.texts"].at),
    candidates: Array.from(detail.other.at(considered), candidate),
    modifier: DATA.modifiers[detail.modifier[find(detail.modified, at)]],
    areas: Array.from(old.area.filter((_, index) => place && old.holder[index] === at), rankOf),
    area_of: ROWS.areaOf[row] < 0 ? undefined : ROWS.areaOf[row],
    themes: Array.from(TOLD.at(ROWS.told[row]), (cue) => DATA.cues[cue]),
    text: detail.sentences.at(detail["saying.sentence"][saying]),
    mark: marksOf(at, saying, surface),
  };
}
