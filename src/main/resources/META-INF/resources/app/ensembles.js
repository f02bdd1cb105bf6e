// Ensembles: versions and their figures, which one is served, promotion and rollback.

import {get, hasKey, post, request} from "./api.js";
import {dots} from "./chart.js";
import {comparison} from "./compare.js";
import {NOTHING_MEASURED, confirmed, fault, h, name, percent, tell, versionTime, when} from "./dom.js";

export function ensembles(main, signal, [chosen]) {
  const list = h("ul", {class: "list", "aria-label": "All ensembles"});
  const detail = h("div", {});
  main.append(
    h("h1", {}, "Ensembles"),
    h("div", {class: "columns narrow"}, h("section", {class: "card"}, list), detail));
  fill(list, chosen).then(first => {
    if ((chosen ?? first) && !signal.aborted) {
      show(chosen ?? first, detail, list);
    }
  });
}

async function fill(list, chosen) {
  try {
    const all = await get("api/ensembles");
    list.replaceChildren(...all.map((one, index) => h("li", {},
      h("a", {href: `#/ensembles/${encodeURIComponent(one.ensemble)}`, "data-name": one.ensemble,
        "aria-current": (chosen ? one.ensemble === chosen : index === 0) ? "page" : null},
      h("span", {}, name(one.ensemble)),
      h("span", {class: "muted"}, one.served ? versionTime(one.served) : "none is served"),
      one.damaged && h("span", {class: "phase failed", title: one.damaged.join("\n")}, "damaged")))));
    if (all.length === 0) {
      list.replaceChildren(h("li", {class: "muted"}, "Nothing has been trained yet. ", h("a", {href: "#/runs"}, "Train an ensemble")));
    }
    return all[0]?.ensemble;
  } catch (error) {
    list.replaceChildren(h("li", {}, fault(error)));
    return undefined;
  }
}

const address = (ensemble, rest = "") => `api/ensembles/${encodeURIComponent(ensemble)}${rest}`;

async function show(ensemble, detail, list) {
  let view;
  try {
    view = await get(address(ensemble));
  } catch (error) {
    detail.replaceChildren(fault(error));
    return;
  }
  const manifests = new Map();
  await Promise.all(view.versions.map(async version => {
    manifests.set(version, await get(address(ensemble, `/versions/${version}`)).catch(error => ({error})));
  }));
  const again = message => {
    tell(message);
    fill(list, ensemble);
    return show(ensemble, detail, list);
  };
  const served = manifests.get(view.served);
  const before = previous(view.promotions);
  detail.replaceChildren(
    h("section", {class: "card", "aria-labelledby": "ensemble-title"},
      h("header", {class: "row spread"},
        h("h2", {id: "ensemble-title"}, name(ensemble)),
        before && h("button", {type: "button", onclick: () => promote(ensemble, {rollback: true},
          "Roll back?", `The version of ${versionTime(before)} is served again.`, "Roll back", detail, again)}, "Roll back")),
      served?.figures && accuracies(served.figures),
      h("h3", {}, "Versions"),
      versions(view, manifests, (version, why) => promote(ensemble, {version},
        "Serve this version?", why, "Promote", detail, again))),
    view.versions.length > 1 && comparison(ensemble, view.versions, manifests, view.served),
    history(view.promotions));
}

function accuracies({validationImages, ensemble, members}) {
  return validationImages === 0
    ? h("p", {class: "muted"}, NOTHING_MEASURED)
    : dots(`Accuracy on ${validationImages} photos that training never saw`, [
      {name: "ensemble", ...score(ensemble), strong: true},
      ...members.map(member => ({name: member.network, ...score(member)}))]);
}

const score = one => ({low: one.low, value: one.accuracy, high: one.high});

/** The version served before the present one, as a rollback finds it: none where there was only one promotion. */
function previous(promotions) {
  const served = promotions.at(-1)?.version;
  return promotions.slice(0, -1).reverse().find(one => one.version !== served)?.version;
}

function versions(view, manifests, promoteOne) {
  const rows = [...view.versions].reverse().map(version => {
    const manifest = manifests.get(version);
    const isServed = version === view.served;
    const figures = manifest.figures?.ensemble;
    return h("tr", {class: isServed ? "served" : ""},
      h("th", {scope: "row"}, h("span", {title: version}, versionTime(version)), isServed && h("span", {class: "phase succeeded"}, "served")),
      figures ? [
        manifest.figures.validationImages === 0
          ? h("td", {class: "muted"}, "no validation photos")
          : h("td", {class: "number"}, percent(figures.accuracy), h("span", {class: "muted"}, ` ${percent(figures.low)} – ${percent(figures.high)}`)),
        h("td", {}, manifest.members.map(member => member.network).join(", ")),
        h("td", {}, manifest.stack)]
        : h("td", {colspan: 3}, fault(manifest.error)),
      h("td", {class: "actions"},
        h("a", {href: address(view.ensemble, `/versions/${version}/report.html`), target: "_blank", rel: "noopener",
          onclick: saved, "aria-label": `Report of ${versionTime(version)}`}, "Report"),
        !isServed && h("button", {type: "button", "aria-label": `Promote the version of ${versionTime(version)}`,
          onclick: () => promoteOne(version, `The version of ${versionTime(version)} is served from then on.`)}, "Promote")));
  });
  return h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": "Versions"}, h("table", {},
    h("thead", {}, h("tr", {}, ["Version", "Accuracy", "Members", "Stack"].map(text => h("th", {scope: "col"}, text)),
      h("td", {}))),
    h("tbody", {}, rows)));
}

/** A link cannot send a key: with one, the page is saved as a file. */
async function saved(event) {
  if (!hasKey()) {
    return;
  }
  event.preventDefault();
  const link = event.currentTarget;
  try {
    const page = await (await request(link.href, {headers: {accept: "text/html"}})).blob();
    const file = h("a", {href: URL.createObjectURL(page), download: "report.html"});
    file.click();
    URL.revokeObjectURL(file.href);
  } catch (error) {
    link.replaceWith(fault(error));
  }
}

async function promote(ensemble, body, title, why, action, detail, again) {
  if (!await confirmed(title, why, action)) {
    return;
  }
  try {
    const made = await post(address(ensemble, "/promotions"), {...body, why: "asked for on the page"});
    await again(`The version of ${versionTime(made.version)} is served`);
  } catch (error) {
    detail.prepend(fault(error));
  }
}

function history(promotions) {
  return h("section", {class: "card", "aria-labelledby": "history-title"},
    h("h2", {id: "history-title"}, "Promotions"),
    h("ol", {class: "history", reversed: true}, [...promotions].reverse().slice(0, 20).map(one => h("li", {},
      h("strong", {title: one.version}, versionTime(one.version)), " ",
      h("span", {class: "muted"}, "promoted ", when(one.at), " by ", name(one.by), one.why ? [": ", name(one.why)] : "")))));
}
