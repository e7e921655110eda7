/* Names and numbers on the map. What would cover a weightier name is left out until there is room. */

import { counts } from "./counting.js";
import { settle } from "./geometry.js";
import { colour, ink, isSite, isVisible } from "./layers.js";
import { circlesShown, shown } from "./places.js";
import { outlineOf } from "./shapes.js";
import { inSight, onPaper, onWorld, put } from "./sheet.js";
import { DATA } from "./store.js";
import { RTL, all, byId, lang, number, pick, visible } from "./text.js";
import { view as chosen } from "./view.js";

const TRIED = 200; // names of places tried in one view; more could not be told apart
const SPARED = 80; // circles that no name may cover
const HIGH = 17; // pixels
/* Of each kind of label: font, and colour of the page. */
const FACES = { point: ["600 13", "ink"], boxed: ["400 12.5", "ink"], site: ["400 11.5", "ink"], mark: ["400 11", "ink"], admin: ["400 12", "quiet"],
  country: ["600 12.5", "quiet"], sector: ["italic 700 11.5"], water: ["italic 400 11.5", "stream"] };
const BACKWARDS = /^\P{L}*\p{sc=Arab}/u;
const widths = new Map();
let family = "";
let placed = [];

/* The labels on the map now: of a place with its mark; boxes are in pixels of the paper. */
export function labels() {
  return placed;
}

function font(kind, bold) {
  return `${bold ? FACES[kind][0].replace(/\d+/, 700) : FACES[kind][0]}px ${family}`;
}

function width(ctx, text, face) {
  const key = face + text;
  if (!widths.has(key)) {
    ctx.font = face;
    widths.set(key, ctx.measureText(text).width);
  }
  return widths.get(key);
}

/* A label with its size and where it may stand, best first: beside a point on any side; in an area at its middle, or a little
   above or below. */
function label(view, text, kind, [x, y], weight, gap, more) {
  const { count = "", tone } = more;
  const pad = kind === "boxed" ? 6 : 1;
  const name = width(view.ctx, text, font(kind));
  const wide = name + (count ? width(view.ctx, count, font(kind, true)) + 5 : 0) + 2 * pad;
  const [left, up] = [-wide / 2, -HIGH / 2];
  const sides = [[gap + 2, up], [-wide - gap - 2, up]];
  if (RTL.has(lang)) sides.reverse();
  const offsets = gap ? [...sides, [left, gap + 1], [left, -HIGH - gap - 1], ...[gap - 4, 4 - HIGH - gap].flatMap((down) => [[gap, down], [-wide - gap, down]])]
    : [0, -20, 20, 38].map((down) => [left, up + down]);
  return { text, kind, x, y, name, pad, count, tone, width: wide, height: HIGH, weight, offsets, mark: more.mark };
}

function placeLabel(view, mark, kind, at, gap) {
  const { place, index } = mark;
  return label(view, visible(pick(place.names)), kind, at, counts.all[index] + (place.place_id === chosen.place ? 1e9 : 10), gap, { count: number(counts.all[index]), mark });
}

/* Where a shape is named: at its middle, else, of an area whose middle is out of sight, near the edge of the map on that side. */
function spotOf(view, { kind, middle, path }) {
  const at = put(view, middle);
  if (inSight(view, at) || kind !== "Polygon") return at;
  const { ctx, width, height, ratio } = view;
  onWorld(view);
  const seen = [...Array(99).keys()].map((step) => [(width * (1 + (step % 11))) / 12, (height * (1 + Math.floor(step / 11))) / 10])
    .filter(([x, y]) => ctx.isPointInPath(path, x * ratio, y * ratio, "evenodd"));
  onPaper(view);
  const away = ([x, y]) => Math.hypot(x - at[0], y - at[1]);
  return seen.sort((a, b) => away(a) - away(b))[0] || at;
}

/* What kind of label the features of a layer bear, how it weighs, and how far from the middle it stands. */
function manner({ kind, group, resource, style }) {
  if (style.pattern === "sectors") return ["sector", 4, 13];
  if (kind === "point") return isSite({ style }) ? ["site", 3, 6] : ["mark", group === "corridor" ? 2 : 0.4, 5];
  return group === "base" ? [/land/.test(resource) ? "country" : "water", 0.6] : ["admin", 0.5];
}

function layerLabels(view, layer, named) {
  const [first, last] = layer.label_zooms;
  const [kind, weight, gap] = manner(layer);
  return view.zoom < first || view.zoom >= last ? [] : layer.features.flatMap((feature) => {
    const { label: said, names } = feature.properties;
    const text = said === "names" ? pick(names) : said;
    const at = text && !named.has(feature.id) && spotOf(view, outlineOf(feature));
    return at && inSight(view, at) ? [label(view, text, kind, at, weight, gap, { tone: colour(layer) })] : [];
  });
}

/* Choose what is named, and paint it; `quiet` leaves the names of places out. */
export function paintLabels(view, quiet) {
  const { ctx, min } = view;
  family = getComputedStyle(document.body).fontFamily;
  const circles = circlesShown().map(({ mark, x, y, r }) => ({ mark, x: x - min.x, y: y - min.y, r }));
  const points = quiet ? [] : circles.slice(0, TRIED).map(({ mark, x, y, r }) => placeLabel(view, mark, "point", [x, y], r));
  const areas = quiet ? [] : shown().filter(({ point }) => !point).sort((a, b) => counts.all[b.index] - counts.all[a.index])
    .map((mark) => [mark, mark.around ? put(view, [mark.at[0], mark.from[1]]) : spotOf(view, mark.shape)])
    .filter(([, at]) => inSight(view, at)).slice(0, TRIED).map(([mark, at]) => placeLabel(view, mark, "boxed", at, 0));
  const named = new Set([...points, ...areas].map(({ mark }) => mark.place.place_id));
  const others = DATA.layers.filter(({ key }) => isVisible(key)).flatMap((layer) => layerLabels(view, layer, named));
  const { left, top } = byId("map").getBoundingClientRect();
  const controls = Array.from(all("#map .leaflet-control"), (one) => one.getBoundingClientRect());
  placed = settle([...points, ...areas, ...others], view.width, view.height, [
    ...controls.map((box) => [box.left - left, box.top - top, box.right - left, box.bottom - top]),
    ...circles.slice(0, SPARED).map(({ x, y, r }) => [x - r + 4, y - r + 4, x + r - 4, y + r - 4])]);
  for (const one of placed) paintLabel(ctx, one);
}

function paintLabel(ctx, { text, kind, count, name, pad, tone, box: [left, top, right, bottom] }) {
  const backwards = BACKWARDS.test(text);
  if (kind === "boxed") {
    ctx.fillStyle = ink.paper;
    ctx.strokeStyle = ink.accent;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.roundRect(left + 0.5, top + 0.5, right - left - 1, bottom - top - 1, 3);
    ctx.fill();
    ctx.stroke();
  }
  ctx.direction = backwards ? "rtl" : "ltr";
  write(ctx, text, font(kind), ink[FACES[kind][1]] || tone, backwards ? right - pad - name : left + pad, (top + bottom) / 2);
  if (count) write(ctx, count, font(kind, true), ink.accent, backwards ? left + pad : left + pad + name + 5, (top + bottom) / 2);
}

/* Write with a rim of paper around the letters. */
export function write(ctx, text, face, tone, x, y) {
  ctx.font = face;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.lineJoin = "round";
  ctx.lineWidth = 3.5;
  ctx.strokeStyle = ink.paper;
  ctx.strokeText(text, x, y);
  ctx.fillStyle = tone;
  ctx.fillText(text, x, y);
}
