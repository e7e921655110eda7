/* The slider of time over its histogram: two handles, the stretch between them, and play. */

import { binAt, counts, filters, setFilters } from "./counting.js";
import { dayText } from "./store.js";
import { RTL, all, byId, date, lang, number, t } from "./text.js";
import { calm } from "./view.js";

const BARS = 150; // more could not be told apart
const TICK_MS = 500;
let playing = 0;
let pending = null;

const size = () => counts.days.bins.length;

/* The chosen bins, both inclusive. */
function range() {
  const { starts } = counts.days;
  return [filters.from === null ? 0 : binAt(starts, filters.from), filters.to === null ? size() - 1 : binAt(starts, filters.to)];
}

/* At most once a frame, however fast the hand moves. */
function choose(from, to) {
  if (!pending) requestAnimationFrame(() => { const [a, b] = pending; pending = null; setRange(a, b); });
  pending = [from, to];
}

function setRange(from, to) {
  const { starts } = counts.days;
  setFilters({ from: from > 0 ? starts[from] : null, to: to < size() - 1 ? starts[to + 1] - 1 : null });
}

const said = (bin) => date(dayText(counts.days.starts[bin]).slice(0, counts.days.step === "day" ? 10 : 7));

export function drawTime() {
  const box = byId("time");
  stop();
  box.hidden = size() < 2;
  if (box.hidden) return;
  byId("play").onclick = toggle;
  byId("track").onpointerdown = grab;
  for (const handle of all("[data-end]")) handle.onkeydown = press;
  byId("time-first").textContent = said(0);
  byId("time-last").textContent = said(size() - 1);
  byId("undated-box").hidden = !counts.days.someUndated;
  byId("undated").onchange = (event) => setFilters({ undated: event.target.checked });
  updateTime();
}

export function updateTime() {
  if (byId("time").hidden) return;
  const [from, to] = range();
  const place = (element, start, end) => { element.style.insetInlineStart = `${100 * start / size()}%`; if (end) element.style.width = `${100 * (end - start) / size()}%`; };
  for (const [end, bin] of [["from", from], ["to", to]]) {
    const [handle] = all(`[data-end=${end}]`);
    place(handle, bin + (end === "to"));
    for (const [name, value] of [["min", end === "to" ? from : 0], ["max", end === "to" ? size() - 1 : to], ["now", bin], ["text", said(bin)]]) handle.setAttribute(`aria-value${name}`, value);
  }
  place(all(".stretch")[0], from, to + 1);
  drawBars(from, to);
  byId("time-said").textContent = from === to ? said(from) : t("time.range", { a: said(from), b: said(to) });
  byId("undated").checked = filters.undated;
  byId("undated-said").textContent = t("time.undated", { n: number(counts.days.undated) });
  drawPlay();
}

/* One path for all bars and one for those chosen: as cheap for ten years as for a week. */
function drawBars(from, to) {
  const { bins } = counts.days;
  const step = Math.ceil(bins.length / BARS);
  const most = [];
  for (let bin = 0; bin < bins.length; bin += step) most.push(bins.subarray(bin, bin + step).reduce((sum, one) => sum + one, 0));
  const high = Math.max(1, ...most);
  const wide = 100 * step / bins.length;
  const paths = ["", ""];
  most.forEach((many, index) => {
    const on = (index + 1) * step > from && index * step <= to;
    if (many) paths[+on] += `M${(index * wide).toFixed(2)} 40v${(-2 - 37 * many / high).toFixed(1)}h${(wide * 0.85).toFixed(2)}V40z`;
  });
  all("#time .bars").forEach((path, index) => path.setAttribute("d", paths[index]));
}

/* Arrows move by one, Page keys by a tenth, Home and End to the ends; in a page written from the right, left is onward. */
function press(event) {
  const onward = RTL.has(lang) ? -1 : 1;
  const page = Math.max(1, Math.round(size() / 10));
  const step = { ArrowRight: onward, ArrowLeft: -onward, ArrowUp: 1, ArrowDown: -1, PageUp: page, PageDown: -page, Home: -Infinity, End: Infinity }[event.key];
  if (!step) return;
  event.preventDefault();
  move(event.currentTarget.dataset.end, range(), step);
}

function move(end, [from, to], step) {
  if (end === "from") choose(Math.max(0, Math.min(to, from + step)), to);
  else choose(from, Math.max(from, Math.min(size() - 1, to + step)));
}

/* Take hold of the nearer handle, or of the stretch between them, and let it follow. */
function grab(event) {
  const track = byId("track");
  const box = track.getBoundingClientRect();
  const at = ({ clientX }) => Math.round(size() * (RTL.has(lang) ? box.right - clientX : clientX - box.left) / box.width);
  const first = at(event);
  const before = range();
  const [from, to] = before;
  const own = event.target.dataset.end;
  const within = !own && first > from && first <= to && to - from < size() - 1;
  const end = own || (Math.abs(first - from) <= Math.abs(first - to - 1) ? "from" : "to");
  const follow = (now) => {
    const step = at(now) - (within ? first : end === "from" ? from : to + 1);
    if (!within) move(end, before, step);
    else {
      const by = Math.max(-from, Math.min(size() - 1 - to, step));
      choose(from + by, to + by);
    }
  };
  event.preventDefault();
  stop();
  track.setPointerCapture(event.pointerId);
  track.onpointermove = follow;
  track.onpointerup = track.onpointercancel = () => { track.onpointermove = null; };
  if (!within) {
    follow(event);
    all(`[data-end=${end}]`)[0].focus({ preventScroll: true });
  }
}

/* Who wants no motion gets one step at each press. */
function toggle() {
  if (playing) return stop();
  onward();
  if (!calm()) playing = setInterval(onward, TICK_MS);
  drawPlay();
}

function stop() {
  clearInterval(playing);
  playing = 0;
  drawPlay();
}

/* The stretch moves on by its own step; what is all of time, or at the end, starts from the beginning. */
function onward() {
  const [from, to] = range();
  const length = to - from + 1;
  if (length === size()) return setRange(0, Math.max(0, Math.round(size() / 12) - 1));
  const step = Math.max(1, Math.round(length / 4));
  if (to === size() - 1) return playing ? stop() : setRange(0, length - 1);
  const by = Math.min(step, size() - 1 - to);
  setRange(from + by, to + by);
}

function drawPlay() {
  const play = byId("play");
  play.ariaLabel = play.title = t(playing ? "time.pause" : calm() ? "time.step" : "time.play");
  play.textContent = playing ? "❚❚" : "▶";
}
