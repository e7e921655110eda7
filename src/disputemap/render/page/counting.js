/* The filters, and how many mentions pass them. Nothing here draws. */

import { grouped } from "./island.js";
import { DATA, DOCS, MODES, NO_DAY, RELATIONS, ROWS, TOLD, below, isArea } from "./store.js";

export const KM_STEP = 10;
const DAY_MS = 86400000;
const DAYWISE = 550; // days up to which each has a bar of its own; longer times are told by months
const [RELATION, THEME, SOURCE, TIME, SCORE, MODE, KM] = [1, 2, 4, 8, 16, 32, 64];
const TIMES = ["from", "to", "undated"];

export const filters = nothingFiltered();
export let counts = null;
const listeners = new Set();
let known = null; // what is counted by: of each place relation and piece of the corridor, of each document the stretch of time
let test = null; // the filters in force, see compile()
let tally = null; // what was counted under them
let said = null; // the rows that count, by document

/* Count for the first time. */
export function startCounting() {
  const dated = DOCS.day.filter((day) => day !== NO_DAY).sort();
  const starts = startsOf(dated[0], dated[dated.length - 1]);
  const km = Int32Array.from(DATA.places, kmBin);
  known = {
    km, starts,
    relation: Uint8Array.from(DATA.places, ({ relation }) => Math.max(0, RELATIONS.indexOf(relation || "none"))),
    kms: km.reduce((most, bin) => Math.max(most, bin + 1), 0),
    bin: DOCS.day.map((day) => (day === NO_DAY ? starts.length : binAt(starts, day))),
    step: starts[1] - starts[0] > 1 ? "month" : "day",
    someUndated: dated.length < DOCS.day.length,
  };
  test = compile();
  recount();
  tellCounts();
}

/* The piece of the corridor that a place of known position lies in or beside, or -1. */
function kmBin(place) {
  const along = place.chainage_km !== undefined && ["inside", "near", "straddles"].includes(place.relation);
  return along && !isArea(place) ? Math.max(0, Math.floor(place.chainage_km / KM_STEP)) : -1;
}

/* The first day of each bar of time. */
function startsOf(first, last) {
  if (!(last - first > DAYWISE)) return Array.from({ length: last - first + 1 }, (_, day) => first + day);
  const begin = new Date(first * DAY_MS);
  const starts = [];
  for (let month = begin.getUTCMonth(); ; month += 1) {
    const day = Date.UTC(begin.getUTCFullYear(), month) / DAY_MS;
    if (day > last) return starts;
    starts.push(day);
  }
}

/* The bar that a day is in. */
export const binAt = (starts, day) => Math.max(0, below(starts, day + 1) - 1);

export function nothingFiltered() {
  return { mode: "literal", score: 0, relations: null, themes: null, sources: null, from: null, to: null, undated: true, km: null };
}

export function setFilters(patch) {
  const changed = Object.keys(patch).filter((key) => patch[key] !== filters[key]);
  if (!changed.length) return;
  Object.assign(filters, patch);
  const before = test;
  test = compile();
  if (!changed.every((key) => TIMES.includes(key)) || !slide(before)) recount();
  tellCounts();
  for (const listener of listeners) listener();
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
  const { mode, score: least, relations, themes, sources, from, to, undated, km } = filters;
  const failing = (values, bit, passes) => Uint8Array.from(values, (value, index) => (passes(value, index) ? 0 : bit));
  const outlets = failing(DATA.outlets, SOURCE, (_, index) => !sources || sources.has(index));
  const inTime = (day) => (day === NO_DAY ? undated : (from === null || day >= from) && (to === null || day <= to));
  const doc = new Uint8Array(DOCS.day.length);
  for (let at = 0; at < doc.length; at += 1) doc[at] = outlets[DOCS.source[at]] | (inTime(DOCS.day[at]) ? 0 : TIME);
  return {
    relation: failing(RELATIONS, RELATION, (name) => !relations || relations.has(name)),
    told: failing(TOLD.themes, THEME, (list) => !themes || list.some((theme) => themes.has(theme))),
    doc,
    score: failing(Array(256), SCORE, (_, score) => score >= least),
    role: failing([0, 1], MODE, (role) => mode === "both" || mode === MODES[role]),
    km,
  };
}

/* Which filters all rows of a place fail, a bit each. */
function placeFailures(at) {
  return test.relation[at < 0 ? 4 : known.relation[at]] | (test.km === null || (at >= 0 && known.km[at] === test.km) ? 0 : KM);
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
  const numbers = (length) => new Uint32Array(length);
  const places = DATA.places.length;
  tally = { all: numbers(places), literal: numbers(places), hits: numbers(docFails.length), roles: numbers(2), km: [numbers(known.kms), numbers(known.kms)],
    relations: numbers(RELATIONS.length), lists: numbers(toldFails.length) };
  const { all, literal, hits, roles, km, relations, lists } = tally;
  for (let at = 0; at < places; at += 1) {
    const failed = placeFailures(at);
    if (failed === (RELATION | KM)) continue;
    const own = [0, 0]; // under all filters but mode and piece of the corridor, by role
    let [passed, literally, related] = [0, 0, 0];
    for (let row = ROWS.starts[2 * at], end = ROWS.starts[2 * at + 1]; row < end; row += 1) {
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
    relations[known.relation[at]] += passed + related;
    for (const kind of [0, 1]) {
      if (!(failed & KM)) roles[kind] += own[kind];
      if (known.km[at] >= 0) km[kind][known.km[at]] += own[kind];
    }
  }
}

/* The rows that count, by document. */
function rowsByDocument() {
  const { doc, place, areaOf } = ROWS;
  const docs = DOCS.day.length;
  return grouped(doc.map((one, row) => (place[row] >= 0 && areaOf[row] < 0 ? one : docs)), docs + 1);
}

/* When the stretch of time alone has changed: add the rows that come in and take away those that leave. False if they
   are so many that counting anew is faster. */
function slide(before) {
  const { starts, order } = (said ||= rowsByDocument());
  const { all, literal, roles, km, relations, lists } = tally;
  const { place, role, told } = ROWS;
  const moved = [];
  let rows = 0;
  for (let doc = 0; doc < test.doc.length; doc += 1) if (test.doc[doc] !== before.doc[doc]) {
    moved.push(doc);
    rows += starts[doc + 1] - starts[doc];
  }
  if (rows > order.length / 4) return false;
  for (const doc of moved) {
    const more = test.doc[doc] & TIME ? -1 : 1;
    for (let index = starts[doc]; index < starts[doc + 1]; index += 1) {
      const row = order[index];
      const [at, kind, fails] = [place[row], role[row], failures(row) & ~TIME];
      if (fails === 0) {
        all[at] += more;
        literal[at] += more * (1 - kind);
      }
      if (!(fails & ~THEME)) lists[told[row]] += more;
      if (!(fails & ~RELATION)) relations[known.relation[at]] += more;
      if (!(fails & ~MODE)) roles[kind] += more;
      if (!(fails & ~(MODE | KM)) && known.km[at] >= 0) km[kind][known.km[at]] += more;
    }
  }
  return true;
}

function tellCounts() {
  const { all, literal, hits, roles, km, relations, lists } = tally;
  const { starts, step, bin, someUndated } = known;
  const days = new Uint32Array(starts.length + 1);
  const sources = new Uint32Array(DATA.outlets.length);
  let [documents, mentions, places] = [0, 0, 0];
  hits.forEach((many, doc) => {
    const fails = test.doc[doc];
    if (!(fails & SOURCE)) days[bin[doc]] += many;
    if (!(fails & TIME)) sources[DOCS.source[doc]] += many;
    if (!fails && many) documents += 1;
  });
  for (const many of all) {
    mentions += many;
    places += many > 0;
  }
  counts = {
    all, literal, documents, mentions, places,
    by: { literal: roles[0], associative: roles[1], both: roles[0] + roles[1] },
    days: { starts, step, bins: days.subarray(0, -1), undated: days[starts.length], someUndated },
    km: { step: KM_STEP, literal: km[0], associative: km[1] },
    facets: { relations: Object.fromEntries(RELATIONS.map((name, index) => [name, relations[index]])), themes: themed(lists), sources },
  };
}

/* Rows by theme, from rows by list of themes. */
function themed(lists) {
  const themes = new Uint32Array(DATA.themes.length);
  lists.forEach((many, list) => { for (const theme of TOLD.themes[list]) themes[theme] += many; });
  return themes;
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
