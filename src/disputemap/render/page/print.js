/* A clean sheet of paper: the map, what its signs mean, what was counted, and the places named most. */

import { claimWords } from "./claims.js";
import { filterWords } from "./controls.js";
import { asOf, sources } from "./about.js";
import { filters } from "./counting.js";
import { caption, countedPlaces, kindOf, word } from "./data.js";
import { swatch } from "./legend.js";
import { restyle, visibleLayers } from "./map.js";
import { DATA } from "./store.js";
import { bdi, byId, h, number, pick, t } from "./text.js";
import { isDark } from "./view.js";

const ROWS = 12;

function sheet() {
  const shown = new Set(visibleLayers());
  const head = (key) => h("th", { scope: "col" }, t(`table.${key}`));
  return [
    h("p", {}, [asOf(), caption("short")].filter(Boolean).join(" · ")),
    h("p", {}, [t(`count.${filters.mode}.help`), ...filterWords(), claimWords()].filter(Boolean).join(" · ")),
    h("ul", { class: "signs" }, DATA.layers.filter((layer) => shown.has(layer.key)).map((layer) => h("li", {}, swatch(layer), bdi(pick(layer.titles))))),
    h("table", {}, h("thead", {}, h("tr", {}, ["place", "kind", "mentions", "relation"].map(head))), h("tbody", {}, countedPlaces().slice(0, ROWS).map(({ place, all }) =>
      h("tr", {}, h("th", { scope: "row" }, bdi(pick(place.names))), h("td", {}, kindOf(place)), h("td", {}, number(all)), h("td", {}, place.relation ? word("relation", place.relation) : ""))))),
    h("p", {}, caption("disclaimer")), sources(),
    h("p", { dir: "ltr" }, `disputemap ${DATA.version} (${DATA.data_version}) · SHA-256 ${DATA.input_hash}`),
  ];
}

/* Before the map does, which then takes the size that it has on paper. */
export function startPrint() {
  const root = document.documentElement;
  const turn = (on) => {
    root.classList.toggle("printing", on);
    root.dataset.theme = isDark() ? "dark" : "light";
    restyle();
    byId("print").replaceChildren(...(on ? sheet().filter(Boolean) : []));
  };
  window.addEventListener("beforeprint", () => turn(true));
  window.addEventListener("afterprint", () => turn(false));
}
