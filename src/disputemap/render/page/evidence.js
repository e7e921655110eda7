/* What stands behind a mark: each mention with its sentence, where it comes from and how sure it is. */

const PAGE = 20;
let returnTo = null;

/* Open the evidence of a place; `from` is where the focus goes back to. */
function select(placeId, from) {
  returnTo = from || document.activeElement;
  state.place = placeId;
  drawSelection();
  openEvidence(placeEvidence(PLACES.get(placeId)));
  markSelected();
  const at = position(PLACES.get(placeId));
  if (narrow() && at) requestAnimationFrame(() => map.invalidateSize({ animate: false }).panInside(at, { padding: [40, 40], animate: false }));
}

function showFacts(layer, feature, from) {
  returnTo = from || document.activeElement;
  state.place = null;
  drawSelection();
  const { names, details, accuracy_m: reach } = feature.properties;
  const shape = shapeOf(feature);
  if (shape && shape.type === "Point") encircle(L.latLng(shape.coordinates[1], shape.coordinates[0]), reach);
  else outline(shape);
  openEvidence([
    heading(pick(names) || pick(layer.titles), pick(layer.titles)),
    h("dl", {}, details.flatMap(([field, value]) => entry(word("field", field), h("span", { dir: "auto" }, /date|as_of/.test(field) ? date(value) : linked(value)))),
      reach ? entry(t("accuracy"), t("accuracy.within", { d: distance(reach) })) : []),
    layer.as_of ? h("p", { class: "note" }, caption("as_of").replace("{date}", date(layer.as_of))) : null,
  ]);
}

function openEvidence(content) {
  const section = document.getElementById("evidence");
  section.replaceChildren(h("div", { class: "evidence-bar" },
    h("button", { type: "button", class: "plain", id: "back", onclick: closeEvidence }, t("back"))), ...content.filter(Boolean));
  document.getElementById("overview").hidden = true;
  section.hidden = false;
  openSheet(true);
  document.getElementById("sheet").scrollTop = 0;
  document.getElementById("evidence-title").focus({ preventScroll: true });
}

function closeEvidence() {
  const section = document.getElementById("evidence");
  if (section.hidden) return;
  const placeId = state.place;
  section.hidden = true;
  section.replaceChildren();
  document.getElementById("overview").hidden = false;
  state.place = null;
  drawSelection();
  markSelected();
  const button = placeId && document.querySelector(`#place-list [data-place="${CSS.escape(placeId)}"]`);
  const target = returnTo && returnTo.isConnected && returnTo !== document.body ? returnTo : button;
  if (target) target.focus();
}

function heading(title, sub) {
  return h("div", {}, h("h2", { id: "evidence-title", tabindex: "-1", dir: "auto" }, title), h("p", { class: "note" }, sub));
}

function placeEvidence(place) {
  const shown = place.mentions.filter(counted);
  const hidden = place.mentions.length - shown.length;
  const parents = place.parents.map(pick).filter(Boolean).join(t("list.and"));
  const others = LANGUAGES.filter((code) => code !== lang && place.names[code] && place.names[code] !== pick(place.names));
  return [
    heading(pick(place.names), [featureName(place.feature), parents ? t("in", { p: parents }) : ""].filter(Boolean).join(" ")),
    h("p", { class: "other-names" }, others.flatMap((code, index) => [index ? " · " : "", h("bdi", { lang: code }, place.names[code])])),
    h("dl", {}, entry(t("accuracy"), accuracy(place))),
    h("p", {}, t("n.mentions", { n: number(shown.length) }), hidden ? h("span", { class: "note" }, ` · ${t("hidden", { n: number(hidden) })}`) : null),
    position(place) || shapeOf(place) ? h("button", { type: "button", class: "plain", onclick: () => { openSheet(!narrow()); showOnMap(place); } }, t("show_on_map")) : null,
    pages(shown, mentionCard),
  ];
}

function accuracy(place) {
  if (isArea(place)) return t("accuracy.area");
  return place.accuracy_m ? t("accuracy.within", { d: distance(place.accuracy_m) }) : "";
}

/* A list of cards, some at a time. */
function pages(items, card) {
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
  const [before, name, after] = cut(mention);
  const from = [mention.source ? bdi(mention.source) : null, h("span", {}, date(mention.date) || t("no_date"))].filter(Boolean);
  return h("article", { class: "card" },
    h("p", { class: "from" }, from.flatMap((part, index) => (index ? [" · ", part] : [part]))),
    mention.title ? h("p", { class: "headline", dir: "auto" }, mention.title) : null,
    h("blockquote", { dir: "auto", lang: mention.lang }, before, name ? h("mark", {}, bdi(name)) : null, after),
    h("p", { class: "chips" }, h("span", { class: `chip ${mention.role || "literal"}` }, word("role", mention.role || "literal")),
      mention.score === undefined ? null : h("span", { class: "chip" }, `${t("score")} ${score(mention.score)}`)),
    h("details", {}, h("summary", {}, t("details")), h("dl", {},
      entry(t("relation"), relation(mention)),
      entry(t("modifier"), mention.modifier ? modifier(mention.modifier) : ""),
      entry(t("reasons"), (mention.reasons || []).map(reason)),
      entry(t("candidates"), candidates(mention)),
      entry(t("accuracy"), mention.accuracy_m && !isArea(PLACES.get(mention.place_id)) ? t("accuracy.within", { d: distance(mention.accuracy_m) }) : ""),
      entry(t("document"), bdi(mention.doc || "")))));
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

function modifier(found) {
  return [bdi(found.text || ""), found.distance_m ? ` ${distance(found.distance_m)}` : "",
    found.bearing_deg === undefined ? "" : ` ${number(found.bearing_deg)}°`];
}

function candidates(mention) {
  const others = (mention.candidates || []).filter((candidate) => candidate.place_id !== mention.place_id);
  return others.map((candidate) => {
    const { names, feature } = PLACES.get(candidate.place_id) || DATA.others[candidate.place_id];
    return h("span", { class: "candidate" }, bdi(pick(names)), ` (${featureName(feature)}) `, score(candidate.score));
  });
}
