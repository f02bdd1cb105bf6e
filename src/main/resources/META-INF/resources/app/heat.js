// Maps of what an answer rests on, laid over the photo.

import {h} from "./dom.js";

/**
 * A switch for each map, and a canvas over the picture. A photo that was given by its address has none, as the page loads nothing
 * from elsewhere: its maps are drawn by themselves.
 */
export function heat(explanation, picture) {
  if (explanation.missing) {
    return h("p", {class: "muted"}, explanation.missing);
  }
  const canvas = h("canvas", {"aria-hidden": "true"});
  const place = picture ?? h("div", {class: "thumb"});
  const show = map => {
    canvas.remove();
    if (map) {
      paint(canvas, map, picture?.querySelector("img"));
      place.append(canvas);
    }
  };
  const maps = [["ensemble", explanation.ensemble], ...explanation.members.map(one => [one.network, one.map])];
  const group = `heat-${Math.random().toString(36).slice(2)}`;
  const choice = (text, map, chosen) => h("label", {}, h("input", {type: "radio", name: group, checked: chosen,
    onchange: () => show(map)}), text);
  show(explanation.ensemble);
  return h("fieldset", {class: "heat"}, h("legend", {}, "What speaks for the label"),
    picture ? choice("photo alone", null, false) : place, maps.map(([text, map], index) => choice(text, map, index === 0)));
}

/** In the photo's own proportions, as the network sees the whole photo; smooth between places. */
function paint(canvas, map, image) {
  const small = h("canvas", {width: map.size, height: map.size});
  const pixels = new ImageData(map.size, map.size);
  map.values.forEach((value, i) => pixels.data.set([255, Math.round(200 * (1 - value)), 0, Math.round(190 * value)], 4 * i));
  small.getContext("2d").putImageData(pixels, 0, 0);
  canvas.width = image?.naturalWidth || 224;
  canvas.height = image?.naturalHeight || 224;
  const pen = canvas.getContext("2d");
  pen.imageSmoothingQuality = "high";
  pen.drawImage(small, 0, 0, canvas.width, canvas.height);
}
