// Training runs: what there is, how far each is, and the start of a new one.

import {events, get, remove} from "./api.js";
import {confirmed, fault, h, name, seconds, tell, when} from "./dom.js";
import {startForm} from "./start.js";

const ENDED = ["succeeded", "failed", "cancelled"];

export function runs(main, signal, [chosen]) {
  const list = h("ul", {class: "list", "aria-label": "All runs"});
  const detail = h("section", {class: "card", "aria-label": "Run", hidden: true});
  main.append(
    h("h1", {}, "Training runs"),
    h("div", {class: "columns"},
      h("div", {},
        startForm(run => { location.hash = `#/runs/${encodeURIComponent(run)}`; }),
        h("section", {class: "card", "aria-labelledby": "runs-title"}, h("h2", {id: "runs-title"}, "All runs"), list)),
      h("div", {}, detail)));
  fill(list, chosen).then(newest => {
    const shown = chosen ?? newest;
    if (shown && !signal.aborted) {
      watch(shown, detail, list, signal);
    }
  });
}

async function fill(list, chosen) {
  try {
    const all = await get("api/runs");
    list.replaceChildren(...all.slice(0, 50).map(run => entry(run, chosen)));
    if (all.length === 0) {
      list.replaceChildren(h("li", {class: "muted"}, "There are none yet."));
    }
    return all.find(run => run.state)?.run;
  } catch (error) {
    list.replaceChildren(h("li", {}, fault(error)));
    return undefined;
  }
}

function entry(run, chosen) {
  const here = run.run === chosen ? "page" : null;
  const link = h("a", {href: `#/runs/${encodeURIComponent(run.run)}`, "aria-current": here, "data-run": run.run},
    h("span", {}, run.request ? name(run.request.ensemble) : run.run),
    phase(run.damaged ? "damaged" : run.state.phase),
    h("span", {class: "muted"}, run.damaged ? name(run.damaged) : when(run.state.at)));
  return h("li", {}, link);
}

const phase = text => h("span", {class: `phase ${text}`}, text);

/** Shows a run until it has ended or another view is chosen; says what is wrong where the stream breaks. */
async function watch(run, detail, list, signal) {
  detail.hidden = false;
  const path = `api/runs/${encodeURIComponent(run)}`;
  let last = null;
  try {
    await events(`${path}/progress`, signal, async view => {
      last = view;
      const told = await get(`${path}/stages`).catch(() => null);
      if (!signal.aborted && last === view) {
        detail.replaceChildren(...parts(view, told));
        list.querySelector(`[data-run="${CSS.escape(view.run)}"] .phase`)?.replaceWith(phase(view.state.phase));
      }
    });
    if (last && ENDED.includes(last.state.phase)) {
      tell(`Run for ${last.request.ensemble} ${last.state.phase}`);
    }
  } catch (error) {
    if (error.name !== "AbortError" && !signal.aborted) {
      detail.replaceChildren(fault(error));
    }
  }
}

function parts(view, told) {
  const {request, state} = view;
  return [
    h("header", {class: "row spread"}, h("h2", {}, name(request.ensemble)), phase(state.phase)),
    h("dl", {class: "facts"},
      h("dt", {}, "Run"), h("dd", {}, view.run),
      h("dt", {}, "Dataset"), h("dd", {}, name(request.dataset)),
      request.recipe && [h("dt", {}, "Recipe"), h("dd", {}, request.recipe)],
      request.members && [h("dt", {}, "Members"), h("dd", {}, request.members.join(", "))],
      h("dt", {}, "Since"), h("dd", {}, when(state.at))),
    state.message && (state.phase === "failed" ? fault({title: "It failed", message: state.message})
      : h("p", {class: "note"}, name(state.message))),
    told && h("ol", {class: "stages", "aria-label": "Stages"}, told.stages.map(stage)),
    told?.notes.length > 0 && h("details", {}, h("summary", {}, `Remarks (${told.notes.length})`),
      h("ul", {}, told.notes.map(note => h("li", {}, name(note))))),
    state.phase === "succeeded" && h("div", {class: "actions"}, h("a", {class: "button primary",
      href: `#/ensembles/${encodeURIComponent(request.ensemble)}`}, "See the version")),
    !ENDED.includes(state.phase) && h("div", {class: "actions"}, h("button", {class: "danger", type: "button",
      onclick: event => cancel(view, event.currentTarget)}, "Cancel this run"))
  ].filter(Boolean);
}

function stage(one) {
  const took = (new Date(one.ended ?? Date.now()) - new Date(one.began)) / 1000;
  const done = one.ended ? (one.total || 1) : one.done;
  return h("li", {class: one.ended ? "done" : "under-way"},
    h("span", {}, name(one.stage)),
    h("span", {class: "number muted"}, one.total > 0 ? `${one.done} of ${one.total} · ` : "", seconds(took)),
    h("progress", {max: one.total || 1, value: one.total > 0 || one.ended ? done : null, "aria-label": one.stage}));
}

async function cancel(view, button) {
  if (!await confirmed("Cancel this run?", "What it has trained so far is not published.", "Cancel the run")) {
    return;
  }
  button.disabled = true;
  try {
    await remove(`api/runs/${encodeURIComponent(view.run)}`);
    button.textContent = "Stopping …";
  } catch (error) {
    button.replaceWith(fault(error));
  }
}
