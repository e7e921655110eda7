/* What the places and layers of the data are called and how they are told apart. Nothing here draws. */

import { counts } from "./counting.js";
import { DATA, PLACES, ROWS } from "./store.js";
import { STRINGS, distance, inEach, isolated, lang, pick, t, visible } from "./text.js";

export const AREAS = /^(adm|country|region)/; // the features that are divisions of land

/* Fill what is told of the data in the reader's words; once, after it was decoded. */
export function startData() {
  const { title, places, others, layers, claims, words } = DATA;
  DATA.title = visible(title || "");
  told(Object.values(others).map(({ names }) => names));
  told(layers.map(({ titles, features }) => [titles, features.map(({ properties: { names, details } }) => [names, details])]));
  told([claims, words.themes]);
  for (const place of places) if (place.relative) place.names = inEach(() => relativeName(place));
}

/* Names and titles too may hold signs that turn their direction. */
function told(holder) {
  for (const key in holder) {
    if (typeof holder[key] === "string") holder[key] = visible(holder[key]);
    else if (holder[key]) told(holder[key]);
  }
}

/* The place that a row counts for, or names as the area of another. */
export function placeOf(row) {
  return DATA.places[ROWS.place[row]];
}

export function known(placeId) {
  return PLACES.get(placeId) || DATA.others[placeId];
}

/* "South of X", "20 km south of X", "Between X and Y": of an area its own south is meant. */
function relativeName({ feature, relative: { kind, anchors, bearing_deg: bearing, distance_m: metres, name } }) {
  const [x, y] = anchors.map((placeId) => isolated(pick(known(placeId).names)));
  const form = kind === "sector" && AREAS.test(feature) ? "part" : kind === "near" && metres ? "reach" : kind;
  const text = t(`relative.${form}`, { x, y, n: isolated(visible(name || "")), d: metres ? distance(metres) : "",
    w: bearing === undefined ? "" : t(`wind.${(Math.round(bearing / 45) * 45) % 360}`) });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/* What kind of place an item is, or is relative to. */
export function kindOf({ place_id: id, feature, relative }) {
  const kind = featureName(feature);
  if (relative) return t(relative.kind === "within" ? "relative.unknown" : "relative.to", { f: kind });
  return kind || (id.startsWith("@") ? t("coordinates") : "");
}

/* How often a place is named: in all under the filters, and of these literally. */
export function countOf(place) {
  return { all: counts.all[place.index], literal: counts.literal[place.index] };
}

const collators = {};

/* The places counted now, most named first. */
export function countedPlaces() {
  const { compare } = (collators[lang] ||= new Intl.Collator(lang));
  return DATA.places
    .map((place) => ({ place, ...countOf(place) }))
    .filter((item) => item.all)
    .sort((a, b) => b.all - a.all || compare(pick(a.place.names), pick(b.place.names)));
}

/* The same filter as in the catalogue of layers: column=value|value, column!=value|value, joined by &. */
export function passing(where) {
  const tests = (where ? where.split("&") : []).map((test) => {
    const [, column, not, values] = /^\s*(\w+)\s*(!?)=(.*)$/.exec(test);
    const named = values.split("|").map((value) => value.trim());
    return (row) => named.includes(String(row[column] || "")) === !not;
  });
  return (row) => tests.every((test) => test(row));
}

export function caption(key) {
  return pick(DATA.words.captions[key]);
}

/* A word of the package's vocabularies, of the page's own, or as it stands. */
export function word(kind, key) {
  const own = `${kind}.${key}`;
  return caption(own) || (STRINGS[own] ? t(own) : String(key).replace(/_/g, " "));
}

export function featureName(key) {
  return pick(DATA.words.features[key]) || String(key || "").replace(/_/g, " ");
}

/* The sentence cut at its marked names: every other piece is one. Positions count code points, JavaScript's strings do not. */
export function cut(mention) {
  const points = Array.from(mention.text);
  const edges = [0, ...mention.mark, points.length];
  return edges.slice(1).map((end, index) => points.slice(edges[index], end).join(""));
}
