// Curves and dots as SVG. What they show is also said in words, for those who do not see them.

import {h, s} from "./dom.js";

const WIDTH = 460;
const HEIGHT = 200;
const LEFT = 40;
const BOTTOM = 24;
const TOP = 8;
const RIGHT = 22;

/** Some round numbers from low to high. */
export function ticks(low, high, about = 4) {
  const span = high - low || 1;
  const rough = span / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough);
  const found = [];
  for (let tick = Math.ceil(low / step - 1e-9) * step; tick <= high + step * 1e-9; tick += step) {
    found.push(Number(tick.toPrecision(12)));
  }
  return found;
}

/**
 * series: [{name, points: [[x, y], …]}]; drawn in the order given, each with its own line.
 */
export function curves(title, series) {
  const drawn = series.filter(one => one.points.length > 0);
  const all = drawn.flatMap(one => one.points);
  if (all.length === 0) {
    return null;
  }
  const xs = all.map(([x]) => x);
  const ys = all.map(([, y]) => y);
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = [Math.min(0, ...ys), Math.max(...ys) || 1];
  const x = value => LEFT + (value - x0) / (x1 - x0 || 1) * (WIDTH - LEFT - RIGHT);
  const y = value => HEIGHT - BOTTOM - (value - y0) / (y1 - y0 || 1) * (HEIGHT - BOTTOM - TOP);
  const words = drawn.map(one => `${one.name}: from ${one.points[0][1].toFixed(3)} to ${one.points.at(-1)[1].toFixed(3)}`).join("; ");
  return h("figure", {class: "chart"},
    h("figcaption", {}, title),
    s("svg", {viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${title}. ${words}`},
      ticks(y0, y1).map(tick => [
        s("line", {class: "grid", x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick)}),
        s("text", {class: "tick", x: LEFT - 6, y: y(tick) + 4, "text-anchor": "end"}, String(tick))]),
      ticks(x0, x1, 6).filter(Number.isInteger).map(tick =>
        s("text", {class: "tick", x: x(tick), y: HEIGHT - 6, "text-anchor": "middle"}, String(tick))),
      drawn.map((one, index) => s("polyline", {class: `line line-${index}`,
        points: one.points.map(([px, py]) => `${x(px).toFixed(1)},${y(py).toFixed(1)}`).join(" ")}))),
    h("ul", {class: "legend", "aria-hidden": "true"}, drawn.map((one, index) => h("li", {class: `line-${index}`}, one.name))));
}

/** rows: [{name, low, value, high, strong}], shares on one scale with their intervals. */
export function dots(title, rows) {
  const line = 26;
  const left = 130;
  const height = rows.length * line + 26;
  const least = Math.min(...rows.map(row => row.low));
  const from = Math.max(0, Math.min(0.9, Math.floor(least * 10) / 10));
  const x = value => left + (value - from) / (1 - from) * (WIDTH - left - RIGHT);
  const words = rows.map(row => `${row.name}: ${(row.value * 100).toFixed(1)} %, from ${(row.low * 100).toFixed(1)} to ${(row.high * 100).toFixed(1)} %`).join("; ");
  return h("figure", {class: "chart"},
    h("figcaption", {}, title),
    s("svg", {viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": `${title}. ${words}`},
      ticks(from, 1).map(tick => [
        s("line", {class: "grid", x1: x(tick), x2: x(tick), y1: 0, y2: height - 20}),
        s("text", {class: "tick", x: x(tick), y: height - 4, "text-anchor": "middle"}, `${Math.round(tick * 100)} %`)]),
      rows.map((row, index) => {
        const y = index * line + 14;
        return s("g", {class: row.strong ? "dot strong" : "dot"},
          s("text", {class: "row-name", x: left - 10, y: y + 4, "text-anchor": "end"}, row.name),
          s("line", {x1: x(row.low), x2: x(row.high), y1: y, y2: y}),
          s("circle", {cx: x(row.value), cy: y, r: row.strong ? 6 : 4.5}));
      })));
}
