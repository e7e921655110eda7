/* The mentioned places on the map, by how often they are named under the switch. */

import { AREAS, countOf, countedPlaces, isArea, placeLayer, shapeOf, state } from "./data.js";
import { select } from "./evidence.js";
import { addLabel, centreOf } from "./labels.js";
import { colour, drawn, map, rendererOf } from "./layers.js";
import { DATA, PLACES } from "./store.js";
import { h, number, pick, t } from "./text.js";

const marks = new Map(); // place_id -> Leaflet layer that stands for the place
let selection = null;

/* A circle whose area grows with the number, within what the eye can compare. */
export function radius(count) {
  return count ? Math.min(5 + 2.6 * Math.sqrt(count), 24) : 0;
}

export function position(place) {
  return place.lat === undefined ? null : L.latLng(place.lat, place.lon);
}

export function drawPlaces(layer, pane) {
  const group = L.layerGroup();
  group.disputemap = { layer, pane };
  fillPlaces(group);
  return group;
}

function fillPlaces(group) {
  const { layer, pane } = group.disputemap;
  group.clearLayers();
  const most = Math.max(1, ...countedPlaces().map((item) => item.all));
  for (const item of countedPlaces().filter(({ place }) => placeLayer(place) === layer).sort(largestFirst)) {
    for (const mark of marksOf(item, layer, pane, most)) group.addLayer(mark);
  }
}

/* Areas below points and the large below the small, so that each can be reached. */
function largestFirst(a, b) {
  return spread(b.place) - spread(a.place) || b.all - a.all;
}

function spread(place) {
  const shape = shapeOf(place);
  if (!shape) return isDisc(place) ? 2 * place.accuracy_m : 0;
  const bounds = L.geoJSON(shape).getBounds();
  return bounds.getSouthWest().distanceTo(bounds.getNorthEast());
}

function marksOf(item, layer, pane, most) {
  const { place } = item;
  const renderer = rendererOf(pane);
  const shape = shapeOf(place);
  const at = position(place);
  if (shape) return [remember(place, areaMark(item, layer, shape, { pane, renderer }, most))];
  if (!at) return [];
  const ink = colour(layer);
  if (isDisc(place)) {
    return [remember(place, L.circle(at, { pane, renderer, radius: place.accuracy_m || 1, color: ink, weight: 1.2,
      dashArray: "4 4", fill: false, className: "place", bubblingMouseEvents: false }))];
  }
  const ring = L.circleMarker(at, { pane, renderer, radius: radius(item.all), color: ink, weight: 2, fillColor: paper(),
    fillOpacity: 0.65, className: "place", bubblingMouseEvents: false });
  const core = L.circleMarker(at, { pane, renderer, radius: radius(item.literal), interactive: false, stroke: false,
    fillColor: ink, fillOpacity: 0.82 });
  const reach = isOffset(place) && place.accuracy_m ? [L.circle(at, { pane, renderer, radius: place.accuracy_m, interactive: false,
    color: ink, weight: 1.2, dashArray: "4 4", fill: false })] : [];
  return [...reach, remember(place, ring), ...(item.literal ? [core] : [])];
}

function areaMark(item, layer, shape, where, most) {
  const ink = colour(layer);
  const line = !shape.type.endsWith("Polygon");
  const within = isWithin(item.place);
  return L.geoJSON(shape, { ...where, bubblingMouseEvents: false, style: () => ({
    ...where, color: ink, weight: line ? 4 : within ? 1.2 : layer.style.weight, opacity: line ? 0.75 : 0.6,
    dashArray: within ? "4 4" : layer.style.dash || null, fill: !line && !within, fillColor: ink, fillOpacity: shade(item, layer, most), className: "place", bubblingMouseEvents: false,
  }) });
}

const ROUGH_M = 10500; // the largest city reaches 10 km from its middle

/* An area of which only the position is known, or a place that is known only by its area: drawn as the circle it is
   somewhere in, named at its edge. */
function isDisc(place) {
  const rough = !isOffset(place) && (AREAS.test(place.feature) || place.accuracy_m > ROUGH_M);
  return !shapeOf(place) && Boolean(position(place)) && rough;
}

function topOf(place) {
  const shape = shapeOf(place);
  if (!shape) return L.latLng(place.lat + (place.accuracy_m || 0) / 111320, place.lon);
  const bounds = L.geoJSON(shape).getBounds();
  return L.latLng(bounds.getNorth(), bounds.getCenter().lng);
}

/* "20 km south of X" is a point, drawn with the circle that it is known within. */
function isOffset(place) {
  return Boolean(place.relative) && place.relative.kind === "offset";
}

/* Somewhere in an area: its outline alone is drawn, and the area itself can still be seen and reached. */
export function isWithin(place) {
  return Boolean(place.relative) && place.relative.kind === "within";
}

/* What lies all around a place is named at its edge: the place's own name stands in the middle. */
function isAround(place) {
  return isDisc(place) || (isArea(place) && Boolean(place.relative) && /^(near|distance|outskirts|within)$/.test(place.relative.kind));
}

/* What labels must not cover: the circles of the places. */
export function markFrames() {
  return countedPlaces().filter(({ place }) => position(place) && !shapeOf(place) && !isDisc(place)).map((item) => {
    const at = map.latLngToLayerPoint(position(item.place));
    const reach = radius(item.all) - 1;
    return [at.x - reach, at.y - reach, at.x + reach, at.y + reach];
  });
}

const FAINT = 0.3; // a drawn area lets the map below it through, also where its layer is one of points

/* Of a layer's shade, between two fifths for one mention and all for the place most named. */
function shade(item, layer, most) {
  const full = Math.min(layer.style.opacity, FAINT);
  return full * (0.4 + 0.6 * Math.sqrt(item.all / most));
}

function paper() {
  return state.dark ? "#12171c" : "#ffffff";
}

/* Make a mark answer to mouse and keyboard alike, and find it again by its place. */
function remember(place, mark) {
  marks.set(place.place_id, mark);
  mark.on("click", () => select(place.place_id));
  mark.on("add", () => {
    for (const path of mark.eachLayer ? mark.getLayers() : [mark]) label(path.getElement && path.getElement(), place);
  });
  return mark;
}

function label(element, place) {
  if (!element) return;
  const count = countOf(place).all;
  for (const [name, value] of [["tabindex", "0"], ["role", "button"], ["data-place", place.place_id],
    ["aria-label", `${pick(place.names)}${t("list.and")}${t("n.mentions", { n: number(count) })}`]]) element.setAttribute(name, value);
  element.onkeydown = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    select(place.place_id);
  };
}

export function addPlaceLabels() {
  for (const item of countedPlaces()) {
    const layer = placeLayer(item.place);
    const shape = shapeOf(item.place);
    const boxed = shape || isDisc(item.place);
    const at = isAround(item.place) ? topOf(item.place) : position(item.place) || (shape && centreOf(shape));
    if (!layer || !at || !state.visible.get(layer.key)) continue;
    const content = h("span", { dir: "auto", class: boxed ? "boxed" : null }, pick(item.place.names), " ", h("b", {}, number(item.all)));
    addLabel(at, content, { kind: boxed ? "centred area" : "beside point", weight: 10 + item.all, radius: radius(item.all),
      id: item.place.place_id, click: () => select(item.place.place_id) });
  }
}

/* The selected place's outline, or how well its position is known. */
export function drawSelection() {
  if (selection) selection.remove();
  selection = L.layerGroup().addTo(map);
  const place = PLACES.get(state.place);
  if (!place) return;
  const shape = shapeOf(place);
  if (shape) outline(shape);
  else if (position(place)) encircle(position(place), place.accuracy_m, !isDisc(place));
}

function selectionStyle() {
  return { pane: "selection", renderer: rendererOf("selection"), interactive: false, color: state.dark ? "#ffffff" : "#111111", weight: 1.6, fill: false };
}

/* The circle within which a position is known, and its middle where that means something. */
export function encircle(at, reach, middle = true) {
  const style = selectionStyle();
  if (reach) selection.addLayer(L.circle(at, { ...style, radius: Number(reach), dashArray: "5 4" }));
  if (middle) selection.addLayer(L.circleMarker(at, { ...style, radius: 2, fill: true, fillColor: style.color, fillOpacity: 1 }));
}

export function outline(shape) {
  if (shape) selection.addLayer(L.geoJSON(shape, { ...selectionStyle(), style: () => ({ ...selectionStyle(), weight: 2.4 }) }));
}

export function redrawPlaces() {
  marks.clear();
  for (const layer of DATA.layers) if (layer.kind === "places") fillPlaces(drawn.get(layer.key));
  drawSelection();
}

export function showOnMap(place) {
  const shape = shapeOf(place);
  const animate = !window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (shape) map.fitBounds(L.geoJSON(shape).getBounds(), { animate, maxZoom: 9.5, padding: [20, 20] });
  else if (position(place)) {
    const bounds = position(place).toBounds(Math.max(2.4 * (place.accuracy_m || 0), 30000));
    map.fitBounds(bounds, { animate, maxZoom: 10.5 });
  }
}
