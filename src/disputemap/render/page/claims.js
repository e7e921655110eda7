/* Who claims what of the corridor: each claim beside what was computed; one can be chosen to see what it implies. */

import { caption, word } from "./data.js";
import { DATA } from "./store.js";
import { bdi, between, date, entry, h, isolated, joined, linked, listed, number, t } from "./text.js";
import { setView, view } from "./view.js";

const KINDS = ["area", "width_subset", "width", "extent", "length_subset", "length"]; // the last of these comes first, others after them
const km = (value) => `${number(value)} ${t("unit.km")}`;

export function claimsSection() {
  const choice = (id, ...content) => h("label", { class: "claim" },
    h("input", { type: "radio", name: "claim", value: id, checked: (view.claim || "") === id, onchange: () => setView({ claim: id || null }) }), h("span", {}, ...content));
  const text = caption("claims");
  return h("div", {}, measured(),
    h("fieldset", { class: "claims" }, h("legend", {}, t("claims.choose")),
      choice("", t("claims.none")),
      [...DATA.claims].sort((a, b) => KINDS.indexOf(b.kind) - KINDS.indexOf(a.kind)).map((claim) => h("div", {},
        choice(claim.claim_id, h("b", {}, figure(claim)), " ", said(claim), h("small", {}, implied(claim))),
        h("details", {}, h("summary", {}, t("details")), details(claim))))), text ? h("p", { class: "note" }, text) : null);
}

export function measured() {
  return DATA.length_km === null || DATA.length_km === undefined ? null : h("p", { class: "note" }, h("b", {}, km(DATA.length_km)), ` ${t("about.measured")}`);
}

function figure({ claimed_value: value, unit, claimed_length_km: length, kind }) {
  return h("bdi", {}, value ? `${value} ${unit || ""}` : length ? km(length) : word("claim", kind));
}

const party = (claim) => (claim.party ? word("party", claim.party) : "");

function said(claim) {
  return between([claim.who && bdi(claim.who), claim.role && bdi(claim.role), party(claim), date(claim.date)].filter(Boolean), t("list.and"));
}

/* The piece of the line that a claim speaks of, or that it speaks of none. */
function implied({ implies, from_km: from, to_km: to, computed_length_km: computed }) {
  return joined([!implies || implies === "none" ? t("claims.no_shape") : t("claims.shape", { a: number(from), b: number(to) }), computed && t("claims.computed", { d: km(computed) })]);
}

function details(claim) {
  return h("dl", {}, ["kind", "extent_or_place", "paraphrase", "why", "note"].flatMap((key) => entry(word("field", key), claim[key] ? h("span", { dir: "auto" }, key === "kind" ? word("claim", claim[key]) : claim[key]) : "")),
    entry(t("source"), claim.source ? linked(claim.source) : ""));
}

/* The chosen claim in words. */
export function claimWords() {
  const claim = view.claim && DATA.claims.find((one) => one.claim_id === view.claim);
  return claim ? t("claims.chosen", { c: listed([figure(claim).textContent, claim.who || party(claim), date(claim.date)].filter(Boolean).map(isolated)) }) : "";
}
