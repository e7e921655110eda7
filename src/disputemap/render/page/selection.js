/* What one points at and chooses on the map, with the mouse, a finger or the keyboard. */

import { counts } from "./counting.js";
import { kindOf } from "./data.js";
import { ink, isVisible, tells } from "./layers.js";
import { labels } from "./labels.js";
import { markAt, placesAt, shown } from "./places.js";
import { disc, lonLatOf, outlineOf, reachOf } from "./shapes.js";
import { inSight, put, strokeWith } from "./sheet.js";
import { DATA, PLACES } from "./store.js";
import { bdi, byId, h, number, pick, t, visible } from "./text.js";
import { view as chosen } from "./view.js";

const LISTED = 200; // places named in the list of those in view
const [FINGER, MOUSE] = [22, 5]; // pixels from what is hit
const pickers = new Set();
const [list, tip] = [byId("in-view"), byId("tip")];
let map = null;
let rings = null; // the sheet on which what is chosen is ringed
let paper = null; // tells how the world lies on the map now
let hovered = null; // index of the place that one points at
let marked = null; // the feature of a layer that the panel tells of
let hits = []; // what the list offers
let at = 0; // which of it one is at

/* Call `listener` with { place: index } or { layer, feature } when one is chosen on the map. */
export function onPick(listener) {
  pickers.add(listener);
}

export function startSelection(onMap, sheet, view) {
  [map, rings, paper] = [onMap, sheet, view];
  map.on("click", press).on("mousemove", point).on("mouseout movestart", () => focusPlace(null));
  Object.assign(list, { onfocus: () => hits.length || fill(inView()), onblur: close, onkeydown: walk });
}

function sizeOf({ pointerType }) {
  return pointerType === "touch" || matchMedia("(pointer: coarse)").matches ? FINGER : MOUSE;
}

/* What is met at a point of the map's layer: points, else a place by its name on the map, else sites, else areas. */
export function hitsAt(where, reach) {
  const view = paper();
  if (!view) return [];
  const places = placesAt(where, reach, view).map((mark) => ({ place: mark.index, mark }));
  const [x, y] = [where.x - view.min.x, where.y - view.min.y];
  const name = labels().find(({ mark, box }) => mark && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3]);
  if (places.length && places[0].mark.point) return places;
  if (name) return [{ place: name.mark.index }];
  const near = ({ points }) => points.some((one) => Math.hypot(put(view, one)[0] - x, put(view, one)[1] - y) < reach + 4);
  const within = ({ path }) => view.ctx.isPointInPath(path, (x - view.x) / view.scale, (y - view.y) / view.scale, "evenodd");
  const features = (kind, meets) => DATA.layers.filter((layer) => layer.kind === kind && isVisible(layer.key) && tells(layer))
    .flatMap((layer) => layer.features.filter((feature) => meets(outlineOf(feature))).map((feature) => ({ layer, feature })));
  const sites = features("point", near);
  return sites.length ? sites : [...places, ...features("area", within)];
}

function press({ layerPoint, containerPoint, originalEvent }) {
  const found = hitsAt(layerPoint, sizeOf(originalEvent));
  if (found.length < 2) return found.forEach(choose);
  fill(found);
  const { x, y } = map.getSize();
  Object.assign(list.style, { left: `${Math.max(4, Math.min(containerPoint.x + 8, x - 258))}px`, top: `${Math.max(4, Math.min(containerPoint.y + 8, y - list.offsetHeight - 4))}px` });
  return list.focus();
}

function choose(hit) {
  for (const picker of pickers) picker(hit);
}

function point({ layerPoint, containerPoint, originalEvent }) {
  const [hit] = sizeOf(originalEvent) === MOUSE ? hitsAt(layerPoint, MOUSE) : [];
  map.getContainer().classList.toggle("pointing", Boolean(hit));
  focusPlace(hit && !hit.feature ? hit.place : null, containerPoint);
}

/* Point at a place, as with the mouse: it is ringed, and named at `where`. */
export function focusPlace(index, where) {
  if (index !== hovered) {
    hovered = index;
    rings.redraw();
  }
  tip.hidden = index === null || !where;
  if (tip.hidden) return;
  tip.replaceChildren(...named({ place: index }));
  tip.style.transform = `translate(${Math.min(where.x + 14, map.getSize().x - tip.offsetWidth)}px, ${where.y + 16}px)`;
}

/* Mark a feature that the panel tells of, or none; the chosen place is marked by itself. */
export function mark(feature) {
  marked = feature;
  rings.redraw();
}

export const ringed = () => hovered !== null || marked || chosen.place;

/* The outlines of what is chosen and pointed at, or how well its position is known. */
export function paintRings(view) {
  const place = PLACES.get(chosen.place);
  if (hovered !== null) ring(markAt(hovered), view, ink.other);
  if (place) ring(markAt(place.index), view, ink.ink);
  if (!marked) return;
  const shape = outlineOf(marked);
  ring(shape.kind === "Point" ? { at: shape.middle, reach: reachOf(marked.properties.accuracy_m, lonLatOf(shape.middle)[1]), point: true } : { shape }, view, ink.ink);
}

function ring(mark, view, tone) {
  if (!mark) return;
  const { shape, at: middle, reach, point: dot } = mark;
  const path = shape ? shape.path : disc(middle, Math.max(reach, 9 / view.scale));
  strokeWith(view, path, ink.paper, 4.5);
  strokeWith(view, path, tone, shape ? 2.4 : 2, shape ? "" : "5 4");
  if (dot) strokeWith(view, disc(middle, 1 / view.scale), tone, 3);
}

function inView() {
  const view = paper();
  return shown().filter(({ at: middle }) => inSight(view, put(view, middle))).map(({ index: place }) => ({ place }))
    .sort((a, b) => counts.all[b.place] - counts.all[a.place] || a.place - b.place).slice(0, LISTED);
}

function named({ place, layer, feature }) {
  const [name, kind] = feature ? [pick(feature.properties.names) || pick(layer.titles), pick(layer.titles)] : [pick(DATA.places[place].names), kindOf(DATA.places[place])];
  return [h("span", {}, bdi(visible(name)), h("small", {}, kind)), feature ? "" : h("b", {}, number(counts.all[place]))];
}

/* One list of one tab stop, walked by arrows: of the places in view when the keyboard comes to it, of what lies together under
   a click. */
function fill(found) {
  hits = found;
  list.replaceChildren(...(hits.length ? hits.map((hit, index) => h("li", { role: "option", id: `in-view-${index}`, "data-place": hit.feature ? null : DATA.places[hit.place].place_id,
    onmousedown: (event) => event.preventDefault(), onmouseenter: () => go(index), onclick: () => choose(hit) }, named(hit)))
    : [h("li", { role: "option", "aria-disabled": "true" }, t("map.none_in_view"))]));
  go(0);
}

function go(index) {
  at = Math.max(0, Math.min(hits.length - 1, index));
  [...list.children].forEach((option, place) => option.setAttribute("aria-selected", place === at));
  if (!hits.length) return;
  list.setAttribute("aria-activedescendant", `in-view-${at}`);
  list.children[at].scrollIntoView({ block: "nearest" });
  focusPlace(hits[at].feature ? null : hits[at].place);
}

function walk(event) {
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: hits.length, PageDown: at + 8, PageUp: at - 8 }[event.key];
  if (to !== undefined) go(to);
  else if (/^(Enter| )$/.test(event.key) && hits.length) choose(hits[at]);
  else if (event.key === "Escape") map.getContainer().focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function close() {
  hits = [];
  list.removeAttribute("style");
  list.removeAttribute("aria-activedescendant");
  focusPlace(null);
}
