// The last answers to images that were put below incoming/ of the store.

import {request} from "./api.js";
import {fault, h, name, percent, tell, versionTime, when} from "./dom.js";

const PAGE = 20;

export function incoming(main, signal, [of]) {
  const list = h("ul", {class: "answers", "aria-label": "Answers"});
  const older = h("button", {type: "button", hidden: true}, "Older");
  const again = h("button", {type: "button", onclick: () => read(first)}, "Look again");
  const first = `api/results?limit=${PAGE}${of ? `&ensemble=${encodeURIComponent(of)}` : ""}`;

  async function read(path) {
    try {
      const response = await request(path, {signal});
      const page = await response.json();
      const next = /<[^>?]*\?([^>]*)>; rel="next"/.exec(response.headers.get("link"))?.[1];
      const rows = page.map(row);
      if (path === first) {
        list.replaceChildren(...rows.length > 0 ? rows : [h("li", {class: "muted"}, "Nothing has been answered yet.")]);
      } else {
        list.append(...rows);
        rows[0]?.focus();
      }
      tell(page.length === 1 ? "1 answer" : `${page.length} answers`);
      older.hidden = !next;
      older.onclick = () => read(`api/results?${next}`);
    } catch (error) {
      if (!signal.aborted) {
        list.replaceChildren(h("li", {}, fault(error)));
      }
    }
  }

  main.append(
    h("header", {class: "row spread"}, h("h1", {}, "Incoming"), again),
    h("section", {class: "card", "aria-label": "Last answers"},
      h("p", {class: "muted"}, "Images below incoming/<ensemble>/ of the store are classified by themselves."),
      list, h("div", {class: "actions"}, older)));
  read(first);
  // back from another tab: there may be more by now
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && list.children.length <= PAGE) {
      read(first);
    }
  }, {signal});
}

function row({url, at, ensemble, version, result, damaged}) {
  const file = url.replace(/^s3:\/\/[^/]*\/incoming\//, "");
  return h("li", {tabindex: -1},
    h("h2", {class: "photo-name"}, name(file)),
    damaged ? fault({title: "The answer cannot be read", message: damaged})
      : result.error ? fault({title: result.error.code, message: result.error.message})
        : h("p", {class: "answer"}, h("strong", {}, name(result.label)), " ", h("span", {}, percent(result.probability))),
    h("p", {class: "meta muted"}, when(at), version && [" · ", h("a", {href: `#/ensembles/${encodeURIComponent(ensemble)}`}, ensemble),
      " · ", h("span", {title: version}, versionTime(version))]));
}
