/* What the signs on the map mean, small. */

import { DATA } from "./store.js";
import { themeName } from "./controls.js";
import { h, number, svg, t } from "./text.js";
import { colour, hatched, radius, sizes, themed, themeStyle } from "./map.js";

const small = (...parts) => svg("svg", { class: "swatch", width: 28, height: 14, viewBox: "0 0 28 14", "aria-hidden": "true" }, ...parts);

export function swatch(layer) {
  const ink = colour(layer);
  const { weight, dash, opacity } = layer.style;
  const line = { stroke: ink, "stroke-width": Math.max(weight, 1), "stroke-dasharray": dash || "none" };
  const box = { x: 2, y: 1.5, width: 24, height: 11, fill: ink, "fill-opacity": opacity, ...line };
  const base = layer.group === "base";
  const parts = {
    line: () => svg("path", { d: "M1 7H27", fill: "none", ...line }),
    point: () => (weight > 4 ? svg("rect", { x: 9.5, y: 2.5, width: 9, height: 9, transform: "rotate(45 14 7)", fill: ink }) : svg("circle", { cx: 14, cy: 7, r: 3, fill: ink })),
    places: () => (/feature!=/.test(layer.where) ? svg("circle", { cx: 14, cy: 7, r: 5.5, fill: ink, "fill-opacity": 0.82 }) : svg("rect", box)),
    themes: () => [0, 1, 2].map((theme) => svg("circle", { cx: 5 + 9 * theme, cy: 7, r: 4, fill: themeStyle(theme).colour })),
    area: () => svg("rect", { ...box, fill: hatched(layer) ? `url(#hatch-${layer.key})` : ink, "stroke-width": base ? 0.6 : weight, stroke: base ? "#8a8577" : ink }),
  };
  return small(...[parts[layer.kind]()].flat());
}

export function legend() {
  const stroke = colour(DATA.layers.find((layer) => layer.kind === "places"));
  const circle = (count, at) => [svg("circle", { cx: 26 + 72 * at, cy: 25, r: radius(count), fill: "none", stroke, "stroke-width": 1.6 }),
    svg("text", { x: 28 + 72 * at + radius(count), y: 29, class: "size-number" }, number(count))];
  const sign = (key, fill) => h("p", { class: "note sign" }, small(svg("circle", { cx: 14, cy: 7, r: 5.2, fill, stroke, "stroke-width": 1.6 })), t(key));
  const theme = (_, index) => {
    const { colour: fill, sign: letter } = themeStyle(index);
    return h("p", { class: "note sign" }, small(svg("circle", { cx: 14, cy: 7, r: 6.5, fill }), svg("text", { x: 14, y: 10, "text-anchor": "middle", "font-size": 8, fill: "var(--paper)" }, letter)), themeName(index));
  };
  return h("div", { class: "sizes" }, h("p", { class: "note" }, t("layers.size")),
    svg("svg", { width: 230, height: 50, viewBox: "0 0 230 50", "aria-hidden": "true" }, ...sizes().flatMap(circle)),
    sign("layers.full", stroke), sign("layers.hollow", "none"), ["area", "disc", "relative"].map((key) => h("p", { class: "note" }, t(`layers.${key}`))),
    h("div", { id: "theme-signs", hidden: !themed() }, DATA.themes.map(theme)));
}
