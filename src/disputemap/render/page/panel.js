/* The panel: the places, what could not be placed, and the layers, which are also the legend; each under its tab. */

import { aboutSection } from "./about.js";
import { claimsSection } from "./claims.js";
import { counts } from "./counting.js";
import { caption, countedPlaces, kindOf } from "./data.js";
import { downloads } from "./download.js";
import { cited, pages, quoted, select, showFacts } from "./evidence.js";
import { legend, swatch } from "./legend.js";
import { focusPlace, setLayer, visibleLayers, themed } from "./map.js";
import { DATA, mention } from "./store.js";
import { RTL, all, bdi, between, button, byId, h, lang, number, pick, reason, t, visible } from "./text.js";
import { TABS, setView, view } from "./view.js";

const STEP = 100;
let filled = null; // the counts that the list shows

export function openSheet(open) {
  byId("panel").classList.toggle("closed", !open);
  byId("handle").setAttribute("aria-expanded", open);
}

const tabs = () => TABS.filter((tab) => tab !== "claims" || DATA.claims.length);

export function drawPanel() {
  byId("tabs").onkeydown = press;
  for (const tab of TABS) {
    Object.assign(byId(`tab-${tab}`), { hidden: !tabs().includes(tab), onclick: () => setView({ tab }) });
    byId(`panel-${tab}`).replaceChildren();
  }
  filled = null;
  drawTabs();
}

/* What is under a tab is made when it is opened first. */
export function drawTabs() {
  const parts = { places: placesSection, layers: layersSection, claims: claimsSection, about: aboutSection };
  for (const tab of tabs()) {
    const [button, panel, on] = [byId(`tab-${tab}`), byId(`panel-${tab}`), tab === view.tab];
    button.setAttribute("aria-selected", on);
    button.tabIndex = on ? 0 : -1;
    panel.hidden = !on;
    if (on && !panel.firstChild) panel.append(...[parts[tab]()].flat());
  }
}

function press(event) {
  const all = tabs();
  const onward = RTL.has(lang) ? -1 : 1;
  const step = { ArrowRight: onward, ArrowLeft: -onward }[event.key];
  const at = { Home: 0, End: all.length - 1 }[event.key] ?? (step && (all.indexOf(view.tab) + step + all.length) % all.length);
  if (at === undefined) return;
  event.preventDefault();
  setView({ tab: all[at] });
  byId(`tab-${all[at]}`).focus();
}

function placesSection() {
  return [
    h("p", { class: "list-head" }, h("span", { id: "places-count" }), downloads("places")),
    h("div", { id: "place-list" }),
    DATA.unplaced.length ? unplacedSection() : ""];
}

/* The list follows the filters while it is seen. */
export function fillPlaceList() {
  if (view.tab !== "places" || byId("overview").hidden || filled === counts) return;
  filled = counts;
  const items = countedPlaces();
  byId("places-count").textContent = t("n.places", { n: number(items.length) });
  byId("place-list").replaceChildren(items.length ? pages(items.length, (start, n) => items.slice(start, start + n), placeItem, { class: "places" }, STEP)
    : h("p", { class: "note" }, t("places.none")));
  markSelected();
}

function placeItem({ place, all }) {
  const off = place.geometry === null && place.lat === undefined;
  const [ring, unring] = [() => focusPlace(place.index), () => focusPlace(null)];
  const item = button("", () => select(place.place_id, item), { "data-place": place.place_id, onpointerenter: ring, onfocus: ring, onpointerleave: unring, onblur: unring });
  item.append(h("span", { class: "name" }, bdi(pick(place.names)), h("small", {}, kindOf(place), off ? ` · ${t("places.offmap")}` : "")), h("span", { class: "count" }, number(all)));
  return item;
}

export function markSelected() {
  for (const item of all("#place-list [data-place]")) item.classList.toggle("selected", item.dataset.place === view.place);
}

function unplacedSection() {
  const { unplaced } = DATA;
  return h("details", { class: "section", id: "unplaced" },
    h("summary", {}, t("unplaced"), " ", h("span", { class: "count" }, number(unplaced.length))),
    h("p", { class: "note" }, t("unplaced.help")),
    pages(unplaced.length, (start, n) => [...unplaced.slice(start, start + n)].map(mention), (one) => h("article", { class: "card" },
      h("p", { class: "from" }, bdi(visible(one.surface)), one.reasons.flatMap((text) => [" · ", reason(text)])),
      quoted(one), h("p", { class: "from" }, between(cited(one))))));
}

function layersSection() {
  const topmost = [...DATA.layers].reverse().sort((a, b) => (b.kind === "places") - (a.kind === "places"));
  const groups = [...new Set(topmost.map((layer) => layer.group))];
  const shown = new Set(visibleLayers());
  return h("div", { class: "layers" }, groups.map((group) => h("fieldset", {}, h("legend", {}, caption(`group:${group}`) || visible(group)),
    topmost.filter((layer) => layer.group === group).map((layer) => layerItem(layer, shown.has(layer.key))), group === "places" ? legend() : null)));
}

function layerItem(layer, shown) {
  const note = caption(`layer:${layer.key}`);
  return h("div", { class: "layer" },
    h("label", {}, h("input", { type: "checkbox", checked: shown, value: layer.key, onchange: (event) => setLayer(layer.key, event.target.checked) }), swatch(layer), bdi(pick(layer.titles))),
    note ? h("p", { class: "note" }, note) : null, layer.features.some(({ properties }) => properties.details.length > 1) ? itemList(layer) : null);
}

/* The features that have something to tell, for those who do not point at maps. */
function itemList(layer) {
  return h("details", { class: "items" }, h("summary", {}, t("layers.items", { n: number(layer.features.length) })),
    h("ul", {}, layer.features.map((feature) => h("li", {}, button(pick(feature.properties.names), (event) => showFacts(layer, feature, event.target), { class: "plain", dir: "auto" })))));
}

/* The boxes again as the layers are, when something else changed them. */
export function updateLayers() {
  const shown = new Set(visibleLayers());
  for (const box of all(".layer input")) box.checked = shown.has(box.value);
  if (byId("theme-signs")) byId("theme-signs").hidden = !themed();
}

