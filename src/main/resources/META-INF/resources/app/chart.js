// Dots as SVG. What they show is also said in words, for those who do not see them.

import {h, s} from "./dom.js";

const WIDTH = 460;
const RIGHT = 22;

/** Some round numbers from low to high. */
function ticks(low, high, about = 4) {
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
