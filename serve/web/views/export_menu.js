/** Taking the records away, of all documents that the filters leave. */
import { html, useState } from "../vendor/preact.js";
import { query as queryString } from "../api.js";
import { Dialog } from "../dom.js";
import { saveStream, saveWhole } from "../download.js";
import { toast, toastProblem } from "../feedback.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";

const FORMATS = ["xlsx", "csv", "jsonl", "parquet", "md"];
const MADE_WHOLE = new Set(["xlsx", "parquet"]);
const MOST_CHOSEN = 200; // documents that one export may name

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
    const path = `export${queryString({ ...narrowing, id: ids, format })}`;
    if (!MADE_WHOLE.has(format)) {
      saveStream(path);
      return;
    }
    const close = toast({ text: tr("正在生成文件…", "The file is being made…") });
    saveWhole(path, `jixiao.${format}`).then(close, (problem) => {
      close();
      toastProblem(problem);
    });
  };
  const isTooMuch = (ids?.length ?? 0) > MOST_CHOSEN;
  return html`<button
      class="button"
      disabled=${isTooMuch}
      title=${isTooMuch ? tr(`一次最多选 ${MOST_CHOSEN} 个`, `At most ${MOST_CHOSEN} at once`) : null}
      onClick=${() => setOpen(true)}
    >
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
