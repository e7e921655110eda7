/* What the page knows, and what is counted under the switch. Nothing here draws. */

const DATA = JSON.parse(document.getElementById("disputemap-data").textContent);
const PLACES = new Map(DATA.places.map((place) => [place.place_id, place]));
const AREAS = /^(adm|country|region)/; // the features that are divisions of land
const state = { mode: "literal", place: null, dark: false, visible: new Map() };

for (const layer of DATA.layers) state.visible.set(layer.key, layer.visible);
/* What names a place only to say where another lies ("X, Y district") is shown with it and counts for nothing. */
for (const place of DATA.places) Object.assign(place, { mentions: [], areaOf: [] }, place.relative ? { names: inEach(() => relativeName(place)) } : {});
const UNPLACED = [];
for (const mention of DATA.mentions) {
  const place = itemOf(mention);
  (place ? (mention.area_of === undefined ? place.mentions : place.areaOf) : UNPLACED).push(mention);
}

function itemOf(mention) {
  return PLACES.get(mention.item || mention.place_id);
}

function known(placeId) {
  return PLACES.get(placeId) || DATA.others[placeId];
}

/* "South of X", "20 km south of X", "Between X and Y": of an area its own south is meant. */
function relativeName({ feature, relative: { kind, anchors, bearing_deg: bearing, distance_m: metres, name } }) {
  const [x, y] = anchors.map((placeId) => isolated(pick(known(placeId).names)));
  const form = kind === "sector" && AREAS.test(feature) ? "part" : kind === "near" && metres ? "reach" : kind;
  const text = t(`relative.${form}`, { x, y, n: isolated(name || ""), d: metres ? distance(metres) : "",
    w: bearing === undefined ? "" : t(`wind.${(Math.round(bearing / 45) * 45) % 360}`) });
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/* What kind of place an item is, or is relative to. */
function kindOf({ place_id: id, feature, relative }) {
  const kind = featureName(feature);
  if (relative) return t(relative.kind === "within" ? "relative.unknown" : "relative.to", { f: kind });
  return kind || (id.startsWith("@") ? t("coordinates") : "");
}

function fits(mention, mode) {
  return mode === "both" || (mention.role || "literal") === mode;
}

function counted(mention) {
  return fits(mention, state.mode);
}

/* How often a place is named: in all under the switch, and of these literally. */
function counts(place) {
  const shown = place.mentions.filter(counted);
  return { all: shown.length, literal: shown.filter((mention) => mention.role !== "associative").length };
}

/* The places counted now, most named first. */
function countedPlaces() {
  return DATA.places
    .map((place) => ({ place, ...counts(place) }))
    .filter((item) => item.all)
    .sort((a, b) => b.all - a.all || pick(a.place.names).localeCompare(pick(b.place.names), lang));
}

/* The same filter as in the catalogue of layers: column=value|value, column!=value|value, joined by &. */
function passes(where, row) {
  return !where || where.split("&").every((test) => {
    const [, column, not, values] = /^\s*(\w+)\s*(!?)=(.*)$/.exec(test);
    return values.split("|").map((value) => value.trim()).includes(String(row[column] || "")) !== Boolean(not);
  });
}

function placeLayer(place) {
  return DATA.layers.find((layer) => layer.kind === "places" && passes(layer.where, place));
}

function shapeOf(holder) {
  return holder.geometry === null || holder.geometry === undefined ? null : DATA.shapes[holder.geometry];
}

function isArea(place) {
  const shape = shapeOf(place);
  return Boolean(shape) && shape.type.endsWith("Polygon");
}

function caption(key) {
  return pick(DATA.words.captions[key]);
}

/* A word of the package's vocabularies, of the page's own, or as it stands. */
function word(kind, key) {
  const own = `${kind}.${key}`;
  return caption(own) || (STRINGS[own] ? t(own) : String(key).replace(/_/g, " "));
}

function featureName(key) {
  return pick(DATA.words.features[key]) || String(key || "").replace(/_/g, " ");
}

/* The sentence cut at its marked names: every other piece is one. Positions count code points, JavaScript's strings do not. */
function cut(mention) {
  const points = Array.from(DATA.sentences[mention.sentence] || "");
  const edges = [0, ...mention.mark, points.length];
  return edges.slice(1).map((end, index) => points.slice(edges[index], end).join(""));
}
