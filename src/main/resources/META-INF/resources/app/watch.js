// One run while it goes on, by server-sent events: stages, curves of its trainings, remarks, and its end.

import {events, remove} from "./api.js";
import {curves} from "./curves.js";
import {confirmed, fault, h, name, place, seconds, short, tell, when} from "./dom.js";

const ENDED = ["succeeded", "failed", "cancelled"];
const AGAIN = 3_000;
/** Answers after which the same may go well a little later; without a status there was no answer. */
const PASSING = [undefined, 0, 502, 503, 504];
const QUIET = 15_000;

export const phase = text => h("span", {class: `phase ${text}`}, text);

/** Until the run has ended or another view is chosen; where the stream breaks, it is asked for again. */
export async function watch(run, detail, signal, changed) {
  const sheet = runSheet();
  const say = speaker();
  let ended = false;
  const take = event => {
    if (!signal.aborted) {
      ended = ENDED.includes(event.state.phase);
      sheet.show(event);
      changed(event);
      say(event);
    }
  };
  detail.replaceChildren(sheet.element);
  detail.hidden = false;
  while (!ended && !signal.aborted) {
    try {
      await events(`api/runs/${encodeURIComponent(run)}/progress`, signal, take);
    } catch (error) {
      if (!PASSING.includes(error.status)) {
        detail.replaceChildren(fault(error));
        return;
      }
    }
    sheet.lost(!ended);
    if (!ended) {
      await new Promise(resolve => setTimeout(resolve, AGAIN));
    }
  }
}

/** Says which stage has begun, not more often than one can listen to, and how the run ended. */
function speaker() {
  let stage = null;
  let spoken = -QUIET;
  let before = null;
  return event => {
    const over = ENDED.includes(event.state.phase);
    const now = event.stages.findLast(one => !one.ended)?.stage;
    if (over && before !== null) {
      tell(`Run for ${event.request.ensemble} ${event.state.phase}`);
    } else if (!over && now && now !== stage && performance.now() - spoken > QUIET) {
      stage = now;
      spoken = performance.now();
      tell(`Under way: ${now}`);
    }
    before = event.state.phase;
  };
}

/** Each part is made anew only where it has changed: what is opened stays open, and the keyboard stays where it is. */
function runSheet() {
  const head = place("header", {class: "row spread"}, ({request, state}) => [h("h2", {}, name(request.ensemble)), phase(state.phase)]);
  const facts = place("dl", {class: "facts"}, event => factsOf(event));
  const message = place("div", {}, ({phase: at, text}) => [text && (at === "failed" ? fault({title: "It failed", message: text})
    : h("p", {class: "note"}, name(text)))]);
  const waiting = h("p", {class: "muted"}, "Looking …");
  const lost = h("p", {class: "note", hidden: true}, "The connection was lost; trying again …");
  const stages = place("ol", {class: "stages", "aria-label": "Stages"}, all => all.map(stage));
  const charts = curves();
  const notes = place("ul", {}, all => all.map(note => h("li", {}, name(note))));
  const summary = place("summary", {}, text => [text]);
  const remarks = h("details", {hidden: true}, summary.element, notes.element);
  const actions = place("div", {class: "actions"}, ({run, ensemble, at}) => [
    at === "succeeded" && h("a", {class: "button primary", href: `#/ensembles/${encodeURIComponent(ensemble)}`}, "See the version"),
    !ENDED.includes(at) && h("button", {class: "danger", type: "button", onclick: event => cancel(run, event.currentTarget)}, "Cancel this run")]);
  return {
    element: h("div", {}, waiting, head.element, facts.element, message.element, lost, stages.element, charts.element, remarks, actions.element),
    lost: so => { lost.hidden = !so; },
    show: ({run, request, state, stages: all, notes: told}) => {
      waiting.remove();
      lost.hidden = true;
      head.show({request, state: {phase: state.phase}});
      facts.show({run, request, at: state.at});
      message.show({phase: state.phase, text: state.message});
      stages.show(all.map(one => ({...one, curves: null, now: one.ended ? null : Date.now()})));
      charts.show(all);
      remarks.hidden = told.length === 0;
      summary.show(`Remarks (${told.length})`);
      notes.show(told);
      actions.show({run, ensemble: request.ensemble, at: ENDED.includes(state.phase) ? state.phase : "under way"});
    }
  };
}

function factsOf({run, request, at}) {
  const fact = (term, value) => value && [h("dt", {}, term), h("dd", {}, value)];
  return [fact("Run", run), fact("Dataset", name(request.dataset)), fact("Recipe", request.recipe),
    fact("Members", request.members?.join(", ")), fact("Since", when(at))].flat();
}

const count = number => number.toLocaleString("en-GB");

function stage(one) {
  const took = (new Date(one.ended ?? one.now) - new Date(one.began)) / 1000;
  const done = one.ended ? (one.total || 1) : one.done;
  return h("li", {class: one.ended ? "done" : "under-way"},
    h("span", {}, name(one.stage)),
    h("span", {class: "number muted"}, one.total > 0 ? `${count(one.done)} of ${count(one.total)} · ` : "", seconds(took)),
    h("progress", {max: one.total || 1, value: one.total > 0 || one.ended ? done : null, "aria-label": short(one.stage)}));
}

async function cancel(run, button) {
  if (!await confirmed("Cancel this run?", "What it has trained so far is not published.", "Cancel the run")) {
    return;
  }
  button.disabled = true;
  try {
    await remove(`api/runs/${encodeURIComponent(run)}`);
    button.textContent = "Stopping …";
  } catch (error) {
    button.replaceWith(fault(error));
  }
}
