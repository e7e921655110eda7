/* Names and numbers on the map. A label that would cover a weightier one is left out until there is room. */

import { shapeOf, state } from "./data.js";
import { map } from "./layers.js";
import { addPlaceLabels, markFrames } from "./places.js";
import { DATA } from "./store.js";
import { h, pick } from "./text.js";

const labelLayer = L.layerGroup();
const LABELLED = 300; // names tried in one view; more could not be told apart
let labels = [];

export function addLabel(latlng, content, options) {
  if (labels.length >= LABELLED || !map.getBounds().pad(0.2).contains(latlng)) return;
  const icon = L.divIcon({ html: content, className: `label ${options.kind}`, iconSize: null });
  const marker = L.marker(latlng, { pane: "labels", icon, keyboard: false, interactive: Boolean(options.click), bubblingMouseEvents: false });
  if (options.click) marker.on("click", options.click);
  labels.push({ marker, ...options });
  labelLayer.addLayer(marker);
}

/* The middle of a shape's widest part is good enough for a name: the box's centre for most, else the first vertex. */
export function centreOf(shape) {
  const bounds = L.geoJSON(shape).getBounds();
  return bounds.getCenter();
}

function addLayerLabels(layer) {
  const [first, last] = layer.label_zooms;
  if (map.getZoom() < first || map.getZoom() >= last) return;
  const named = new Set(labels.map((label) => label.id));
  for (const feature of layer.features) {
    if (feature.id && named.has(feature.id)) continue;
    const { label, names } = feature.properties;
    const text = label === "names" ? pick(names) : label;
    if (!text) continue;
    const shape = shapeOf(feature);
    const point = shape.type === "Point";
    const at = point ? L.latLng(shape.coordinates[1], shape.coordinates[0]) : centreOf(shape);
    addLabel(at, h("span", { dir: "auto" }, text), {
      kind: point ? "beside mark" : "centred admin", weight: point ? 1 : layer.kind === "line" ? 0 : 0.5, radius: 9,
    });
  }
}

/* Place every label, weightiest first, and hide those that meet one already placed. */
function settleLabels() {
  const taken = markFrames();
  for (const label of labels.sort((a, b) => b.weight - a.weight)) {
    const element = label.marker.getElement();
    if (!element) continue;
    const box = element.firstElementChild;
    const [width, height] = [box.offsetWidth, box.offsetHeight];
    const at = map.latLngToLayerPoint(label.marker.getLatLng());
    const [x, y] = offsets(label, width, height).find(([dx, dy]) => free(frame(at, dx, dy, width, height), taken)) || [NaN, 0];
    element.classList.toggle("out", Number.isNaN(x));
    if (Number.isNaN(x)) continue;
    box.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
    taken.push(frame(at, x, y, width, height));
  }
}

/* Where a label may stand, best first: beside a point on any side; in an area at its middle, a little above or below. */
function offsets({ kind, radius: gap }, width, height) {
  const middle = [-width / 2, -height / 2];
  if (kind.startsWith("centred")) return [middle, [middle[0], middle[1] - 20], [middle[0], middle[1] + 20], [middle[0], middle[1] + 38]];
  return [[gap + 2, middle[1]], [-width - gap - 2, middle[1]], [middle[0], gap + 1], [middle[0], -height - gap - 1]];
}

function frame(at, dx, dy, width, height) {
  return [at.x + dx - 2, at.y + dy - 1, at.x + dx + width + 2, at.y + dy + height + 1];
}

function free(rectangle, taken) {
  return !taken.some((other) => meets(rectangle, other));
}

function meets(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

export function drawLabels() {
  labels = [];
  labelLayer.clearLayers();
  addPlaceLabels();
  for (const layer of DATA.layers) if (layer.kind !== "places" && state.visible.get(layer.key)) addLayerLabels(layer);
  settleLabels();
}

export function startLabels() {
  map.createPane("labels").style.zIndex = 650;
  labelLayer.addTo(map);
  map.on("moveend resize", drawLabels);
}
