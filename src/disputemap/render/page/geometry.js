/* Geometry of the map as pure functions of numbers: they know neither the page nor Leaflet. */

const RAD = Math.PI / 180;
const CELL = 4; // pixels

/* Web Mercator at zoom 0: the world is 256 units wide, y grows southwards. */
export function world(lon, lat) {
  return [(lon / 360 + 0.5) * 256, 128 - (Math.atanh(Math.sin(lat * RAD)) * 128) / Math.PI];
}

export function lonLat(x, y) {
  return [(x / 256 - 0.5) * 360, Math.asin(Math.tanh(((128 - y) * Math.PI) / 128)) / RAD];
}

/* How many such units a metre is. */
export function unitsPerMetre(lat) {
  return 256 / (40075016.686 * Math.cos(lat * RAD));
}

/* Kilometres along a line of [lon, lat] at each of its points, stretched so that the last is `total`. */
export function chainages(points, total) {
  const along = [0];
  points.slice(1).forEach(([lon, lat], at) => {
    const [lon0, lat0] = points[at];
    along.push(along[at] + Math.hypot(lat - lat0, (lon - lon0) * Math.cos(((lat + lat0) / 2) * RAD)));
  });
  return along.map((one) => (one * total) / along[along.length - 1]);
}

/* Where a line is at a kilometre. */
export function pointAt(points, along, km) {
  const next = along.findIndex((one, at) => at && (one >= km || at === along.length - 1));
  const share = Math.min(1, Math.max(0, (km - along[next - 1]) / (along[next] - along[next - 1])));
  return points[next].map((one, axis) => points[next - 1][axis] + (one - points[next - 1][axis]) * share);
}

/* The piece of a line between two kilometres. */
export function pieceOf(points, along, from, to) {
  return [pointAt(points, along, from), ...points.filter((_, at) => along[at] > from && along[at] < to), pointAt(points, along, to)];
}

/* The kilometre of the point of a flat line that is nearest to x, y, and how far that is. */
export function nearestOn(points, along, x, y) {
  let best = { distance: Infinity };
  points.slice(1).forEach(([bx, by], at) => {
    const [ax, ay] = points[at];
    const share = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)));
    const distance = Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y);
    if (distance < best.distance) best = { km: along[at] + share * (along[at + 1] - along[at]), distance };
  });
  return best;
}

/* A circle whose area grows with the number; `most` is the greatest there is, `scale` what all circles shrink by. */
export function radiusOf(count, most, scale) {
  return count && scale * (4.5 + Math.min(2.6, 19 / Math.sqrt(most)) * Math.sqrt(count));
}

/* How much circles shrink so that many places can be told apart, less so the nearer one looks. */
export function crowding(places, zoomedIn) {
  return Math.min(1, Math.max(0.4, (140 / places) ** 0.35) * 2 ** (0.3 * Math.max(0, zoomedIn)));
}

/* Which of the circles { x, y, r } a point meets: those it lies in, else those whose middle is within `reach`; nearest first. */
export function circlesAt(circles, x, y, reach) {
  const away = (one) => Math.hypot(one.x - x, one.y - y);
  const within = circles.filter((one) => away(one) <= one.r + 2);
  return (within.length ? within : circles.filter((one) => away(one) <= reach)).sort((a, b) => away(a) - away(b));
}

/* Where a name fits into an area: the middle of the longest stretch inside, of some lines across it. */
export function inside(rings) {
  const ys = rings[0].map(([, y]) => y);
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  let best = [-1];
  for (let step = 1; step < 12; step += 1) {
    const y = top + ((bottom - top) * step) / 12;
    const cuts = rings.flatMap((ring) => ring.flatMap(([bx, by], at) => {
      const [ax, ay] = ring[at && at - 1];
      return ay > y !== by > y ? [ax + ((y - ay) / (by - ay)) * (bx - ax)] : [];
    })).sort((a, b) => a - b);
    for (let at = 1; at < cuts.length; at += 2) {
      const worth = (cuts[at] - cuts[at - 1]) * (1 - Math.abs(step / 6 - 1) / 2);
      if (worth > best[0]) best = [worth, (cuts[at] + cuts[at - 1]) / 2, y];
    }
  }
  return best.slice(1);
}

/* Put labels { x, y, width, height, offsets, weight } on a paper, weightiest first, each at its first offset where it meets
   nothing, nor the edge. Returns those that found room, with their `box`: [left, top, right, bottom]. */
export function settle(labels, width, height, taken = []) {
  const columns = Math.ceil(width / CELL);
  const cells = new Uint8Array(columns * Math.ceil(height / CELL));
  const any = ([left, top, right, bottom], test) => {
    for (let y = Math.max(0, Math.floor(top / CELL)); y < Math.min(bottom, height) / CELL; y += 1) {
      for (let x = Math.max(0, Math.floor(left / CELL)); x < Math.min(right, width) / CELL; x += 1) if (test(y * columns + x)) return true;
    }
    return false;
  };
  const take = (box) => any(box, (at) => { cells[at] = 1; });
  taken.forEach(take);
  return labels.sort((a, b) => b.weight - a.weight).flatMap((label) => {
    const boxes = label.offsets.map(([dx, dy]) => [label.x + dx, label.y + dy, label.x + dx + label.width, label.y + dy + label.height]);
    const box = boxes.find(([left, top, right, bottom]) => left >= 0 && top >= 0 && right <= width && bottom <= height
      && !any([left, top, right, bottom], (at) => cells[at]));
    if (box) take(box);
    return box ? [{ ...label, box }] : [];
  });
}
