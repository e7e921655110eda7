/* All data of the page and all counting. Nothing here draws. */


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
export const listeners = new Set();
export let cursor = null; // what counting needs beside ROWS

/* Read what the page carries; the rest of the program starts after it. */
export async function decode() {
  DATA = JSON.parse(document.getElementById("disputemap-data").textContent);
  readRows(DATA.mentions);
  prepare();
  recount();
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

export function readRows(mentions) {
  const place = mentions.map(({ item, place_id: id }) => DATA.places.findIndex((one) => one.place_id === (item || id)));
  const order = mentions.map((_, row) => row).sort((a, b) => rank(place[a]) - rank(place[b])
    || (mentions[a].area_of !== undefined) - (mentions[b].area_of !== undefined) || a - b);
  const at = new Map(order.map((old, row) => [old, row]));
  DATA.mentions = order.map((row) => mentions[row]);
  const sorted = DATA.mentions;
  const number = (key) => (list) => (value) => (list.has(value) ? list.get(value) : list.set(value, list.size).get(value));
  const [docs, outlets, themes] = [new Map(), new Map(), new Map()];
  const code = number();
  ROWS = {
    length: sorted.length,
    place: Int32Array.from(order, (row) => place[row]),
    role: Uint8Array.from(sorted, (one) => one.role === "associative"),
    score: Uint8Array.from(sorted, (one) => (one.score === undefined ? UNKNOWN : Math.round(100 * one.score))),
    day: Int32Array.from(sorted, (one) => dayOf(one.date)),
    doc: Int32Array.from(sorted, (one) => code(docs)(one.doc || "")),
    source: Uint16Array.from(sorted, (one) => code(outlets)(one.source || "")),
    themes: Uint32Array.from(sorted, (one) => (one.themes || []).reduce((bits, { theme }) => bits | (1 << code(themes)(theme)), 0)),
    areaOf: Int32Array.from(sorted, (one) => (one.area_of === undefined ? -1 : at.get(one.area_of))),
  };
  for (const one of sorted) if (one.areas) one.areas = one.areas.map((row) => at.get(row));
  sorted.forEach((one, row) => { if (one.area_of !== undefined) one.area_of = ROWS.areaOf[row]; });
  DATA.outlets = [...outlets.keys()];
  DATA.themes = [...themes.keys()];
  DATA.documents = [...docs.keys()].map((id, doc) => {
    const { title, source, date } = sorted[ROWS.doc.indexOf(doc)];
    return { id, title, source, date };
  });
  for (const item of DATA.places) {
    const first = sorted[ROWS.place.indexOf(DATA.places.indexOf(item))];
    for (const key of ["relation", "share_inside", "distance_m", "chainage_km", "offset_m"]) if (first && key in first) item[key] = first[key];
  }
}

export function rank(place) {
  return place < 0 ? Infinity : place;
}

/* Rows of a place are neighbours: those that count for it, then those that only name it as the area of another. */
export function prepare() {
  let row = 0;
  DATA.places.forEach((place, index) => {
    const first = row;
    while (row < ROWS.length && ROWS.place[row] === index && ROWS.areaOf[row] < 0) row += 1;
    const between = row;
    while (row < ROWS.length && ROWS.place[row] === index) row += 1;
    Object.assign(place, { index, mentions: span(first, between), areaOf: span(between, row) });
    PLACES.set(place.place_id, place);
  });
  DATA.unplaced = span(row, ROWS.length);
  const days = ROWS.day.filter((day) => day !== NO_DAY);
  const [first, last] = [days.reduce((a, b) => Math.min(a, b), Infinity), days.reduce((a, b) => Math.max(a, b), -Infinity)];
  cursor = {
    relation: Uint8Array.from(DATA.places, (place) => Math.max(0, RELATIONS.indexOf(place.relation || "none"))),
    km: Int32Array.from(DATA.places, kmBin),
    ...binsOf(first, last),
  };
  cursor.kms = cursor.km.reduce((most, bin) => Math.max(most, bin + 1), 0);
}

export function span(first, last) {
  return Uint32Array.from({ length: last - first }, (_, index) => first + index);
}

/* The piece of the corridor that a place of known position lies in or beside, or -1. */
export function kmBin(place) {
  const along = place.chainage_km !== undefined && /^(inside|near|straddles)$/.test(place.relation);
  const shape = along ? shapes(place.geometry) : null;
  return along && !(shape && shape.type.endsWith("Polygon")) ? Math.max(0, Math.floor(place.chainage_km / KM_STEP)) : -1;
}

/* Bins of time: days up to a year and a half of them, else months. */
export function binsOf(first, last) {
  if (first > last) return { first: NO_DAY, step: "day", bins: 0, bin: new Int32Array(0) };
  const step = last - first > 550 ? "month" : "day";
  const months = (day) => { const date = new Date(day * 86400000); return date.getUTCFullYear() * 12 + date.getUTCMonth(); };
  const bin = Int32Array.from({ length: last - first + 1 }, (_, day) => (step === "day" ? day : months(first + day) - months(first)));
  return { first, step, bins: bin[bin.length - 1] + 1, bin };
}

/* GeoJSON geometry of a place or feature by its number. */
export function shapes(index) {
  return index === null || index === undefined ? null : DATA.shapes[index];
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

/* The filters as numbers, so that a row is told in a few comparisons. */
export function compiled() {
  const allowed = (chosen, size) => Uint8Array.from({ length: size }, (_, index) => !chosen || chosen.has(index));
  let themes = 0;
  for (const theme of filters.themes || []) themes |= 1 << theme;
  return {
    relations: Uint8Array.from(RELATIONS, (name) => !filters.relations || filters.relations.has(name)),
    themes, everyTheme: !filters.themes,
    sources: allowed(filters.sources, DATA.outlets.length),
    from: filters.from === null ? NO_DAY + 1 : filters.from,
    to: filters.to === null ? 0x7fffffff : filters.to,
    score: filters.score, role: MODES.indexOf(filters.mode), undated: filters.undated, km: filters.km,
  };
}

/* Which filters a row fails, a bit each; without a date it fails no choice of time unless the undated are left out. */
export function failures(row, test) {
  const { place, role, score, day, source, themes } = ROWS;
  const at = place[row];
  return (test.relations[at < 0 ? 4 : cursor.relation[at]] ? 0 : RELATION)
    | (test.everyTheme || themes[row] & test.themes ? 0 : THEME)
    | (test.sources[source[row]] ? 0 : SOURCE)
    | ((day[row] === NO_DAY ? test.undated : day[row] >= test.from && day[row] <= test.to) ? 0 : TIME)
    | (test.km === null || (at >= 0 && cursor.km[at] === test.km) ? 0 : KM)
    | (score[row] >= test.score ? 0 : SCORE)
    | (test.role === 2 || role[row] === test.role ? 0 : MODE);
}

/* Count everything anew, in one pass over the rows that count. */
export function recount() {
  const test = compiled();
  const { place: placeOf, role, day, source, themes, doc } = ROWS;
  const [all, literal] = [new Uint32Array(DATA.places.length), new Uint32Array(DATA.places.length)];
  const seen = new Uint8Array(DATA.documents.length);
  const roles = new Uint32Array(2);
  let undated = 0;
  const bins = new Uint32Array(cursor.bins);
  const km = [new Uint32Array(cursor.kms), new Uint32Array(cursor.kms)];
  const facets = [new Uint32Array(RELATIONS.length), new Uint32Array(32), new Uint32Array(DATA.outlets.length)];
  for (const place of DATA.places) {
    const at = place.index;
    for (let row = place.mentions[0], end = row + place.mentions.length; row < end; row += 1) {
      const failed = failures(row, test);
      if (!failed) {
        all[at] += 1;
        if (!role[row]) literal[at] += 1;
        seen[doc[row]] = 1;
      }
      if (!(failed & ~MODE)) roles[role[row]] += 1;
      if (!(failed & ~(MODE | KM)) && cursor.km[at] >= 0) km[role[row]][cursor.km[at]] += 1;
      if (!(failed & ~TIME)) {
        if (day[row] === NO_DAY) undated += 1;
        else bins[cursor.bin[day[row] - cursor.first]] += 1;
      }
      if (!(failed & ~RELATION)) facets[0][cursor.relation[at]] += 1;
      if (!(failed & ~THEME)) for (let bits = themes[row], bit = 0; bits; bits >>>= 1, bit += 1) facets[1][bit] += bits & 1;
      if (!(failed & ~SOURCE)) facets[2][source[row]] += 1;
    }
  }
  counts = {
    all, literal,
    mentions: sum(all), places: all.reduce((many, one) => many + (one > 0), 0), documents: sum(seen),
    by: { literal: roles[0], associative: roles[1], both: roles[0] + roles[1] },
    days: { first: cursor.first, step: cursor.step, bins, undated },
    km: { step: KM_STEP, literal: km[0], associative: km[1] },
    facets: { relations: Object.fromEntries(RELATIONS.map((name, index) => [name, facets[0][index]])), themes: facets[1], sources: facets[2] },
  };
}

export function sum(values) {
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

/* Everything said of a row. */
export function mention(row) {
  const one = DATA.mentions[row];
  return { ...one, row, text: DATA.sentences[one.sentence] || "" };
}
