// Dots and lines as SVG. What they show is also said in words, for those who do not see them.

import {h, s, short} from "./dom.js";

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

/** A figure whose picture has a title and a description, for those who do not see it. */
function figure(title, of, words, width, height, ...drawn) {
  const id = `chart-${++figures}`;
  return h("figure", {class: "chart"}, h("figcaption", {"aria-hidden": "true"}, title),
    s("svg", {viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": `${id}-title ${id}-words`},
      s("title", {id: `${id}-title`}, of ? `${title}, ${short(of)}` : title), s("desc", {id: `${id}-words`}, words), drawn));
}

let figures = 0;

/**
 * series: [{name, kind, points: [[x, y], …]}] with whole x from 1, on common axes that begin at 0 or end at most.
 * kind says how it is drawn: fold, served or watched.
 */
export function lines(title, of, series, {format, most}) {
  const [width, height, left, bottom] = [360, 190, 44, 168];
  const all = series.flatMap(line => line.points);
  const last = Math.max(...all.map(point => point[0]));
  const ys = all.map(point => point[1]);
  const low = most === undefined ? 0 : Math.max(0, Math.min(0.9 * most, Math.floor(Math.min(...ys) * 10) / 10));
  const high = most ?? (Math.max(...ys) || 1);
  const x = value => last > 1 ? left + (value - 1) / (last - 1) * (width - left - RIGHT) : (left + width - RIGHT) / 2;
  const y = value => bottom - (value - low) / (high - low) * (bottom - 10);
  const words = series.map(line => `${short(line.name)}: ${format(line.points[0][1])} in epoch ${line.points[0][0]}`
    + (line.points.length > 1 ? `, ${format(line.points.at(-1)[1])} in epoch ${line.points.at(-1)[0]}` : "")).join("; ");
  return h("div", {}, figure(title, of, words, width, height,
    ticks(low, high).map(tick => [
      s("line", {class: "grid", x1: left, x2: width - RIGHT, y1: y(tick), y2: y(tick)}),
      s("text", {class: "tick", x: left - 8, y: y(tick) + 4, "text-anchor": "end"}, most === undefined ? tick : `${Math.round(tick * 100)} %`)]),
    ticks(1, last, 8).filter(Number.isInteger).map(tick =>
      s("text", {class: "tick", x: x(tick), y: height - 4, "text-anchor": "middle"}, tick)),
    series.map(line => s("g", {class: `line ${line.kind}`},
      s("polyline", {points: line.points.map(point => `${x(point[0])},${y(point[1])}`).join(" ")}),
      s("circle", {cx: x(line.points.at(-1)[0]), cy: y(line.points.at(-1)[1]), r: line.kind === "fold" ? 2.5 : 4})))),
  legend(series));
}

/** Folds look alike and are named once. */
function legend(series) {
  const kinds = new Map(series.map(line => [line.kind, line.kind === "fold" ? "each fold" : line.name]));
  return h("ul", {class: "legend", "aria-hidden": "true"}, [...kinds].map(([kind, text]) => h("li", {class: kind}, text)));
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
  return figure(title, null, words, WIDTH, height,
    ticks(from, 1).map(tick => [
      s("line", {class: "grid", x1: x(tick), x2: x(tick), y1: 0, y2: height - 20}),
      s("text", {class: "tick", x: x(tick), y: height - 4, "text-anchor": "middle"}, `${Math.round(tick * 100)} %`)]),
    rows.map((row, index) => {
      const y = index * line + 14;
      return s("g", {class: row.strong ? "dot strong" : "dot"},
        s("text", {class: "row-name", x: left - 10, y: y + 4, "text-anchor": "end"}, row.name),
        s("line", {x1: x(row.low), x2: x(row.high), y1: y, y2: y}),
        s("circle", {cx: x(row.value), cy: y, r: row.strong ? 6 : 4.5}));
    }));
}
