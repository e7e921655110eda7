/* What stands behind a mark: each mention with its sentence, where it comes from and how sure it is. */

import { caption, cut, featureName, isArea, kindOf, known, placeOf, shapeOf, state, word } from "./data.js";
import { mark, reveal, showPlace } from "./map.js";
import { markSelected, narrow, openSheet } from "./panel.js";
import { DATA, PLACES, mention, rowsOf } from "./store.js";
import { LANGUAGES, bdi, chance, date, distance, entry, h, lang, linked, number, percent, pick, reason, t } from "./text.js";
import { setView } from "./view.js";

const PAGE = 20;
let returnTo = null;

/* Open the evidence of a place; `from` is where the focus goes back to. */
export function select(placeId, from) {
  returnTo = from || document.activeElement;
  state.place = placeId;
  setView({ place: placeId });
  openEvidence(placeEvidence(PLACES.get(placeId)));
  markSelected();
  if (narrow()) requestAnimationFrame(() => reveal(PLACES.get(placeId).index));
}

export function showFacts(layer, feature, from) {
  returnTo = from || document.activeElement;
  state.place = null;
  setView({ place: null });
  mark(feature);
  const { names, details, accuracy_m: reach } = feature.properties;
  openEvidence([
    heading(pick(names) || pick(layer.titles), pick(layer.titles)),
    h("dl", {}, details.flatMap(([field, value]) => entry(word("field", field), h("span", { dir: "auto" }, /date|as_of/.test(field) ? date(value) : linked(value)))),
      reach ? entry(t("accuracy"), t("accuracy.within", { d: distance(reach) })) : []),
    layer.as_of ? h("p", { class: "note" }, caption("as_of").replace("{date}", date(layer.as_of))) : null,
  ]);
}

export function openEvidence(content) {
  const section = document.getElementById("evidence");
  section.replaceChildren(h("div", { class: "evidence-bar" },
    h("button", { type: "button", class: "plain", id: "back", onclick: closeEvidence }, t("back"))), ...content.filter(Boolean));
  document.getElementById("overview").hidden = true;
  section.hidden = false;
  openSheet(true);
  document.getElementById("sheet").scrollTop = 0;
  document.getElementById("evidence-title").focus({ preventScroll: true });
}

export function closeEvidence() {
  const section = document.getElementById("evidence");
  if (section.hidden) return;
  const placeId = state.place;
  section.hidden = true;
  section.replaceChildren();
  document.getElementById("overview").hidden = false;
  state.place = null;
  setView({ place: null });
  mark(null);
  markSelected();
  const button = placeId && document.querySelector(`#place-list [data-place="${CSS.escape(placeId)}"]`);
  const target = returnTo && returnTo.isConnected && returnTo !== document.body ? returnTo : button;
  if (target) target.focus();
}

function heading(title, sub) {
  return h("div", {}, h("h2", { id: "evidence-title", tabindex: "-1", dir: "auto" }, title), h("p", { class: "note" }, sub));
}

export function placeEvidence(place) {
  const shown = rowsOf(place.index).map(mention);
  const hidden = place.mentions.length - shown.length;
  const areaOf = rowsOf(place.index, 0, Infinity, place.areaOf).map(mention);
  const parents = place.parents.map(pick).filter(Boolean).join(t("list.and"));
  const others = LANGUAGES.filter((code) => code !== lang && place.names[code] && place.names[code] !== pick(place.names));
  return [
    heading(pick(place.names), [kindOf(place), parents ? t("in", { p: parents }) : ""].filter(Boolean).join(" ")),
    h("p", { class: "other-names" }, others.flatMap((code, index) => [index ? " · " : "", h("bdi", { lang: code }, place.names[code])])),
    h("dl", {}, entry(t("accuracy"), accuracy(place))),
    h("p", {}, t("n.mentions", { n: number(shown.length) }), hidden ? h("span", { class: "note" }, ` · ${t("hidden", { n: number(hidden) })}`) : null),
    place.lat !== undefined || shapeOf(place) ? h("button", { type: "button", class: "plain", onclick: () => { openSheet(!narrow()); showPlace(place.index); } }, t("show_on_map")) : null,
    pages(shown, mentionCard),
    areaOf.length ? h("h3", { id: "area-of" }, t("area_of.title", { n: number(areaOf.length) })) : null,
    areaOf.length ? h("p", { class: "note" }, t("area_of.help")) : null,
    areaOf.length ? pages(areaOf, mentionCard) : null,
  ];
}

function accuracy(place) {
  if (isArea(place)) return t(place.relative && place.relative.kind === "within" ? "accuracy.inside" : "accuracy.area");
  return place.accuracy_m ? t("accuracy.within", { d: distance(place.accuracy_m) }) : "";
}

/* A list of cards, some at a time. */
export function pages(items, card) {
  const list = h("ol", { class: "cards" });
  const more = h("button", { type: "button", class: "plain", onclick: add });
  function add() {
    const from = list.children.length;
    list.append(...items.slice(from, from + PAGE).map((item) => h("li", {}, card(item))));
    const left = items.length - list.children.length;
    more.textContent = t("more", { n: number(Math.min(left, PAGE)) });
    more.hidden = left <= 0;
  }
  add();
  return h("div", {}, list, more);
}

function mentionCard(mention) {
  const from = [mention.source ? bdi(mention.source) : null, h("span", {}, date(mention.date) || t("no_date"))].filter(Boolean);
  return h("article", { class: "card" },
    h("p", { class: "from" }, from.flatMap((part, index) => (index ? [" · ", part] : [part]))),
    mention.title ? h("p", { class: "headline", dir: "auto" }, mention.title) : null,
    quoted(mention),
    h("dl", {}, entry(t("modifier"), mention.modifier && mention.modifier.text ? bdi(mention.modifier.text) : ""),
      entry(t("areas"), (mention.areas || []).flatMap((row, index) => [index ? t("list.and") : "", toItem(row)])),
      entry(t("area_of"), mention.area_of === undefined ? "" : toItem(mention.area_of)),
      entry(t("themes"), (mention.themes || []).map(hint))),
    h("p", { class: "chips" }, h("span", { class: `chip ${mention.role || "literal"}` }, word("role", mention.role || "literal")),
      mention.form ? h("span", { class: "chip" }, t(`form.${mention.form}`)) : null,
      mention.score === undefined ? null : h("span", { class: "chip" }, `${t("score")}: `, chance(mention.score))),
    h("details", {}, h("summary", {}, t("details")), h("dl", {},
      entry(t("relation"), relation(mention)),
      entry(t("score"), mention.score === undefined ? "" : t("score.help", { n: number(Math.max(1, Math.min(99, 100 * mention.score))) })),
      entry(t("reasons"), (mention.reasons || []).map(reason)),
      entry(t("candidates"), candidates(mention)),
      entry(t("document"), bdi(mention.doc || "")))));
}

export function quoted(mention) {
  return h("blockquote", { dir: "auto", lang: mention.lang },
    cut(mention).map((piece, index) => (index % 2 ? h("mark", {}, bdi(piece)) : piece)));
}

/* The way to the item of another mention, with the kind of place it is: of one name there may be several. */
function toItem(row) {
  const place = placeOf(row);
  const kind = place.relative ? "" : featureName(place.feature);
  return h("span", {}, h("button", { type: "button", class: "plain", onclick: () => select(place.place_id, returnTo) }, bdi(pick(place.names))),
    kind ? ` (${kind})` : "");
}

/* What the sentence seems to tell of: the theme, the word that says so, and what ACLED calls such events. */
function hint({ theme, cue, event_type: type }) {
  return h("span", { class: "hint" }, h("b", {}, pick(DATA.words.themes[theme]) || theme.replace(/_/g, " ")), " ", h("q", {}, bdi(cue || "")),
    type ? h("small", {}, h("bdi", { lang: "en", dir: "ltr" }, `ACLED: ${type}`)) : null);
}

function relation(mention) {
  const inside = mention.share_inside;
  return [
    mention.relation ? word("relation", mention.relation) : "",
    inside > 0 && inside < 1 ? t("relation.share", { p: inside < 0.01 ? "<1%" : percent(inside) }) : "",
    mention.distance_m > 0 ? t("relation.distance", { d: distance(mention.distance_m) }) : "",
    mention.chainage_km === undefined ? "" : t("relation.chainage", { k: number(mention.chainage_km) }),
  ].filter(Boolean).join(t("list.and"));
}

function candidates(mention) {
  return (mention.candidates || []).map((candidate) => {
    const { names, feature } = known(candidate.place_id);
    return h("span", { class: "candidate" }, bdi(pick(names)), ` (${featureName(feature)}) `, chance(candidate.score));
  });
}
