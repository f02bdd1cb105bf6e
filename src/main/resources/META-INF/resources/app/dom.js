// Elements made from text that may be anyone's: attributes are set one by one, and text is only ever text.

const SVG = "http://www.w3.org/2000/svg";
const SHOWN = 120;

/** h("p", {class: "note"}, "text", child): listeners are given as onclick and the like; null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/** As h, for SVG. */
export function s(tag, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, tag), attributes, children);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat(9).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** A name that someone chose: isolated from the direction of the text around it, and of bearable length. */
export function name(text) {
  const whole = String(text);
  const shown = short(whole);
  return h("bdi", {class: "name", title: shown === whole ? null : short(whole, 1000)}, shown);
}

/** The beginning of a text, for where there is no room for more. */
export function short(text, most = SHOWN) {
  const letters = Array.from(String(text));
  return letters.length > most ? letters.slice(0, most).join("") + "…" : String(text);
}

/** An element whose children are made anew only where the value that they show has changed. */
export function place(tag, attributes, draw) {
  const element = h(tag, attributes);
  let last;
  return {element, show: value => {
    const now = JSON.stringify(value);
    if (now !== last) {
      last = now;
      element.replaceChildren(...draw(value).flat().filter(Boolean));
    }
  }};
}

/** A horizontal bar; the number beside it is what is read out. */
export function bar(share, kind = "") {
  const inner = h("span", {});
  inner.style.inlineSize = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return h("span", {class: `bar-track ${kind}`, "aria-hidden": "true"}, inner);
}

const WHEN = new Intl.DateTimeFormat("en-GB", {dateStyle: "medium", timeStyle: "short"});

/** In place of figures of validation photos, where there were none. */
export const NOTHING_MEASURED = "There were no validation photos: nothing was measured on photos that training never saw.";

export const percent = share => `${(share * 100).toFixed(1)}\u00a0%`;
export const decimal = (value, digits = 3) => Number(value).toFixed(digits);
export const when = instant => WHEN.format(new Date(instant));

export function bytes(count) {
  return count < 1e6 ? `${Math.ceil(count / 1e3)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}

export function seconds(total) {
  if (total < 9.95) {
    return `${Math.max(0, total).toFixed(1)} s`;
  }
  const whole = Math.round(total);
  const minutes = Math.floor(whole / 60);
  return minutes > 59
    ? `${Math.floor(minutes / 60)} h ${minutes % 60} min`
    : minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}

/** When a version was made, from its id: 20261127t232323z-44dd9f8e. */
export function versionTime(version) {
  const found = /^(\d{4})(\d\d)(\d\d)t(\d\d)(\d\d)(\d\d)z-/.exec(version);
  return found ? when(`${found[1]}-${found[2]}-${found[3]}T${found[4]}:${found[5]}:${found[6]}Z`) : version;
}

/** Tells people who do not look: the line in the footer is read out. */
export function tell(text) {
  document.getElementById("told").textContent = short(text);
}

/** An error, as the server said it. */
export function fault(error) {
  return h("div", {class: "fault", role: "alert"}, h("strong", {}, error.title ?? "It did not work"), h("p", {}, paragraph(error.message)));
}

function paragraph(text) {
  return h("bdi", {}, short(text, 1500));
}

/** Asks in a dialog; answers whether it was confirmed. */
export function confirmed(title, text, action) {
  return new Promise(resolve => {
    const dialog = h("dialog", {"aria-labelledby": "dialog-title", onclose: () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    }},
    h("form", {method: "dialog"},
      h("h2", {id: "dialog-title"}, title),
      h("p", {}, text),
      h("div", {class: "actions"},
        h("button", {value: "no", class: "quiet"}, "Cancel"),
        h("button", {value: "yes", class: "primary"}, action))));
    document.body.append(dialog);
    dialog.showModal();
  });
}
