/* All data of the page and all counting. Nothing here draws. */

import { geometries, open, sums } from "./island.js";
import { readItems } from "./items.js";

export const NO_DAY = -0x80000000;
export const UNKNOWN = 255; // of a score
export const MODES = ["literal", "associative", "both"];
export const RELATIONS = ["inside", "straddles", "near", "outside", "none"];
export const KM_STEP = 10;
const [RELATION, THEME, SOURCE, TIME, SCORE, MODE, KM] = [1, 2, 4, 8, 16, 32, 64];

export let DATA = null;
export let ROWS = null;
export const PLACES = new Map(); // place_id -> place
export const filters = nothingFiltered();
export let counts = null;
const listeners = new Set();
let shapeAt = null;
let island = null;
let table = null; // columns by number of mention in the order of the documents
let cursor = null; // what counting needs beside ROWS
let test = null; // the filters in force, see compile()
let tally = null; // what was counted under them

/* Read what the page carries; the rest of the program starts after it. */
export async function decode(text = document.getElementById("disputemap-data").textContent) {
  island = await open(text);
  DATA = island.head;
  shapeAt = geometries(island);
  readPlaces();
  readDocuments();
  sortRows();
  prepare();
  test = compile();
  recount();
  tellCounts();
  return DATA;
}

/* Whole days since 1970-01-01; a month or a year is its first day. */
export function dayOf(text) {
  const found = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?/.exec(text || "");
  if (!found) return NO_DAY;
  return Math.round(Date.UTC(+found[1], (found[2] || 1) - 1, +(found[3] || 1)) / 86400000);
}

export function dayText(day) {
  return new Date(day * 86400000).toISOString().slice(0, 10);
}

function readPlaces() {
  DATA.places = readItems(island, (id) => (PLACES.get(id) || DATA.others[id] || { names: {} }).names);
  for (const place of DATA.places) PLACES.set(place.place_id, place);
}

/* A document as it is listed; its texts are read when they are asked for. */
class Document {
  constructor(index) {
    this.index = index;
  }
  get id() { return table.ids.at(this.index); }
  get title() { return table.titles.at(table.title[this.index]); }
  get source() { return DATA.outlets[table.source[this.index]] || ""; }
  get date() { return DATA.dates[table.date[this.index]] || ""; }
}

function readDocuments() {
  const { numbers, texts } = island;
  table = { ids: texts("document.id"), titles: texts("titles") };
  for (const name of ["title", "source", "date"]) table[name] = numbers(`document.${name}`);
  DATA.documents = Array.from({ length: table.ids.length }, (_, index) => new Document(index));
  if (table.source.some((source) => source < 0)) {
    const none = DATA.outlets.push("") - 1;
    table.source = table.source.map((source) => (source < 0 ? none : source));
  }
}

/* Bring the rows of a place together: those that count for it, then those that only name it as the area of another. */
function sortRows() {
  const { numbers } = island;
  const [saying, namings, item] = ["saying", "saying.naming", "naming.place"].map(numbers);
  const [role, score, doc, told] = ["role", "score", "document", "told"].map(numbers);
  const areas = { row: numbers("area"), of: numbers("area.of") };
  const size = saying.length;
  const last = 2 * DATA.places.length;
  const key = new Int32Array(size);
  for (let old = 0; old < size; old += 1) {
    const place = item[namings[saying[old]]];
    key[old] = place < 0 ? last : 2 * place;
  }
  for (const old of areas.row) key[old] += 1;
  const sizes = new Int32Array(last + 2);
  for (let old = 0; old < size; old += 1) sizes[key[old]] += 1;
  const starts = sums(sizes);
  const next = starts.slice();
  const order = new Int32Array(size);
  ROWS = { length: size, place: new Int32Array(size).fill(-1), role: new Uint8Array(size), score: new Uint8Array(size), doc: new Int32Array(size),
    told: new Int32Array(size), areaOf: new Int32Array(size).fill(-1) };
  const to = ROWS;
  for (let old = 0; old < size; old += 1) {
    const row = next[key[old]]++;
    order[row] = old;
    to.role[row] = role[old];
    to.score[row] = score[old];
    to.doc[row] = doc[old];
    to.told[row] = told[old];
  }
  Object.assign(table, { saying, namings, told, lists: listsOf("told"), order, starts, places: key });
  const every = new Uint32Array(size);
  for (let row = 0; row < size; row += 1) every[row] = row;
  for (const place of DATA.places) {
    const [first, between, end] = starts.subarray(2 * place.index);
    Object.assign(place, { mentions: every.subarray(first, between), areaOf: every.subarray(between, end) });
    ROWS.place.fill(place.index, first, end);
  }
  DATA.unplaced = every.subarray(starts[last]);
  areas.row.forEach((old, index) => { ROWS.areaOf[rankOf(old)] = rankOf(areas.of[index]); });
}

/* The row that a mention became, by its number in the order of the documents. */
function rankOf(old) {
  const { order, starts, places } = table;
  const first = starts[places[old]];
  return first + find(order.subarray(first, starts[places[old] + 1]), old);
}

/* Day and outlet are told by the document. */
export const dayAt = (row) => table.days[ROWS.doc[row]];
export const sourceAt = (row) => table.source[ROWS.doc[row]];
export const themesAt = (row) => table.themes[ROWS.told[row]];
export const someUndated = () => table.days.includes(NO_DAY);

/* The themes of each list of cues, each theme once, by number. */
function themeLists() {
  const numberOf = new Map(DATA.themes.map((theme, index) => [theme, index]));
  const { starts, items } = table.lists;
  const themes = (list) => Array.from(items.subarray(starts[list], starts[list + 1]), (cue) => numberOf.get(DATA.cues[cue].theme));
  return Array.from({ length: starts.length - 1 }, (_, list) => [...new Set(themes(list))]);
}

function listsOf(name) {
  return { starts: sums(island.numbers(`${name}.sizes`)), items: island.numbers(`${name}.items`) };
}

function prepare() {
  const days = Int32Array.from(DATA.dates, dayOf);
  table.days = Int32Array.from(table.date, (date) => (date < 0 ? NO_DAY : days[date]));
  table.themes = themeLists();
  let [first, last] = [Infinity, -Infinity];
  for (const day of table.days) if (day !== NO_DAY) [first, last] = [Math.min(first, day), Math.max(last, day)];
  const { bin, ...bins } = binsOf(first, last);
  cursor = {
    relation: Uint8Array.from(DATA.places, (place) => Math.max(0, RELATIONS.indexOf(place.relation || "none"))),
    km: Int32Array.from(DATA.places, kmBin),
    bin: Int32Array.from(table.days, (day) => bin[day === NO_DAY ? bin.length - 1 : day - first]),
    ...bins,
  };
  cursor.kms = cursor.km.reduce((most, bin) => Math.max(most, bin + 1), 0);
}

/* The piece of the corridor that a place of known position lies in or beside, or -1. */
function kmBin(place) {
  const along = place.chainage_km !== undefined && /^(inside|near|straddles)$/.test(place.relation);
  return along && !isArea(place) ? Math.max(0, Math.floor(place.chainage_km / KM_STEP)) : -1;
}

/* Bins of time: days up to a year and a half of them, else months. `bin` leads from day after the first to bin; its last is for the undated. */
function binsOf(first, last) {
  if (first > last) return { first: NO_DAY, step: "day", bins: 0, bin: new Int32Array(1) };
  const step = last - first > 550 ? "month" : "day";
  const months = (day) => { const date = new Date(day * 86400000); return date.getUTCFullYear() * 12 + date.getUTCMonth(); };
  const start = months(first);
  const bin = Int32Array.from({ length: last - first + 2 }, (_, day) => (step === "day" ? day : months(first + day) - start));
  const bins = bin[last - first] + 1;
  bin[last - first + 1] = bins;
  return { first, step, bins, bin };
}

/* GeoJSON geometry of a place or feature by its number. */
export function shapes(index) {
  return shapeAt(index);
}

/* Its parts, rings and vertices, of each vertex what `make` says of lon and lat; and 0 for points, 1 for lines, 2 for areas. */
export const partsOf = (index, make) => shapeAt.partsOf(index, make);
export const dimension = (index) => shapeAt.dimension(index);

export function isArea({ geometry }) {
  return dimension(geometry) === 2;
}

export function nothingFiltered() {
  return { mode: "literal", score: 0, relations: null, themes: null, sources: null, from: null, to: null, undated: true, km: null };
}

const TIMES = new Set(["from", "to", "undated"]);

export function setFilters(patch) {
  const changed = Object.keys(patch).filter((key) => patch[key] !== filters[key]);
  if (!changed.length) return;
  Object.assign(filters, patch);
  const before = test;
  test = compile();
  if (!changed.every((key) => TIMES.has(key)) || !slide(before)) recount();
  tellCounts();
  for (const listener of listeners) listener(filters);
}

export function resetFilters() {
  setFilters(nothingFiltered());
}

/* Call `listener` after each change of the filters; returns the function that ends it. */
export function onFilter(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/* The filters as tables of what a value fails, so that a row is told by looking up and adding. */
function compile() {
  const failing = (size, bit, passes) => Uint8Array.from({ length: size }, (_, index) => (passes(index) ? 0 : bit));
  const [from, to] = [filters.from === null ? -Infinity : filters.from, filters.to === null ? Infinity : filters.to];
  const sources = failing(DATA.outlets.length, SOURCE, (index) => !filters.sources || filters.sources.has(index));
  const { days, source, themes } = table;
  const doc = new Uint8Array(days.length);
  for (let at = 0; at < doc.length; at += 1) {
    const day = days[at];
    doc[at] = sources[source[at]] | ((day === NO_DAY ? filters.undated : day >= from && day <= to) ? 0 : TIME);
  }
  return {
    relation: failing(5, RELATION, (index) => !filters.relations || filters.relations.has(RELATIONS[index])),
    told: failing(themes.length, THEME, (list) => !filters.themes || themes[list].some((theme) => filters.themes.has(theme))),
    doc,
    score: failing(256, SCORE, (score) => score >= filters.score),
    role: failing(2, MODE, (role) => filters.mode === "both" || filters.mode === MODES[role]),
    km: filters.km,
  };
}

/* The filters in force, for `failures`. */
export function compiled() {
  return test;
}

/* Which filters all rows of a place fail, a bit each. */
function placeFailures(at) {
  return test.relation[at < 0 ? 4 : cursor.relation[at]] | (test.km === null || (at >= 0 && cursor.km[at] === test.km) ? 0 : KM);
}

/* Which filters a row fails, a bit each. */
export function failures(row) {
  const { place, role, score, told, doc } = ROWS;
  return placeFailures(place[row]) | test.doc[doc[row]] | test.told[told[row]] | test.score[score[row]] | test.role[role[row]];
}

/* Count everything anew, in one pass over the rows that count. A row that fails one filter still counts beside it:
   as what would be there without that filter. `hits` are rows of a document that pass what is not told by the document. */
function recount() {
  const { doc: docFails, told: toldFails, score: scoreFails, role: roleFails } = test;
  const { role, score, told, doc } = ROWS;
  const places = DATA.places.length;
  tally = {
    all: new Uint32Array(places), literal: new Uint32Array(places), hits: new Uint32Array(docFails.length), roles: new Uint32Array(2),
    km: [new Uint32Array(cursor.kms), new Uint32Array(cursor.kms)], relations: new Uint32Array(RELATIONS.length), lists: new Uint32Array(table.themes.length),
  };
  const { all, literal, hits, roles, km, relations, lists } = tally;
  for (let at = 0; at < places; at += 1) {
    const failed = placeFailures(at);
    if (failed === (RELATION | KM)) continue;
    const own = [0, 0]; // under all filters but mode and piece of the corridor, by role
    let [passed, literally, related] = [0, 0, 0];
    for (let row = table.starts[2 * at], end = table.starts[2 * at + 1]; row < end; row += 1) {
      const fails = failed | docFails[doc[row]] | toldFails[told[row]] | scoreFails[score[row]] | roleFails[role[row]];
      if (fails === 0) {
        passed += 1;
        literally += 1 - role[row];
        hits[doc[row]] += 1;
        lists[told[row]] += 1;
        own[role[row]] += 1;
      } else if (!(fails & ~(TIME | SOURCE))) hits[doc[row]] += 1;
      else if (!(fails & ~(MODE | KM))) own[role[row]] += 1;
      else if (fails === RELATION) related += 1;
      else if (fails === THEME) lists[told[row]] += 1;
    }
    all[at] = passed;
    literal[at] = literally;
    relations[cursor.relation[at]] += passed + related;
    for (const kind of [0, 1]) {
      if (!(failed & KM)) roles[kind] += own[kind];
      if (cursor.km[at] >= 0) km[kind][cursor.km[at]] += own[kind];
    }
  }
}

/* The rows that count, by document. */
function rowsByDocument() {
  const { doc, place, areaOf } = ROWS;
  const counting = (row) => place[row] >= 0 && areaOf[row] < 0;
  const sizes = new Int32Array(table.days.length);
  for (let row = 0; row < doc.length; row += 1) if (counting(row)) sizes[doc[row]] += 1;
  const starts = sums(sizes);
  const next = starts.slice();
  const items = new Int32Array(starts[sizes.length]);
  for (let row = 0; row < doc.length; row += 1) if (counting(row)) items[next[doc[row]]++] = row;
  return { starts, items };
}

/* When the stretch of time alone has changed: add the rows that come in and take away those that leave. False if they
   are so many that counting anew is faster. */
function slide(before) {
  const { starts, items } = (table.said ||= rowsByDocument());
  const { all, literal, roles, km, relations, lists } = tally;
  const { place, role, told } = ROWS;
  const moved = [];
  let rows = 0;
  for (let doc = 0; doc < test.doc.length; doc += 1) if (test.doc[doc] !== before.doc[doc]) {
    moved.push(doc);
    rows += starts[doc + 1] - starts[doc];
  }
  if (rows > items.length / 4) return false;
  for (const doc of moved) {
    const more = test.doc[doc] & TIME ? -1 : 1;
    for (let index = starts[doc]; index < starts[doc + 1]; index += 1) {
      const row = items[index];
      const [at, kind, fails] = [place[row], role[row], failures(row) & ~TIME];
      if (fails === 0) {
        all[at] += more;
        literal[at] += more * (1 - kind);
      }
      if (!(fails & ~THEME)) lists[told[row]] += more;
      if (!(fails & ~RELATION)) relations[cursor.relation[at]] += more;
      if (!(fails & ~MODE)) roles[kind] += more;
      if (!(fails & ~(MODE | KM)) && cursor.km[at] >= 0) km[kind][cursor.km[at]] += more;
    }
  }
  return true;
}

function tellCounts() {
  const { all, literal, hits, roles, km, relations, lists } = tally;
  const days = new Uint32Array(cursor.bins + 1);
  const sources = new Uint32Array(DATA.outlets.length);
  let documents = 0;
  for (let doc = 0; doc < hits.length; doc += 1) {
    const fails = test.doc[doc];
    if (!(fails & SOURCE)) days[cursor.bin[doc]] += hits[doc];
    if (!(fails & TIME)) sources[table.source[doc]] += hits[doc];
    if (!fails && hits[doc]) documents += 1;
  }
  counts = {
    all, literal, documents,
    mentions: sum(all), places: all.reduce((many, one) => many + (one > 0), 0),
    by: { literal: roles[0], associative: roles[1], both: roles[0] + roles[1] },
    days: { first: cursor.first, step: cursor.step, bins: days.subarray(0, cursor.bins), undated: days[cursor.bins] },
    km: { step: KM_STEP, literal: km[0], associative: km[1] },
    facets: { relations: Object.fromEntries(RELATIONS.map((name, index) => [name, relations[index]])), themes: themed(lists), sources },
  };
}

/* Rows by theme, from rows by list of themes. */
function themed(lists) {
  const themes = new Uint32Array(DATA.themes.length);
  lists.forEach((count, list) => { for (const theme of table.themes[list]) themes[theme] += count; });
  return themes;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/* Whether a row passes all filters. */
export function passesRow(row) {
  return !failures(row);
}

/* The rows of a place that pass all filters, `n` of them after the first `start`; `list` may be its `areaOf`. */
export function rowsOf(index, start = 0, n = Infinity, list = DATA.places[index].mentions) {
  const found = [];
  let passed = 0;
  for (const row of list) {
    if (failures(row)) continue;
    if (passed >= start) found.push(row);
    passed += 1;
    if (found.length >= n) break;
  }
  return found;
}

/* Columns that only single mentions are read from. */
function details() {
  const { numbers, texts } = island;
  const column = (name, key = name) => [key, numbers(name)];
  const lists = (name) => ({ codes: numbers(name), ...listsOf(name) });
  return Object.fromEntries([
    column("start"), column("saying.sentence", "sentence"), column("saying.mark", "mark"), column("second"), column("second.mark"), column("second.size"), column("naming.lang"),
    column("naming.form"), column("modified"), column("modifier"), column("candidates.scores"), column("area"), column("area.of"),
    ...["sentences", "naming.surface", "reasons.texts"].map((name) => [name, texts(name)]),
    ...["reasons", "candidates"].map((name) => [name, lists(name)]),
  ]);
}

let detail = null;

/* Where a number stands in a column of growing numbers, or -1. */
function find(sorted, wanted) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted ? low : -1;
}

function listed({ codes, starts, items }, old, make) {
  return Array.from({ length: starts[codes[old] + 1] - starts[codes[old]] }, (_, more) => make(starts[codes[old]] + more, items));
}

/* Where the names stand in the sentence, in code points; a name that is not there has no place. */
function marksOf(old, surface) {
  const first = detail.mark[table.saying[old]];
  const found = first < 0 ? [] : [first, first + [...surface].length];
  const second = find(detail.second, old);
  return second < 0 || detail["second.mark"][second] < 0 ? found
    : [...found, detail["second.mark"][second], detail["second.mark"][second] + detail["second.size"][second]];
}

/* The rows that name the areas a row lies in. */
function areasOf(old) {
  const found = [];
  detail["area.of"].forEach((holder, index) => { if (holder === old) found.push(rankOf(detail.area[index])); });
  return found;
}

const IN_PLACE = ["relation", "share_inside", "p_inside", "distance_m", "chainage_km", "offset_m", "sector", "station_km"];

/* Everything said of a row. */
export function mention(row) {
  detail ||= details();
  const old = table.order[row];
  const saying = table.saying[old];
  const naming = table.namings[saying];
  const place = DATA.places[ROWS.place[row]];
  const surface = detail["naming.surface"].at(naming);
  const form = DATA.forms[detail["naming.form"][naming]];
  const modifier = find(detail.modified, old);
  const start = detail.start[old];
  const { id: doc, title, source, date } = DATA.documents[ROWS.doc[row]];
  const place_id = place && (place.relative ? place.relative.anchors[0] : place.place_id);
  return {
    row, doc, title, source, date, surface, place_id,
    ...(start < 0 ? {} : { start, end: start + [...surface].length }),
    ...Object.fromEntries(IN_PLACE.filter((key) => place && place[key] !== undefined).map((key) => [key, place[key]])),
    lang: DATA.langs[detail["naming.lang"][naming]],
    form: form === "reference" ? form : undefined,
    role: MODES[ROWS.role[row]],
    score: ROWS.score[row] === UNKNOWN ? undefined : ROWS.score[row] / 100,
    reasons: listed(detail.reasons, old, (at, items) => detail["reasons.texts"].at(items[at])),
    candidates: listed(detail.candidates, old, (at, items) => ({ place_id: DATA.considered[items[at]], score: detail["candidates.scores"][at] / 100 })),
    modifier: modifier < 0 ? undefined : DATA.modifiers[detail.modifier[modifier]],
    areas: place ? areasOf(old) : [],
    area_of: ROWS.areaOf[row] < 0 ? undefined : ROWS.areaOf[row],
    themes: listed({ codes: table.told, ...table.lists }, old, (at, items) => DATA.cues[items[at]]),
    sentence: detail.sentence[saying],
    text: detail.sentences.at(detail.sentence[saying]),
    mark: marksOf(old, surface),
  };
}
