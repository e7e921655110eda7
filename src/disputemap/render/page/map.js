/* The map: its layers, the places on them, and what the rest of the page asks of it. */

import { paintClaim, paintKm, setClaim, setKm, startCorridor, onKm, tellKm } from "./corridor.js";
import { lonLat } from "./geometry.js";
import { paintLabels } from "./labels.js";
import { colour, drawPatterns, forced, hatched, onLayers, paintLayer, readInk, setLayer, tells, visibleLayers } from "./layers.js";
import { markAt, paintAreas, paintPoints, paintReach, radius, sizes, startPlaces, themed, themeStyle } from "./places.js";
import { focusPlace, mark, nameList, onPick, paintRings, startSelection } from "./selection.js";
import { REF, Sheet, setFineness } from "./sheet.js";
import { DATA, onFilter } from "./store.js";
import { h, t } from "./text.js";
import { calm, narrow, onView } from "./view.js";

export { colour, drawPatterns, focusPlace, hatched, mark, onKm, onLayers, onPick, radius, setLayer, sizes, tells, themed, themeStyle, visibleLayers };

const BURST_MS = 160; // changes that follow each other faster, as under a slider in play, are drawn without names
const sheets = []; // lowest first
let map = null;
let paper = null; // how the world lies on the map now
let quiet = true;
let last = 0;
let waiting = 0;
let frame = 0;

/* Leaflet's scale bar, with units in the reader's language. */
const Scale = L.Control.Scale.extend({
  _updateMetric(most) {
    const metres = this._getRoundNum(most);
    this._mScale.style.width = `${Math.round((this.options.maxWidth * metres) / most)}px`;
    this._mScale.textContent = metres < 1000 ? `${metres} ${t("unit.m")}` : `${metres / 1000} ${t("unit.km")}`;
  },
});
const scale = new Scale({ imperial: false, maxWidth: 140 });

export function startMap() {
  const still = calm() ? { zoomAnimation: false, fadeAnimation: false, inertia: false } : {};
  map = L.map("map", { zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 120, maxZoom: 14, ...still });
  scale.addTo(map);
  map.attributionControl.setPrefix(false);
  if (DATA.tiles) L.tileLayer(DATA.tiles.url, { attribution: h("p", {}, DATA.tiles.attribution).innerHTML }).addTo(map); // Leaflet takes markup
  const [west, south, east, north] = DATA.view.length ? DATA.view : [-180, -60, 180, 75];
  map.fitBounds([[south, west], [north, east]], { animate: false, padding: narrow() ? [4, 4] : [24, 24] });
  for (const layer of DATA.layers) {
    if (DATA.tiles && layer.group === "base" && layer.kind === "area") layer.visible = false; // tiles lie below and would be hidden
    setLayer(layer.key, layer.visible);
  }
  startPlaces(map.getZoom());
  startCorridor();
  dress();
  stack();
  startSelection(map, sheets[sheets.length - 1], () => paper);
  listen();
  waiting = setTimeout(drawPlaces); // names come after the first frame
}

function listen() {
  map.on("mousemove", ({ layerPoint }) => paper && tellKm(layerPoint, paper)).on("mouseout", () => tellKm({}));
  onKm(highlightKm);
  onLayers(redraw);
  onFilter(() => { cancelAnimationFrame(frame); frame = requestAnimationFrame(drawPlaces); });
  onView((changed) => changed.has("place") && redraw());
  forced.addEventListener("change", restyle);
  let before = null;
  window.addEventListener("beforeprint", () => { before = [map.getBounds(), mapView()]; printed(3); map.fitBounds(before[0], { animate: false }); });
  window.addEventListener("afterprint", () => { printed(0); setMapView(before[1]); });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
}

/* On paper the same land is seen, with more dots a pixel than on the screen. */
function printed(dots) {
  setFineness(dots);
  map.invalidateSize({ animate: false });
  for (const sheet of sheets) sheet.draw();
}

/* A sheet for each run of layers of one sort, in the order of the catalogue: above the last of places are the points, on
   that of the line what a claim implies. Then names, then rings. */
function stack() {
  const runs = [];
  DATA.layers.filter(({ kind }) => kind !== "themes").forEach((layer, at, all) => {
    if (!at || (layer.kind === "places") !== (all[at - 1].kind === "places")) runs.push({ layers: [], places: layer.kind === "places" });
    runs[runs.length - 1].layers.push(layer);
  });
  const last = runs.filter(({ places }) => places).pop();
  for (const run of runs) {
    const numbers = new Set(run.layers.map((layer) => DATA.layers.indexOf(layer)));
    add(run.places, (onPaper) => {
      if (run.places) paintAreas(numbers, onPaper, quiet);
      else for (const layer of run.layers) paintLayer(layer, onPaper);
      if (run === last) paintReach(onPaper);
      if (run.layers.some(({ resource }) => resource === "centreline")) paintClaim(onPaper);
    });
    if (run === last) add(true, paintPoints, 0.05);
  }
  add(true, (onPaper) => { paper = onPaper; paintLabels(onPaper, quiet); }, 0);
  add(false, (onPaper) => { paintRings(onPaper); paintKm(onPaper); });
}

function add(counted, paint, padding = 0.12) {
  const pane = `sheet-${sheets.length}`;
  map.createPane(pane).style.zIndex = 400 + sheets.length;
  sheets.push(Object.assign(new Sheet(paint, { pane, padding }), { counted, order: sheets.length }).addTo(map));
}

/* Draw the places as they are counted now. While changes follow each other quickly their names are left out, and settle after. */
export function drawPlaces() {
  clearTimeout(waiting);
  const before = quiet;
  quiet = performance.now() - last < BURST_MS;
  last = performance.now();
  const names = sheets[sheets.length - 2];
  for (const sheet of sheets) if (sheet.counted && !(sheet === names && quiet && before)) sheet.draw();
  if (quiet) waiting = setTimeout(drawPlaces, BURST_MS);
}

export function redraw() {
  for (const sheet of sheets) sheet.redraw();
}

/* Draw all anew after a change of colours or language. */
export function restyle() {
  dress();
  redraw();
}

function dress() {
  readInk();
  drawPatterns();
  nameList();
  const container = map.getContainer();
  container.setAttribute("role", "application");
  container.setAttribute("aria-label", t("map.label"));
  map.zoomControl.setPosition(document.documentElement.dir === "rtl" ? "topright" : "topleft");
  for (const way of ["in", "out"]) {
    const control = container.querySelector(`.leaflet-control-zoom-${way}`);
    control.setAttribute("aria-label", (control.title = t(`zoom_${way}`)));
  }
  scale._update();
}

export function mapView() {
  const { lat, lng: lon } = map.getCenter();
  return { lat, lon, zoom: map.getZoom() };
}

export function setMapView({ lat, lon, zoom }) {
  map.setView([lat, lon], zoom, { animate: false });
}

export function onMapMove(listener) {
  map.on("moveend", listener);
}

/* Show a place as large as it is; with `hidden`, only when it is out of sight. */
export function showPlace(index, hidden) {
  const { from, to, shape } = markAt(index) || {};
  if (!from) return;
  map.invalidateSize({ animate: false });
  const bounds = L.latLngBounds([from, to].map(([x, y]) => lonLat(x + REF[0], y + REF[1]).reverse()));
  if (hidden && map.getBounds().intersects(bounds)) return;
  map.fitBounds(bounds.pad(0.1), { animate: !calm(), maxZoom: shape ? 9.5 : 10.5 });
}

export function reveal(index) {
  showPlace(index, true);
}

/* Show the piece of the line that a claim implies, or none. */
export function showClaim(claim) {
  const piece = setClaim(claim);
  redraw();
  const bounds = piece && L.latLngBounds(piece.map(([lon, lat]) => [lat, lon]));
  if (bounds && !map.getBounds().intersects(bounds)) map.fitBounds(bounds, { animate: !calm() });
}

export function highlightKm(km) {
  setKm(km);
  sheets[sheets.length - 1].redraw();
}
