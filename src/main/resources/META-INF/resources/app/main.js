// Which view is shown: that of the address after the #. A view is a function from its place and a signal to nothing.

import {forgetKey, hasKey} from "./api.js";
import {classify} from "./classify.js";
import {ensembles} from "./ensembles.js";
import {incoming} from "./incoming.js";
import {runs} from "./runs.js";

const VIEWS = {classify, runs, ensembles, incoming};
const TITLES = {classify: "Classify", runs: "Runs", ensembles: "Ensembles", incoming: "Incoming"};

const main = document.getElementById("main");
const forget = document.getElementById("forget");
let leaving = new AbortController();
let first = true;

function show() {
  const [, view = "classify", ...rest] = location.hash.split("/");
  const known = VIEWS[view] ? view : "classify";
  leaving.abort();
  leaving = new AbortController();
  main.replaceChildren();
  document.title = `${TITLES[known]} · Stackwright`;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === `#/${known}`) {
      link.setAttribute("aria-current", "page");
    } else {
      link.removeAttribute("aria-current");
    }
  }
  VIEWS[known](main, leaving.signal, rest.map(decoded));
  if (!first) {
    main.focus({preventScroll: true});
    scrollTo(0, 0);
  }
  first = false;
}

/** An address that someone typed may be no encoding at all. */
function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

forget.addEventListener("click", () => {
  forgetKey();
  forget.hidden = true;
  show();
});
document.addEventListener("key", () => { forget.hidden = !hasKey(); });
addEventListener("hashchange", () => {
  // the skip link's own address is no view
  if (location.hash.startsWith("#/") || location.hash === "") {
    show();
  }
});
// a browser may keep a page that was left, with its connections, until something comes: 20 s for a run that is watched
addEventListener("pagehide", () => leaving.abort());
addEventListener("pageshow", event => {
  if (event.persisted) {
    show();
  }
});
document.querySelector(".skip").addEventListener("click", event => {
  event.preventDefault();
  main.focus();
});
forget.hidden = !hasKey();
show();
