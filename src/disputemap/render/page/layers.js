/* The map and the layers of the data package on it. */

import { shapeOf, state } from "./data.js";
import { showFacts } from "./evidence.js";
import { narrow } from "./panel.js";
import { drawPlaces, radius } from "./places.js";
import { DATA } from "./store.js";
import { h, pick, svg, t } from "./text.js";

const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
export const map = L.map("map", { zoomSnap: 0.25, zoomDelta: 0.5, wheelPxPerZoomLevel: 120, center: [0, 0], zoom: 2,
  ...(still ? { zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false, inertia: false } : {}) });
export const drawn = new Map(); // layer key -> Leaflet layer

/* Leaflet's scale bar, with units in the reader's language. */
const Scale = L.Control.Scale.extend({
  _updateMetric(most) {
    const metres = this._getRoundNum(most);
    this._mScale.style.width = `${Math.round((this.options.maxWidth * metres) / most)}px`;
    this._mScale.textContent = metres < 1000 ? `${metres} ${t("unit.m")}` : `${metres / 1000} ${t("unit.km")}`;
  },
});
export const scale = new Scale({ imperial: false, maxWidth: 140 });

export function colour(layer) {
  return state.dark ? layer.style.colour_dark : layer.style.colour;
}

function paneOf(layer, index) {
  const name = `layer-${layer.key}`;
  if (!map.getPane(name)) map.createPane(name).style.zIndex = 250 + index * 5;
  return name;
}

/* A hatched area reads as an item of a list and not as an amount. */
export function hatched(layer) {
  return layer.style.pattern === "hatch" && layer.kind === "area";
}

function styleOf(layer) {
  const { weight, dash, opacity } = layer.style;
  const ink = colour(layer);
  const base = { color: ink, weight, dashArray: dash || null, stroke: weight > 0, lineJoin: "round" };
  if (layer.kind === "line") return { ...base, opacity, fill: false };
  const fillColor = hatched(layer) ? `url(#hatch-${layer.key})` : ink;
  const edge = layer.group === "base" ? (state.dark ? "#46505a" : "#b9b3a6") : ink;
  return { ...base, color: edge, fill: opacity > 0, fillColor, fillOpacity: opacity, opacity: hatched(layer) ? 0.55 : 0.85 };
}

export function drawPatterns() {
  document.getElementById("patterns").replaceChildren(...DATA.layers.filter(hatched).map((layer) =>
    svg("pattern", { id: `hatch-${layer.key}`, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
      svg("path", { d: "M0 0V7", stroke: colour(layer), "stroke-width": 1.6 }))));
}

function pointMarker(layer, feature, latlng, pane) {
  const small = feature.properties.details.length <= 1;
  const radius = small ? (feature.properties.label ? 3 : 1.6) : layer.style.weight;
  return small
    ? L.circleMarker(latlng, { pane, renderer: rendererOf(pane), radius, interactive: false })
    : L.marker(latlng, { pane, icon: squareIcon(layer, feature), keyboard: false, title: pick(feature.properties.names) });
}

/* Institutions are small squares set on their corner: never to be taken for a count. */
function squareIcon(layer) {
  const box = svg("svg", { width: 20, height: 20, viewBox: "-10 -10 20 20", "aria-hidden": "true" },
    svg("rect", { x: -4.5, y: -4.5, width: 9, height: 9, transform: "rotate(45)", fill: colour(layer), class: "halo" }));
  return L.divIcon({ html: box, className: "site", iconSize: [20, 20] });
}

/* Whether a layer has something to say about each of its features. */
export function tells(layer) {
  return layer.features.some((feature) => feature.properties.details.length > 1);
}

const renderers = new Map();
export function rendererOf(pane) {
  if (!renderers.has(pane)) renderers.set(pane, L.svg({ pane, padding: 0.3 }));
  return renderers.get(pane);
}

function drawLayer(layer, index) {
  const pane = paneOf(layer, index);
  const open = tells(layer);
  const features = layer.features.map((feature) => ({ ...feature, ref: feature, geometry: shapeOf(feature) }));
  return L.geoJSON(features, {
    pane, renderer: rendererOf(pane), interactive: open, bubblingMouseEvents: false, style: () => styleOf(layer),
    pointToLayer: (feature, latlng) => pointMarker(layer, feature, latlng, pane),
    onEachFeature: (feature, item) => {
      if (open) item.on("click", () => showFacts(layer, feature.ref));
    },
  });
}

export function drawLayers() {
  DATA.layers.forEach((layer, index) => {
    drawn.set(layer.key, layer.kind === "places" ? drawPlaces(layer, paneOf(layer, index)) : drawLayer(layer, index));
  });
  for (const layer of DATA.layers) showLayer(layer, state.visible.get(layer.key));
}

export function showLayer(layer, visible) {
  state.visible.set(layer.key, visible);
  if (visible) drawn.get(layer.key).addTo(map);
  else drawn.get(layer.key).remove();
}

export function restyleLayers() {
  drawPatterns();
  for (const layer of DATA.layers) {
    if (layer.kind === "places") continue;
    drawn.get(layer.key).eachLayer((item) => {
      if (item.setStyle) item.setStyle(layer.kind === "point" ? { ...styleOf(layer), fill: true, fillOpacity: 1, weight: 1 } : styleOf(layer));
      else item.setIcon(squareIcon(layer));
    });
  }
}

export function startMap() {
  scale.addTo(map).setPosition("bottomleft");
  if (map.attributionControl) map.attributionControl.setPrefix(false);
  if (DATA.tiles) L.tileLayer(DATA.tiles.url, { attribution: escaped(DATA.tiles.attribution) }).addTo(map);
  const [west, south, east, north] = DATA.view;
  if (DATA.view.length === 4) map.fitBounds([[south, west], [north, east]], { animate: false, padding: narrow() ? [4, 4] : [24, 24] });
}

/* Leaflet takes its attribution as markup. */
function escaped(text) {
  return h("p", {}, text).innerHTML;
}
