/** The home of the page: upload, the queue, and the list of documents in order of doubt. */
import { html, useEffect, useMemo, useRef, useState } from "../vendor/preact.js";
import { useKeys } from "../dom.js";
import { Loading, ProblemNotice } from "../feedback.js";
import { formatNumber } from "../format.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";
import { replaceQuery } from "../router.js";
import { may } from "../session.js";
import { useUploads } from "../uploads.js";
import { BulkBar } from "./bulk_bar.js";
import { DocumentFilters, FILTERS } from "./document_filters.js";
import { DocumentRow } from "./document_row.js";
import { useDocumentList } from "./document_list_state.js";
import { ChooseFiles, DropCurtain, FirstSteps, usePageDrop } from "./drop_zone.js";
import { ExportMenu } from "./export_menu.js";
import { QueueStrip } from "./queue_strip.js";
import { UploadList } from "./upload_list.js";

/** @param {{route: {query: Record<string, string>}}} props */
export function DocumentsView({ route }) {
  const [query, setQuery] = useState(wholeQuery(route));
  useEffect(() => setQuery(wholeQuery(route)), [route]);
  const filters = useMemo(() => listFilters(query), [query]);
  const list = useDocumentList(filters);
  const [selected, setSelected] = useState(new Set());
  const isOver = usePageDrop();
  const uploads = useUploads();
  const change = (next) => {
    const whole = { ...query, ...next };
    setQuery(whole);
    setSelected(new Set());
    replaceQuery([], { ...whole, sort: whole.sort === "doubt" ? "" : whole.sort });
  };
  const isFiltered = FILTERS.some((name) => query[name]);
  const isFirst = !list.isLoading && !list.problem && !isFiltered && list.documents.length === 0;
  const chosen = list.documents.filter(({ id }) => selected.has(id));
  return html`<div class="page documents">
    <div class="page-head">
      <h1>${tr("文档", "Documents")}</h1>
      <${QueueStrip} onState=${(state) => change({ state })} />
      <span class="spacer"></span>
      <${ExportMenu} filters=${filters} />
      ${may("write") && html`<${ChooseFiles} />`}
    </div>
    <${UploadList} />
    ${isFirst && uploads.length === 0 && may("write")
      ? html`<${FirstSteps} />`
      : html`<section class="card list-card" aria-label=${tr("文档列表", "List of documents")}>
          ${chosen.length > 0
            ? html`<${BulkBar} documents=${chosen} update=${list.update} onDone=${() => setSelected(new Set())} />`
            : html`<${DocumentFilters} query=${query} documents=${list.documents} onChange=${change} />`}
          ${list.isStale &&
          html`<button class="stale" onClick=${list.reload}>
            <${Icon} name="refresh" size=${16} />${tr("有新的文档，点此刷新", "There is something new: refresh")}
          </button>`}
          <${DocumentTable} list=${list} selected=${selected} onSelected=${setSelected} isFiltered=${isFiltered} />
        </section>`}
    ${isOver && may("write") && html`<${DropCurtain} />`}
  </div>`;
}

function wholeQuery(route) {
  return { sort: "doubt", ...route.query };
}

function listFilters(query) {
  const filters = Object.fromEntries(FILTERS.map((name) => [name, query[name] ?? ""]));
  const state = filters.state.split(",").filter(Boolean);
  return { ...filters, state, sort: query.sort === "created" ? "created" : "doubt", order: "desc" };
}

function DocumentTable({ list, selected, onSelected, isFiltered }) {
  const body = useRef(null);
  const last = useRef(null);
  const { documents } = list;
  useListKeys(body, (id) => toggle(id, false));
  const toggle = (id, isRange) => {
    const next = new Set(selected);
    const ids = documents.map((document) => document.id);
    const from = isRange && last.current ? ids.indexOf(last.current) : ids.indexOf(id);
    const [start, end] = [from, ids.indexOf(id)].sort((a, b) => a - b);
    const isAdded = !selected.has(id);
    for (const one of ids.slice(Math.max(0, start), end + 1)) {
      if (isAdded) next.add(one);
      else next.delete(one);
    }
    last.current = id;
    onSelected(next);
  };
  if (list.problem && documents.length === 0) {
    return html`<div class="body"><${ProblemNotice} problem=${list.problem} retry=${list.reload} /></div>`;
  }
  if (documents.length === 0) {
    return list.isLoading ? html`<${Loading} />` : html`<${NothingFound} isFiltered=${isFiltered} />`;
  }
  const isAll = documents.every(({ id }) => selected.has(id));
  const toggleAll = () => onSelected(new Set(isAll ? [] : documents.map(({ id }) => id)));
  return html`
    <table class="data document-table">
      <thead>
        <tr>
          <th class="cell-check">
            <label class="hit">
              <input type="checkbox" checked=${isAll} aria-label=${tr("全选", "Select all")} onClick=${toggleAll} />
            </label>
          </th>
          <th class="cell-thumb"><span class="visually-hidden">${tr("缩略图", "Picture")}</span></th>
          <th>${tr("项目", "Project")}</th>
          <th class="cell-state">${tr("状态", "State")}</th>
          <th class="cell-doubt">${tr("待核", "To check")}</th>
          <th class="cell-findings">${tr("问题", "Findings")}</th>
          <th class="number cell-count">${tr("指标", "Indicators")}</th>
          <th class="number cell-time">${tr("上传时间", "Uploaded")}</th>
        </tr>
      </thead>
      <tbody ref=${body} aria-busy=${String(list.isLoading)}>
        ${documents.map(
          (document) => html`<${DocumentRow}
            key=${document.id}
            document=${document}
            isSelected=${selected.has(document.id)}
            onSelect=${(isRange) => toggle(document.id, isRange)}
          />`,
        )}
      </tbody>
    </table>
    <footer class="list-foot">
      <span class="small soft">
        ${tr(`已显示 ${formatNumber(documents.length)} 个`, `${formatNumber(documents.length)} shown`)}
      </span>
      ${list.problem && html`<span class="badge bad">${tr("刷新失败", "Could not refresh")}</span>`}
      ${list.nextCursor &&
      html`<button class="button" disabled=${list.isLoading} onClick=${list.more}>
        ${list.isLoading ? tr("正在加载…", "Loading…") : tr("再显示一些", "Show more")}
      </button>`}
    </footer>
  `;
}

/** j and k go through the rows, x selects one, / and u reach search and upload. */
function useListKeys(body, onToggle) {
  const step = (by) => {
    const links = [...(body.current?.querySelectorAll("a.document-link") ?? [])];
    if (links.length === 0) return;
    const row = document.activeElement?.closest?.("tr");
    const at = links.findIndex((one) => one.closest("tr") === row);
    const next = links[Math.min(Math.max(at < 0 ? 0 : at + by, 0), links.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    x: () => {
      const id = document.activeElement?.closest?.("tr")?.dataset.id;
      if (id) onToggle(id);
    },
    "/": () => document.getElementById("filter-q")?.focus(),
    u: () => document.getElementById("choose-files")?.click(),
  });
}

function NothingFound({ isFiltered }) {
  return html`<div class="nothing">
    <${Icon} name="search" size=${28} />
    <p>
      ${isFiltered
        ? tr("没有符合筛选条件的文档", "No document fits the filters")
        : tr("还没有文档，上传后在此显示", "There are no documents yet; uploads appear here")}
    </p>
  </div>`;
}
