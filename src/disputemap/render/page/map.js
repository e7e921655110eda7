/* The map: its layers, the places on them, and what the rest of the page asks of it. */

import { kmShown, paintClaim, paintKm, setClaim, setKm, startCorridor, onKm, tellKm } from "./corridor.js";
import { onFilter } from "./counting.js";
import { paintLabels } from "./labels.js";
import { colour, forced, onLayers, paintLayer, readInk, setLayer, tells, visibleLayers } from "./layers.js";
import { markAt, paintAreas, paintPoints, paintReach, radius, sizes, startPlaces, themed, themeStyle } from "./places.js";
import { focusPlace, mark, onPick, paintRings, ringed, startSelection } from "./selection.js";
import { lonLatOf } from "./shapes.js";
import { Sheet, drawDirty, forget, kept, setFineness } from "./sheet.js";
import { DATA } from "./store.js";
import { h, t } from "./text.js";
import { calm, narrow, onView } from "./view.js";

export { colour, drawDirty, focusPlace, mark, onKm, onLayers, onPick, radius, setLayer, sizes, tells, themed, themeStyle, visibleLayers };

const BURST_MS = 250; // changes that follow each other faster, as under a slider in play, are drawn without names
const sheets = []; // lowest first
let ground = null; // layers and places
let names = null;
let rings = null; // what one points at and has chosen
let map = null;
let paper = null; // how the world lies on the map now
let quiet = false;
let last = 0;
let waiting = 0;
let frame = 0;

/* Leaflet's scale bar, with units in the reader's language. */
const Scale = L.Control.Scale.extend({
  _updateScale(bar, text, ratio) {
    bar.style.width = `${Math.round(this.options.maxWidth * ratio)}px`;
    bar.textContent = text.replace(/k?m$/, (unit) => t(`unit.${unit}`));
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
  startSelection(map, rings, () => paper);
  listen();
}

function listen() {
  map.on("mousemove", ({ layerPoint }) => paper && tellKm(layerPoint, paper)).on("mouseout", () => tellKm({}));
  onKm(highlightKm);
  onLayers(redraw);
  onFilter(() => { cancelAnimationFrame(frame); frame = requestAnimationFrame(drawPlaces); });
  onView((changed) => changed.has("place") && redraw());
  forced.addEventListener("change", restyle);
  let before = null;
  addEventListener("beforeprint", () => { before = [map.getBounds(), mapView()]; printed(3); map.fitBounds(before[0], { animate: false }); });
  addEventListener("afterprint", () => { printed(0); setMapView(before[1]); });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
}

/* On paper the same land is seen, with more dots a pixel than on the screen. */
function printed(dots) {
  setFineness(dots);
  map.invalidateSize({ animate: false });
  for (const sheet of sheets) sheet.draw();
}

/* One sheet for the layers, in runs of one sort in the order of the catalogue: above the last of places are the points, on that of
   the line what a claim implies. One for names, one for rings. */
function stack() {
  const runs = [];
  DATA.layers.filter(({ kind }) => kind !== "themes").forEach((layer, at, all) => {
    if (!at || (layer.kind === "places") !== (all[at - 1].kind === "places")) runs.push([]);
    runs[runs.length - 1].push(layer);
  });
  const last = runs.filter(([{ kind }]) => kind === "places").pop();
  const painters = runs.map((layers) => (layers[0].kind === "places" ? places(layers, layers === last) : kept((onPaper) => {
    for (const layer of layers) paintLayer(layer, onPaper);
    if (layers.some(({ resource }) => resource === "centreline")) paintClaim(onPaper);
  })));
  ground = add((onPaper) => painters.forEach((paint) => paint(onPaper)));
  names = add((onPaper) => { paper = onPaper; paintLabels(onPaper, quiet); }, { padding: 0 });
  rings = add((onPaper) => { paintRings(onPaper); paintKm(onPaper); }, { wanted: () => ringed() || kmShown() });
}

function places(layers, last) {
  const numbers = new Set(layers.map((layer) => DATA.layers.indexOf(layer)));
  return (onPaper) => {
    paintAreas(numbers, onPaper, quiet);
    if (!last) return;
    paintReach(onPaper);
    paintPoints(onPaper);
  };
}

function add(paint, options) {
  const pane = `sheet-${sheets.length}`;
  map.createPane(pane).style.zIndex = 400 + sheets.length;
  const sheet = new Sheet(paint, { pane, padding: 0.12, wanted: () => true, ...options }).addTo(map);
  sheets.push(sheet);
  return sheet;
}

/* Draw the places as they are counted now. While changes follow each other quickly their names are left out, and settle after. */
export function drawPlaces() {
  clearTimeout(waiting);
  const before = quiet;
  quiet = performance.now() - last < BURST_MS;
  ground.draw();
  if (!quiet || !before) names.draw();
  last = performance.now();
  if (quiet) waiting = setTimeout(drawPlaces, BURST_MS);
}

export function redraw() {
  forget();
  for (const sheet of sheets) sheet.redraw();
}

/* Draw all anew after a change of colours or language. */
export function restyle() {
  dress();
  redraw();
}

function dress() {
  readInk();
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
  const bounds = L.latLngBounds([from, to].map((at) => lonLatOf(at).reverse()));
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
  rings.redraw();
}
