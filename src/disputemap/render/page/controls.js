/* What is counted: the switch, and the filters with what each choice would show under the others. */

import { counts, filters, resetFilters, setFilters } from "./counting.js";
import { word } from "./data.js";
import { DATA, MODES, RELATIONS, dayText } from "./store.js";
import { all, bdi, between, button, byId, date, h, number, pick, t } from "./text.js";

const OPTIONS = 12; // sources shown before the rest is asked for
let boxes = []; // of each choice: its checkbox, its number and what it stands for

export const themeName = (index) => pick(DATA.words.themes[DATA.themes[index]]) || DATA.themes[index].replace(/_/g, " ");

export function drawControls() {
  boxes = [];
  byId("facets").replaceChildren();
  byId("filters").firstElementChild.onclick = fillFilters;
  for (const input of all("[name=mode]")) input.onchange = () => setFilters({ mode: input.value });
  byId("score-range").oninput = byId("score-number").onchange = setScore;
  if (byId("filters").open) fillFilters();
  updateControls();
}

function setScore({ target }) {
  setFilters({ score: Math.max(0, Math.min(100, Math.round(target.valueAsNumber) || 0)) });
  updateControls(); // also when it was set to what it is
}

/* The choices are made when they are looked at first. */
function fillFilters() {
  if (boxes.length) return;
  const relations = RELATIONS.map((value) => ({ value, label: word("relation", value) }));
  const themes = DATA.themes.map((_, value) => ({ value, label: themeName(value) }));
  const sources = DATA.outlets.map((name, value) => ({ value, label: name || t("source.none") }));
  byId("facets").append(...facet("relations", t("relation"), relations), ...facet("themes", t("themes.title"), themes), ...facet("sources", t("sources.title"), sources));
  updateControls();
}

/* Checkboxes, most frequent first; none chosen means all. */
function facet(name, title, options) {
  if (options.length < 2) return [];
  const ranked = name === "relations" ? options : options.slice().sort((a, b) => counts.facets[name][b.value] - counts.facets[name][a.value]);
  const list = h("div", { class: "options" }, ranked.slice(0, OPTIONS).map((option) => choiceBox(name, option)));
  const more = button(t("more", { n: number(ranked.length - OPTIONS) }), () => {
    list.append(...ranked.slice(OPTIONS).map((option) => choiceBox(name, option)));
    more.remove();
    updateControls();
    list.children[OPTIONS].querySelector("input").focus();
  }, { class: "plain" });
  return [h("fieldset", { class: "facet", id: `facet-${name}` }, h("legend", {}, title), list, ranked.length > OPTIONS ? more : null)];
}

function choiceBox(name, { value, label }) {
  const box = h("input", { type: "checkbox", value, onchange: () => choose(name, value, box.checked) });
  const count = h("span", { class: "count" });
  const row = h("label", { class: "option" }, box, bdi(label), count);
  boxes.push({ name, value, box, count, row });
  return row;
}

function choose(name, value, on) {
  const set = new Set(filters[name]);
  if (on) set.add(value);
  else set.delete(value);
  setFilters({ [name]: set.size ? set : null });
}

/* Bring all to the state of the filters, without building anything anew: who is in a slider stays in it. */
export function updateControls() {
  for (const input of all("[name=mode]")) input.checked = input.value === filters.mode;
  for (const total of all("[data-mode]")) total.textContent = number(counts.by[total.dataset.mode]);
  byId("mode-help").textContent = t(`count.${filters.mode}.help`);
  for (const input of all(".score input")) input.value = filters.score;
  for (const { name, value, box, count, row } of boxes) {
    const many = counts.facets[name][value];
    box.checked = Boolean(filters[name] && filters[name].has(value));
    count.textContent = number(many);
    row.classList.toggle("empty", !many);
  }
  drawSummary();
}

function drawSummary() {
  const words = filterWords();
  byId("filter-summary").replaceChildren(...(words.length
    ? [h("span", {}, between(words.map(bdi))), " ",
      button(t("filters.reset"), reset, { class: "plain", id: "reset" })]
    : []));
}

function reset() {
  resetFilters();
  byId("filters").querySelector("summary").focus();
}

/* The filters in words, the switch apart. */
export function filterWords() {
  const { score, relations, themes, sources, from, to, undated, km } = filters;
  const some = (set, name) => (set ? [[...set].map(name).join(t("list.and"))] : []);
  return [
    ...(score ? [t("score.from", { n: score })] : []),
    ...some(relations, (one) => word("relation", one)), ...some(themes, themeName), ...some(sources, (one) => DATA.outlets[one] || t("source.none")),
    ...(from === null && to === null ? [] : [period(from, to)]),
    ...(undated ? [] : [t("time.without")]),
    ...(km === null ? [] : [t("km.range", { a: number(km * 10), b: number(km * 10 + 10) })]),
  ];
}

function period(from, to) {
  const said = (day) => date(dayText(day));
  return from === null ? t("time.until", { b: said(to) }) : to === null ? t("time.since", { a: said(from) }) : t("time.range", { a: said(from), b: said(to) });
}

