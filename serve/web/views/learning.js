/** Learning: what people corrected, how right the models are, and the way from one to the other. */
import { html, useState } from "../vendor/preact.js";
import { get, post, query } from "../api.js";
import { BarList, ChartCard } from "../charts.js";
import { useLoaded } from "../dom.js";
import { Loading, ProblemNotice, toast, toastProblem } from "../feedback.js";
import { formTypeLabel, formatDay, formatNumber, formatPercent, formatShare } from "../format.js";
import { tr, trMessage } from "../i18n.js";
import { Icon } from "../icons.js";
import { link } from "../router.js";
import { may } from "../session.js";
import { ConfirmDialog } from "./admin_parts.js";
import { AccuracyOverTime, Intervals, LearningCurve, StackedColumns, upperScale } from "./learning_charts.js";
import { accuracyRows, changesOf, curvesOf, everyDay } from "./learning_figures.js";
import { ModelCards } from "./learning_models.js";
import { RunningTask, TaskHistory, useTasks } from "./learning_tasks.js";
import { actionLabel, aspectLabel, hindranceText, kindLabel, KIND_NAMES, sourceLabel, SOURCE_NAMES, taskLabel, taskStateLabel } from "./learning_words.js";

const DAYS = 60;

/** The view. */
export function LearningView() {
  const offset = -new Date().getTimezoneOffset();
  const figures = useLoaded(async () => (await get(`learning${query({ days: DAYS, utc_offset: offset })}`)).data, []);
  const models = useLoaded(async () => (await get("learning/models")).data, []);
  const reload = () => {
    figures.reload();
    models.reload();
  };
  const tasks = useTasks((task) => {
    if (task) tell(task);
    reload();
  });
  const running = (tasks.data ?? []).find((task) => task.state === "running");
  const start = async (action, model) => {
    await post("learning/tasks", model ? { action, model } : { action });
    tasks.reload();
  };
  const problem = figures.problem ?? models.problem;
  const isThere = figures.data && models.data;
  return html`<div class="page learning">
    <div class="page-head">
      <h1>${tr("学习", "Learning")}</h1>
      <p class="soft">${tr("从人工修正中变好，变差的不启用", "Better by corrections; what is worse is not used")}</p>
      <span class="spacer"></span>
      <button class="button" disabled=${figures.loading} onClick=${reload}><${Icon} name="refresh" />${tr("刷新", "Refresh")}</button>
    </div>
    ${problem && html`<${ProblemNotice} problem=${problem} retry=${reload} />`}
    ${!isThere && !problem && html`<${Loading} />`}
    ${isThere &&
    html`<${KeyFigures} figures=${figures.data} />
      <${Steps} figures=${figures.data} models=${models.data} isBusy=${running !== undefined} onStart=${start} />`}
    ${running && html`<${RunningTask} task=${running} onChange=${tasks.reload} />`}
    ${isThere &&
    html`<h2 class="part-title">${tr("使用中的模型", "Models in use")}</h2>
      <${ModelCards} ...${models.data} isBusy=${running !== undefined} onStart=${start} />
      <h2 class="part-title">${tr("修正与准确率", "Corrections and accuracy")}</h2>
      ${figures.data.forms > 0
        ? html`<${Charts} figures=${figures.data} models=${models.data.models} />`
        : html`<${NothingYet} />`}
      <${TaskHistory} tasks=${tasks} />`}
  </div>`;
}

function tell(task) {
  const { text, kind } = taskStateLabel(task.state);
  const refused = task.result?.refused ?? [];
  toast({ kind: kind || "info", text: `${taskLabel(task)}${tr("：", ": ")}${text}`, detail: refused.map(trMessage).join(" ") });
}

function KeyFigures({ figures }) {
  const { overall, waiting } = figures;
  const share = overall.drawn ?? overall.judged;
  const figure = (name, value, note) =>
    html`<div class="card key-figure">
      <dt>${name}</dt>
      <dd>${value}${note && html`<small>${note}</small>`}</dd>
    </div>`;
  const span = share && `${formatShare(share.low)} – ${formatShare(share.high)}`;
  const of = overall.drawn ? tr("随机抽取的表", "of forms drawn at random") : tr("人工挑选的表，偏低", "of forms people chose: low");
  return html`<dl class="key-figures">
    ${figure(tr("读对的值", "Values read right"), share ? formatShare(share.right) : "–", share && `${span} · ${of}`)}
    ${figure(tr("判过的表", "Judged forms"), formatNumber(figures.forms), tr(`${formatNumber(figures.people)} 人`, `${formatNumber(figures.people)} people`))}
    ${figure(tr("改过的值", "Values changed"), formatNumber(figures.touched))}
    ${figure(tr("待标注的文档", "Documents to label"), formatNumber(waiting.unjudged))}
    ${figure(tr("待裁定的表", "Forms to decide on"), formatNumber(waiting.disputed))}
  </dl>`;
}

/** The way round the loop, each step with what waits there. */
function Steps({ figures, models, isBusy, onStart }) {
  const sum = (name) => models.models.filter(name).length;
  const steps = [
    {
      name: tr("校对", "Review"),
      text: tr(`${formatNumber(figures.waiting.unreviewed)} 份文档有存疑的值`, `${formatNumber(figures.waiting.unreviewed)} documents in doubt`),
      href: link([], { sort: "doubt" }),
      action: "gather",
    },
    { name: actionLabel("train"), text: tr(`${sum((one) => one.fresh_forms > 0 && !one.challenger)} 个模型可训练`, `${sum((one) => one.fresh_forms > 0 && !one.challenger)} models to train`) },
    { name: actionLabel("compare"), text: tr(`${sum((one) => one.challenger && !one.challenger.verdict)} 个挑战者待比较`, `${sum((one) => one.challenger && !one.challenger.verdict)} challengers to compare`) },
    { name: actionLabel("promote"), text: tr(`${sum(mayPass)} 个可启用`, `${sum(mayPass)} may be promoted`) },
    { name: tr("重读", "Read again"), text: outdatedText(models.outdated), action: "reread", isOff: models.outdated === 0 },
  ];
  return html`<ol class="steps" aria-label=${tr("学习的步骤", "Steps of learning")}>
    ${steps.map(({ name, text, href, action, isOff }, index) => {
      const offer = models.offers.find((one) => one.action === action);
      return html`<li key=${name} class="card">
        <span class="step-number" aria-hidden="true">${index + 1}</span>
        <div>
          <strong>${name}</strong>
          <p class="small soft">${href ? html`<a href=${href}>${text}</a>` : text}</p>
        </div>
        ${offer && may("admin") && html`<${StepButton} offer=${offer} isBusy=${isBusy} isOff=${isOff} onStart=${onStart} />`}
      </li>`;
    })}
  </ol>`;
}

function outdatedText(count) {
  if (count === null) return tr("现用版本损坏，无法计数", "What is in use is broken");
  if (count === 0) return tr("没有由旧版本读出的文档", "None was read by other versions");
  return tr(`${formatNumber(count)} 份由旧版本读出`, `${formatNumber(count)} read by other versions`);
}

/** A button of a step; reading again is asked about before. */
function StepButton({ offer, isBusy, isOff: hasNothing, onStart }) {
  const [isAsking, setAsking] = useState(false);
  const why = hindranceText(offer, isBusy);
  const isOff = hasNothing || why !== "";
  const start = () => onStart(offer.action, null);
  const press = () => {
    if (isOff) return;
    if (offer.action === "reread") setAsking(true);
    else start().catch(toastProblem);
  };
  return html`<button class="button small" aria-disabled=${String(Boolean(isOff))} title=${why || null} onClick=${press}>
      ${actionLabel(offer.action)}
    </button>
    ${isAsking &&
    html`<${ConfirmDialog}
      title=${tr("重读旧文档", "Read old documents again")}
      text=${tr("由旧版本读出的文档重新排队，排在其他文档之后；人工修改保留。", "Documents that other versions read are queued again, after all others; what people corrected is kept.")}
      action=${tr("重读", "Read again")}
      onClose=${() => setAsking(false)}
      onConfirm=${() => start().then(() => setAsking(false))}
    />`}`;
}

function mayPass({ challenger }) {
  return Boolean(challenger?.verdict) && challenger.verdict.refused.length === 0;
}

function NothingYet() {
  return html`<section class="card chart-hint">
    <p>${tr("还没有修正。", "Nothing was corrected yet.")}</p>
    <p class="soft small">
      ${tr("在校对页面确认或修改几份文档，或用 jixiao annotate push 送到 Label Studio；约 10 张同类的表就能训练。", "Confirm or correct some documents in the review page, or send them to Label Studio by jixiao annotate push; about 10 forms of a kind are enough to train.")}
    </p>
    <a class="button" href=${link([], { sort: "doubt" })}>${tr("去校对", "Review documents")}</a>
  </section>`;
}

function Charts({ figures, models }) {
  return html`<div class="charts">
    <${AccuracyChart} weeks=${figures.weeks} models=${models} />
    <${CorrectionsChart} days=${everyDay(figures.days, DAYS)} />
    <div class="chart-column">
      <${SharesChart} title=${tr("读对的值：按类别", "Values read right: by kind")} groups=${figures.kinds} label=${kindLabel} />
      <${SharesChart} title=${tr("读对的值：按表的类型", "Values read right: by type of form")} groups=${figures.families} label=${formTypeLabel} />
    </div>
    <div class="chart-column">
      <${CurveChart} models=${models} />
      <${AspectsChart} aspects=${figures.aspects} />
    </div>
    <${AgreementTable} figures=${figures} />
  </div>`;
}

function AccuracyChart({ weeks, models }) {
  const title = tr("读对的值：每周", "Values read right: by week");
  const columns = [tr("周", "Week"), tr("随机抽取", "Drawn"), tr("95% 区间", "95% interval"), tr("全部判过", "All judged"), tr("表", "Forms")];
  const rows = weeks.map(({ name, drawn, judged }) => [
    name,
    formatShare(drawn?.right),
    drawn ? `${formatShare(drawn.low)}–${formatShare(drawn.high)}` : "–",
    formatShare(judged?.right),
    judged?.forms ?? 0,
  ]);
  const hasDrawn = weeks.some(({ drawn }) => drawn);
  const note = hasDrawn
    ? tr("只有随机抽取的表能代表全部文档；其余是因存疑而挑出的", "Only forms drawn at random speak for all documents; others were chosen for their doubt")
    : tr("还没有随机抽取的表：虚线偏低，不代表全部文档", "No form was drawn at random yet: the dashed line is too low for all documents");
  return html`<${ChartCard} wide title=${title} note=${weeks.length > 0 ? note : ""} columns=${columns} rows=${rows}>
    <${AccuracyOverTime} weeks=${weeks} changes=${changesOf(models)} describe=${`${title}: ${rows.map((row) => `${row[0]} ${row[1]}`).join(tr("，", ", "))}`} />
  <//>`;
}

function CorrectionsChart({ days }) {
  const title = tr("每日修正的值", "Values corrected per day");
  const used = SOURCE_NAMES.filter((source) => days.some(({ values }) => values[source]));
  const names = used.map(sourceLabel);
  const rows = days.map(({ day, values }) => [day, ...used.map((source) => values[source] ?? 0)]);
  const points = rows.map(([day, ...values]) => ({ label: formatDay(day), title: day, values }));
  const note = `${formatDay(days[0].day)} – ${formatDay(days.at(-1).day)}`;
  return html`<${ChartCard} wide title=${title} note=${note} columns=${[tr("日期", "Day"), ...names]} rows=${rows}>
    <${StackedColumns} points=${points} series=${names} describe=${`${title}: ${note}`} />
  <//>`;
}

function SharesChart({ title, groups, label }) {
  const rows = accuracyRows(groups, label);
  const { floor, ticks } = upperScale(Math.min(0.9, ...rows.map(({ low }) => low)));
  const table = rows.map(({ label: name, value, title: whole }) => [name, value, whole]);
  return html`<${ChartCard} title=${title} note=${rows.length > 0 ? tr("点为估计，横线为 95% 区间；空心：无随机抽取的表", "Dot: estimate; bar: 95% interval; hollow: none drawn at random") : ""} columns=${[tr("类别", "Kind"), tr("读对", "Right"), tr("说明", "Detail")]} rows=${table}>
    <${Intervals} rows=${rows} from=${floor} to=${1} ticks=${ticks} describe=${rows.map((row) => row.title).join(tr("；", "; "))} />
  <//>`;
}

function CurveChart({ models }) {
  const curves = curvesOf(models);
  const title = tr("学习曲线", "Learning curve");
  const note = tr("修正的表数与比较时的 F1（竖线：95% 区间）", "Corrected forms and F1 at the gate (bar: 95% interval)");
  const rows = curves.flatMap(({ name, points }) => points.map(({ forms, at, version }) => [`${name} ${version}`, forms, formatShare(at)]));
  if (rows.length === 0) {
    return html`<figure class="card chart">
      <header><figcaption><h2>${title}</h2></figcaption></header>
      <div class="body chart-hint">
        <p>${tr("还没有比较过的版本。", "No version was compared yet.")}</p>
        <p class="soft small">
          ${tr("先校对约 10 张同类的表，再训练并比较一个模型；之后每训练一次，这里多一个点。", "Review about 10 forms of a kind, then train and compare a model; each training adds a point here.")}
        </p>
      </div>
    </figure>`;
  }
  return html`<${ChartCard} title=${title} note=${note} columns=${[tr("版本", "Version"), tr("表", "Forms"), "F1"]} rows=${rows}>
    <${LearningCurve} curves=${curves} describe=${rows.map((row) => row.join(" ")).join(tr("，", ", "))} />
  <//>`;
}

function AspectsChart({ aspects }) {
  const entries = Object.entries(aspects).sort(([, one], [, other]) => other - one);
  const rows = entries.map(([aspect, value]) => ({ label: aspectLabel(aspect), value }));
  const title = tr("改了什么", "What was changed");
  return html`<${ChartCard} title=${title} columns=${[tr("方面", "Aspect"), tr("次数", "Times")]} rows=${rows.map(({ label, value }) => [label, value])}>
    <${BarList} rows=${rows} />
  <//>`;
}

function AgreementTable({ figures }) {
  const order = ({ label }) => KIND_NAMES.indexOf(label);
  const rows = figures.agreement.filter(({ aspect }) => aspect !== "box").sort((one, other) => order(one) - order(other));
  const title = tr("两人一致", "Agreement of two people");
  const note = tr(`${formatNumber(figures.doubly)} 张表由两人判过`, `${formatNumber(figures.doubly)} forms were judged by two people`);
  return html`<section class="card chart wide">
    <header><div><h2>${title}</h2><p class="small soft">${note}</p></div></header>
    ${rows.length === 0
      ? html`<p class="nothing">${tr("还没有两人判过的表；推送到 Label Studio 时每十张表有一张由两人标注", "No form was judged twice yet; one in ten pushed to Label Studio is for two people")}</p>`
      : html`<div class="scroll-x agreement" tabindex="0" role="region" aria-label=${title}>
          <table class="data">
            <thead>
              <tr>
                <th>${tr("类别", "Kind")}</th>
                <th>${tr("方面", "Aspect")}</th>
                <th class="number">${tr("值", "Values")}</th>
                <th class="number">${tr("一致", "Agree")}</th>
                <th class="number" title=${tr("至少一人动过的值中", "Of values that either changed")}>${tr("动过的一致", "Of those touched")}</th>
                <th class="number" title="Krippendorff">α</th>
              </tr>
            </thead>
            <tbody>
              ${rows.map(
                (row) => html`<tr key=${`${row.label} ${row.aspect}`}>
                  <td>${kindLabel(row.label)}</td>
                  <td>${aspectLabel(row.aspect)}</td>
                  <td class="number">${formatNumber(row.units)}</td>
                  <td class="number">${formatShare(row.percent)}</td>
                  <td class="number">${row.touched ? `${formatPercent(row.touched_percent)} · ${formatNumber(row.touched)}` : "–"}</td>
                  <td class="number"><span class="badge ${alphaKind(row.alpha)}">${formatNumber(row.alpha, 2)}</span></td>
                </tr>`,
              )}
            </tbody>
          </table>
        </div>`}
  </section>`;
}

/** Krippendorff holds 0.8 for reliable and 0.667 for the least that may be used. */
function alphaKind(alpha) {
  if (alpha === null) return "";
  return alpha >= 0.8 ? "good" : alpha >= 0.667 ? "warn" : "bad";
}
