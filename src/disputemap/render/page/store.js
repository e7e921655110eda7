/* All data of the page and all counting. Nothing here draws. */

import { geometries, open, sums } from "./island.js";

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

/* Read what the page carries; the rest of the program starts after it. */
export async function decode(text = document.getElementById("disputemap-data").textContent) {
  island = await open(text);
  DATA = island.head;
  shapeAt = geometries(island);
  readPlaces();
  readDocuments();
  sortRows();
  prepare();
  recount();
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
  DATA.places.forEach((place, index) => {
    place.index = index;
    PLACES.set(place.place_id, place);
  });
  const named = (id) => (PLACES.get(id) || DATA.others[id] || { names: {} }).names;
  for (const place of DATA.places) place.parents = place.parents.map((parent) => named(DATA.parents[parent]));
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
  const [saying, namings] = [numbers("saying"), numbers("saying.naming")];
  const naming = saying.map((said) => namings[said]);
  const size = naming.length;
  const item = numbers("naming.place");
  const areas = { row: numbers("area"), of: numbers("area.of") };
  const last = DATA.places.length;
  const key = new Int32Array(size);
  for (let old = 0; old < size; old += 1) key[old] = item[naming[old]] < 0 ? 2 * last : 2 * item[naming[old]];
  for (const old of areas.row) key[old] += 1;
  const sizes = new Int32Array(2 * last + 2);
  for (let old = 0; old < size; old += 1) sizes[key[old]] += 1;
  const starts = sums(sizes);
  const next = starts.slice();
  const [order, rank] = [new Int32Array(size), new Int32Array(size)];
  for (let old = 0; old < size; old += 1) {
    const row = next[key[old]]++;
    order[row] = old;
    rank[old] = row;
  }
  Object.assign(table, { naming, saying, order, rank, starts, places: key });
  fillRows(areas);
  const every = Uint32Array.from({ length: size }, (_, row) => row);
  for (const place of DATA.places) {
    const [first, between, end] = starts.subarray(2 * place.index);
    Object.assign(place, { mentions: every.subarray(first, between), areaOf: every.subarray(between, end) });
  }
  DATA.unplaced = every.subarray(starts[2 * last]);
}

function fillRows(areas) {
  const { numbers } = island;
  const { order, rank, places: key } = table;
  const size = order.length;
  const [role, score, doc] = ["role", "score", "document"].map(numbers);
  Object.assign(table, { told: numbers("told"), lists: listsOf("told") });
  const day = Int32Array.from(table.date, (date) => dayOf(DATA.dates[date]));
  const bits = listBits();
  ROWS = {
    length: size, place: new Int32Array(size), role: new Uint8Array(size), score: new Uint8Array(size), day: new Int32Array(size),
    source: new (DATA.outlets.length > 0xffff ? Uint32Array : Uint16Array)(size), themes: new Uint32Array(size), doc: new Int32Array(size), areaOf: new Int32Array(size).fill(-1),
    told: new Int32Array(size), when: new Int32Array(size),
  };
  const unplaced = 2 * DATA.places.length;
  for (let row = 0; row < size; row += 1) {
    const old = order[row];
    const from = doc[old];
    ROWS.place[row] = key[old] >= unplaced ? -1 : key[old] >> 1;
    ROWS.role[row] = role[old];
    ROWS.score[row] = score[old];
    ROWS.doc[row] = from;
    ROWS.day[row] = day[from];
    ROWS.source[row] = table.source[from];
    ROWS.told[row] = table.told[old];
    ROWS.themes[row] = bits[table.told[old]];
  }
  areas.row.forEach((old, index) => { ROWS.areaOf[rank[old]] = rank[areas.of[index]]; });
}

/* Themes beyond the first 32 are shown, and not filtered by. */
const bitOf = (theme) => (theme < 32 ? 1 << theme : 0);

/* The themes of each list of them, a bit each. */
function listBits() {
  const numberOf = new Map(DATA.themes.map((theme, index) => [theme, index]));
  const { starts, items } = table.lists;
  return Uint32Array.from({ length: starts.length - 1 }, (_, list) => {
    let bits = 0;
    for (let at = starts[list]; at < starts[list + 1]; at += 1) bits |= bitOf(numberOf.get(DATA.cues[items[at]].theme));
    return bits;
  });
}

function listsOf(name) {
  return { starts: sums(island.numbers(`${name}.sizes`)), items: island.numbers(`${name}.items`) };
}

function prepare() {
  let [first, last] = [Infinity, -Infinity];
  for (const date of new Set(table.date)) {
    const day = dayOf(DATA.dates[date]);
    if (day !== NO_DAY) [first, last] = [Math.min(first, day), Math.max(last, day)];
  }
  cursor = {
    relation: Uint8Array.from(DATA.places, (place) => Math.max(0, RELATIONS.indexOf(place.relation || "none"))),
    km: Int32Array.from(DATA.places, kmBin),
    ...binsOf(first, last),
  };
  const { when, day } = ROWS;
  const undated = cursor.bin.length - 1;
  for (let row = 0; row < when.length; row += 1) when[row] = day[row] === NO_DAY ? undated : day[row] - cursor.first;
  cursor.kms = cursor.km.reduce((most, bin) => Math.max(most, bin + 1), 0);
}

/* The piece of the corridor that a place of known position lies in or beside, or -1. */
function kmBin(place) {
  const along = place.chainage_km !== undefined && /^(inside|near|straddles)$/.test(place.relation);
  const shape = along ? shapes(place.geometry) : null;
  return along && !(shape && shape.type.endsWith("Polygon")) ? Math.max(0, Math.floor(place.chainage_km / KM_STEP)) : -1;
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

export function nothingFiltered() {
  return { mode: "literal", score: 0, relations: null, themes: null, sources: null, from: null, to: null, undated: true, km: null };
}

export function setFilters(patch) {
  Object.assign(filters, patch);
  recount();
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
export function compiled() {
  const failing = (size, bit, passes) => Uint8Array.from({ length: size }, (_, index) => (passes(index) ? 0 : bit));
  let themes = 0;
  for (const theme of filters.themes || []) themes |= bitOf(theme);
  const from = filters.from === null ? -Infinity : filters.from - cursor.first;
  const to = filters.to === null ? Infinity : filters.to - cursor.first;
  const undated = cursor.bin.length - 1;
  return {
    relation: failing(5, RELATION, (index) => !filters.relations || filters.relations.has(RELATIONS[index])),
    themes, everyTheme: !filters.themes,
    source: failing(DATA.outlets.length, SOURCE, (index) => !filters.sources || filters.sources.has(index)),
    when: failing(undated + 1, TIME, (day) => (day === undated ? filters.undated : day >= from && day <= to)),
    score: failing(256, SCORE, (score) => score >= filters.score),
    role: failing(2, MODE, (role) => filters.mode === "both" || filters.mode === MODES[role]),
    km: filters.km,
  };
}

/* Which filters all rows of a place fail, a bit each. */
function placeFailures(at, test) {
  return test.relation[at < 0 ? 4 : cursor.relation[at]] | (test.km === null || (at >= 0 && cursor.km[at] === test.km) ? 0 : KM);
}

/* Which filters a row fails, a bit each. */
export function failures(row, test) {
  const { place, role, score, when, source, themes } = ROWS;
  return placeFailures(place[row], test) | (test.everyTheme || themes[row] & test.themes ? 0 : THEME)
    | test.source[source[row]] | test.when[when[row]] | test.score[score[row]] | test.role[role[row]];
}

/* Count everything anew, in one pass over the rows that count. A row that fails one filter still counts beside it:
   as what would be there without that filter. */
function recount() {
  const test = compiled();
  const { everyTheme, themes: wanted, source: sourceFails, when: whenFails, score: scoreFails, role: roleFails } = test;
  const { role, score, when, source, themes, told, doc } = ROWS;
  const places = DATA.places.length;
  const [all, literal] = [new Uint32Array(places), new Uint32Array(places)];
  const seen = new Uint8Array(DATA.documents.length);
  const roles = new Uint32Array(2);
  const days = new Uint32Array(cursor.bin.length);
  const km = [new Uint32Array(cursor.kms), new Uint32Array(cursor.kms)];
  const relations = new Uint32Array(RELATIONS.length);
  const lists = new Uint32Array(table.lists.starts.length - 1);
  const sources = new Uint32Array(DATA.outlets.length);
  for (let at = 0; at < places; at += 1) {
    const failed = placeFailures(at, test);
    if (failed === (RELATION | KM)) continue;
    const own = [0, 0]; // under all filters but mode and piece of the corridor, by role
    let [passed, literally, related] = [0, 0, 0];
    for (let row = table.starts[2 * at], end = table.starts[2 * at + 1]; row < end; row += 1) {
      const fails = failed | (everyTheme || themes[row] & wanted ? 0 : THEME)
        | sourceFails[source[row]] | whenFails[when[row]] | scoreFails[score[row]] | roleFails[role[row]];
      if (fails === 0) {
        passed += 1;
        literally += 1 - role[row];
        seen[doc[row]] = 1;
        days[when[row]] += 1;
        lists[told[row]] += 1;
        sources[source[row]] += 1;
        own[role[row]] += 1;
      } else if (fails === MODE || fails === KM || fails === (MODE | KM)) own[role[row]] += 1;
      else if (fails === TIME) days[when[row]] += 1;
      else if (fails === RELATION) related += 1;
      else if (fails === THEME) lists[told[row]] += 1;
      else if (fails === SOURCE) sources[source[row]] += 1;
    }
    all[at] = passed;
    literal[at] = literally;
    relations[cursor.relation[at]] += passed + related;
    for (const kind of [0, 1]) {
      if (!(failed & KM)) roles[kind] += own[kind];
      if (cursor.km[at] >= 0) km[kind][cursor.km[at]] += own[kind];
    }
  }
  counts = {
    all, literal,
    mentions: sum(all), places: all.reduce((many, one) => many + (one > 0), 0), documents: sum(seen),
    by: { literal: roles[0], associative: roles[1], both: roles[0] + roles[1] },
    days: binned(days),
    km: { step: KM_STEP, literal: km[0], associative: km[1] },
    facets: { relations: Object.fromEntries(RELATIONS.map((name, index) => [name, relations[index]])), themes: themed(lists), sources },
  };
}

function binned(days) {
  const bins = new Uint32Array(cursor.bins + 1);
  days.forEach((count, day) => { bins[cursor.bin[day]] += count; });
  const undated = days[days.length - 1];
  return { first: cursor.first, step: cursor.step, bins: bins.subarray(0, cursor.bins), undated };
}

/* Rows by theme, from rows by list of themes. */
function themed(lists) {
  const themes = new Uint32Array(32);
  const bits = listBits();
  lists.forEach((count, list) => { for (let theme = 0; theme < 32; theme += 1) if ((bits[list] >>> theme) & 1) themes[theme] += count; });
  return themes;
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/* Whether a row passes all filters. */
export function passesRow(row) {
  return !failures(row, compiled());
}

/* The rows of a place that pass all filters, `n` of them after the first `start`; `list` may be its `areaOf`. */
export function rowsOf(index, start = 0, n = Infinity, list = DATA.places[index].mentions) {
  const test = compiled();
  const found = [];
  let passed = 0;
  for (const row of list) {
    if (failures(row, test)) continue;
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
    column("saying.sentence", "sentence"), column("saying.mark", "mark"), column("second"), column("second.mark"), column("second.size"), column("naming.lang"),
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
  detail["area.of"].forEach((holder, index) => { if (holder === old) found.push(table.rank[detail.area[index]]); });
  return found;
}

const IN_PLACE = ["relation", "share_inside", "p_inside", "distance_m", "chainage_km", "offset_m", "sector", "station_km"];

/* Everything said of a row. */
export function mention(row) {
  detail ||= details();
  const old = table.order[row];
  const [naming, saying] = [table.naming[old], table.saying[old]];
  const place = DATA.places[ROWS.place[row]];
  const surface = detail["naming.surface"].at(naming);
  const form = DATA.forms[detail["naming.form"][naming]];
  const modifier = find(detail.modified, old);
  const { id: doc, title, source, date } = DATA.documents[ROWS.doc[row]];
  const place_id = place && (place.relative ? place.relative.anchors[0] : place.place_id);
  return {
    row, doc, title, source, date, surface, place_id,
    ...Object.fromEntries(IN_PLACE.filter((key) => place && key in place).map((key) => [key, place[key]])),
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
