// Photos in, answers out: dropped, pasted, chosen, by URL or from the store.

import {get, post, request} from "./api.js";
import {heat} from "./heat.js";
import {bar, bytes, fault, h, name, percent, tell, versionTime} from "./dom.js";

const TOP = 5;
const AT_ONCE = 2;
const REMEMBERED = "stackwright.ensemble";

export function classify(main, signal) {
  const results = h("div", {class: "results"});
  const ensemble = h("select", {id: "ensemble", required: true});
  const empty = h("div", {class: "empty"}, h("p", {}, "Answers appear here."),
    h("p", {class: "muted"}, "Drop a photo anywhere on this page, paste one, or give its address."));
  results.append(empty);
  const queue = [];
  let working = 0;

  function add(photos) {
    empty.remove();
    for (const photo of photos) {
      const card = resultCard(photo);
      results.prepend(card.element);
      queue.push({photo, card, ensemble: ensemble.value});
    }
    work();
  }

  function work() {
    while (working < AT_ONCE && queue.length > 0 && !signal.aborted) {
      working++;
      const {photo, card, ensemble: asked} = queue.shift();
      answer(photo, asked, signal).then(card.show, card.fail).finally(() => {
        working--;
        work();
      });
    }
  }

  main.append(
    h("h1", {}, "What is in the photo?"),
    h("div", {class: "columns"},
      h("section", {class: "card", "aria-label": "Photos"},
        h("div", {class: "field"}, h("label", {for: "ensemble"}, "Ensemble"), ensemble),
        dropZone(signal, files => add(files.map(file => ({name: file.name || "pasted photo", file})))),
        urlForm(url => add([{name: url, url}])),
        h("label", {class: "check"}, h("input", {type: "checkbox", id: "explain"}), "Show what speaks for the answer"),
        storePicker(url => add([{name: url, url}]))),
      h("section", {"aria-label": "Answers"}, results)));
  fill(ensemble, results, empty);
}

async function fill(select, results, empty) {
  try {
    const served = (await get("api/ensembles")).filter(one => one.served);
    select.replaceChildren(...served.map(one => h("option", {value: one.ensemble}, one.ensemble)));
    const last = sessionStorage.getItem(REMEMBERED);
    if (served.some(one => one.ensemble === last)) {
      select.value = last;
    }
    select.addEventListener("change", () => sessionStorage.setItem(REMEMBERED, select.value));
    if (served.length === 0) {
      empty.replaceChildren(h("p", {}, "Nothing has been trained yet."),
        h("p", {}, h("a", {href: "#/runs", class: "button primary"}, "Train an ensemble")));
    }
  } catch (error) {
    results.prepend(fault(error));
  }
}

function dropZone(signal, take) {
  const input = h("input", {id: "files", type: "file", accept: "image/*", multiple: true, class: "visually-hidden",
    onchange: () => {
      take([...input.files]);
      input.value = "";
    }});
  const zone = h("label", {class: "drop", for: "files"},
    h("strong", {}, "Choose photos"), h("span", {class: "muted"}, "or drop or paste them anywhere"));
  const over = on => event => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  addEventListener("dragover", over(true), {signal});
  addEventListener("dragleave", over(false), {signal});
  addEventListener("drop", event => {
    over(false)(event);
    take([...event.dataTransfer.files]);
  }, {signal});
  addEventListener("paste", event => {
    const files = [...event.clipboardData.files];
    if (files.length > 0) {
      take(files);
    }
  }, {signal});
  return h("div", {class: "field"}, input, zone);
}

function urlForm(take) {
  const input = h("input", {id: "url", type: "text", inputmode: "url", spellcheck: "false", autocomplete: "off",
    placeholder: "https://… or s3://…", required: true});
  return h("form", {class: "field", onsubmit: event => {
    event.preventDefault();
    take(input.value.trim());
    input.value = "";
  }},
  h("label", {for: "url"}, "Address of a photo"),
  h("div", {class: "row"}, input, h("button", {type: "submit"}, "Classify")));
}

/** Photos that lie in the store already, read when it is opened. */
function storePicker(take) {
  const list = h("ul", {class: "objects"});
  const details = h("details", {ontoggle: async () => {
    if (!details.open) {
      return;
    }
    try {
      const response = await request("api/uploads");
      const objects = await response.json();
      const photos = objects.filter(one => !/\.(zip|json|csv|txt)$/i.test(one.url));
      list.replaceChildren(...photos.map(one => h("li", {},
        h("button", {type: "button", class: "quiet", onclick: () => take(one.url)}, name(one.url)),
        h("span", {class: "muted"}, bytes(one.size)))));
      const more = response.headers.has("link");
      if (photos.length === 0) {
        list.replaceChildren(h("li", {class: "muted"}, more
          ? `There are no photos among the newest ${objects.length.toLocaleString("en-GB")} objects.`
          : "There are no photos in the store."));
      }
      if (more) {
        list.append(h("li", {class: "muted"}, "Older ones are not listed; name them by their address."));
      }
    } catch (error) {
      list.replaceChildren(h("li", {}, fault(error)));
    }
  }}, h("summary", {}, "From the store"), list);
  return details;
}

async function answer(photo, ensemble, signal) {
  const began = performance.now();
  const asked = photo.file ? {images: [{name: Array.from(photo.name).slice(-80).join(""), base64: await base64(photo.file)}]} : {urls: [photo.url]};
  const reply = await post("classify", {ensemble, top: TOP, explain: document.getElementById("explain")?.checked ?? false, ...asked}, signal);
  return {...reply, result: reply.results[0], took: performance.now() - began};
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

function resultCard(photo) {
  const picture = photo.file && preview(photo.file);
  const body = h("div", {class: "body"}, h("p", {class: "muted", "aria-busy": "true"}, "Looking …"));
  const title = h("h2", {class: "photo-name"}, name(photo.name));
  const element = h("article", {class: `card result ${picture ? "" : "without-picture"}`}, picture, h("div", {}, title, body));
  return {
    element,
    show: reply => {
      if (reply.result.error) {
        body.replaceChildren(fault({title: reply.result.error.code, message: reply.result.error.message}));
        return;
      }
      body.replaceChildren(...answerParts(reply), reply.result.explanation ? heat(reply.result.explanation, picture) : "");
      tell(`${reply.result.label}, ${percent(reply.result.probability)}`);
    },
    fail: error => body.replaceChildren(fault(error))
  };
}

function preview(file) {
  const address = URL.createObjectURL(file);
  const image = h("img", {alt: "", src: address,
    onload: () => URL.revokeObjectURL(address),
    onerror: () => image.replaceWith(h("div", {class: "thumb none", "aria-hidden": "true"}, "?"))});
  return h("div", {class: "thumb"}, image);
}

function answerParts({result, ensemble, version, took}) {
  const agree = result.members.filter(member => member.label === result.label).length;
  return [
    h("p", {class: "answer"}, h("strong", {}, name(result.label)), " ", h("span", {}, percent(result.probability))),
    h("ol", {class: "bars", "aria-label": "Most probable labels"}, result.top.map(one => h("li", {},
      h("span", {class: "label"}, name(one.label)), bar(one.probability), h("span", {class: "number"}, percent(one.probability))))),
    h("h3", {}, `${agree} of ${result.members.length} ${result.members.length === 1 ? "member agrees" : "members agree"}`),
    h("ul", {class: "votes"}, result.members.map(member => h("li", {class: member.label === result.label ? "agrees" : "differs"},
      h("span", {class: "muted"}, member.network), " ", name(member.label), " ", h("span", {class: "number"}, percent(member.probability))))),
    h("p", {class: "meta muted"}, ensemble, " · ", h("span", {title: version}, versionTime(version)), " · ",
      `${(took / 1000).toFixed(2)} s`)
  ];
}
