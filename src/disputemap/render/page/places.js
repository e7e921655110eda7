/* The mentioned places on the map, by how often they are named under the filters. */

import { AREAS } from "./data.js";
import { circlesAt, crowding, radiusOf } from "./geometry.js";
import { colour, forced, ink, isVisible, layerOf } from "./layers.js";
import { disc, outlineOf, reachOf, spot } from "./shapes.js";
import { inSight, onWorld, put, strokeWith } from "./sheet.js";
import { DATA, ROWS, counts } from "./store.js";
import { isDark } from "./view.js";

const ROUGH_M = 10500; // the largest city reaches 10 km from its middle
/* Colours that the colour-blind can tell apart (after Okabe and Ito), for paper and for the dark, each with a sign. */
const THEMES = [["#0072b2", "#56b4e9", "▲"], ["#b5460b", "#e98a4e", "■"], ["#00795a", "#3fc79d", "◆"], ["#9c4f83", "#e3a3cb", "✚"],
  ["#7a6a00", "#d9c534", "✖"], ["#4a4a4a", "#bcbcbc", "▼"]];

let marks = []; // of each place that can be drawn, how: { place, layer, point, at, reach, shape, loose, spread }, areas first, the large before the small
let circles = []; // what is on the map now, the most named first, in pixels of the map's layer: { mark, x, y, r }
let most = 1; // mentions of the place that is named most, whatever the filters
let home = 0; // the zoom at which the whole map is seen
let scale = 1; // what circles shrink by where places crowd
const byIndex = [];
const stamps = new Map(); // circles as pictures

function markOf(place) {
  const { index, lat, lon, relative, accuracy_m: metres } = place;
  const shape = outlineOf(place);
  const layer = layerOf(place);
  if (layer < 0 || !(shape || lat)) return [];
  const kind = relative && relative.kind;
  // known only by its position an area is the circle that it is somewhere in; so is what is known roughly
  const point = !shape && (kind === "offset" || !(AREAS.test(place.feature) || metres > ROUGH_M));
  const at = shape ? shape.middle : spot([lon, lat]);
  const reach = reachOf(metres, at);
  const [from, to] = shape ? [shape.from, shape.to] : [at.map((one) => one - reach), at.map((one) => one + reach)];
  const mark = { place, index, layer, point, at, reach, shape, from, to, ring: kind === "offset" && reach, loose: !shape || kind === "within",
    around: (!shape && !point) || /^(near|distance|outskirts|within)$/.test(kind), spread: point ? 0 : Math.hypot(to[0] - from[0], to[1] - from[1]) };
  byIndex[index] = mark;
  return [mark];
}

export function startPlaces(zoom) {
  home = zoom;
  marks = DATA.places.flatMap(markOf).sort((a, b) => b.spread - a.spread);
  most = DATA.places.reduce((all, { mentions }) => Math.max(all, mentions.length), 1);
}

/* How a place is drawn; undefined if it cannot be. */
export function markAt(index) {
  return byIndex[index];
}

export function radius(count) {
  return radiusOf(count, most, scale);
}

/* The places that are drawn now: areas from the largest down, then points. */
export function shown() {
  const seen = DATA.layers.map(({ key }) => isVisible(key));
  return marks.filter(({ index, layer }) => counts.all[index] && seen[layer]);
}

/* What a theme looks like where colours tell of themes. */
export function themeStyle(theme) {
  const [light, dark, sign] = THEMES[theme % THEMES.length];
  return { colour: forced.matches ? ink.ink : isDark() ? dark : light, sign };
}

/* The theme that a place is named with most, of all its mentions; -1 for none. */
function mainTheme(mark) {
  if (mark.theme === undefined) {
    const tally = new Uint32Array(32);
    for (const row of mark.place.mentions) for (let bits = ROWS.themes[row], bit = 0; bits; bits >>>= 1, bit += 1) tally[bit] += bits & 1;
    const best = Math.max(...tally);
    mark.theme = best ? tally.indexOf(best) : -1;
  }
  return mark.theme;
}

/* Paint the areas of some layers, the small above the large, tinted by how often they are named. */
export function paintAreas(numbers, view) {
  const areas = shown().filter(({ point }) => !point);
  const highest = areas.reduce((all, { index }) => Math.max(all, counts.all[index]), 1);
  for (const { index, layer, shape, at, reach, loose, from, to } of areas) {
    if (!numbers.has(layer) || !inSight(view, put(view, from), put(view, to))) continue;
    const { style } = DATA.layers[layer];
    const tone = colour(DATA.layers[layer]);
    const path = shape ? shape.path : disc(at, reach);
    const line = shape && shape.kind === "Line";
    onWorld(view);
    view.ctx.fillStyle = tone;
    view.ctx.globalAlpha = line || loose || forced.matches ? 0 : Math.min(style.opacity, 0.3) * (0.4 + 0.6 * Math.sqrt(counts.all[index] / highest));
    view.ctx.fill(path, "evenodd");
    view.ctx.globalAlpha = 0.75;
    strokeWith(view, path, tone, line ? 4 : loose ? 1.3 : style.weight + 0.3, loose ? "4 4" : style.dash);
    view.ctx.globalAlpha = 1;
  }
}

/* Paint all points, the most named below: hollow as far as mentions are associative, filled as far as they are literal. */
export function paintPoints(view) {
  const themed = DATA.layers.some(({ kind, key }) => kind === "themes" && isVisible(key));
  scale = crowding(marks.filter(({ point }) => point).length, view.zoom - home);
  circles = shown().filter(({ point }) => point).map((mark) => {
    const [x, y] = put(view, mark.at);
    return { mark, x, y, r: radius(counts.all[mark.index]), all: counts.all[mark.index] };
  }).filter(({ x, y }) => inSight(view, [x - 25, y - 25], [x + 25, y + 25])).sort((a, b) => b.all - a.all || a.mark.index - b.mark.index);
  for (const circle of circles) {
    paintPoint(circle, themed ? mainTheme(circle.mark) : -1, view);
    circle.x += view.min.x;
    circle.y += view.min.y;
  }
}

function paintPoint({ mark, x, y, r }, theme, view) {
  const { ctx } = view;
  const literal = radius(counts.literal[mark.index]);
  const { colour: tone, sign } = theme < 0 ? { colour: colour(DATA.layers[mark.layer]) } : themeStyle(theme);
  if (mark.ring) strokeWith(view, disc(mark.at, mark.ring), tone, 1.2, "4 4");
  stamp(view, x, y, r, tone, false);
  if (literal) stamp(view, x, y, literal, tone, true);
  if (!sign || r < 5) return;
  ctx.fillStyle = literal ? ink.paper : tone;
  ctx.font = `${Math.round(r)}px sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(sign, x, y);
}

/* Put a circle down: thousands of them are quick as pictures, each painted once. */
function stamp({ ctx, ratio }, x, y, reach, tone, full) {
  const r = Math.round(reach * 2) / 2;
  const half = Math.ceil(r) + 2;
  const key = [r, tone, full, ratio, ink.paper].join();
  if (!stamps.has(key)) {
    const picture = new OffscreenCanvas(2 * half * ratio, 2 * half * ratio);
    const pen = picture.getContext("2d");
    pen.scale(ratio, ratio);
    pen.arc(half, half, r, 0, 7);
    pen.fillStyle = full ? tone : ink.paper;
    pen.strokeStyle = tone;
    pen.lineWidth = 1.7;
    pen.globalAlpha = full ? 0.85 : 0.7;
    pen.fill();
    pen.globalAlpha = 1;
    if (!full) pen.stroke();
    stamps.set(key, picture.transferToImageBitmap());
  }
  ctx.drawImage(stamps.get(key), x - half, y - half, 2 * half, 2 * half);
}

/* The circles on the map now, the most named first, in pixels of the map's layer. */
export function circlesShown() {
  return circles;
}

/* The places at a point of the map's layer: points, else the areas that it lies in, the smallest first. */
export function placesAt(at, reach, { ctx, scale: zoom, x, y, min }) {
  const points = circlesAt(circles, at.x, at.y, reach).map(({ mark }) => mark);
  const [u, v] = [(at.x - min.x - x) / zoom, (at.y - min.y - y) / zoom];
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.lineWidth = (2 * reach) / zoom;
  const meets = ({ point, shape, at: [a, b], reach: far }) => !point && (!shape ? Math.hypot(u - a, v - b) < Math.max(far, reach / zoom)
    : shape.kind === "Line" ? ctx.isPointInStroke(shape.path, u, v) : ctx.isPointInPath(shape.path, u, v, "evenodd"));
  return points.length ? points : shown().filter(meets).reverse();
}
