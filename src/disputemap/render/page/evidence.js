/* What stands behind a mark: each mention with its sentence, where it comes from and how sure it is. */

import { counts, rowsOf } from "./counting.js";
import { caption, cut, featureName, kindOf, known, placeOf, word } from "./data.js";
import { mark, reveal, showPlace } from "./map.js";
import { fillPlaceList, openSheet } from "./panel.js";
import { DATA, PLACES, isArea, mention } from "./store.js";
import { all, bdi, between, button, byId, chance, date, distance, entry, h, joined, linked, listed, number, percent, pick, reason, t, visible } from "./text.js";
import { narrow, setView, view } from "./view.js";

const PAGE = 20;
let returnTo = null;

/* Open the evidence of a place; `from` is where the focus goes back to. */
export function select(placeId, from, seen) {
  const back = from || document.activeElement;
  if (!byId("evidence").contains(back)) returnTo = back;
  if (placeId === view.place) byId("evidence-title").focus();
  setView({ place: placeId });
  if (!seen) reveal(PLACES.get(placeId).index);
}

export function showFacts(layer, feature, from = document.activeElement) {
  setView({ place: null });
  returnTo = from;
  mark(feature);
  const { names, details, accuracy_m: reach } = feature.properties;
  openEvidence([
    heading(pick(names) || pick(layer.titles), pick(layer.titles)),
    h("dl", {}, details.flatMap(([field, value]) => entry(word("field", field), h("span", { dir: "auto" }, /date|as_of/.test(field) ? date(value) : linked(value)))),
      reach ? entry(t("accuracy"), t("accuracy.within", { d: distance(reach) })) : []),
    layer.as_of ? h("p", { class: "note" }, caption("as_of").replace("{date}", date(layer.as_of))) : null,
  ]);
}

export function openPlace() {
  if (view.place) openEvidence(placeEvidence(PLACES.get(view.place)));
  else closeEvidence();
}

function openEvidence(content) {
  const section = byId("evidence");
  section.replaceChildren(button(t("back"), closeEvidence, { class: "plain", id: "back" }), ...content.filter(Boolean));
  byId("overview").hidden = true;
  section.hidden = false;
  openSheet(true);
  byId("sheet").scrollTop = section.offsetTop - 8;
  byId("evidence-title").focus({ preventScroll: true });
}

export function closeEvidence() {
  const section = byId("evidence");
  if (section.hidden) return;
  const was = view.place;
  section.hidden = true;
  section.replaceChildren();
  byId("overview").hidden = false;
  fillPlaceList();
  mark(null);
  setView({ place: null });
  const target = returnTo && returnTo.isConnected && returnTo !== document.body ? returnTo : all(`#place-list [data-place="${CSS.escape(was || "")}"]`)[0];
  if (target) target.focus();
}

const heading = (title, sub) => h("div", {}, h("h2", { id: "evidence-title", tabindex: "-1", dir: "auto" }, title), h("p", { class: "note" }, sub));

function placeEvidence(place) {
  const parents = listed(place.parents.map(pick));
  const others = new Map(Object.entries(place.names).map(([code, name]) => [name, code])); // some are alike in two languages
  others.delete(pick(place.names));
  const areaOf = rowsOf(place.index, 0, Infinity, place.areaOf);
  return [
    heading(pick(place.names), joined([kindOf(place), parents && t("in", { p: parents })], " ")),
    h("p", { class: "other-names" }, between([...others].map(([name, code]) => h("bdi", { lang: code }, name)))),
    h("dl", {}, entry(t("accuracy"), accuracy(place)), entry(t("relation"), relation(place)), entry(t("inside"), ...inside(place)),
      ["sector", "disputed", "region"].flatMap((key) => entry(t(key), place[key] ? bdi(called(key, place[key])) : ""))),
    place.lat !== undefined || place.geometry !== null ? button(t("show_on_map"), () => { openSheet(!narrow()); showPlace(place.index); }, { class: "plain" }) : null,
    h("div", { id: "mentions" }, mentionsOf(place)),
    ...(areaOf.length ? [h("h3", { id: "area-of" }, t("area_of.title", { n: number(areaOf.length) })), h("p", { class: "note" }, t("area_of.help")),
      pages(areaOf.length, (start, n) => areaOf.slice(start, start + n), mentionCard)] : []),
  ];
}

function mentionsOf(place) {
  const shown = counts.all[place.index];
  const hidden = place.mentions.length - shown;
  return [h("p", {}, t("n.mentions", { n: number(shown) }), hidden ? h("span", { class: "note" }, ` · ${t("hidden", { n: number(hidden) })}`) : null),
    pages(shown, (start, n) => rowsOf(place.index, start, n), mentionCard)];
}

/* Under other filters other mentions are counted. */
export function updateEvidence() {
  if (view.place && byId("mentions")) byId("mentions").replaceChildren(...mentionsOf(PLACES.get(view.place)));
}

/* What a sector or a place is called. */
export function called(key, id) {
  const sector = key === "sector" && DATA.corridor.sectors.find((one) => one.sector_id === id);
  return pick((sector || known(id) || {}).names) || id;
}

function accuracy(place) {
  if (isArea(place)) return t(place.relative && place.relative.kind === "within" ? "accuracy.inside" : "accuracy.area");
  return place.accuracy_m ? t("accuracy.within", { d: distance(place.accuracy_m) }) : "";
}

function relation(place) {
  const share = place.share_inside;
  return listed([
    place.relation && word("relation", place.relation),
    share > 0 && share < 1 && t("relation.share", { p: share < 0.01 ? "<1%" : percent(share) }),
    place.distance_m > 0 && t("relation.distance", { d: distance(place.distance_m) }),
    place.chainage_km !== undefined && t("relation.chainage", { k: number(place.chainage_km) }),
  ]);
}

/* How likely it is that a position within the place lies inside, and what that means. */
function inside({ p_inside: p }) {
  return p === undefined ? [] : [chance(p), h("small", {}, t("inside.help", { n: number(DATA.corridor.draws) }))];
}

/* A list, some at a time; who asked for more is put where it starts. */
export function pages(total, take, item, attributes = { class: "cards" }, step = PAGE) {
  const list = h("ul", attributes);
  const more = button("", () => {
    const first = list.children.length;
    add();
    const [next] = list.children[first].children;
    (next.matches("button") ? next : next.parentNode).focus();
  }, { class: "plain more" });
  function add() {
    list.append(...take(list.children.length, step).map((one) => h("li", { tabindex: "-1" }, item(one))));
    const left = total - list.children.length;
    more.textContent = t("more", { n: number(Math.min(left, step)) });
    more.hidden = left <= 0;
  }
  add();
  return h("div", {}, list, more);
}

export const cited = (one) => [one.source ? bdi(visible(one.source)) : "", date(one.date) || t("no_date")].filter(Boolean);

function mentionCard(row) {
  const one = mention(row);
  const { role } = one;
  return h("article", { class: "card" },
    h("p", { class: "from" }, between(cited(one))),
    one.title ? h("p", { class: "headline", dir: "auto" }, visible(one.title)) : null,
    quoted(one),
    h("dl", {}, entry(t("modifier"), one.modifier && one.modifier.text ? bdi(visible(one.modifier.text)) : ""),
      entry(t("areas"), between(one.areas.map(toItem), t("list.and"))),
      entry(t("area_of"), one.area_of === undefined ? "" : toItem(one.area_of)),
      entry(t("themes"), one.themes.map(hint))),
    h("p", { class: "chips" }, h("span", { class: `chip ${role}` }, word("role", role)),
      one.form ? h("span", { class: "chip" }, t(`form.${one.form}`)) : null,
      one.score === undefined ? null : h("span", { class: "chip" }, `${t("score")}: `, chance(one.score))),
    h("details", {}, h("summary", {}, t("details")), h("dl", {},
      entry(t("score"), one.score === undefined ? "" : t("score.help", { n: number(Math.max(1, Math.min(99, 100 * one.score))) })),
      entry(t("reasons"), one.reasons.map(reason)),
      entry(t("candidates"), candidates(one)),
      entry(t("document"), bdi(visible(one.doc)))),
    citing(one)));
}

export function quoted(one) {
  return h("blockquote", { dir: "auto", lang: one.lang },
    cut(one).map((piece, index) => (index % 2 ? h("mark", {}, bdi(visible(piece))) : visible(piece))));
}

/* The way to the item of another mention, with the kind of place it is: of one name there may be several. */
function toItem(row) {
  const place = placeOf(row);
  const kind = place.relative ? "" : featureName(place.feature);
  return h("span", {}, button(bdi(pick(place.names)), () => select(place.place_id), { class: "plain" }), kind ? ` (${kind})` : "");
}

/* What the sentence seems to tell of: the theme, the word that says so, and what ACLED calls such events. */
function hint({ theme, cue, event_type: type }) {
  return h("span", { class: "hint" }, h("b", {}, pick(DATA.words.themes[theme]) || theme.replace(/_/g, " ")), " ", h("q", {}, bdi(visible(cue || ""))),
    type ? h("small", {}, h("bdi", { lang: "en", dir: "ltr" }, `ACLED: ${type}`)) : null);
}

function candidates(one) {
  return one.candidates.map((candidate) => {
    const { names, feature } = known(candidate.place_id);
    return h("span", { class: "candidate" }, bdi(pick(names)), ` (${featureName(feature)}) `, chance(candidate.score));
  });
}

/* How to cite a mention, in our words: what, in which text, on which map. */
function citation(one) {
  const place = placeOf(one.row);
  const where = one.start === undefined ? "" : t("cite.at", { a: one.start, b: one.end });
  return [
    `${pick(place.names)} («${visible(one.surface)}»)`,
    listed([one.title && `“${visible(one.title)}”`, visible(one.source), date(one.date) || t("no_date")]),
    listed([`${t("document")}: ${visible(one.doc)}`, where]),
    listed([`${t("map")}: ${byId("title").textContent}`, `disputemap ${DATA.version} (${DATA.data_version})`, `${t("cite.input")} ${DATA.input_hash}`]),
  ].join(". ").concat(".");
}

/* The citation goes to the clipboard; where that is forbidden it stands there to be copied by hand. */
function citing(one) {
  const text = h("textarea", { class: "citation", readonly: true, rows: 4, dir: "auto", "aria-label": t("cite"), hidden: true });
  const told = h("span", { role: "status", class: "note" });
  const copy = () => {
    text.value = citation(one);
    text.hidden = false;
    text.select();
    told.textContent = ` ${t(document.execCommand("copy") ? "cite.done" : "cite.by_hand")}`;
  };
  return h("p", { class: "citing" }, button(t("cite"), copy, { class: "plain" }), told, text);
}
