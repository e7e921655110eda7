/* Mentions along the corridor, ten kilometres a bar, from its start (left, as in the west of the map) to its end. */

import { counts, filters, setFilters } from "./counting.js";
import { highlightKm } from "./map.js";
import { DATA, PLACES, isArea } from "./store.js";
import { all, byId, h, joined, number, pick, t } from "./text.js";
import { view } from "./view.js";

let at = 0; // the bar that the keyboard is on
let areas = null; // the places that are no points along the line

const size = () => Math.max(counts.km.literal.length, Math.ceil((DATA.length_km || 0) / counts.km.step));
const shownIn = (bin) => (filters.mode === "both" ? ["literal", "associative"] : [filters.mode]).map((role) => counts.km[role][bin] || 0);
const sectorAt = (km) => DATA.corridor.sectors.find((sector) => km >= sector.from_km && km < sector.to_km);

export function drawProfile() {
  const box = byId("profile");
  box.hidden = !counts.km.literal.length;
  if (box.hidden) return;
  const wide = 100 / (size() * counts.km.step);
  Object.assign(byId("bars"), { onkeydown: press, onpointermove: point, onpointerleave: leave, onblur: leave, onfocus: () => look(at), onclick: (event) => { point(event); keep(); } });
  byId("sectors").replaceChildren(...DATA.corridor.sectors.map(({ names, from_km: from, to_km: to }) => {
    const name = h("span", { dir: "auto", title: pick(names) }, pick(names));
    name.style.width = `${(to - from) * wide}%`;
    return name;
  }));
  byId("km-first").textContent = `${t("unit.km")} 0`;
  byId("km-last").textContent = number(size() * counts.km.step);
  updateProfile();
}

export function updateProfile() {
  if (byId("profile").hidden) return;
  const bins = Array.from({ length: size() }, (_, bin) => shownIn(bin));
  const high = Math.max(1, ...bins.map((parts) => parts.reduce((a, b) => a + b)));
  const wide = 100 / bins.length;
  const bar = (bin, low, many) => (many ? `M${(bin * wide + wide * 0.08).toFixed(2)} ${(40 - 38 * low / high).toFixed(1)}h${(wide * 0.84).toFixed(2)}v${(-38 * many / high).toFixed(1)}h${(-wide * 0.84).toFixed(2)}z` : "");
  const place = PLACES.get(view.place);
  const marked = [filters.km, place && place.chainage_km !== undefined ? Math.floor(place.chainage_km / counts.km.step) : null].filter((bin) => bin !== null);
  const paths = [marked.map((bin) => `M${(bin * wide).toFixed(2)} 0h${wide.toFixed(2)}V40h${(-wide).toFixed(2)}z`).join(""),
    bins.map((parts, bin) => bar(bin, 0, parts[0])).join(""), bins.map((parts, bin) => bar(bin, parts[0], parts[1])).join("")];
  all("#bars path").forEach((path, index) => path.setAttribute("d", paths[index]));
  areas ||= DATA.places.filter((one) => /inside|near|straddles/.test(one.relation) && isArea(one));
  const areal = areas.reduce((sum, { index }) => sum + counts.all[index], 0);
  byId("areal").textContent = areal ? t("profile.areas", { n: number(areal) }) : "";
  tell(filters.km === null ? at : filters.km, filters.km !== null);
}

function tell(bin, aloud) {
  const step = counts.km.step;
  const sector = sectorAt(bin * step + step / 2);
  const text = joined([t("km.range", { a: number(bin * step), b: number((bin + 1) * step) }), t("n.mentions", { n: number(shownIn(bin).reduce((a, b) => a + b)) }),
    sector && pick(sector.names)]);
  const track = byId("bars");
  for (const [name, value] of [["max", size() - 1], ["now", bin], ["text", text]]) track.setAttribute(`aria-value${name}`, value);
  byId("profile-said").textContent = aloud ? text : "";
}

function look(bin) {
  at = Math.max(0, Math.min(size() - 1, bin));
  tell(at, true);
  highlightKm(at * counts.km.step + counts.km.step / 2);
}

function leave() {
  highlightKm(filters.km === null ? null : (filters.km + 0.5) * counts.km.step);
  tell(filters.km === null ? at : filters.km, filters.km !== null);
}

function point(event) {
  const box = byId("bars").getBoundingClientRect();
  look(Math.floor(size() * (event.clientX - box.left) / box.width));
}

/* Count for this piece alone, or for all again. */
function keep() {
  setFilters({ km: filters.km === at ? null : at });
}

function press(event) {
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10, Home: -Infinity, End: Infinity }[event.key];
  if (event.key === "Enter" || event.key === " ") keep();
  else if (step) look(at + step);
  else return;
  event.preventDefault();
}

/* The bar of the kilometre that the map points at. */
export function lookAt(km) {
  if (km === null || byId("profile").hidden) return;
  at = Math.max(0, Math.min(size() - 1, Math.floor(km / counts.km.step)));
  tell(at, true);
}
