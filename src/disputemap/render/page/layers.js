/* The layers of the data package: which are seen, what they look like, and how they are painted. */

import { passing } from "./data.js";
import { disc, outlineOf } from "./shapes.js";
import { inSight, onPaper, onWorld, put, strokeWith } from "./sheet.js";
import { DATA } from "./store.js";

const seen = new Set();
const listeners = new Set();
export const forced = matchMedia("(forced-colors: active)");
export const ink = {}; // colours of the page by name
const INKS = ["ink", "quiet", "stream", "paper", "accent", "other", "edge", ...[0, 1, 2, 3, 4, 5].map((theme) => `theme-${theme}`)];

/* Read the colours anew: the page is light or dark, or the reader's system says all colours. */
export function readInk() {
  const probe = document.body.appendChild(document.createElement("i"));
  for (const name of INKS) {
    probe.style.color = `var(--${name})`;
    ink[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  Object.assign(ink, { dark: document.documentElement.dataset.theme === "dark", forced: forced.matches });
}

export function colour(layer) {
  if (ink.forced) return layer.group === "base" ? ink.paper : ink.ink;
  return ink.dark ? layer.style.colour_dark : layer.style.colour;
}

/* A hatched area reads as an item of a list and not as an amount. */
function hatched(layer) {
  return layer.kind === "area" && layer.style.pattern.startsWith("hatch");
}

/* Whether a layer has something to say about each of its features. */
export function tells(layer) {
  return layer.features.some(({ properties }) => properties.details.length > 1);
}

export function visibleLayers() {
  return DATA.layers.map(({ key }) => key).filter(isVisible);
}

export function isVisible(key) {
  return seen.has(key);
}

export function setLayer(key, on) {
  if (seen.has(key) === on) return;
  if (on) seen.add(key);
  else seen.delete(key);
  for (const listener of listeners) listener(key, on);
}

/* Call `listener` with the key of a layer, and whether it is seen, whenever one was switched. */
export function onLayers(listener) {
  listeners.add(listener);
}

let tests = null; // of each layer: whether a place is of it

/* Where a place is in the catalogue: the number of its layer, or -1. */
export function layerOf(place) {
  tests ||= DATA.layers.map(({ kind, where }) => (kind === "places" ? passing(where) : () => false));
  return tests.findIndex((test) => test(place));
}

export function paintLayer(layer, view) {
  if (seen.has(layer.key)) layer.features.forEach((feature, at) => paintOutline(layer, outlineOf(feature), view, at, feature.properties.label));
}

/* Paint an outline as those of a layer are; `at` is its number among them, `label` what it bears. */
export function paintOutline(layer, outline, view, at, label) {
  return layer.kind === "point" ? paintPoint(layer, outline, view, label) : paintShape(layer, outline, view, at);
}

function paintShape(layer, { path, from, to }, view, at) {
  if (!inSight(view, put(view, from), put(view, to))) return;
  const { dash, opacity, pattern } = layer.style;
  const weight = layer.style.weight || (ink.forced ? 0.8 : 0);
  const { ctx } = view;
  const [line, base] = [layer.kind === "line", layer.group === "base"];
  onWorld(view);
  ctx.globalAlpha = line || base || hatched(layer) || !ink.forced ? opacity : 0;
  ctx.fillStyle = hatched(layer) ? hatching(layer, view) : colour(layer);
  if (!line && ctx.globalAlpha) ctx.fill(path, "evenodd");
  if (!line) ctx.globalAlpha = hatched(layer) ? 0.55 : 0.85;
  if (weight) strokeWith(view, path, base && !line ? ink.edge : colour(layer), weight, dash);
  ctx.globalAlpha = 1;
  if (pattern === "sectors" && at % 2) strokeWith(view, path, ink.paper, weight - 2.4); // full and hollow in turn, as the bar of a scale
  onPaper(view);
}

const hatchings = new Map(); // by colour

function hatching(layer, { ctx, scale }) {
  const tone = colour(layer);
  if (!hatchings.has(tone)) {
    const tile = new OffscreenCanvas(7, 1);
    const pen = tile.getContext("2d");
    pen.fillStyle = tone;
    pen.fillRect(0, 0, 1.2, 1);
    hatchings.set(tone, ctx.createPattern(tile, "repeat"));
  }
  const pattern = hatchings.get(tone);
  pattern.setTransform(new DOMMatrix().scale(1 / scale).rotate(layer.style.pattern === "hatch-back" ? -45 : 45));
  return pattern;
}

/* Institutions and seats are small squares set on their corner, never to be taken for a count; towns and marks are dots. */
function paintPoint(layer, { points }, view, label) {
  const { ctx } = view;
  for (const point of points) {
    const [x, y] = put(view, point);
    const reach = isSite(layer) ? layer.style.weight : label ? 3 : 1.7;
    ctx.fillStyle = colour(layer);
    ctx.strokeStyle = ink.paper;
    ctx.lineWidth = 1.5;
    const path = isSite(layer) ? new Path2D(`M${x} ${y - reach}l${reach} ${reach}l${-reach} ${reach}l${-reach} ${-reach}z`) : disc([x, y], reach);
    if (!inSight(view, [x, y])) continue;
    ctx.stroke(path);
    ctx.fill(path);
  }
}

/* Whether its points are places to be looked at, one by one. */
export function isSite(layer) {
  return layer.style.weight > 4;
}
