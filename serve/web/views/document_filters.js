/** What narrows the list of documents, and its order. */
import { html, useEffect, useState } from "../vendor/preact.js";
import { useRested } from "../dom.js";
import { DOCUMENT_STATES, FORM_TYPE_NAMES, formTypeLabel, stateLabel } from "../format.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";
import { ruleLabel } from "../rules.js";

/** Names of the filters that stand in the address and go to GET /documents. */
export const FILTERS = ["q", "state", "form_type", "year", "department", "collection", "concept", "level2", "rule"];

/** The states in which somebody has to look at the file itself. */
export const STUCK = "failed,quarantined";

/**
 * @param {{query: Record<string, string>, documents: object[],
 *          onChange: (change: Record<string, string>) => void}} props
 *   `documents` offer their departments and collections as suggestions
 */
export function DocumentFilters({ query, documents, onChange }) {
  const years = Array.from({ length: 12 }, (_, index) => String(new Date().getFullYear() + 1 - index));
  const isFiltered = FILTERS.some((name) => query[name]);
  return html`<div class="filters" role="search" aria-label=${tr("筛选文档", "Filter documents")}>
    <${TextFilter}
      id="filter-q"
      name=${tr("搜索名称、项目、部门 ( / )", "Name, project, department ( / )")}
      value=${query.q}
      onChange=${(q) => onChange({ q })}
      icon="search"
    />
    <${Choice}
      name=${tr("状态", "State")}
      value=${query.state}
      options=${states()}
      onChange=${(state) => onChange({ state })}
    />
    <${Choice}
      name=${tr("表类型", "Form type")}
      value=${query.form_type}
      options=${FORM_TYPE_NAMES.map((type) => [type, formTypeLabel(type)])}
      onChange=${(type) => onChange({ form_type: type })}
    />
    <${Choice}
      name=${tr("年度", "Year")}
      value=${query.year}
      options=${years.map((year) => [year, year])}
      onChange=${(year) => onChange({ year })}
    />
    <${TextFilter}
      id="filter-department"
      name=${tr("部门", "Department")}
      value=${query.department}
      offers=${distinct(documents, "department")}
      onChange=${(department) => onChange({ department })}
    />
    <${TextFilter}
      id="filter-collection"
      name=${tr("批次", "Collection")}
      value=${query.collection}
      offers=${distinct(documents, "collection")}
      onChange=${(collection) => onChange({ collection })}
    />
    <${HiddenFilters} query=${query} onChange=${onChange} />
    ${isFiltered &&
    html`<button class="button quiet" onClick=${() => onChange(Object.fromEntries(FILTERS.map((name) => [name, ""])))}>
      <${Icon} name="close" size=${16} />${tr("清除筛选", "Clear")}
    </button>`}
    <span class="spacer"></span>
    <${SortSwitch} sort=${query.sort} onChange=${(sort) => onChange({ sort })} />
  </div>`;
}

/** Filters that come from the charts, each with a way out. */
function HiddenFilters({ query, onChange }) {
  const names = { concept: query.concept, level2: query.level2, rule: query.rule && ruleLabel(query.rule) };
  return Object.entries(names)
    .filter(([, text]) => text)
    .map(
      ([name, text]) => html`<button
        key=${name}
        class="badge info filter-badge"
        title=${tr("取消此条件", "Drop this filter")}
        onClick=${() => onChange({ [name]: "" })}
      >
        ${text}<${Icon} name="close" size=${14} />
      </button>`,
    );
}

function states() {
  const single = DOCUMENT_STATES.map((state) => [state, stateLabel(state).text]);
  return [...single, [STUCK, tr("失败或已隔离", "Failed or quarantined")]];
}

function distinct(documents, key) {
  return [...new Set(documents.map((document) => document[key]).filter(Boolean))].sort();
}

function Choice({ name, value = "", options, onChange }) {
  return html`<select
    class="select ${value ? "chosen" : ""}"
    aria-label=${name}
    value=${value}
    onChange=${(event) => onChange(event.target.value)}
  >
    <option value="">${name}</option>
    ${options.map(([key, text]) => html`<option key=${key} value=${key} selected=${key === value}>${text}</option>`)}
  </select>`;
}

function TextFilter({ id, name, value = "", offers, icon, onChange }) {
  const [text, setText] = useState(value);
  const rested = useRested(text, 300);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (rested === text && rested.trim() !== value) onChange(rested.trim());
  }, [rested]);
  const clear = (event) => {
    if (event.key !== "Escape") return;
    if (text) setText("");
    else event.target.blur();
  };
  return html`<span class="text-filter ${icon ? "wide" : ""}">
    ${icon && html`<${Icon} name=${icon} size=${16} />`}
    <input
      class="input ${value ? "chosen" : ""}"
      id=${id}
      type="search"
      placeholder=${name}
      aria-label=${name}
      list=${offers?.length ? `${id}-offers` : null}
      value=${text}
      onInput=${(event) => setText(event.target.value)}
      onKeyDown=${clear}
    />
    ${offers?.length > 0 &&
    html`<datalist id="${id}-offers">${offers.map((offer) => html`<option key=${offer} value=${offer} />`)}</datalist>`}
  </span>`;
}

function SortSwitch({ sort, onChange }) {
  const button = (key, text) =>
    html`<button aria-pressed=${String(sort === key)} onClick=${() => onChange(key)}>${text}</button>`;
  return html`<div class="segmented" role="group" aria-label=${tr("排序", "Order")}>
    ${button("doubt", tr("疑点优先", "Most doubtful"))}${button("created", tr("最新", "Newest"))}
  </div>`;
}
