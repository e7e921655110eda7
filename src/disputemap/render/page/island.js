/* The data island: base64 of one compressed stream, a JSON head and behind it columns (docs/map.md). */

const TYPES = ["Point", "LineString", "Polygon"]; // by dimension; of several parts if the number of the kind is odd
const SCALE = 1e4; // steps in a degree

/* Unpack the island of the page; answers { head, numbers(name), texts(name), lists(name) }. */
export async function open(text) {
  const bytes = Uint8Array.fromBase64 ? Uint8Array.fromBase64(text) : Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Response(bytes).body.pipeThrough(new DecompressionStream("deflate"));
  const whole = new Uint8Array(await new Response(stream).arrayBuffer());
  const start = 4 + new DataView(whole.buffer).getUint32(0, true);
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  const head = JSON.parse(utf8.decode(whole.subarray(4, start)));
  const { columns } = head;
  delete head.columns;
  const part = (name) => whole.subarray(start + columns[name][4], start + columns[name][4] + columns[name][5]);

  const numbers = (name) => {
    const [kind, count, base, bits] = columns[name];
    const values = unpacked(part(name), count, base, bits);
    if (kind === "decimals") return Float64Array.from(values, (value) => (value === base ? NaN : value / 10 ** columns[name][6]));
    if (kind === "steps") for (let index = 0, sum = 0; index < count; index += 1) values[index] = sum += (values[index] >>> 1) ^ -(values[index] & 1);
    return values;
  };

  /* Texts that are decoded one by one, when they are asked for. */
  const texts = (name) => {
    const bytesOf = part(name);
    const ends = sums(numbers(`${name}.bytes`));
    const at = (index) => (index < 0 ? "" : utf8.decode(bytesOf.subarray(ends[index], ends[index + 1])));
    return { length: ends.length - 1, at, all: () => allTexts(utf8, bytesOf, ends) };
  };

  /* The items of each list, by its number. */
  const lists = (name) => {
    const [starts, items] = [sums(numbers(`${name}.sizes`)), numbers(`${name}.items`)];
    return { starts, at: (list) => items.subarray(starts[list], starts[list + 1]) };
  };
  return { head, numbers, texts, lists };
}

/* Texts that are all wanted, decoded in one go. */
function allTexts(utf8, bytes, ends) {
  const whole = utf8.decode(bytes);
  let unit = 0;
  return Array.from({ length: ends.length - 1 }, (_, index) => {
    const start = unit;
    for (let at = ends[index]; at < ends[index + 1]; at += 1) unit += ((bytes[at] & 0xc0) !== 0x80) + (bytes[at] > 0xef); // one in UTF-16, or two
    return whole.slice(start, unit);
  });
}

function unpacked(bytes, count, base, bits) {
  const values = new Int32Array(count);
  if (bits === 1) for (let index = 0; index < count; index += 1) values[index] = base + ((bytes[index >> 3] >> (index & 7)) & 1);
  else {
    values.fill(base);
    for (let plane = 0; plane * 8 < bits; plane += 1) for (let index = 0, at = plane * count; index < count; index += 1, at += 1) values[index] += bytes[at] << (8 * plane);
  }
  return values;
}

/* Where each piece starts, when these are their lengths; one more than there are pieces. */
export function sums(sizes) {
  const starts = new Int32Array(sizes.length + 1);
  for (let index = 0; index < sizes.length; index += 1) starts[index + 1] = starts[index] + sizes[index];
  return starts;
}

/* What is numbered from 0 on, put in order of keys below `groups`: `order`, and where each group starts in it. */
export function grouped(keys, groups) {
  const sizes = new Int32Array(groups);
  for (const key of keys) sizes[key] += 1;
  const starts = sums(sizes);
  const [order, next] = [new Int32Array(keys.length), starts.slice()];
  for (let at = 0; at < keys.length; at += 1) order[next[keys[at]]++] = at;
  return { starts, order };
}

/* The geometries of an island: a function from number to GeoJSON. `partsOf` gives their parts, rings of these, and of
   each vertex what is made of it; `dimension` is 0 for points, 1 for lines, 2 for areas. */
export function geometries({ numbers }) {
  const [kinds, parts, rings, sizes] = ["kind", "parts", "rings", "sizes"].map((name) => numbers(`shape.${name}`));
  const [lon, lat] = [numbers("shape.lon"), numbers("shape.lat")];
  const [partAt, ringAt, vertexAt] = [parts, rings, sizes].map(sums);
  const range = (starts, index, make) => {
    const made = [];
    for (let at = starts[index]; at < starts[index + 1]; at += 1) made.push(make(at));
    return made;
  };
  const partsOf = (index, vertex) => range(partAt, index, (part) => range(ringAt, part, (ring) => range(vertexAt, ring, (at) => vertex(lon[at] / SCALE, lat[at] / SCALE))));
  const geometry = (index) => {
    if (index === null || index === undefined) return null;
    let coordinates = partsOf(index, (...lonlat) => lonlat);
    const [dimension, several] = [kinds[index] >> 1, kinds[index] & 1];
    for (let depth = dimension + several; depth < 3; depth += 1) [coordinates] = coordinates;
    return { type: (several ? "Multi" : "") + TYPES[dimension], coordinates };
  };
  return Object.assign(geometry, { partsOf, dimension: (index) => kinds[index] >> 1 });
}
