/* What is seen now as a file: GeoJSON (RFC 7946) and CSV, made here and handed over without a network. */

import { counts, filters } from "./counting.js";
import { caption } from "./data.js";
import { filterWords } from "./controls.js";
import { DATA, ROWS, mention, shapes } from "./store.js";
import { button, byId, h, pick, t } from "./text.js";
import { passing } from "./table.js";

const CHUNK = 2000;
const PLACE = ["relation", "share_inside", "p_inside", "distance_m", "chainage_km", "sector", "station_km", "adm1", "adm2", "adm3", "disputed", "region"];
const MENTION = ["doc", "start", "end", "surface", "lang", "role", "score", "date", "source", "title"];

export function downloads(kind) {
  return h("span", { class: "downloads" }, `${t("download")}: `, ["GeoJSON", "CSV"].flatMap((format, index) => [index ? " · " : "",
    button(format, () => download(kind, format), { class: "plain", "aria-label": `${t("download")}: ${t(`table.${kind}`)}, ${format}` })]));
}

const fields = (holder, keys) => Object.fromEntries(keys.map((key) => [key, holder[key]]));

function properties(kind, at) {
  const place = DATA.places[kind === "places" ? at : ROWS.place[at]];
  const { en, ar, ckb } = place.names;
  const own = { place_id: place.place_id, name: en || pick(place.names), name_ar: ar, name_ckb: ckb, ...fields(place, ["feature", "lon", "lat", "accuracy_m"]) };
  return { place, row: { ...own, ...(kind === "places" ? countOf(place) : said(mention(at))), ...fields(place, PLACE) } };
}

const countOf = ({ index }) => ({ mentions: counts.all[index], literal: counts.literal[index] });
const said = (one) => ({ ...fields(one, MENTION), themes: one.themes.map(({ theme }) => theme).join(" "), sentence: one.text });

/* Rings as the standard has them: the outer against the clock, holes with it. */
function wound(shape) {
  const area = (ring) => ring.reduce((sum, [x, y], index) => { const [u, v] = ring[(index + 1) % ring.length]; return sum + x * v - u * y; }, 0);
  const polygon = (rings) => rings.map((ring, index) => (area(ring) > 0 === (index === 0) ? ring : [...ring].reverse()));
  if (shape.type === "Polygon") return { ...shape, coordinates: polygon(shape.coordinates) };
  return shape.type === "MultiPolygon" ? { ...shape, coordinates: shape.coordinates.map(polygon) } : shape;
}

/* Places have their shape, mentions the point that stands for it. */
function feature(kind, at) {
  const { place, row } = properties(kind, at);
  const shape = kind === "places" ? shapes(place.geometry) : null;
  const point = place.lat === undefined ? null : { type: "Point", coordinates: [place.lon, place.lat] };
  return JSON.stringify({ type: "Feature", geometry: shape ? wound(shape) : point, properties: row });
}

/* What a spreadsheet would take for a formula is told to be text. */
function cell(value) {
  if (value === undefined || value === null) return "";
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function about() {
  return { title: byId("title").textContent, ...fields(DATA, ["as_of", "version", "data_version", "input_hash"]), corridor: DATA.corridor.version,
    filters: [t(`count.${filters.mode}`), ...filterWords()], disclaimer: caption("disclaimer") };
}

/* The file in pieces, since one text of a million rows would be too long for a browser. */
function parts(kind, format, rows) {
  const each = (write, mark) => {
    const list = [];
    for (let at = 0; at < rows.length; at += CHUNK) list.push(Array.from(rows.subarray(at, at + CHUNK), write).join(mark), mark);
    return list.slice(0, -1);
  };
  if (format === "GeoJSON") return [`{"type":"FeatureCollection","disputemap":${JSON.stringify(about())},"features":[\n`, ...each((at) => feature(kind, at), ",\n"), "\n]}\n"];
  const line = (cells) => `${cells.map(cell).join()}\r\n`;
  const columns = rows.length ? Object.keys(properties(kind, rows[0]).row) : [];
  return ["\ufeff", line(columns), ...each((at) => line(Object.values(properties(kind, at).row)), "")];
}

function download(kind, format) {
  const type = format === "CSV" ? "text/csv" : "application/geo+json";
  const href = URL.createObjectURL(new Blob(parts(kind, format, passing(kind)), { type }));
  const link = h("a", { href, download: `disputemap-${kind}.${format.toLowerCase()}` });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}
