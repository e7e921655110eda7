/* Geometries as paths of the world, each made once. */

import { inside, lonLat, unitsPerMetre, world } from "./geometry.js";
import { REF } from "./sheet.js";
import { dimension, partsOf } from "./store.js";

const KINDS = ["Point", "Line", "Polygon"];
const made = new Map(); // number of a geometry -> its outline

/* A position in the units of paths. */
export function spot(lon, lat) {
  const [x, y] = world(lon, lat);
  return [x - REF[0], y - REF[1]];
}

export function lonLatOf([x, y]) {
  return lonLat(x + REF[0], y + REF[1]);
}

/* How far so many metres reach at such a latitude. */
export const reachOf = (metres, lat) => (metres || 0) * unitsPerMetre(lat);

/* The outline of a place, or of a feature of a layer; undefined where there is none. */
export function outlineOf({ geometry }) {
  if (geometry !== null && !made.has(geometry)) made.set(geometry, new Outline(KINDS[dimension(geometry)], partsOf(geometry, spot)));
  return made.get(geometry);
}

/* `kind` of the three, `path`, the corners `from` and `to` of its box, all `points`, and `middle`: where a name fits. */
class Outline {
  constructor(kind, parts) {
    Object.assign(this, { kind, parts, path: pathOf(parts.flat(), kind === "Polygon"), ...boxOf(parts.flat(2)) });
  }
  get points() { return this.parts.flat(2); }
  get middle() {
    return this.at ||= this.kind === "Polygon" ? inside(this.parts.reduce((best, part) => (wide(part) > wide(best) ? part : best))) : this.points[this.points.length >> 1];
  }
}

function boxOf(points) {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  return { from: [left, top], to: [right, bottom] };
}

function wide([ring]) {
  const { from, to } = boxOf(ring);
  return to[0] - from[0];
}

export function pathOf(lines, closed) {
  const path = new Path2D();
  for (const line of lines) {
    line.forEach(([x, y], at) => (at ? path.lineTo(x, y) : path.moveTo(x, y)));
    if (closed) path.closePath();
  }
  return path;
}

export function disc([x, y], reach) {
  const path = new Path2D();
  path.arc(x, y, reach, 0, 7);
  return path;
}
