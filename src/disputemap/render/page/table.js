/* The same content as a table, instead of the map: places, or mentions; sorted by any column, a page at a time. */

import { filterWords } from "./controls.js";
import { kindOf, word } from "./data.js";
import { downloads } from "./download.js";
import { called, quoted, select } from "./evidence.js";
import { DATA, ROWS, compiled, counts, failures, mention } from "./store.js";
import { bdi, button, byId, chance, date, h, lang, number, pick, t, visible } from "./text.js";

const PAGE = 50;
const shown = { kind: "places", sort: "mentions", down: true, from: 0 };
const RANKS = ["inside", "straddles", "near", "outside"];

const name = (place) => (place ? bdi(pick(place.names)) : "");
const related = (place) => (place && place.relation ? word("relation", place.relation) : "");

/* Of each column: what a cell shows, and what rows are ordered by. */
const COLUMNS = {
  places: {
    place: [(at) => name(DATA.places[at]), (at) => nameRank(at)],
    kind: [(at) => kindOf(DATA.places[at]), (at) => kindOf(DATA.places[at])],
    mentions: [(at) => number(counts.all[at]), (at) => counts.all[at]],
    literal: [(at) => number(counts.literal[at]), (at) => counts.literal[at]],
    relation: [(at) => related(DATA.places[at]), (at) => RANKS.indexOf(DATA.places[at].relation)],
    inside: [(at) => (DATA.places[at].p_inside === undefined ? "" : chance(DATA.places[at].p_inside)), (at) => DATA.places[at].p_inside ?? -1],
    sector: [(at) => (DATA.places[at].sector ? called("sector", DATA.places[at].sector) : ""), (at) => DATA.places[at].sector || ""],
    km: [(at) => (DATA.places[at].chainage_km === undefined ? "" : number(DATA.places[at].chainage_km)), (at) => DATA.places[at].chainage_km ?? Infinity],
  },
  mentions: {
    place: [(row) => name(DATA.places[ROWS.place[row]]), (row) => nameRank(ROWS.place[row])],
    sentence: [(row) => quoted(mention(row)), null],
    date: [(row) => date(mention(row).date) || t("no_date"), (row) => ROWS.day[row]],
    source: [(row) => bdi(visible(DATA.outlets[ROWS.source[row]])), (row) => DATA.outlets[ROWS.source[row]]],
    role: [(row) => word("role", mention(row).role || "literal"), (row) => ROWS.role[row]],
    score: [(row) => (mention(row).score === undefined ? "" : chance(mention(row).score)), (row) => ROWS.score[row]],
  },
};

let ranks = null; // of each place: where its name stands in the reader's alphabet
let ranked = "";
function nameRank(at) {
  if (ranked !== lang) {
    const { compare } = new Intl.Collator(lang);
    const names = DATA.places.map((place) => pick(place.names));
    ranks = new Int32Array(names.length);
    names.map((_, index) => index).sort((a, b) => compare(names[a], names[b])).forEach((index, rank) => { ranks[index] = rank; });
    ranked = lang;
  }
  return at < 0 ? Infinity : ranks[at];
}

/* The rows that pass the filters, in the order of the table or, without one, of the data. */
export function passing(kind) {
  if (kind === "places") return Uint32Array.from(DATA.places.keys()).filter((at) => counts.all[at]);
  const test = compiled();
  return Uint32Array.from({ length: ROWS.length }, (_, row) => row).filter((row) => ROWS.areaOf[row] < 0 && ROWS.place[row] >= 0 && !failures(row, test));
}

function ordered() {
  const rows = passing(shown.kind);
  const key = COLUMNS[shown.kind][shown.sort][1];
  const keys = new Map();
  for (const row of rows) keys.set(row, key(row));
  const { compare } = new Intl.Collator(lang);
  const order = (a, b) => (typeof a === "string" ? compare(a, b) : a < b ? -1 : Number(a > b));
  return rows.sort((a, b) => (shown.down ? -1 : 1) * order(keys.get(a), keys.get(b)) || a - b);
}

export function drawTable() {
  const face = byId("face-table");
  if (face.hidden) return;
  const rows = ordered();
  shown.from = Math.max(0, Math.min(shown.from, Math.floor((rows.length - 1) / PAGE) * PAGE));
  const columns = COLUMNS[shown.kind];
  const focus = face.contains(document.activeElement) && document.activeElement.dataset.key;
  const words = filterWords();
  face.replaceChildren(
    h("div", { class: "table-head" }, h("div", { class: "group", role: "group", "aria-label": t("table") }, Object.keys(COLUMNS).map((kind) =>
      button(t(`table.${kind}`), () => turn({ kind, sort: kind === "places" ? "mentions" : "date", from: 0 }), { class: "tool", "data-key": kind, "aria-pressed": String(kind === shown.kind) }))),
    pager(rows.length), downloads(shown.kind)),
    h("div", { class: "table-box", tabindex: 0, role: "region", "aria-label": t("table") }, h("table", {},
      h("caption", {}, [t(`table.${shown.kind}`), ...words].join(" · ")),
      h("thead", {}, h("tr", {}, Object.entries(columns).map(([column, [, key]]) => header(column, key)))),
      h("tbody", {}, Array.from(rows.subarray(shown.from, shown.from + PAGE), (row) => h("tr", {}, Object.entries(columns).map(([column, [cell]], index) =>
        (index ? h("td", { "data-label": t(`table.${column}`) }, cell(row)) : h("th", { scope: "row" }, button(cell(row), () => select(placeId(row)), { class: "plain" }))))))))));
  const back = focus && face.querySelector(`[data-key="${focus}"]`);
  if (back) back.focus();
}

const placeId = (row) => DATA.places[shown.kind === "places" ? row : ROWS.place[row]].place_id;

function turn(patch) {
  Object.assign(shown, patch);
  drawTable();
}

function header(column, key) {
  const on = shown.sort === column;
  return h("th", { scope: "col", "aria-sort": on ? (shown.down ? "descending" : "ascending") : null, class: `column-${column}` },
    key ? button([t(`table.${column}`), h("span", { "aria-hidden": "true" }, on ? (shown.down ? " ▼" : " ▲") : " ↕")],
      () => turn({ sort: column, down: on ? !shown.down : /mentions|literal|inside|score|date/.test(column), from: 0 }), { "data-key": `sort-${column}` })
      : t(`table.${column}`));
}

function pager(many) {
  const last = Math.min(shown.from + PAGE, many);
  const step = (by, label, key, off) => button(label, () => turn({ from: shown.from + by }), { class: "tool", "data-key": key, "aria-label": t(`table.${key}`), title: t(`table.${key}`), "aria-disabled": String(off) });
  return h("p", { class: "pager" }, step(-PAGE, "‹", "previous", shown.from === 0),
    h("span", { role: "status" }, t("table.rows", { a: number(Math.min(many, shown.from + 1)), b: number(last), n: number(many) })),
    step(PAGE, "›", "next", last >= many));
}
