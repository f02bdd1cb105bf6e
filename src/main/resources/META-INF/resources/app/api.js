// Requests to this server: problems become errors, and a key is asked for where one is wanted.

import {h} from "./dom.js";

const KEY = "stackwright.key";

export class Problem extends Error {
  constructor(status, title, detail, field) {
    super(field ? `${field}: ${detail}` : detail);
    this.status = status;
    this.title = title;
  }
}

export const hasKey = () => sessionStorage.getItem(KEY) !== null;
export const forgetKey = () => sessionStorage.removeItem(KEY);

let asking = null;

/** One request; asked again with a key for as long as the server says 401 and a key is given. */
export async function request(path, options = {}) {
  for (;;) {
    const key = sessionStorage.getItem(KEY);
    const headers = {accept: "application/json", ...options.headers, ...(key && {authorization: `Bearer ${key}`})};
    let response;
    try {
      response = await fetch(path, {...options, headers});
    } catch (error) {
      throw error.name === "AbortError" ? error
        : new Problem(0, "No answer", "the server could not be reached; is it running?");
    }
    if (response.status === 401 && await askForKey(key)) {
      continue;
    }
    if (!response.ok) {
      throw await problem(response);
    }
    return response;
  }
}

export const get = async path => (await request(path)).json();

export const post = async (path, body, signal) => (await request(path, {
  method: "POST", headers: {"content-type": "application/json"}, body: JSON.stringify(body), signal})).json();

export const remove = async path => (await request(path, {method: "DELETE"})).json();

async function problem(response) {
  try {
    const told = await response.json();
    return new Problem(response.status, told.title ?? "Refused", told.detail ?? response.statusText, told.field);
  } catch {
    return new Problem(response.status, "Refused", `the server answered ${response.status} ${response.statusText}`);
  }
}

/** One dialog for all requests that wait. */
function askForKey(refused) {
  if (sessionStorage.getItem(KEY) !== refused) {
    return Promise.resolve(true);
  }
  asking ??= new Promise(resolve => {
    const input = h("input", {id: "key", type: "password", autocomplete: "off", required: true, "aria-describedby": "key-why"});
    const dialog = h("dialog", {"aria-labelledby": "key-title", onclose: () => {
      const given = dialog.returnValue === "yes" && input.value.trim() !== "";
      if (given) {
        sessionStorage.setItem(KEY, input.value.trim());
      }
      dialog.remove();
      asking = null;
      document.dispatchEvent(new Event("key"));
      resolve(given);
    }},
    h("form", {method: "dialog"},
      h("h2", {id: "key-title"}, refused ? "That key was refused" : "This server wants a key"),
      h("p", {id: "key-why"}, "It is kept in this tab only and forgotten when the tab is closed."),
      h("label", {for: "key"}, "API key"), input,
      h("div", {class: "actions"},
        // no submit button: Enter would press the first one
        h("button", {type: "button", class: "quiet", onclick: () => dialog.close("no")}, "Cancel"),
        h("button", {value: "yes", class: "primary"}, "Use key"))));
    document.body.append(dialog);
    dialog.showModal();
    input.focus();
  });
  return asking;
}

/** Server-sent events, by fetch: EventSource could not send a key. Ends with the stream, or by the signal. */
export async function events(path, signal, take) {
  const response = await request(path, {headers: {accept: "text/event-stream"}, signal});
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const {done, value} = await reader.read();
    if (done) {
      return;
    }
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const data = block.split("\n").filter(line => line.startsWith("data:")).map(line => line.slice(5)).join("\n");
      if (data.trim() !== "") {
        take(JSON.parse(data));
      }
    }
  }
}

/** Puts a file into the store; tells how far it is. XMLHttpRequest, as fetch tells nothing while it sends. */
export function upload(file, progress = () => {}) {
  const send = key => new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("PUT", `api/uploads/${encodeURIComponent(shortName(file.name))}`);
    sending.setRequestHeader("content-type", "application/octet-stream");
    if (key) {
      sending.setRequestHeader("authorization", `Bearer ${key}`);
    }
    sending.upload.onprogress = event => progress(event.loaded, event.total);
    sending.onerror = () => reject(new Problem(0, "No answer", "the server could not be reached or ended the connection"));
    sending.onload = () => resolve(new Response(sending.responseText, {status: sending.status}));
    sending.send(file);
  });
  const attempt = async () => {
    const key = sessionStorage.getItem(KEY);
    const response = await send(key);
    if (response.status === 401 && await askForKey(key)) {
      return attempt();
    }
    if (!response.ok) {
      throw await problem(response);
    }
    return response.json();
  };
  return attempt();
}

/** The end of a name counts: it has the extension. */
function shortName(text) {
  return Array.from(text.replace(/[\p{Cc}\p{Cs}/\\]/gu, "_")).slice(-80).join("") || "file";
}
