/* Thousands of circles as dots of a picture: many times as fast as paths where no graphics card draws them. */

const STEPS = 4; // of a pixel, to which sizes are rounded
const masks = new Map(); // what a circle looks like -> its dots
const pen = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
const picture = new OffscreenCanvas(1, 1).getContext("2d");
let sheet = null; // its dots

/* Discs in each other, [radius, colour] from the outermost: as dots of a square. */
function mask(discs) {
  const name = discs.join();
  if (!masks.has(name)) {
    const half = Math.ceil(discs[0][0] + 1);
    const wide = 2 * half;
    Object.assign(pen.canvas, { width: wide, height: wide });
    for (const [radius, tone] of discs) {
      pen.fillStyle = tone;
      pen.beginPath();
      pen.arc(half, half, radius, 0, 7);
      pen.fill();
    }
    masks.set(name, { half, wide, dots: new Uint32Array(pen.getImageData(0, 0, wide, wide).data.buffer) });
  }
  return masks.get(name);
}

/* Lay dots over those of a picture. */
function lay(dots, width, height, { wide, dots: own }, left, top) {
  for (let y = Math.max(0, -top); y < Math.min(wide, height - top); y += 1) {
    let to = (top + y) * width + Math.max(left, 0);
    for (let at = y * wide + Math.max(0, -left), end = y * wide + Math.min(wide, width - left); at < end; at += 1, to += 1) {
      const over = own[at] >>> 24;
      const under = dots[to];
      if (over === 255 || (over && !(under >>> 24))) dots[to] = own[at];
      else if (over) {
        const [more, less] = [over / 255, 1 - over / 255];
        const mix = (shift) => Math.round(((own[at] >>> shift) & 255) * more + ((under >>> shift) & 255) * less) << shift;
        dots[to] = ((Math.max(over, under >>> 24) << 24) | mix(16) | mix(8) | mix(0)) >>> 0;
      }
    }
  }
}

/* Paint circles { x, y, discs }, each over those before it. */
export function paintDots(circles, { ctx, ratio, width, height }) {
  const { width: wide, height: high } = ctx.canvas;
  if (!sheet || sheet.width !== wide || sheet.height !== high) {
    sheet = new ImageData(wide, high);
    Object.assign(picture.canvas, { width: wide, height: high });
  }
  const dots = new Uint32Array(sheet.data.buffer).fill(0);
  for (const { x, y, discs } of circles) {
    const one = mask(discs.map(([radius, tone]) => [Math.round(radius * ratio * STEPS) / STEPS, tone]));
    lay(dots, wide, high, one, Math.round(x * ratio) - one.half, Math.round(y * ratio) - one.half);
  }
  picture.putImageData(sheet, 0, 0);
  ctx.drawImage(picture.canvas, 0, 0, width, height);
}
