/* Words, numbers, dates and elements. Everything that is shown passes through `h`, and text only ever as a text node. */

import { known } from "./data.js";

export const LANGUAGES = ["en", "ar", "ckb"];
export const RTL = new Set(["ar", "ckb"]);
export let lang = "en";
export let STRINGS = {}; // the words of the page itself, by key and language

export function setLang(code) {
  lang = LANGUAGES.includes(code) ? code : "en";
}

export function setStrings(words) {
  STRINGS = words;
}

/* The text in the reader's language, else in English, else whatever there is. */
export function pick(texts) {
  return texts ? texts[lang] || texts.en || Object.values(texts)[0] || "" : "";
}

export function t(key, values) {
  const text = pick(STRINGS[key]) || key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => (values && name in values ? values[name] : whole));
}

/* A number as all three languages write it here: 12,345.6. */
export function number(value, digits = 0) {
  return `${+(+value).toFixed(digits)}`.replace(/\B(?=(\d{3})+$|(\d{3})+\.)/g, ",");
}

export function percent(value) {
  return `${number(Math.round(value * 1e4) / 100)}%`;
}

/* A probability as a percentage; nothing is quite sure, nor quite out of the question. */
export function chance(value) {
  return h("bdi", { dir: "ltr" }, value > 0.99 ? `>${percent(0.99)}` : value < 0.01 ? `<${percent(0.01)}` : percent(value));
}

/* Something said in each language. */
export function inEach(say) {
  const own = lang;
  const texts = {};
  for (lang of LANGUAGES) texts[lang] = say();
  lang = own;
  return texts;
}

/* A name within a sentence of the other direction, kept together. */
export function isolated(text) {
  return /\p{sc=Arab}/u.test(text) === RTL.has(lang) ? text : `\u2068${text}\u2069`;
}

export function distance(metres) {
  if (metres < 950) return `${number(Math.round(metres / 10) * 10)} ${t("unit.m")}`;
  return `${number(metres / 1000, metres < 9950 ? 1 : 0)} ${t("unit.km")}`;
}

/* "2021-12" and "2021-12-05" in words; anything else as it was written. */
export function date(text) {
  const found = /^(\d{4})-(\d{2})(?:-(\d{2}))?(?:T.*)?$/.exec(text || "");
  if (!found || found[2] < "01" || found[2] > "12") return text || "";
  const [, year, month, day] = found;
  return `${+day ? t("day", { n: +day }) : ""}${t("months").split(",")[month - 1]} ${+year}`;
}

/* An element. Attributes named on... are listeners; children are elements or strings, and strings stay text. */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter(isSaid));
  return element;
}

export const byId = (id) => document.getElementById(id);
export const all = (selector) => document.querySelectorAll(selector);

/* The words that page.html asks for: a text, or a name for who hears the page. */
export function fillWords() {
  for (const one of all("[data-t]")) one.textContent = t(one.dataset.t);
  for (const one of all("[data-name]")) one.setAttribute("aria-label", t(one.dataset.name));
}

/* A button; attributes as of `h`. */
export function button(label, onclick, attributes) {
  return h("button", { type: "button", onclick, ...attributes }, label);
}

/* Signs that turn the direction of a text, shown and not obeyed. */
export function visible(text) {
  return text.replace(/\p{Bidi_C}/gu, (sign) => `⟦${t(`sign.${sign.charCodeAt(0).toString(16)}`)}⟧`);
}

/* A name or another word of unknown direction, kept from disturbing its neighbours. */
export function bdi(text) {
  return h("bdi", {}, text);
}

/* Why something was decided: the known reasons in the reader's language, with the words of the text as they stand. */
export function reason(text) {
  const [, holder] = /^in (\S+), named next to it$/.exec(text) || [];
  if (holder && known(holder)) return h("span", { class: "reason" }, t("reason.in"), ": ", bdi(pick(known(holder).names)));
  const [, head, tail] = /^([^:]*)(?:: (.*))?$/s.exec(text) || [text, text];
  const n = (/\d+/.exec(head) || [""])[0];
  const key = `reason.${n ? head.replace(n, "{n}") : head}`;
  if (!STRINGS[key]) return h("span", { class: "reason", dir: "auto" }, text);
  return h("span", { class: "reason" }, t(key, { n }), tail ? [": ", bdi(tail)] : "");
}

/* Texts or elements with a mark between them, and those of texts that say something as one text. */
export const between = (parts, mark = " · ") => parts.flatMap((part, index) => (index ? [mark, part] : [part]));
export const joined = (texts, mark = " · ") => texts.filter(Boolean).join(mark);
export const listed = (texts) => joined(texts, t("list.and"));

const isSaid = (part) => part !== null && part !== undefined && part !== "";

/* A term and what it is, for a <dl>; nothing when there is nothing to say. */
export function entry(term, ...content) {
  const said = content.flat().filter(isSaid);
  return said.length ? [h("dt", {}, term), h("dd", {}, said)] : [];
}

/* Addresses of the data package become links; what a document says never does. */
export function linked(text) {
  return between(text.split(" | ").map((part) => (/^https?:\/\/\S+$/.test(part)
    ? h("a", { href: part, rel: "noopener noreferrer", target: "_blank", dir: "ltr" }, part.replace(/^https?:\/\//, "")) : bdi(part))));
}
