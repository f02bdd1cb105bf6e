// Two versions side by side: what changed in data and recipe, and what became of the figures.

import {get} from "./api.js";
import {NOTHING_MEASURED, decimal, fault, h, name, percent, versionTime} from "./dom.js";

export function comparison(ensemble, versions, manifests, served) {
  const usable = versions.filter(version => manifests.get(version).figures);
  const select = (id, value) => h("select", {id, onchange: draw}, [...usable].reverse().map(version =>
    h("option", {value: version, selected: version === value}, versionTime(version), version === served ? " (served)" : "")));
  const table = h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Differences"});
  const newest = usable.at(-1);
  const one = select("compare-a", newest === served ? usable.at(-2) : served);
  const other = select("compare-b", newest);

  async function draw() {
    const [from, to] = [one.value, other.value];
    try {
      const diff = await get(`api/ensembles/${encodeURIComponent(ensemble)}/versions/${from}/diff/${to}`);
      if (from === one.value && to === other.value) {
        const unmeasured = diff.figures.length === 0 ? [h("p", {class: "muted"}, NOTHING_MEASURED)] : [];
        table.replaceChildren(differences(diff), ...unmeasured, ...photos(diff.answers));
      }
    } catch (error) {
      table.replaceChildren(fault(error));
    }
  }

  draw();
  return h("section", {class: "card", "aria-labelledby": "compare-title"},
    h("h2", {id: "compare-title"}, "Compare two versions"),
    h("div", {class: "row"},
      h("div", {class: "field"}, h("label", {for: "compare-a"}, "From"), one),
      h("div", {class: "field"}, h("label", {for: "compare-b"}, "To"), other)),
    table);
}

function differences({data, recipe, figures}) {
  return h("table", {}, h("thead", {}, h("tr", {}, h("td", {}), ["From", "To", "Difference"].map(text => h("th", {scope: "col"}, text)))),
    h("tbody", {}, figures.map(figure), [...data, ...recipe].map(one => h("tr", {}, h("th", {scope: "row"}, name(one.what)),
      h("td", {}, name(one.from ?? "–")), h("td", {}, name(one.to ?? "–")), h("td", {})))));
}

function figure({what, from, to}) {
  const share = what.endsWith("accuracy");
  const shown = value => value === undefined ? "–" : share ? percent(value) : decimal(value);
  const change = shown(from) === shown(to) ? 0 : to - from;
  const kind = !change ? "" : change > 0 === share ? "better" : "worse";
  const size = share ? `${(Math.abs(change) * 100).toFixed(1)} points` : decimal(Math.abs(change));
  return h("tr", {}, h("th", {scope: "row"}, name(what)), h("td", {class: "number"}, shown(from)), h("td", {class: "number"}, shown(to)),
    h("td", {class: `number ${kind}`}, Number.isNaN(change) ? "–" : change === 0 ? "none" : `${change > 0 ? "+" : "−"}${size}`,
      kind && h("span", {class: "visually-hidden"}, ` (${kind})`)));
}

function photos(answers) {
  if (!answers) {
    return [h("p", {class: "muted"}, "Which photos they answer differently is not known: what one of their runs left is gone.")];
  }
  const counted = h("p", {}, `Of ${answers.photos} validation photos that they have in common, they answer ${answers.different || "none"} differently`
    + (answers.different === 0 ? "." : `: ${answers.onlyFromRight} only the first gets right, ${answers.onlyToRight} only the second.`));
  return answers.different === 0 ? [counted] : [counted, h("table", {},
    h("thead", {}, h("tr", {}, ["Photo", "Label", "From", "To"].map(text => h("th", {scope: "col"}, text)))),
    h("tbody", {}, answers.disagreements.map(one => h("tr", {}, h("th", {scope: "row"}, name(one.path)),
      [one.given, one.from, one.to].map(text => h("td", {class: text === one.given ? "" : "worse"}, name(text)))))))];
}
