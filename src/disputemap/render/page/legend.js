/* What the signs on the map mean, small, painted as on the map. */

import { DATA } from "./store.js";
import { themeName } from "./controls.js";
import { ink, paintOutline } from "./layers.js";
import { h, number, t } from "./text.js";
import { colour, radius, sizes, themed, themeStyle } from "./map.js";
import { paintSign } from "./places.js";
import { disc } from "./shapes.js";
import { onPaper } from "./sheet.js";

const BOX = { path: new Path2D("M2 1.5h24v11h-24z"), points: [[14, 7]], from: [2, 1], to: [26, 13] };
const LINE = { ...BOX, path: new Path2D("M1 7h26") };

/* A small picture; `paint` gets what painters of the map get, with pixels for the units of the world. */
function picture(paint, width = 28, height = 14) {
  const canvas = h("canvas", { class: "swatch", width: 3 * width, height: 3 * height, "aria-hidden": "true" });
  Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  const view = { ctx: canvas.getContext("2d"), ratio: 3, scale: 1, x: 0, y: 0, width, height };
  onPaper(view);
  paint(view);
  return canvas;
}

function dot({ ctx }, at, reach, tone, how = "fill") {
  ctx.fillStyle = ctx.strokeStyle = tone;
  ctx.lineWidth = 1.6;
  ctx[how](disc(at, reach));
}

/* What a layer looks like. */
export function swatch(layer) {
  const { kind, where } = layer;
  return picture((view) => {
    if (kind === "themes") [5, 14, 23].forEach((x, theme) => dot(view, [x, 7], 4, themeStyle(theme).colour));
    else if (kind === "places" && /feature!=/.test(where)) dot(view, [14, 7], 5.5, colour(layer));
    else paintOutline(layer, kind === "line" ? LINE : BOX, view, 0, true);
  });
}

export function legend() {
  const tone = colour(DATA.layers.find((layer) => layer.kind === "places"));
  const note = (...content) => h("p", { class: "note sign" }, content);
  const size = (count) => {
    const half = Math.ceil(radius(count)) + 1;
    return [picture((view) => dot(view, [half, half], half - 1, tone, "stroke"), 2 * half, 2 * half), number(count)];
  };
  const sign = (key, how) => note(picture((view) => dot(view, [14, 7], 5.2, tone, how)), t(key));
  const theme = (_, index) => {
    const { colour: own, sign: letter } = themeStyle(index);
    return note(picture((view) => {
      dot(view, [14, 7], 6.5, own);
      paintSign(view.ctx, { x: 14, y: 7, r: 6.5, sign: letter, tone: ink.paper });
    }), themeName(index));
  };
  return h("div", { class: "sizes" }, h("p", { class: "note" }, t("layers.size")), note(...sizes().flatMap(size)),
    sign("layers.full", "fill"), sign("layers.hollow", "stroke"), ["area", "disc", "relative"].map((key) => h("p", { class: "note" }, t(`layers.${key}`))),
    h("div", { id: "theme-signs", hidden: !themed() }, DATA.themes.map(theme)));
}
