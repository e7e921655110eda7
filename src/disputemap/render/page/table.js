/* The same content as a table, instead of the map: places, or mentions; sorted by any column, a page at a time. */

import { filterWords } from "./controls.js";
import { counts, failures } from "./counting.js";
import { kindOf, word } from "./data.js";
import { downloads } from "./download.js";
import { called, quoted, select } from "./evidence.js";
import { DATA, DOCS, NO_DAY, RELATIONS, ROWS, UNKNOWN, mention } from "./store.js";
import { bdi, button, byId, chance, date, h, lang, number, pick, t, visible } from "./text.js";

const PAGE = 50;
const shown = { kind: "places", sort: "mentions", down: true, from: 0 };
const [LAST, ROOM] = [2 ** 31 - 1, 2 ** 22]; // a key is below the one, a row's place in the list below the other

const name = ({ names }) => bdi(pick(names));
const related = ({ relation }) => (relation ? word("relation", relation) : "");

/* Whole numbers that sort as the texts do in the reader's alphabet. */
function alphabet(texts) {
  const ranks = new Map([...new Set(texts)].sort(new Intl.Collator(lang).compare).map((text, rank) => [text, rank]));
  return Int32Array.from(texts, (text) => ranks.get(text));
}

const each = (say) => alphabet(DATA.places.map(say));
const byPlace = (say) => () => { const ranks = each(say); return (at) => ranks[at]; };
const none = (value, times) => (value === undefined ? null : Math.round(value * times));
const of = (say) => (at) => say(DATA.places[at]);

/* Of each column: what a cell shows; and a function that makes one from row to the whole number that rows are ordered by. */
export const COLUMNS = {
  places: {
    place: [of(name), byPlace((place) => pick(place.names))],
    kind: [of(kindOf), byPlace(kindOf)],
    mentions: [(at) => number(counts.all[at]), () => (at) => counts.all[at]],
    literal: [(at) => number(counts.literal[at]), () => (at) => counts.literal[at]],
    relation: [of(related), () => (at) => RELATIONS.indexOf(DATA.places[at].relation || "none")],
    inside: [of(({ p_inside: p }) => (p === undefined ? "" : chance(p))), () => of(({ p_inside: p }) => none(p, 1000))],
    sector: [of(({ sector }) => (sector ? called("sector", sector) : "")), byPlace((place) => place.sector || "~")],
    km: [of(({ chainage_km: km }) => (km === undefined ? "" : number(km))), () => of(({ chainage_km: km }) => none(km, 10))],
  },
  mentions: {
    place: [(row) => name(DATA.places[ROWS.place[row]]), () => { const ranks = each((place) => pick(place.names)); return (row) => ranks[ROWS.place[row]]; }],
    sentence: [(row) => quoted(mention(row)), null],
    date: [(row) => date(mention(row).date) || t("no_date"), () => (row) => { const day = DOCS.day[ROWS.doc[row]]; return day === NO_DAY ? null : day + 1e6; }],
    source: [(row) => bdi(visible(DATA.outlets[DOCS.source[ROWS.doc[row]]])), () => { const ranks = alphabet(DATA.outlets); return (row) => ranks[DOCS.source[ROWS.doc[row]]]; }],
    role: [(row) => word("role", mention(row).role), () => (row) => ROWS.role[row]],
    score: [(row) => (mention(row).score === undefined ? "" : chance(mention(row).score)), () => (row) => (ROWS.score[row] === UNKNOWN ? null : ROWS.score[row])],
  },
};

/* The rows that pass the filters. */
export function passing(kind) {
  if (kind === "places") return Uint32Array.from(DATA.places.keys()).filter((at) => counts.all[at]);
  return Uint32Array.from({ length: ROWS.length }, (_, row) => row).filter((row) => ROWS.areaOf[row] < 0 && ROWS.place[row] >= 0 && !failures(row));
}

/* The same in the order of the table, what has nothing there last: a million rows are sorted as plain numbers, each its key and its place. */
function ordered() {
  const rows = passing(shown.kind);
  const key = COLUMNS[shown.kind][shown.sort][1]();
  const codes = Float64Array.from(rows, (row, at) => {
    const own = key(row);
    return (own === null ? LAST : shown.down ? LAST - 1 - own : own) * ROOM + at;
  }).sort();
  return Uint32Array.from(codes, (code) => rows[code % ROOM]);
}

let rows = null;
/* Draw the page that is open; the rows are put in order anew unless only the page was turned. */
export function drawTable(turned) {
  const face = byId("face-table");
  if (face.hidden) return;
  if (turned !== true) rows = ordered();
  shown.from = Math.max(0, Math.min(shown.from, Math.floor((rows.length - 1) / PAGE) * PAGE));
  const columns = Object.entries(COLUMNS[shown.kind]);
  const focus = document.activeElement.dataset.key;
  for (const kind in COLUMNS) {
    const choice = face.querySelector(`[data-key=${kind}]`);
    choice.onclick = () => turn({ kind, sort: kind === "places" ? "mentions" : "date", from: 0 });
    choice.setAttribute("aria-pressed", kind === shown.kind);
  }
  drawPager(face, rows.length);
  byId("table-downloads").replaceChildren(downloads(shown.kind));
  byId("table-said").textContent = [t(`table.${shown.kind}`), ...filterWords()].join(" · ");
  byId("table-columns").replaceChildren(...columns.map(([column, [, key]]) => header(column, key)));
  byId("table-rows").replaceChildren(...Array.from(rows.subarray(shown.from, shown.from + PAGE), (row) => h("tr", {}, columns.map(([column, [cell]], index) =>
    (index ? h("td", { "data-label": t(`table.${column}`) }, cell(row)) : h("th", { scope: "row" }, button(cell(row), () => select(placeId(row)), { class: "plain" })))))));
  if (/^sort/.test(focus)) face.querySelector(`[data-key="${focus}"]`)?.focus();
}

const placeId = (row) => DATA.places[shown.kind === "places" ? row : ROWS.place[row]].place_id;

function turn(patch) {
  Object.assign(shown, patch);
  drawTable(!("sort" in patch));
}

function header(column, key) {
  const on = shown.sort === column;
  return h("th", { scope: "col", "aria-sort": on ? (shown.down ? "descending" : "ascending") : null, class: `column-${column}` },
    key ? button([t(`table.${column}`), h("span", { "aria-hidden": "true" }, on ? (shown.down ? " ▼" : " ▲") : " ↕")],
      () => turn({ sort: column, down: on ? !shown.down : /mentions|literal|inside|score|date/.test(column), from: 0 }), { "data-key": `sort-${column}` })
      : t(`table.${column}`));
}

function drawPager(face, many) {
  const last = Math.min(shown.from + PAGE, many);
  for (const [key, by, off] of [["previous", -PAGE, shown.from === 0], ["next", PAGE, last >= many]]) {
    const step = face.querySelector(`[data-key=${key}]`);
    Object.assign(step, { title: t(`table.${key}`), onclick: () => turn({ from: shown.from + by }) });
    step.setAttribute("aria-disabled", off);
  }
  byId("rows-said").textContent = t("table.rows", { a: number(Math.min(many, shown.from + 1)), b: number(last), n: number(many) });
}
