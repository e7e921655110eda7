/* The mentioned places on the map, by how often they are named under the filters. */

import { counts } from "./counting.js";
import { AREAS } from "./data.js";
import { paintDots } from "./dots.js";
import { circlesAt, crowding, radiusOf } from "./geometry.js";
import { colour, ink, isVisible, layerOf } from "./layers.js";
import { disc, outlineOf, reachOf, spot } from "./shapes.js";
import { inSight, onWorld, put, strokeWith } from "./sheet.js";
import { DATA, themesAt } from "./store.js";

const ROUGH_M = 10500; // the largest city reaches 10 km from its middle
const SIGNS = "▲■◆✚✖▼"; // of themes, whose colours are in page.css

const marks = []; // of each place that can be drawn, how: { place, layer, point, at, reach, shape, loose, spread }, areas first, the large before the small
let circles = []; // what is on the map now, the most named first, in pixels of the map's layer: { mark, x, y, r }
let most = 1; // mentions of the point that is named most, whatever the filters
let home = 0; // the zoom at which the whole map is seen
let scale = 1; // what circles shrink by where places crowd
const byIndex = [];

function addMark(place) {
  const { index, lat, lon, relative, accuracy_m: metres } = place;
  const shape = outlineOf(place);
  const layer = layerOf(place);
  if (layer < 0 || !(shape || lat)) return;
  const kind = relative && relative.kind;
  // known only by its position an area is the circle that it is somewhere in; so is what is known roughly
  const point = !shape && (kind === "offset" || !(AREAS.test(place.feature) || metres > ROUGH_M));
  const at = shape ? shape.middle : spot(lon, lat);
  const reach = shape ? 0 : reachOf(metres, lat);
  const [from, to] = shape ? [shape.from, shape.to] : [[at[0] - reach, at[1] - reach], [at[0] + reach, at[1] + reach]];
  marks.push(byIndex[index] = { place, index, layer, point, at, reach, shape, from, to, ring: kind === "offset" && reach, loose: !shape || kind === "within",
    around: (!shape && !point) || /^(near|distance|outskirts|within)$/.test(kind), spread: point ? 0 : Math.hypot(to[0] - from[0], to[1] - from[1]) });
}

export function startPlaces(zoom) {
  home = zoom;
  DATA.places.forEach(addMark);
  marks.sort((a, b) => b.spread - a.spread);
  most = marks.reduce((all, { point, place }) => (point ? Math.max(all, place.mentions.length) : all), 1);
}

/* How a place is drawn; undefined if it cannot be. */
export function markAt(index) {
  return byIndex[index];
}

export function radius(count) {
  return radiusOf(count, most, scale);
}

/* Numbers of mentions to explain the circles by: few, middling and many. */
export function sizes() {
  const round = (count) => Number(count.toPrecision(1));
  return [...new Set([1, round(most / 4), round(most)].filter(Boolean).map(Math.ceil))];
}

/* The places that are drawn now: areas from the largest down, then points. */
export function shown() {
  const seen = DATA.layers.map(({ key }) => isVisible(key));
  return marks.filter(({ index, layer }) => counts.all[index] && seen[layer]);
}

/* Whether colours tell of themes. */
export function themed() {
  return DATA.layers.some(({ kind, key }) => kind === "themes" && isVisible(key));
}

/* What a theme looks like where colours tell of themes. */
export function themeStyle(theme) {
  const at = theme % SIGNS.length;
  return { colour: ink[`theme-${at}`], sign: SIGNS[at] };
}

/* The theme that a place is named with most, of all its mentions; -1 for none. */
function mainTheme(mark) {
  if (mark.theme === undefined) {
    const tally = new Uint32Array(DATA.themes.length);
    for (const row of mark.place.mentions) for (const theme of themesAt(row)) tally[theme] += 1;
    const best = Math.max(0, ...tally);
    mark.theme = best ? tally.indexOf(best) : -1;
  }
  return mark.theme;
}

/* Paint the areas of some layers, the small above the large, tinted by how often they are named; `quick` leaves circles out when
   they are many. */
export function paintAreas(numbers, view, quick) {
  const all = shown().filter(({ point }) => !point);
  const areas = quick && all.length > 100 ? all.filter(({ loose }) => !loose) : all;
  const faint = Math.min(0.75, 3 / Math.sqrt(areas.filter(({ loose }) => loose).length)); // many circles would hide the map
  const highest = areas.reduce((all, { index }) => Math.max(all, counts.all[index]), 1);
  for (const { index, layer, shape, at, reach, loose, from, to } of areas) {
    if (!numbers.has(layer) || !inSight(view, put(view, from), put(view, to))) continue;
    const { style } = DATA.layers[layer];
    const tone = colour(DATA.layers[layer]);
    const path = shape ? shape.path : disc(at, reach);
    const line = shape && shape.kind === "Line";
    onWorld(view);
    view.ctx.fillStyle = tone;
    view.ctx.globalAlpha = line || loose || ink.forced ? 0 : Math.min(style.opacity, 0.3) * (0.4 + 0.6 * Math.sqrt(counts.all[index] / highest));
    view.ctx.fill(path, "evenodd");
    view.ctx.globalAlpha = loose ? faint : 0.75;
    strokeWith(view, path, tone, line ? 4 : loose ? 1.3 : style.weight + 0.3, loose ? "4 4" : style.dash);
    view.ctx.globalAlpha = 1;
  }
}

/* Paint how far off the points may be that lie off a place. */
export function paintReach(view) {
  for (const mark of shown()) if (mark.point && mark.ring) strokeWith(view, disc(mark.at, mark.ring), toneOf(mark).colour, 1.2, "4 4");
}

const toneOf = (mark) => (themed() && mainTheme(mark) >= 0 ? themeStyle(mainTheme(mark)) : { colour: colour(DATA.layers[mark.layer]) });

/* Paint all points, the most named below: hollow as far as mentions are associative, filled as far as they are literal. */
export function paintPoints(view) {
  const themes = themed();
  const tones = DATA.layers.map((layer) => ({ colour: colour(layer) }));
  scale = crowding(marks.filter(({ point }) => point).length, view.zoom - home);
  circles = [];
  for (const mark of shown()) {
    const [x, y] = put(view, mark.at);
    if (mark.point && inSight(view, [x - 25, y - 25], [x + 25, y + 25])) circles.push({ mark, x, y, r: radius(counts.all[mark.index]), all: counts.all[mark.index] });
  }
  circles.sort((a, b) => b.all - a.all || a.mark.index - b.mark.index);
  const signs = [];
  for (const circle of circles) {
    const { mark, r, all } = circle;
    const literal = counts.literal[mark.index];
    const { colour: tone, sign } = themes ? toneOf(mark) : tones[mark.layer];
    circle.discs = [[r + 1, ink.paper], [r, tone]];
    if (literal < all) circle.discs.push([r - 1.8, ink.paper]);
    if (literal && literal < all) circle.discs.push([radius(literal), tone]);
    if (sign && r >= 4) signs.push({ ...circle, sign, tone: literal ? ink.paper : tone });
  }
  paintDots(circles, view);
  signs.forEach((one) => paintSign(view.ctx, one));
  for (const circle of circles) {
    circle.x += view.min.x;
    circle.y += view.min.y;
  }
}

export function paintSign(ctx, { x, y, r, sign, tone }) {
  ctx.fillStyle = tone;
  ctx.font = `${Math.round(1.2 * r)}px sans-serif`;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(sign, x, y);
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
