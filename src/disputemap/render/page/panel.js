/* The panel: the switch, the places, what could not be placed, and the layers, which are also the legend. */

import { aboutSection } from "./about.js";
import { caption, countedPlaces, kindOf, shapeOf, state } from "./data.js";
import { pages, quoted, select, showFacts } from "./evidence.js";
import { colour, hatched, radius, reveal, setLayer, tells, visibleLayers } from "./map.js";
import { DATA, counts, filters, mention, setFilters } from "./store.js";
import { bdi, date, h, number, pick, reason, svg, t } from "./text.js";

export function narrow() {
  return window.matchMedia("(max-width: 760px)").matches;
}

export function openSheet(open) {
  document.getElementById("panel").classList.toggle("closed", !open);
  document.getElementById("handle").setAttribute("aria-expanded", String(open));
}

export function drawPanel() {
  document.getElementById("overview").replaceChildren(
    switchSection(), placesSection(), ...(DATA.unplaced.length ? [unplacedSection()] : []), layersSection(), aboutSection());
  fillPlaceList();
  markSelected();
}

function switchSection() {
  const choice = (mode) => h("label", {},
    h("input", { type: "radio", name: "mode", value: mode, checked: filters.mode === mode, onchange: () => setFilters({ mode }) }),
    h("span", {}, t(`count.${mode}`), " ", h("b", {}, number(counts.by[mode]))));
  return h("fieldset", { class: "switch" }, h("legend", {}, t("count.title")),
    h("div", { class: "segments" }, ["literal", "associative", "both"].map(choice)),
    h("p", { class: "note", id: "mode-help", "aria-live": "polite" }, t(`count.${filters.mode}.help`)));
}

function placesSection() {
  const search = h("input", { type: "search", id: "find", "aria-label": t("places.find"), placeholder: t("places.find"),
    autocomplete: "off", oninput: fillPlaceList });
  return h("section", { "aria-labelledby": "places-title" },
    h("h2", { id: "places-title" }, t("places"), " ", h("span", { class: "count", id: "places-count" })),
    DATA.places.length > 12 ? search : null, h("ul", { id: "place-list", class: "places" }));
}

let listed = 100;

export function fillPlaceList() {
  const list = document.getElementById("place-list");
  const find = document.getElementById("find");
  const wanted = ((find && find.value) || "").trim().toLocaleLowerCase();
  const items = countedPlaces();
  const shown = items.filter(({ place }) => !wanted || Object.values(place.names).some((name) => name.toLocaleLowerCase().includes(wanted)));
  const step = 100;
  list.replaceChildren(...shown.slice(0, listed).map(placeItem));
  if (shown.length > listed) list.append(h("li", {}, h("button", { type: "button", onclick: () => { listed += step; fillPlaceList(); } },
    t("more", { n: number(Math.min(step, shown.length - listed)) }))));
  if (!shown.length) list.append(h("li", { class: "note" }, t("places.none")));
  document.getElementById("places-count").textContent = number(items.length);
  markSelected();
}

function placeItem({ place, all }) {
  const off = !shapeOf(place) && place.lat === undefined;
  const button = h("button", { type: "button", "data-place": place.place_id, onclick: () => { select(place.place_id, button); reveal(place.index); } },
    h("span", { class: "name" }, bdi(pick(place.names)), h("small", {}, kindOf(place), off ? ` · ${t("places.offmap")}` : "")),
    h("span", { class: "count" }, number(all)));
  return h("li", {}, button);
}

export function markSelected() {
  for (const button of document.querySelectorAll("#place-list [data-place]")) {
    button.classList.toggle("selected", button.dataset.place === state.place);
  }
}

function unplacedSection() {
  return h("details", { class: "section", id: "unplaced" },
    h("summary", {}, t("unplaced"), " ", h("span", { class: "count" }, number(DATA.unplaced.length))),
    h("p", { class: "note" }, t("unplaced.help")),
    pages([...DATA.unplaced].map(mention), (mention) => h("article", { class: "card" },
      h("p", { class: "from" }, bdi(mention.surface || ""), " ", (mention.reasons || []).flatMap((text) => [" · ", reason(text)])),
      quoted(mention),
      h("p", { class: "from" }, bdi(mention.source || ""), mention.date ? ` · ${date(mention.date)}` : ""))));
}

function layersSection() {
  const topmost = [...DATA.layers].reverse().sort((a, b) => (b.kind === "places") - (a.kind === "places"));
  const groups = [...new Set(topmost.map((layer) => layer.group))];
  return h("section", { "aria-labelledby": "layers-title", class: "layers" }, h("h2", { id: "layers-title" }, t("layers")),
    groups.map((group) => h("fieldset", {}, h("legend", {}, caption(`group:${group}`) || group),
      [...DATA.layers].reverse().filter((layer) => layer.group === group).map(layerItem),
      group === "places" ? sizeLegend() : null)));
}

function layerItem(layer) {
  const box = h("input", { type: "checkbox", checked: visibleLayers().includes(layer.key), value: layer.key,
    onchange: (event) => { setLayer(layer.key, event.target.checked); } });
  const note = caption(`layer:${layer.key}`);
  return h("div", { class: "layer" }, h("label", {}, box, swatch(layer), h("span", {}, pick(layer.titles))),
    note ? h("p", { class: "note" }, note) : null, tells(layer) ? itemList(layer) : null);
}

/* The features that have something to tell, for those who do not point at maps. */
function itemList(layer) {
  return h("details", { class: "items" }, h("summary", {}, t("layers.items", { n: number(layer.features.length) })),
    h("ul", {}, layer.features.map((feature) => {
      const button = h("button", { type: "button", class: "plain", dir: "auto", onclick: () => showFacts(layer, feature, button) }, pick(feature.properties.names));
      return h("li", {}, button);
    })));
}

/* What a layer looks like, small. */
function swatch(layer) {
  const ink = colour(layer);
  const { weight, dash, opacity } = layer.style;
  const line = { stroke: ink, "stroke-width": Math.max(weight, 1), "stroke-dasharray": dash || "none" };
  const parts = {
    line: () => svg("path", { d: "M1 7H27", fill: "none", ...line }),
    point: () => (weight > 4 ? svg("rect", { x: 9.5, y: 2.5, width: 9, height: 9, transform: "rotate(45 14 7)", fill: ink }) : svg("circle", { cx: 14, cy: 7, r: 3, fill: ink })),
    places: () => (/feature!=/.test(layer.where) ? svg("circle", { cx: 14, cy: 7, r: 5.5, fill: ink, "fill-opacity": 0.82 })
      : svg("rect", { x: 2, y: 1.5, width: 24, height: 11, fill: ink, "fill-opacity": opacity, ...line })),
    area: () => svg("rect", { x: 2, y: 1.5, width: 24, height: 11, fill: hatched(layer) ? `url(#hatch-${layer.key})` : ink,
      "fill-opacity": opacity, ...line, "stroke-width": layer.group === "base" ? 0.6 : weight, stroke: layer.group === "base" ? "#8a8577" : ink }),
  };
  return svg("svg", { class: "swatch", width: 28, height: 14, viewBox: "0 0 28 14", "aria-hidden": "true" }, parts[layer.kind]());
}

function sizeLegend() {
  const layer = DATA.layers.find((one) => one.kind === "places");
  const circle = (x, count) => [
    svg("circle", { cx: x, cy: 22, r: radius(count), fill: "none", stroke: colour(layer), "stroke-width": 1.6 }),
    svg("text", { x, y: 26, "text-anchor": "middle", class: "size-number" }, String(count))];
  const sign = (hollow) => svg("svg", { class: "swatch", width: 28, height: 14, viewBox: "0 0 28 14", "aria-hidden": "true" },
    svg("circle", { cx: 14, cy: 7, r: 5.2, fill: hollow ? "none" : colour(layer), stroke: colour(layer), "stroke-width": 1.6 }));
  return h("div", { class: "sizes" }, h("p", { class: "note" }, t("layers.size")),
    svg("svg", { width: 150, height: 44, viewBox: "0 0 150 44", "aria-hidden": "true" }, ...circle(16, 1), ...circle(60, 8), ...circle(118, 25)),
    h("p", { class: "note sign" }, sign(false), t("layers.full")), h("p", { class: "note sign" }, sign(true), t("layers.hollow")),
    ["area", "disc", "relative"].map((key) => h("p", { class: "note" }, t(`layers.${key}`))));
}
