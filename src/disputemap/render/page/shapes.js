/* GeoJSON geometries as paths of the world, each made once. */

import { inside, lonLat, unitsPerMetre, world } from "./geometry.js";
import { REF } from "./sheet.js";
import { shapes } from "./store.js";

const DEPTHS = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 };
const made = new Map(); // number of a geometry -> its outline

export function spot([lon, lat]) {
  const [x, y] = world(lon, lat);
  return [x - REF[0], y - REF[1]];
}

/* How far so many metres reach at such a place. */
export function reachOf(metres, [x, y]) {
  return (metres || 0) * unitsPerMetre(lonLat(x + REF[0], y + REF[1])[1]);
}

/* The outline of a place, or of a feature of a layer; undefined where there is none. */
export function outlineOf({ geometry }) {
  if (!made.has(geometry)) made.set(geometry, outline(shapes(geometry)));
  return made.get(geometry);
}

/* { kind: "Point", "Line" or "Polygon", path, points, from and to: corners of its box, middle: where a name fits }. */
function outline(shape) {
  if (!shape) return undefined;
  const kind = shape.type.replace(/Multi|String/g, "");
  let parts = shape.coordinates;
  for (let depth = DEPTHS[shape.type]; depth < 3; depth += 1) parts = [parts];
  parts = parts.map((part) => part.map((ring) => ring.map(spot)));
  const points = parts.flat(2);
  const axis = (list, at) => list.map((one) => one[at]);
  const wide = ([ring]) => Math.max(...axis(ring, 0)) - Math.min(...axis(ring, 0));
  return { kind, points, path: pathOf(parts.flat(), kind === "Polygon"),
    from: [0, 1].map((at) => Math.min(...axis(points, at))), to: [0, 1].map((at) => Math.max(...axis(points, at))),
    middle: kind === "Polygon" ? inside(parts.sort((a, b) => wide(b) - wide(a))[0]) : points[points.length >> 1] };
}

export function pathOf(lines, closed) {
  const path = new Path2D();
  for (const line of lines) {
    line.forEach(([x, y], at) => path[at ? "lineTo" : "moveTo"](x, y));
    if (closed) path.closePath();
  }
  return path;
}

export function disc([x, y], reach) {
  const path = new Path2D();
  path.arc(x, y, reach, 0, 7);
  return path;
}
