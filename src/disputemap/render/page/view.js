/* What is shown of the page itself: language, colours, the chosen place and claim, the open tab. Filters are the store's. */

import { DATA } from "./store.js";
import { LANGUAGES } from "./text.js";

export const THEMES = ["system", "light", "dark"];
export const TABS = ["places", "layers", "claims", "about"];
export const FACES = ["map", "table"];
export const view = { lang: "en", theme: "system", place: null, claim: null, tab: "places", face: "map" };
const viewers = new Set();

/* Change something of it; those who listen get the set of what changed. */
export function setView(patch) {
  const changed = new Set(Object.keys(patch).filter((key) => patch[key] !== view[key]));
  Object.assign(view, patch);
  if (changed.size) for (const viewer of viewers) viewer(changed);
}

export function onView(viewer) {
  viewers.add(viewer);
}

export const darkness = matchMedia("(prefers-color-scheme: dark)");

/* On paper it is always light. */
export function isDark() {
  if (document.documentElement.classList.contains("printing")) return false;
  return view.theme === "dark" || (view.theme === "system" && darkness.matches);
}

export function setColours() {
  document.documentElement.dataset.theme = isDark() ? "dark" : "light";
}

export const narrow = () => matchMedia("(max-width: 760px)").matches;
export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/* The first language that the reader asks for and the page speaks. */
export function readersLanguage() {
  const asked = navigator.languages.map((tag) => tag.toLowerCase().split("-")[0].replace(/^ku$/, "ckb"));
  return asked.find((code) => LANGUAGES.includes(code)) || DATA.lang;
}
