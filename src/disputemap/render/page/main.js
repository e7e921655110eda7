/* Start, and what changes everything at once: the filters, the language, the colours, the chosen place. */

import { drawCaption } from "./about.js";
import { drawControls, updateControls } from "./controls.js";
import { counts, onFilter, startCounting } from "./counting.js";
import { caption, startData } from "./data.js";
import { closeEvidence, openPlace, select, showFacts, updateEvidence } from "./evidence.js";
import { drawFind } from "./find.js";
import { drawDirty, onKm, onLayers, onPick, restyle, showClaim, startMap } from "./map.js";
import { drawPanel, drawTabs, fillPlaceList, markSelected, openSheet, updateLayers } from "./panel.js";
import { startPrint } from "./print.js";
import { drawProfile, lookAt, updateProfile } from "./profile.js";
import { DATA, decode } from "./store.js";
import { drawTable } from "./table.js";
import { RTL, all, byId, fillWords, joined, number, setLang, setStrings, t } from "./text.js";
import { drawTime, updateTime } from "./time.js";
import { startUrl } from "./url.js";
import { FACES, darkness, narrow, onView, readersLanguage, setColours, setView, view } from "./view.js";

const REST_MS = 60; // lists follow when no filter has changed for so long
let waiting = 0;
let started = false;

function drawCounts() {
  updateControls();
  updateTime();
  updateProfile();
  drawTally();
  clearTimeout(waiting);
  waiting = setTimeout(drawLists, REST_MS);
}

function drawLists() {
  fillPlaceList();
  updateEvidence();
  drawTable();
}

function drawWords() {
  const root = document.documentElement;
  setLang(view.lang);
  root.lang = view.lang;
  root.dir = RTL.has(view.lang) ? "rtl" : "ltr";
  document.title = byId("title").textContent = DATA.title || caption("title") || "disputemap";
  fillWords();
  drawControls();
  drawFind();
  drawTime();
  drawProfile();
  drawTally();
  drawCaption();
}

/* What is chosen, where it can be chosen, and what it shows. */
function drawShown() {
  for (const key of ["lang", "face"]) for (const one of all(`[data-${key}]`)) one.setAttribute("aria-pressed", one.dataset[key] === view[key]);
  for (const face of FACES) byId(`face-${face}`).hidden = face !== view.face;
  byId("theme").value = view.theme;
  for (const box of all("[name=claim]")) box.checked = box.value === (view.claim || "");
  drawTabs();
  drawCaption();
  drawTable();
}

function drawTally() {
  byId("tally").textContent = joined(["documents", "mentions", "places"].map((what) => t(`n.${what}`, { n: number(counts[what]) })));
}

function changed(what) {
  if (what.has("lang")) drawWords();
  if (what.has("theme")) setColours();
  if (what.has("lang") || what.has("theme")) {
    restyle();
    drawPanel();
  }
  drawShown();
  if (started) fillPlaceList();
  if (what.has("claim")) showClaim(DATA.claims.find((claim) => claim.claim_id === view.claim) || null);
  if (what.has("place") || what.has("lang")) {
    openPlace();
    markSelected();
    updateProfile();
  }
}

/* On small screens the strips are in the sheet, so that the map has room. */
const small = matchMedia("(max-width: 760px), (max-height: 540px)");
function layOut() {
  byId(small.matches ? "dock-sheet" : "face-map").append(byId("dock"));
}

async function start() {
  await decode();
  startCounting();
  setStrings(DATA.strings);
  startData();
  setColours();
  layOut();
  openSheet(!narrow());
  view.lang = readersLanguage();
  drawWords(); // before the map, which is fitted to the room that is left
  startPrint();
  startMap();
  drawPanel();
  drawShown();
  onFilter(drawCounts);
  onView(changed);
  onLayers(updateLayers);
  onKm(lookAt);
  onPick(({ place, layer, feature }) => (feature ? showFacts(layer, feature) : select(DATA.places[place].place_id, null, true)));
  startUrl();
  darkness.addEventListener("change", () => changed(new Set(["theme"])));
  small.addEventListener("change", layOut);
  for (const key of ["lang", "face"]) for (const one of all(`[data-${key}]`)) one.addEventListener("click", () => setView({ [key]: one.dataset[key] }));
  byId("theme").addEventListener("change", (event) => setView({ theme: event.target.value }));
  byId("handle").addEventListener("click", () => openSheet(byId("panel").classList.contains("closed")));
  byId("skip").addEventListener("click", (event) => { event.preventDefault(); byId("map-region").focus(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (byId("evidence").hidden && narrow()) openSheet(false);
    closeEvidence();
  });
  drawDirty();
  started = true;
  performance.mark("drawn"); // what bench/page.py waits for
  requestAnimationFrame(() => setTimeout(fillPlaceList));
}

start();
