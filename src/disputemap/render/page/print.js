/* A clean sheet of paper: the map, what its signs mean, what was counted, and the places named most. */

import { claimWords } from "./claims.js";
import { filterWords } from "./controls.js";
import { asOf, sources } from "./about.js";
import { filters } from "./counting.js";
import { caption, countedPlaces } from "./data.js";
import { swatch } from "./legend.js";
import { restyle, visibleLayers } from "./map.js";
import { DATA } from "./store.js";
import { COLUMNS } from "./table.js";
import { bdi, byId, h, joined, pick, t } from "./text.js";
import { setColours } from "./view.js";

const ROWS = 12;
const TOLD = ["place", "kind", "mentions", "relation"]; // columns of the table

function sheet() {
  const shown = new Set(visibleLayers());
  const head = (key) => h("th", { scope: "col" }, t(`table.${key}`));
  return [
    h("p", {}, joined([asOf(), caption("short")])),
    h("p", {}, joined([t(`count.${filters.mode}.help`), ...filterWords(), claimWords()])),
    h("ul", { class: "signs" }, DATA.layers.filter((layer) => shown.has(layer.key)).map((layer) => h("li", {}, swatch(layer), bdi(pick(layer.titles))))),
    h("table", {}, h("thead", {}, h("tr", {}, TOLD.map(head))), h("tbody", {}, countedPlaces().slice(0, ROWS).map(({ place }) =>
      h("tr", {}, TOLD.map((column, index) => h(index ? "td" : "th", { scope: index ? null : "row" }, COLUMNS.places[column][0](place.index))))))),
    h("p", {}, caption("disclaimer")), sources(),
    h("p", { dir: "ltr" }, `disputemap ${DATA.version} (${DATA.data_version}) · SHA-256 ${DATA.input_hash}`),
  ];
}

/* Before the map does, which then takes the size that it has on paper. */
export function startPrint() {
  const turn = (on) => {
    document.documentElement.classList.toggle("printing", on);
    setColours();
    restyle();
    byId("print").replaceChildren(...(on ? sheet().filter(Boolean) : []));
  };
  addEventListener("beforeprint", () => turn(true));
  addEventListener("afterprint", () => turn(false));
}
