// Training runs: what there is, one of them while it goes on, and the start of a new one.

import {get} from "./api.js";
import {fault, h, name, when} from "./dom.js";
import {startForm} from "./start.js";
import {phase, watch} from "./watch.js";

export function runs(main, signal, [chosen]) {
  const list = h("ul", {class: "list", "aria-label": "All runs"});
  const detail = h("section", {class: "card", "aria-label": "Run", hidden: true});
  main.append(
    h("h1", {}, "Training runs"),
    h("div", {class: "columns"},
      h("div", {},
        startForm(signal, run => { location.hash = `#/runs/${encodeURIComponent(run)}`; }),
        h("section", {class: "card", "aria-labelledby": "runs-title"}, h("h2", {id: "runs-title"}, "All runs"), list)),
      h("div", {}, detail)));
  fill(list, chosen).then(newest => {
    const shown = chosen ?? newest;
    if (shown && !signal.aborted) {
      watch(shown, detail, signal, run =>
        list.querySelector(`[data-run="${CSS.escape(run.run)}"] .phase`)?.replaceWith(phase(run.state.phase)));
    }
  });
}

async function fill(list, chosen) {
  try {
    const all = await get("api/runs?limit=50");
    const newest = all.find(run => run.state)?.run;
    list.replaceChildren(...all.map(run => entry(run, chosen ?? newest)));
    if (all.length === 0) {
      list.replaceChildren(h("li", {class: "muted"}, "There are none yet."));
    }
    return newest;
  } catch (error) {
    list.replaceChildren(h("li", {}, fault(error)));
    return undefined;
  }
}

function entry(run, shown) {
  const here = run.run === shown ? "page" : null;
  const link = h("a", {href: `#/runs/${encodeURIComponent(run.run)}`, "aria-current": here, "data-run": run.run},
    h("span", {}, run.request ? name(run.request.ensemble) : run.run),
    phase(run.damaged ? "damaged" : run.state.phase),
    h("span", {class: "muted"}, run.damaged ? name(run.damaged) : when(run.state.at)));
  return h("li", {}, link);
}
