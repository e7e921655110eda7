/* Search over all names in all languages: a combobox with a list, as the ARIA patterns have it. */

import { counts } from "./counting.js";
import { kindOf } from "./data.js";
import { select, showFacts } from "./evidence.js";
import { DATA } from "./store.js";
import { bdi, byId, h, joined, number, pick, t } from "./text.js";

const SHOWN = 12;
const [LETTERS, PLAIN] = ["ىيېێكةەھۆڕڵı", "ییییکهههورلi"]; // written for one another
let entries = [];
let found = [];
let chosen = -1;

/* Letters that people write for one another become one; marks, hyphens and case do not count. */
export function fold(text) {
  return text.normalize("NFKD").replace(/[\p{M}\p{Cf}ـء'’‘ʼʿʾ`]/gu, "").toLowerCase()
    .replace(/\p{Nd}/gu, (digit) => digit.charCodeAt(0) & 15).replace(/[\s\p{Pd}_.]+/gu, " ").replace(/./g, (letter) => PLAIN[LETTERS.indexOf(letter)] || letter).trim();
}

const entry = (names, rest) => ({ names, folded: [...new Set(Object.values(names).map(fold))].map((name) => [` ${name}`, name.replace(/ /g, "")]), ...rest });

function everyName() {
  const own = new Set(DATA.places.map((place) => place.place_id));
  const features = DATA.layers.flatMap((layer) => layer.features.filter((feature) => feature.properties.details.length > 1 && !own.has(feature.id)).map((feature) =>
    entry(feature.properties.names, { many: -1, kind: () => pick(layer.titles), open: (from) => showFacts(layer, feature, from) })));
  return [...DATA.places.map((place) => entry(place.names, { index: place.index, kind: () => kindOf(place), open: (from) => select(place.place_id, from) })), ...features];
}

const many = ({ index }) => (index === undefined ? -1 : counts.all[index]);

/* How well a name fits: it begins so, a word of it begins so, or it is somewhere within, spaces apart. */
function fit({ folded }, query, joined) {
  return Math.min(...folded.map(([spaced, whole]) => (whole.startsWith(joined) ? 0 : spaced.includes(` ${query}`) ? 1 : whole.includes(joined) ? 2 : 3)));
}

export function drawFind() {
  entries = [];
  Object.assign(byId("find"), { placeholder: t("find"), oninput: look, onkeydown: press, onblur: () => show([]), onfocus: look });
  byId("found").onmousedown = (event) => event.preventDefault();
}

function look() {
  const query = fold(byId("find").value);
  if (!entries.length) entries = everyName();
  const joined = query.replace(/ /g, "");
  show(query ? entries.map((one) => ({ ...one, fit: fit(one, query, joined), many: many(one) })).filter((one) => one.fit < 3)
    .sort((a, b) => a.fit - b.fit || b.many - a.many).slice(0, SHOWN) : [], query);
}

function show(list, query) {
  found = list;
  byId("found").hidden = !list.length;
  byId("found").replaceChildren(...list.map((one, index) => h("li", { role: "option", id: `found-${index}`, onclick: () => open(index) },
    h("span", { class: "name" }, bdi(pick(one.names)), h("small", {}, joined([one.kind(), other(one.names, query)]))),
    one.many < 0 ? "" : h("span", { class: "count" }, number(one.many)))));
  byId("found-said").textContent = query ? t("find.found", { n: number(list.length) }) : "";
  byId("find").setAttribute("aria-expanded", list.length > 0);
  mark(-1);
}

/* The name that was found, where it is not the one shown. */
function other(names, query) {
  const fits = (name) => fold(name).replace(/ /g, "").includes((query || "").replace(/ /g, ""));
  return fits(pick(names)) ? "" : Object.values(names).find(fits);
}

function mark(index) {
  chosen = index;
  byId("found").childNodes.forEach((option, at) => option.setAttribute("aria-selected", at === index));
  const option = byId(`found-${index}`);
  if (option) option.scrollIntoView({ block: "nearest" });
  byId("find").setAttribute("aria-activedescendant", option ? option.id : "");
}

function press(event) {
  const { length } = found;
  if (event.key === "ArrowDown" && length) mark((chosen + 1) % length);
  else if (event.key === "ArrowUp" && length) mark((Math.max(chosen, 0) + length - 1) % length);
  else if (event.key === "Enter" && length) open(Math.max(0, chosen));
  else if (event.key === "Escape" && length) show([]);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function open(index) {
  const { open: go } = found[index];
  show([]);
  go(byId("find"));
}
