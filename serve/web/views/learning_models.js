/** Cards of the models in use: version, challenger, what the gate says, and the buttons. */
import { html, useState } from "../vendor/preact.js";
import { formatNumber, formatShare } from "../format.js";
import { tr, trMessage } from "../i18n.js";
import { Icon } from "../icons.js";
import { may } from "../session.js";
import { ConfirmDialog, Time } from "./admin_parts.js";
import { Intervals } from "./learning_charts.js";
import { actionLabel, hindranceText, modelLabel, sliceLabel } from "./learning_words.js";

/**
 * @param {{models: object[], offers: object[], isBusy: boolean,
 *          onStart: (action: string, model: string|null) => Promise<void>}} props
 */
export function ModelCards({ models, offers, isBusy, onStart }) {
  const [asked, setAsked] = useState(null);
  const confirm = async () => {
    await onStart(asked.action, asked.part.model);
    setAsked(null);
  };
  return html`<div class="models">
    ${models.map(
      (part) => html`<${ModelCard}
        key=${part.model}
        part=${part}
        offers=${offers.filter((offer) => offer.model === part.model)}
        isBusy=${isBusy}
        onAsk=${(action) => setAsked({ action, part })}
      />`,
    )}
    ${asked &&
    html`<${ConfirmDialog}
      title=${`${actionLabel(asked.action)} · ${modelLabel(asked.part.model).name}`}
      text=${consequence(asked)}
      action=${actionLabel(asked.action)}
      onClose=${() => setAsked(null)}
      onConfirm=${confirm}
    />`}
  </div>`;
}

/** What happens when the button is pressed. */
function consequence({ action, part }) {
  const { challenger, champion, former } = part;
  switch (action) {
    case "train":
      return tr(
        "从现用版本出发，用全部可用的修正训练一个挑战者，约需几分钟。现用版本不变。",
        "Goes on from the version in use with all corrections and makes a challenger; takes minutes. What reads documents stays.",
      );
    case "compare":
      return tr(
        `用金标准、合成样例与留出的修正比较 ${challenger?.name} 与现用版本，约需几分钟。现用版本不变。`,
        `Compares ${challenger?.name} with the version in use on gold, synthetic and held-back forms; takes minutes. What reads documents stays.`,
      );
    case "promote":
      return tr(
        `再比较一次；通过后 ${challenger?.name} 立即用于之后的文档，无需重启。已读的文档不变，可另行重读。`,
        `Compares once more; if it passes, ${challenger?.name} reads every document from then on, without a restart. Documents that were read stay; they can be read again.`,
      );
    default:
      return tr(
        `从下一份文档起改用 ${former}，${champion?.name} 停用但保留。`,
        `${former} reads from the next document on; ${champion?.name} is kept, but not used.`,
      );
  }
}

function ModelCard({ part, offers, isBusy, onAsk }) {
  const { name, does } = modelLabel(part.model);
  const newest = part.challenger ?? part.versions.find((version) => version.verdict) ?? null;
  return html`<article class="card model" aria-label=${name}>
    <header>
      <div>
        <h3>${name}</h3>
        <p class="small soft">${does}</p>
      </div>
      <span class="spacer"></span>
      <${InUse} part=${part} />
    </header>
    <div class="body">
      ${part.broken && html`<p class="notice bad small">${tr("模型登记损坏，仍用出厂版本：", "The registry is broken; what was shipped is used: ")}${trMessage(part.broken)}</p>`}
      ${newest
        ? html`<${Challenger} version=${newest} isChallenger=${newest === part.challenger} />`
        : html`<p class="model-empty">${emptyText(part)}</p>`}
      ${part.history.length > 0 && html`<${History} history=${part.history} />`}
    </div>
    <footer>
      <span class="small soft">${freshText(part)}</span>
      <span class="spacer"></span>
      ${may("admin") && offers.map((offer) => html`<${ActionButton} key=${offer.action} offer=${offer} part=${part} isBusy=${isBusy} onAsk=${onAsk} />`)}
    </footer>
  </article>`;
}

function InUse({ part }) {
  const { champion } = part;
  return html`<div class="model-version">
    ${part.shipped
      ? html`<span class="badge">${tr("出厂版本", "As shipped")}</span>`
      : html`<span class="badge good mono"><${Icon} name="check" size=${14} />${champion.stamp}</span>`}
    ${part.since && !part.shipped && html`<span class="small soft">${tr("启用于 ", "since ")}<${Time} at=${part.since} /></span>`}
  </div>`;
}

function emptyText({ fresh_forms: fresh }) {
  if (fresh > 0) {
    return tr("还没有从修正中学过，可以开始训练。", "It has not learned from corrections yet: train it.");
  }
  return tr("还没有修正可学。先校对几份文档。", "There is nothing to learn from yet: review some documents.");
}

function freshText({ fresh_forms: fresh }) {
  if (fresh === 0) return tr("没有新修正", "No new corrections");
  return tr(`${formatNumber(fresh)} 张新修正的表`, `${formatNumber(fresh)} newly corrected forms`);
}

function ActionButton({ offer, part, isBusy, onAsk }) {
  const { action, hindrance } = offer;
  const isNext = isRecommended(action, part);
  const why = hindranceText(offer, isBusy);
  const isOff = why !== "";
  if (action === "rollback" && hindrance !== null) return null;
  return html`<button
    class="button small ${action === "rollback" ? "danger" : isNext && !isOff ? "primary" : ""}"
    aria-disabled=${String(isOff)}
    title=${why || null}
    onClick=${() => !isOff && onAsk(action)}
  >
    ${actionLabel(action)}${isOff && html`<span class="visually-hidden">${tr("：", ": ")}${why}</span>`}
  </button>`;
}

/** The step that comes next for a part. */
function isRecommended(action, { challenger, fresh_forms: fresh }) {
  if (!challenger) return action === "train" && fresh > 0;
  const { verdict } = challenger;
  if (verdict === null) return action === "compare";
  if (verdict.refused.length === 0) return action === "promote";
  return action === "train" && fresh > 0;
}

function Challenger({ version, isChallenger }) {
  const { facts, verdict } = version;
  const objections = facts.objections ?? [];
  return html`<section class="challenger">
    <p class="row challenger-head">
      <span>${isChallenger ? tr("挑战者", "Challenger") : tr("最近一次比较", "Compared last")}</span>
      <strong class="mono">${version.stamp}</strong>
      <${VerdictBadge} verdict=${verdict} />
      <span class="spacer"></span>
      <span class="small soft"><${Time} at=${version.created_at} /></span>
    </p>
    ${facts.forms > 0 && html`<p class="small soft">${tr(`学自 ${formatNumber(facts.forms)} 张修正的表`, `Learned from ${formatNumber(facts.forms)} corrected forms`)}</p>`}
    ${verdict && html`<${Forest} verdict=${verdict} />`}
    ${verdict && verdict.refused.length > 0 && html`<${Reasons} reasons=${verdict.refused} />`}
    ${!verdict && objections.length > 0 && html`<${Reasons} reasons=${objections} />`}
  </section>`;
}

function VerdictBadge({ verdict }) {
  if (!verdict) return html`<span class="badge">${tr("未比较", "Not compared")}</span>`;
  return verdict.refused.length === 0
    ? html`<span class="badge good"><${Icon} name="check" size=${14} />${tr("通过", "Passed")}</span>`
    : html`<span class="badge warn"><${Icon} name="flag" size=${14} />${tr("未通过", "Refused")}</span>`;
}

function Reasons({ reasons }) {
  return html`<ul class="reasons small">
    ${reasons.map((reason) => html`<li key=${reason}>${trMessage(reason)}</li>`)}
  </ul>`;
}

/** Differences of challenger less champion, over all and in each slice, with their intervals. */
function Forest({ verdict }) {
  const [isWhole, setWhole] = useState(false);
  const all = Object.entries(verdict.slices);
  const order = ([, one], [, other]) => Math.abs(step(other)) - Math.abs(step(one));
  const shown = isWhole ? all : all.filter(([name]) => !name.includes(" ")).slice(0, 6);
  const few = shown.length > 0 ? shown : all.toSorted(order).slice(0, 6);
  const rows = [[tr("总体", "All"), verdict.overall], ...few.map(([name, gain]) => [sliceLabel(name), gain])];
  const reach = niceReach(Math.max(...rows.map(([, gain]) => Math.max(-gain.low, gain.high))));
  const ticks = [-reach, 0, reach].map((at) => ({ at, text: signed(at) }));
  const drawn = rows.map(([label, gain]) => ({
    label,
    at: step(gain),
    low: gain.low,
    high: gain.high,
    value: `${formatShare(gain.champion)} → ${formatShare(gain.challenger)}`,
    title: tr(`${label}：${gain.forms} 例，${signed(step(gain))}`, `${label}: ${gain.forms} cases, ${signed(step(gain))}`),
    kind: gain.low > 0 ? "good" : gain.high < 0 ? "bad" : "",
  }));
  const describe = drawn.map(({ title }) => title).join(tr("；", "; "));
  return html`<${Intervals} rows=${drawn} from=${-reach} to=${reach} mark=${0} ticks=${ticks} describe=${describe} />
    ${few.length < all.length + (isWhole ? 1 : 0) &&
    html`<button class="button quiet small" aria-expanded=${String(isWhole)} onClick=${() => setWhole(!isWhole)}>
      ${isWhole ? tr("只看主要方面", "Main slices only") : tr(`全部 ${all.length} 个方面`, `All ${all.length} slices`)}
    </button>`}`;
}

function step(gain) {
  return gain.challenger - gain.champion;
}

function signed(value) {
  const text = formatShare(Math.abs(value));
  return value === 0 ? "0" : `${value > 0 ? "+" : "−"}${text}`;
}

/** A round number of at least `most`. */
function niceReach(most) {
  return [0.01, 0.02, 0.05, 0.1, 0.2, 0.5].find((one) => one >= most) ?? 1;
}

function History({ history }) {
  const alias = (name) => (name === "champion" ? tr("启用", "In use") : tr("挑战者", "Challenger"));
  return html`<details class="model-history">
    <summary class="small">${tr(`历史（${history.length}）`, `History (${history.length})`)}</summary>
    <ol>
      ${history.map(
        (change) => html`<li key=${change.at}>
          <span class="soft"><${Time} at=${change.at} /></span>
          <span>${alias(change.alias)} <strong class="mono">${change.version}</strong></span>
          <span class="soft clip" title=${change.why}>${trMessage(change.why)}</span>
        </li>`,
      )}
    </ol>
  </details>`;
}
