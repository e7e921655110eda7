/* The centreline on the map: kilometres along it, and the piece and band that a claim implies. */

import { chainages, nearestOn, pieceOf, pointAt } from "./geometry.js";
import { write } from "./labels.js";
import { ink, isVisible } from "./layers.js";
import { disc, outlineOf, pathOf, spot } from "./shapes.js";
import { onPaper, onWorld, put, strokeWith } from "./sheet.js";
import { DATA, shapes } from "./store.js";
import { number, t } from "./text.js";

const REACH = 14; // pixels from the line within which a kilometre is told
const listeners = new Set();
let line = null; // [lon, lat]
let along = []; // kilometres at each of its points
let told = null;
let marked = null;
let claim = null;

export function startCorridor() {
  const layer = DATA.layers.find(({ resource }) => resource === "centreline");
  if (!layer || !DATA.length_km) return;
  line = shapes(layer.features[0].geometry).coordinates;
  along = chainages(line, DATA.length_km).map((km) => km + DATA.corridor.from_km);
}

/* Call `listener` with the kilometre of the line that one points at, or null. */
export function onKm(listener) {
  listeners.add(listener);
}

export function tellKm({ x, y }, view) {
  const found = line && view ? nearestOn(line.map((one) => put(view, spot(...one))), along, x - view.min.x, y - view.min.y) : {};
  const km = found.distance < REACH ? found.km : null;
  if (km === told) return;
  told = km;
  for (const listener of listeners) listener(km);
}

export function setKm(km) {
  marked = km;
}

/* Choose the claim that is shown; returns where its piece of the line is, [lon, lat], or nothing. */
export function setClaim(one) {
  const found = line && one && Number.isFinite(one.from_km) && pieceOf(line, along, one.from_km, one.to_km);
  claim = found && { piece: found.map((one) => spot(...one)), bands: one.bands };
  return found;
}

/* The claimed piece: its band faint, that of the corridor unless it tells of its own; the line thick and full. */
export function paintClaim(view) {
  if (!claim) return;
  const path = pathOf([claim.piece]);
  const own = (claim.bands || []).map((geometry) => outlineOf({ geometry }).path);
  const bands = own.length ? own : DATA.layers.filter(({ resource, key }) => resource === "bands" && isVisible(key)).map(({ features }) => outlineOf(features[0]).path);
  for (const band of bands.slice(0, 1)) {
    view.ctx.save();
    onWorld(view);
    view.ctx.clip(band);
    view.ctx.globalAlpha = 0.25;
    view.ctx.fillStyle = ink.other;
    if (own.length) view.ctx.fill(band);
    else strokeWith(view, path, ink.other, 1.5 * view.scale); // a strip wider than any band, cut to it
    view.ctx.restore();
  }
  onPaper(view);
  strokeWith(view, path, ink.paper, 8);
  strokeWith(view, path, ink.other, 4.5);
}

export const kmShown = () => marked !== null && line;

/* A ring on the line at the kilometre that the strip of the corridor, or the pointer, is at. */
export function paintKm(view) {
  if (!kmShown()) return;
  const at = spot(...pointAt(line, along, marked));
  strokeWith(view, disc(at, 8 / view.scale), ink.paper, 6);
  strokeWith(view, disc(at, 8 / view.scale), ink.ink, 2.5);
  const [x, y] = put(view, at);
  write(view.ctx, t("map.km", { k: number(marked) }), `700 12px ${getComputedStyle(document.body).fontFamily}`, ink.ink, x + 14, y);
}
