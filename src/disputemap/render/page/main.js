/* Start, and what changes everything at once: the switch, the language, the colours. */

import { drawCaption } from "./about.js";
import { caption, startData, state } from "./data.js";
import { closeEvidence, openEvidence, placeEvidence, select, showFacts } from "./evidence.js";
import { onPick, restyle, startMap } from "./map.js";
import { drawPanel, fillPlaceList, narrow, openSheet } from "./panel.js";
import { DATA, PLACES, counts, decode, filters, onFilter } from "./store.js";
import { LANGUAGES, RTL, h, lang, number, setLang, setStrings, t } from "./text.js";
import { setView } from "./view.js";

function drawCounts() {
  document.getElementById("mode-help").textContent = t(`count.${filters.mode}.help`);
  fillPlaceList();
  drawTally();
}

function setLanguage(code) {
  setLang(code);
  document.documentElement.lang = lang;
  document.documentElement.dir = RTL.has(lang) ? "rtl" : "ltr";
  drawWords();
  drawPanel();
  if (state.place) openEvidence(placeEvidence(PLACES.get(state.place)));
  else closeEvidence();
  restyle();
}

function drawWords() {
  const title = DATA.title || caption("title") || "disputemap";
  document.title = title;
  document.getElementById("title").textContent = title;
  document.getElementById("skip").textContent = t("skip");
  document.getElementById("handle").textContent = t("panel");
  document.getElementById("panel").setAttribute("aria-label", t("panel"));
  document.getElementById("map-region").setAttribute("aria-label", t("map"));
  document.getElementById("languages").setAttribute("aria-label", t("language"));
  document.getElementById("languages").replaceChildren(...LANGUAGES.map((code) => h("button",
    { type: "button", class: "tool", lang: code, "aria-pressed": String(code === lang), onclick: () => chooseLanguage(code) }, t(`lang.${code}`))));
  const theme = document.getElementById("theme");
  theme.setAttribute("aria-label", t("theme"));
  theme.title = t("theme");
  drawTally();
  drawCaption();
}

function chooseLanguage(code) {
  setLanguage(code);
  document.querySelector(`#languages [lang="${lang}"]`).focus();
}

function drawTally() {
  document.getElementById("tally").textContent = [
    t("n.documents", { n: number(DATA.documents.length) }), t("n.mentions", { n: number(counts.mentions) }),
    t("n.places", { n: number(counts.places) })].join(" · ");
}

function setDark(dark) {
  state.dark = dark;
  setView({ theme: dark ? "dark" : "light" });
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.getElementById("theme").setAttribute("aria-pressed", String(dark));
}

function changeColours(dark) {
  setDark(dark);
  restyle();
  drawPanel();
}

function readersLanguage() {
  const asked = (navigator.languages || [navigator.language]).map((tag) => String(tag).toLowerCase());
  const spoken = asked.map((tag) => LANGUAGES.find((code) => tag === code || tag.startsWith(`${code}-`) || (code === "ckb" && /^ku(-|$)/.test(tag))));
  return spoken.find(Boolean) || DATA.lang;
}

async function start() {
  await decode();
  setStrings(DATA.strings);
  startData();
  onFilter(drawCounts);
  const darkness = window.matchMedia("(prefers-color-scheme: dark)");
  setDark(darkness.matches);
  darkness.addEventListener("change", (event) => changeColours(event.matches));
  openSheet(!narrow());
  startMap();
  onPick(({ place, layer, feature }) => (feature ? showFacts(layer, feature) : select(DATA.places[place].place_id)));
  setLanguage(readersLanguage());
  document.getElementById("theme").addEventListener("click", () => changeColours(!state.dark));
  document.getElementById("handle").addEventListener("click", (event) => openSheet(event.target.getAttribute("aria-expanded") !== "true"));
  window.addEventListener("beforeprint", () => { document.getElementById("about").open = true; });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (document.getElementById("evidence").hidden && narrow()) openSheet(false);
    closeEvidence();
  });
}

start();
