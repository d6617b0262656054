/** The answers of GET /learning and /learning/models, in the shape in which the charts draw them. */
import { formatNumber, formatShare, formatTime } from "../format.js";
import { tr } from "../i18n.js";
import { modelLabel } from "./learning_words.js";

const DAY = 86_400_000; // ms

/** The last `count` days; those on which nobody judged anything are filled in. */
export function everyDay(found, count) {
  const known = Object.fromEntries(found.map((entry) => [entry.day, entry]));
  const today = Date.now() - new Date().getTimezoneOffset() * 60_000;
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(today - (count - 1 - index) * DAY).toISOString().slice(0, 10);
    return known[day] ?? { day, forms: 0, values: {} };
  });
}

/** Rows of shares with their intervals; of forms drawn at random where there are any. */
export function accuracyRows(groups, label) {
  return groups.flatMap(({ name, drawn, judged }) => {
    const share = drawn ?? judged;
    if (!share) return [];
    const span = `${formatShare(share.low)}–${formatShare(share.high)}`;
    const of = tr(
      `${formatNumber(share.forms)} 张表，${formatNumber(share.values)} 个值`,
      `${formatNumber(share.forms)} forms, ${formatNumber(share.values)} values`,
    );
    const value = formatShare(share.right);
    return {
      label: label(name),
      at: share.right,
      low: share.low,
      high: share.high,
      value,
      title: `${label(name)} ${value} (${span}) ${of}`,
      kind: drawn ? "" : "hollow",
    };
  });
}

/** When another version came into use, of any model. */
export function changesOf(models) {
  return models.flatMap(({ model, history }) =>
    history
      .filter(({ alias, former }) => alias === "champion" && former)
      .map(({ at, version }) => ({ at, text: `${formatTime(at)} ${modelLabel(model).name} ${version}` })),
  );
}

/** Of each model the versions that were compared, by the number of forms they learned from. */
export function curvesOf(models) {
  const curves = models.map(({ model, versions }) => {
    const { name } = modelLabel(model);
    const points = versions
      .filter(({ facts, verdict }) => verdict && facts.forms > 0)
      .map((version) => pointOf(version, name))
      .sort((one, other) => one.forms - other.forms);
    return { name, points };
  });
  return curves.filter(({ points }) => points.length > 0);
}

function pointOf({ name, facts, verdict }, model) {
  const { champion, challenger, low, high } = verdict.overall;
  const text = tr(`学自 ${facts.forms} 张表`, `from ${facts.forms} forms`);
  return {
    version: name,
    forms: facts.forms,
    at: challenger,
    low: Math.max(0, champion + low),
    high: Math.min(1, champion + high),
    isRefused: verdict.refused.length > 0,
    title: `${model} ${name} ${text}: ${formatShare(challenger)}`,
  };
}
