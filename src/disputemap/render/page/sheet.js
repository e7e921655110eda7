/* A canvas over the map that is painted anew whenever the map has moved. */

import { world } from "./geometry.js";
import { h } from "./text.js";

export const REF = world(44, 35); // paths are numbers from here: near to 0 they stay exact
const dirty = new Set(); // sheets to be painted with the next frame
let age = 0; // of pictures that are kept
let fineness = 0; // dots of a pixel, when it is not the screen that says

export function setFineness(dots) {
  fineness = dots;
}

export const Sheet = L.Renderer.extend({
  initialize(paint, options) {
    this.paint = paint;
    L.Renderer.prototype.initialize.call(this, options);
  },

  _initContainer() {
    this._container = h("canvas", { class: "canvas", "aria-hidden": "true" });
  },

  _destroyContainer() {
    this._container.remove();
  },

  _update() {
    if (this._map._animatingZoom && this._bounds) return;
    L.Renderer.prototype._update.call(this);
    L.DomUtil.setPosition(this._container, this._bounds.min);
    if (this.painted) this.draw();
    else this.redraw();
  },

  /* Paint with the next frame, however often it is asked for. */
  redraw() {
    if (!dirty.size) requestAnimationFrame(drawDirty);
    dirty.add(this);
  },

  /* Call the painter with the paper and how the world lies on it: unit * scale + x is a place on the paper, in pixels. */
  draw() {
    dirty.delete(this);
    this.painted = true;
    if ((this._container.hidden = !this.options.wanted())) return;
    const [canvas, { min }, size, zoom] = [this._container, this._bounds, this._bounds.getSize(), this._zoom];
    if (!size.x || !size.y) return; // the table is seen instead
    const ratio = fineness || devicePixelRatio;
    const [wide, high] = [Math.round(size.x * ratio), Math.round(size.y * ratio)];
    if (canvas.width !== wide || canvas.height !== high) Object.assign(canvas, { width: wide, height: high });
    Object.assign(canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
    const scale = 2 ** zoom;
    const [x, y] = [REF[0] * scale, REF[1] * scale];
    const corner = this._map.getPixelOrigin().add(min);
    const view = { ctx: canvas.getContext("2d"), width: size.x, height: size.y, ratio, scale, zoom, min, x: x - corner.x, y: y - corner.y };
    onPaper(view);
    view.ctx.clearRect(0, 0, size.x, size.y);
    this.paint(view);
  },
});

/* Draw what waits for the next frame. */
export function drawDirty() {
  for (const sheet of dirty) sheet.draw();
}

/* A painter whose picture is kept when it is asked for again on a paper that lies as before, until `forget` was called. */
export function kept(paint) {
  let [before, picture] = ["", null];
  return (view) => {
    const { ctx, width, height, ratio, scale, x, y } = view;
    const now = [width, height, ratio, scale, x, y, age].join();
    if (now !== before) {
      [before, picture] = [now, null];
      return paint(view);
    }
    if (!picture) {
      picture = new OffscreenCanvas(ctx.canvas.width, ctx.canvas.height);
      const own = { ...view, ctx: picture.getContext("2d") };
      onPaper(own);
      paint(own);
    }
    ctx.drawImage(picture, 0, 0, width, height);
  };
}

export function forget() {
  age += 1;
}

/* Draw in pixels of the paper. */
export function onPaper({ ctx, ratio }) {
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
}

/* Draw in units of the world. */
export function onWorld({ ctx, ratio, scale, x, y }) {
  ctx.setTransform(ratio * scale, 0, 0, ratio * scale, ratio * x, ratio * y);
}

/* Where a point of the world is on the paper, in pixels. */
export function put({ scale, x, y }, [u, v]) {
  return [u * scale + x, v * scale + y];
}

/* Whether a box on the paper can be seen. */
export function inSight({ width, height }, [left, top], [right, bottom] = [left, top]) {
  return right > 0 && left < width && bottom > 0 && top < height;
}

/* Stroke a path of the world with a width and dashes in pixels. */
export function strokeWith(view, path, colour, weight, dash) {
  const { ctx, scale } = view;
  onWorld(view);
  ctx.strokeStyle = colour;
  ctx.lineWidth = weight / scale;
  ctx.lineJoin = "round";
  ctx.setLineDash(dash ? dash.split(" ").map((part) => part / scale) : []);
  ctx.stroke(path);
  ctx.setLineDash([]);
  onPaper(view);
}
