/** Taking the records away, of all documents that the filters leave. */
import { html, useState } from "../vendor/preact.js";
import { query as queryString } from "../api.js";
import { Dialog, downloadFrom } from "../dom.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";

const FORMATS = ["xlsx", "csv", "jsonl", "parquet", "md"];

function formatText(format) {
  const texts = {
    xlsx: ["Excel 工作簿", "一个文件，表、指标、资金分页", "Excel workbook", "one file with sheets of forms, indicators, funding"],
    csv: ["CSV", "一行一个指标，Excel 可直接打开", "CSV", "one indicator a row, opens in Excel"],
    jsonl: ["JSONL", "一行一个文件的完整记录，供程序使用", "JSONL", "the whole record of a file a line, for programs"],
    parquet: ["Parquet", "列式数据，供数据分析", "Parquet", "columns for data analysis"],
    md: ["Markdown", "便于阅读和存档", "Markdown", "to read and to file"],
  };
  const [zhName, zhText, enName, enText] = texts[format];
  return [tr(zhName, enName), tr(zhText, enText)];
}

/**
 * A button that offers the formats.
 * @param {{filters: Record<string, string>, ids?: string[], small?: boolean}} props
 *   `ids` for some documents only
 */
export function ExportMenu({ filters, ids }) {
  const [isOpen, setOpen] = useState(false);
  const { sort, order, ...narrowing } = filters;
  const take = (format) => {
    setOpen(false);
    downloadFrom(`/v1/export${queryString({ ...narrowing, ids: ids?.join(","), format })}`);
  };
  return html`<button class="button" onClick=${() => setOpen(true)}>
      <${Icon} name="download" />${tr("导出", "Export")}
    </button>
    ${isOpen &&
    html`<${Dialog}
      title=${ids
        ? tr(`导出所选 ${ids.length} 个文档`, `Export ${ids.length} selected documents`)
        : tr("导出当前筛选结果", "Export what the filters show")}
      onClose=${() => setOpen(false)}
    >
      <ul class="formats">
        ${FORMATS.map((format) => {
          const [name, text] = formatText(format);
          return html`<li key=${format}>
            <button class="format" data-format=${format} onClick=${() => take(format)}>
              <${Icon} name="download" /><strong>${name}</strong><span class="soft small">${text}</span>
            </button>
          </li>`;
        })}
      </ul>
      <p class="small soft">
        ${tr("包含已完成的文档，取其最新版本。", "Holds the documents that are done, in their newest revision.")}
      </p>
    <//>`}`;
}
