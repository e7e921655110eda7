/* What the map claims and what it does not: always in short on the map, at length in the panel. */

import { caption } from "./data.js";
import { closeEvidence } from "./evidence.js";
import { openSheet } from "./panel.js";
import { DATA, filters } from "./store.js";
import { date, h, linked, number, t } from "./text.js";

export function drawCaption() {
  const parts = [caption("as_of").replace("{date}", date(DATA.as_of)), caption("short"), t(`count.${filters.mode}.help`)];
  const more = h("button", { type: "button", class: "plain", onclick: openAbout }, t("about"));
  document.getElementById("caption").replaceChildren(
    ...parts.slice(0, 2).filter(Boolean).map((part) => h("span", {}, part)), more);
}

function openAbout() {
  closeEvidence();
  openSheet(true);
  const about = document.getElementById("about");
  about.open = true;
  about.scrollIntoView({ block: "start" });
  about.querySelector("summary").focus({ preventScroll: true });
}

export function aboutSection() {
  const paragraphs = ["disclaimer", "terms", "counting"].map(caption).filter(Boolean);
  return h("details", { class: "section", id: "about" }, h("summary", {}, t("about")),
    paragraphs.map((text) => h("p", {}, text)), lengths(), sources(), h("p", { class: "note" }, t("about.engine")));
}

function lengths() {
  if (!DATA.claims.length && DATA.length_km === null) return null;
  const rows = DATA.claims.filter((claim) => claim.claimed_length_km).map((claim) => h("tr", {},
    h("td", {}, `${number(claim.claimed_length_km)} ${t("unit.km")}`, h("small", {}, date(claim.date))),
    h("td", { dir: "auto" }, [claim.who, claim.role].filter(Boolean).join(", "), claim.extent_or_place ? h("small", {}, claim.extent_or_place) : null, claim.note ? h("small", {}, claim.note) : null,
      claim.source ? h("small", {}, linked(claim.source)) : null)));
  const measured = DATA.length_km === null ? null
    : h("p", {}, h("b", {}, `${number(DATA.length_km)} ${t("unit.km")}`), ` ${t("about.measured")}`);
  return h("div", {}, h("h3", {}, t("about.lengths")), measured, caption("claims") ? h("p", {}, caption("claims")) : null,
    rows.length ? h("table", {}, h("thead", {}, h("tr", {}, ["claimed", "who"].map((key) => h("th", { scope: "col" }, t(`about.${key}`))))),
      h("tbody", {}, rows)) : null);
}

function sources() {
  if (!DATA.sources.length) return null;
  return h("div", {}, h("h3", {}, t("about.sources")), h("ul", { class: "sources" }, DATA.sources.map((source) =>
    h("li", { dir: "auto" }, h("b", {}, source.title), ": ", source.sources.join("; "),
      source.licences.length ? ` (${source.licences.join("; ")})` : ""))));
}
