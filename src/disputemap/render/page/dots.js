/* Thousands of circles on one canvas, as dots of a picture: many times as fast as paths where no graphics card draws them. */

const STEPS = 4; // of a pixel, to which sizes are rounded
const masks = new Map(); // what a circle looks like -> its dots
const tones = new Map(); // a colour of CSS -> red, green and blue
let probe = null;
let paper = null;

function rgb(tone) {
  if (!tones.has(tone)) {
    probe ||= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    probe.fillStyle = tone;
    probe.fillRect(0, 0, 1, 1);
    tones.set(tone, [...probe.getImageData(0, 0, 1, 1).data]);
  }
  return tones.get(tone);
}

/* Discs in each other, [radius, colour] from the outermost: as dots of a square. */
function mask(discs) {
  const name = discs.join();
  if (!masks.has(name)) {
    const half = Math.ceil(discs[0][0] + 1);
    const wide = 2 * half;
    const dots = new Uint32Array(wide * wide);
    for (let at = 0; at < dots.length; at += 1) {
      const away = Math.hypot((at % wide) - half + 0.5, Math.floor(at / wide) - half + 0.5);
      let [red, green, blue, all] = [0, 0, 0, 0];
      for (const [radius, tone] of discs) {
        const over = Math.max(0, Math.min(1, radius - away + 0.5));
        const [r, g, b] = rgb(tone);
        const sum = over + all * (1 - over);
        if (over) [red, green, blue] = [[red, r], [green, g], [blue, b]].map(([under, own]) => (own * over + under * all * (1 - over)) / sum);
        all = sum;
      }
      dots[at] = ((Math.round(all * 255) << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
    }
    masks.set(name, { half, wide, dots });
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

/* Paint circles { x, y, discs }, each over those before it, and nothing else. */
export function paintDots(circles, { ctx, ratio }) {
  const { width, height } = ctx.canvas;
  if (!paper || paper.width !== width || paper.height !== height) paper = new ImageData(width, height);
  const dots = new Uint32Array(paper.data.buffer);
  dots.fill(0);
  for (const { x, y, discs } of circles) {
    const one = mask(discs.map(([radius, tone]) => [Math.round(radius * ratio * STEPS) / STEPS, tone]));
    lay(dots, width, height, one, Math.round(x * ratio) - one.half, Math.round(y * ratio) - one.half);
  }
  ctx.putImageData(paper, 0, 0);
}
