/* The state of the page in the address, so that a view can be shared: only what differs from the usual is written. */

import { filters, nothingFiltered, onFilter, setFilters } from "./counting.js";
import { mapView, onMapMove, setLayer, setMapView, visibleLayers } from "./map.js";
import { DATA, MODES, PLACES, RELATIONS, dayOf, dayText } from "./store.js";
import { LANGUAGES, byId } from "./text.js";
import { FACES, TABS, THEMES, onView, readersLanguage, setView, view } from "./view.js";

const { lang: _, ...USUAL } = view;
let moved = false; // whether somebody moved the map, or asked for a place of it
let waiting = 0;

const place = () => { const { lat, lon, zoom } = mapView(); return [lat.toFixed(4), lon.toFixed(4), +zoom.toFixed(2)].join(); };
const plain = (text) => encodeURIComponent(text).replace(/%(2F|3A|40|2C)/g, decodeURIComponent);
const among = (text, all, usual) => (all.includes(text) ? text : usual);
const listed = (values) => values && [...values].map(encodeURIComponent).join();

function written() {
  const shown = new Set(visibleLayers());
  return {
    lang: view.lang !== readersLanguage() && view.lang,
    mode: filters.mode !== "literal" && filters.mode,
    min: filters.score,
    rel: listed(filters.relations),
    about: filters.themes && listed([...filters.themes].map((index) => DATA.themes[index])),
    source: filters.sources && listed([...filters.sources].map((index) => DATA.outlets[index])),
    from: filters.from !== null && dayText(filters.from),
    to: filters.to !== null && dayText(filters.to),
    undated: !filters.undated && "no",
    km: filters.km !== null && `${filters.km * 10}`,
    layers: listed(DATA.layers.filter((layer) => shown.has(layer.key) !== layer.visible).map((layer) => (layer.visible ? "-" : "") + layer.key)),
    ...Object.fromEntries(Object.keys(USUAL).map((key) => [key, view[key] !== USUAL[key] && plain(view[key])])),
    map: moved && place(),
  };
}

function write() {
  const hash = Object.entries(written()).filter(([, value]) => value).map(([key, value]) => `${key}=${value}`).join("&");
  if (location.protocol === "about:" || location.hash.slice(1) === hash) return; // a frame without an address of its own
  try {
    history.replaceState(null, "", `#${hash}`);
  } catch { /* a frame that may not; the page works without */ }
}

/* Browsers refuse hundreds of changes in a row: the last one is written. */
function later() {
  clearTimeout(waiting);
  waiting = setTimeout(write, 350);
}

function parsed() {
  const said = {};
  for (const part of (location.hash.slice(1) || DATA.start || "").split("&")) {
    const [, key, value] = /^(\w+)=(.*)$/s.exec(part) || [];
    if (key) said[key] = value;
  }
  return said;
}

function decoded(text) {
  try {
    return decodeURIComponent(text || "");
  } catch {
    return "";
  }
}

/* Numbers of the names said that are known; null for none. */
function chosen(text, all, index = (name) => all.indexOf(name)) {
  const found = (text || "").split(",").map(decoded).map((name) => (all.includes(name) ? index(name) : -1)).filter((one) => one !== -1);
  return found.length ? new Set(found) : null;
}

function day(text) {
  const found = /^\d{4}-\d\d-\d\d$/.test(text || "") ? dayOf(text) : NaN;
  return Number.isFinite(found) ? found : null;
}

/* Take the state from the address; what is missing or nonsense is as usual. */
function restore() {
  const said = parsed();
  const score = Math.round(Number(said.min));
  const km = /^\d{1,4}0$|^0$/.test(said.km || "") ? Number(said.km) / 10 : null;
  setFilters({
    ...nothingFiltered(), mode: among(said.mode, MODES, "literal"), score: score > 0 && score <= 100 ? score : 0,
    relations: chosen(said.rel, RELATIONS, String), themes: chosen(said.about, DATA.themes), sources: chosen(said.source, DATA.outlets),
    from: day(said.from), to: day(said.to), undated: said.undated !== "no", km,
  });
  const changed = new Set((said.layers || "").split(",").map(decoded));
  for (const { key, visible } of DATA.layers) setLayer(key, visible !== changed.has(visible ? `-${key}` : key));
  const id = decoded(said.place);
  setView({
    lang: among(said.lang, LANGUAGES, readersLanguage()), theme: among(said.theme, THEMES, "system"), tab: among(said.tab, TABS, "places"),
    face: among(said.face, FACES, "map"), place: PLACES.has(id) ? id : null,
    claim: DATA.claims.some((claim) => claim.claim_id === decoded(said.claim)) ? decoded(said.claim) : null,
  });
  const [lat, lon, zoom] = (said.map || "").split(",").map(Number);
  moved = Math.abs(lat) <= 85 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 20;
  if (moved) setMapView({ lat, lon, zoom });
}

/* Read the address now and whenever someone changes it, and keep it up to date. */
export function startUrl() {
  restore();
  for (const kind of ["pointerdown", "wheel", "keydown"]) byId("map").addEventListener(kind, () => { moved = true; }, { passive: true });
  addEventListener("hashchange", restore);
  onFilter(later);
  onView(later);
  onMapMove(later);
}
