/* What the map claims and what it does not: always in short on the map, at length in the panel. */

import { claimWords, measured } from "./claims.js";
import { caption } from "./data.js";
import { openSheet } from "./panel.js";
import { closeEvidence } from "./evidence.js";
import { DATA } from "./store.js";
import { bdi, between, button, byId, date, entry, h, linked, t } from "./text.js";
import { setView } from "./view.js";

export const asOf = () => (DATA.as_of ? caption("as_of").replace("{date}", date(DATA.as_of)) : "");

export function drawCaption() {
  byId("caption").replaceChildren(...[asOf(), caption("short"), claimWords()].filter(Boolean).map((part) => h("span", {}, part)),
    button(t("about"), openAbout, { class: "plain" }));
}

function openAbout() {
  closeEvidence();
  openSheet(true);
  setView({ tab: "about" });
  byId("tab-about").focus();
}

export function aboutSection() {
  return h("div", { id: "about" }, ["disclaimer", "terms", "counting"].map(caption).filter(Boolean).map((text) => h("p", {}, text)),
    measured(), sources(), h("dl", {}, entry(t("about.as_of"), date(DATA.as_of)), entry(t("about.version"), bdi(`disputemap ${DATA.version}, ${t("about.data")} ${DATA.data_version}`)),
      entry(t("about.corridor"), bdi(DATA.corridor.version || "")), entry(t("cite.input"), h("bdi", { dir: "ltr", class: "hash" }, DATA.input_hash || ""))),
    h("p", { class: "note" }, t("about.engine")));
}

export function sources() {
  return DATA.sources.length ? h("div", {}, h("h3", {}, t("about.sources")), h("ul", { class: "sources" }, DATA.sources.map((source) =>
    h("li", { dir: "auto" }, h("b", {}, source.title), ": ", between(source.sources.map(linked), "; ").flat(),
      source.licences.length ? ` (${source.licences.join("; ")})` : "")))) : null;
}
