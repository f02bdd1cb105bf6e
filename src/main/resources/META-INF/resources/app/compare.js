// Two versions side by side: what changed in data and recipe, and what became of the figures.

import {decimal, h, name, percent, versionTime} from "./dom.js";

export function comparison(ensemble, versions, manifests, served) {
  const usable = versions.filter(version => manifests.get(version).figures);
  const select = (id, value) => h("select", {id, onchange: draw}, [...usable].reverse().map(version =>
    h("option", {value: version, selected: version === value}, versionTime(version), version === served ? " (served)" : "")));
  const table = h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Differences"});
  const newest = usable.at(-1);
  const one = select("compare-a", newest === served ? usable.at(-2) : served);
  const other = select("compare-b", newest);

  function draw() {
    table.replaceChildren(differences(manifests.get(one.value), manifests.get(other.value)));
  }

  draw();
  return h("section", {class: "card", "aria-labelledby": "compare-title"},
    h("h2", {id: "compare-title"}, "Compare two versions"),
    h("div", {class: "row"},
      h("div", {class: "field"}, h("label", {for: "compare-a"}, "From"), one),
      h("div", {class: "field"}, h("label", {for: "compare-b"}, "To"), other)),
    table);
}

function differences(a, b) {
  const rows = [
    figure("Accuracy", a, b, manifest => manifest.figures.ensemble.accuracy, percent, 1, change => `${(change * 100).toFixed(1)} points`),
    figure("Log-loss", a, b, manifest => manifest.figures.ensemble.logLoss, decimal, -1),
    figure("Calibration error", a, b, manifest => manifest.figures.ensemble.calibrationError, decimal, -1),
    figure("Validation photos", a, b, manifest => manifest.figures.validationImages, String, 0)];
  const settings = new Map([["members", [a, b].map(m => m.members.map(one => one.network).join(", "))],
    ["labels", [a, b].map(m => m.labels.join(", "))], ["stack", [a.stack, b.stack]]]);
  const resolved = [a, b].map(manifest => manifest.configuration.resolved ?? {});
  for (const key of new Set(resolved.flatMap(Object.keys))) {
    if (key !== "members") {
      settings.set(key, resolved.map(one => shown(one[key])));
    }
  }
  for (const [key, [before, after]] of settings) {
    if (before !== after) {
      rows.push(h("tr", {}, h("th", {scope: "row"}, key), h("td", {}, name(before)), h("td", {}, name(after)), h("td", {})));
    }
  }
  return h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), ["From", "To", "Difference"].map(text => h("th", {scope: "col"}, text)))),
    h("tbody", {}, rows));
}

/** good: 1 where more is better, -1 where less is, 0 where neither. */
function figure(text, a, b, of, format, good, formatChange = format) {
  const [before, after] = [of(a), of(b)];
  const change = after - before;
  const kind = change === 0 || good === 0 ? "" : change * good > 0 ? "better" : "worse";
  const shownChange = change === 0 ? "none" : `${change > 0 ? "+" : "−"}${formatChange(Math.abs(change))}`;
  return h("tr", {}, h("th", {scope: "row"}, text), h("td", {class: "number"}, format(before)), h("td", {class: "number"}, format(after)),
    h("td", {class: `number ${kind}`}, shownChange, kind && h("span", {class: "visually-hidden"}, ` (${kind})`)));
}

function shown(value) {
  if (value === undefined || value === null) {
    return "–";
  }
  return Array.isArray(value) ? value.join(", ") : typeof value === "object"
    ? Object.entries(value).map(([key, inner]) => `${key} ${inner}`).join(", ") : String(value);
}
