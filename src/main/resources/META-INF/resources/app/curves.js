// Curves of a run's trainings, epoch by epoch, with the same numbers as a table.

import {lines} from "./chart.js";
import {decimal, h, name, percent, place, short} from "./dom.js";

/** What a member is served by is drawn over its folds; it is on all photos. */
const SERVED = "all photos";

export function curves() {
  const element = h("div", {class: "curves", hidden: true});
  const parts = new Map();
  return {element, show: stages => stages.forEach((stage, index) => {
    if (!stage.curves?.length) {
      return;
    }
    const key = `${index} ${stage.stage}`;
    if (!parts.has(key)) {
      parts.set(key, part(stage.stage));
      element.append(parts.get(key).element);
      element.hidden = false;
    }
    parts.get(key).show(stage.curves);
  })};
}

function part(stage) {
  const charts = place("div", {class: "charts"}, all => [
    lines("Loss by epoch", stage, series(all, "loss", "validationLoss"), {format: decimal}),
    lines("Accuracy by epoch", stage, series(all, "accuracy", "validationAccuracy"), {format: percent, most: 1})]);
  const table = place("table", {}, numbers);
  return {
    element: h("section", {"aria-label": `Curves of ${short(stage)}`}, h("h3", {}, name(stage)), charts.element,
      h("details", {}, h("summary", {}, "Numbers"),
        h("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": `Numbers of ${short(stage)}`}, table.element))),
    show: all => {
      charts.show(all);
      table.show(all);
    }
  };
}

/** The folds first, so that what is served lies over them; then what was watched beside it. */
function series(all, training, watched) {
  const line = (curve, of, kind, text) => ({name: text, kind, points: curve.epochs.filter(one => one[of] !== undefined)
    .map(one => [one.epoch, one[of]])});
  const folds = all.filter(curve => curve.training !== SERVED);
  const served = all.filter(curve => curve.training === SERVED);
  return [
    ...folds.map(curve => line(curve, training, "fold", curve.training)),
    ...served.map(curve => line(curve, training, "served", folds.length > 0 ? SERVED : "training")),
    ...served.map(curve => line(curve, watched, "watched", "validation"))].filter(one => one.points.length > 0);
}

function numbers(all) {
  const watched = all.some(curve => curve.epochs.some(one => one.validationLoss !== undefined));
  const shown = (value, format) => h("td", {class: "number"}, value === undefined ? "–" : format(value));
  return [
    h("thead", {}, h("tr", {}, ["Training", "Epoch", "Loss", "Accuracy", ...watched ? ["Validation loss", "Validation accuracy"] : []]
      .map(text => h("th", {scope: "col"}, text)))),
    h("tbody", {}, all.map(curve => curve.epochs.map(one => h("tr", {},
      h("th", {scope: "row"}, name(curve.training)), h("td", {class: "number"}, one.epoch),
      shown(one.loss, decimal), shown(one.accuracy, percent),
      watched && [shown(one.validationLoss, decimal), shown(one.validationAccuracy, percent)]))))];
}
