// The form that starts a run: from a zip that is uploaded first, or from an address.

import {get, post, upload} from "./api.js";
import {bytes, fault, h, tell} from "./dom.js";

/** Calls started with the run, unless the view was left before: a large zip takes its time, and people go elsewhere meanwhile. */
export function startForm(signal, started) {
  const ensemble = h("input", {id: "new-ensemble", required: true, pattern: "[a-z0-9]([a-z0-9\\-]*[a-z0-9])?", maxlength: 63,
    autocomplete: "off", spellcheck: "false", "aria-describedby": "name-hint"});
  const zip = h("input", {id: "zip", type: "file", accept: ".zip,application/zip"});
  const address = h("input", {id: "dataset", type: "text", spellcheck: "false", autocomplete: "off", placeholder: "s3://… or https://….zip"});
  const recipe = h("select", {id: "recipe"}, ["auto", "probe", "finetune", "article"].map(one => h("option", {value: one}, one)));
  const size = h("input", {id: "size", type: "number", min: 32, max: 1024, step: 1, placeholder: "224"});
  const epochs = h("input", {id: "epochs", type: "number", min: 1, max: 1000, step: 1, placeholder: "by the number of photos"});
  const members = h("div", {class: "checks"});
  const promote = h("input", {type: "checkbox", id: "promote", checked: true});
  const out = h("div", {});
  const submit = h("button", {class: "primary", type: "submit"}, "Start training");

  async function start(event) {
    event.preventDefault();
    if (!zip.files[0] && address.value.trim() === "") {
      out.replaceChildren(fault({title: "No photos", message: "Choose a zip with one folder for each label, or give the address of one."}));
      return;
    }
    submit.disabled = true;
    try {
      const dataset = zip.files[0] ? await sent(zip.files[0], out) : address.value.trim();
      const chosen = [...members.querySelectorAll("input:checked")].map(box => box.value);
      const reply = await post("train", {
        ensemble: ensemble.value, dataset, recipe: recipe.value, promote: promote.checked,
        ...(chosen.length > 0 && {members: chosen}),
        ...(size.value && {imageSize: Number(size.value)}),
        ...(epochs.value && {epochs: Number(epochs.value)})});
      tell(`The run for ${ensemble.value} is queued`);
      if (!signal.aborted) {
        started(reply.run);
      }
    } catch (error) {
      out.replaceChildren(fault(error));
      if (signal.aborted) {
        tell(`The run for ${ensemble.value} could not be started: ${error.message}`);
      }
    } finally {
      submit.disabled = false;
    }
  }

  get("api/networks").then(networks => members.append(...networks.map(network => h("label", {},
    h("input", {type: "checkbox", value: network.name}), network.name)))).catch(error => out.replaceChildren(fault(error)));

  return h("section", {class: "card", "aria-labelledby": "start-title"},
    h("h2", {id: "start-title"}, "Train an ensemble"),
    h("form", {onsubmit: start},
      field("new-ensemble", "Name", ensemble, h("span", {class: "hint", id: "name-hint"}, "lower-case letters, digits and hyphens")),
      field("zip", "Photos, as a zip with one folder for each label", zip),
      field("dataset", "or the address of one", address),
      h("details", {}, h("summary", {}, "More choices"),
        field("recipe", "Recipe", recipe),
        field("size", "Edge of the photos in pixels", size),
        field("epochs", "Epochs, where networks are trained (finetune, article)", epochs),
        h("fieldset", {}, h("legend", {}, "Members (none: the usual ones)"), members),
        h("label", {class: "check"}, promote, "Serve it once it is published")),
      h("div", {class: "actions"}, submit), out));
}

function field(id, text, input, hint) {
  return h("div", {class: "field"}, h("label", {for: id}, text), input, hint);
}

async function sent(file, out) {
  const progress = h("progress", {max: 1, value: 0, "aria-label": "Upload"});
  const text = h("span", {class: "muted"}, "Sending …");
  out.replaceChildren(h("p", {}, progress, " ", text));
  const stored = await upload(file, (done, total) => {
    progress.value = total > 0 ? done / total : 0;
    text.textContent = `${bytes(done)} of ${bytes(total)}`;
  });
  out.replaceChildren();
  return stored.url;
}
