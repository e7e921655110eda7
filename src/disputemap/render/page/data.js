/* What the page knows, and what is counted under the switch. Nothing here draws. */

const DATA = JSON.parse(document.getElementById("disputemap-data").textContent);
const PLACES = new Map(DATA.places.map((place) => [place.place_id, place]));
const state = { mode: "literal", place: null, dark: false, visible: new Map() };

for (const layer of DATA.layers) state.visible.set(layer.key, layer.visible);
for (const place of DATA.places) place.mentions = [];
const UNPLACED = [];
for (const mention of DATA.mentions) {
  const place = PLACES.get(mention.place_id);
  (place ? place.mentions : UNPLACED).push(mention);
}

function counted(mention) {
  return state.mode === "both" || (mention.role || "literal") === state.mode;
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

/* The sentence cut at its marked name. Positions count code points, JavaScript's strings do not. */
function cut(mention) {
  const sentence = DATA.sentences[mention.sentence] || "";
  if (mention.mark.length !== 2) return [sentence, "", ""];
  const points = Array.from(sentence);
  const [start, end] = mention.mark;
  return [points.slice(0, start).join(""), points.slice(start, end).join(""), points.slice(end).join("")];
}
