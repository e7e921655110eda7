/* What the signs on the map mean, small. */

import { DATA } from "./store.js";
import { h, svg, t } from "./text.js";
import { colour, hatched, radius, themeStyle } from "./map.js";

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
  const circle = (cx, count) => [svg("circle", { cx, cy: 22, r: radius(count), fill: "none", stroke, "stroke-width": 1.6 }),
    svg("text", { x: cx, y: 26, "text-anchor": "middle", class: "size-number" }, String(count))];
  const sign = (key, fill) => h("p", { class: "note sign" }, small(svg("circle", { cx: 14, cy: 7, r: 5.2, fill, stroke, "stroke-width": 1.6 })), t(key));
  return h("div", { class: "sizes" }, h("p", { class: "note" }, t("layers.size")),
    svg("svg", { width: 150, height: 44, viewBox: "0 0 150 44", "aria-hidden": "true" }, ...circle(16, 1), ...circle(60, 8), ...circle(118, 25)),
    sign("layers.full", stroke), sign("layers.hollow", "none"), ["area", "disc", "relative"].map((key) => h("p", { class: "note" }, t(`layers.${key}`))));
}
