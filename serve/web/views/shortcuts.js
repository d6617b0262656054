/** The keys of the page, in one dialog. */
import { html } from "../vendor/preact.js";
import { Dialog } from "../dom.js";
import { tr } from "../i18n.js";

function groups() {
  return [
    {
      title: tr("文档列表", "Documents"),
      keys: [
        [["j", "k"], tr("下一个 / 上一个文档", "Next / previous document")],
        [["Enter"], tr("打开校对", "Open for review")],
        [["x"], tr("选中或取消选中", "Select or unselect")],
        [["/"], tr("搜索框", "Search field")],
        [["u"], tr("选择文件上传", "Choose files to upload")],
      ],
    },
    {
      title: tr("全部页面", "Everywhere"),
      keys: [
        [["?"], tr("显示此说明", "Show this help")],
        [["Esc"], tr("关闭对话框", "Close a dialog")],
      ],
    },
  ];
}

/** @param {{onClose: () => void}} props */
export function ShortcutsDialog({ onClose }) {
  return html`<${Dialog} title=${tr("快捷键", "Keyboard shortcuts")} onClose=${onClose}>
    ${groups().map(
      ({ title, keys }) => html`<section class="shortcuts" key=${title}>
        <h3>${title}</h3>
        <dl>
          ${keys.map(
            ([names, text]) => html`<div key=${text}>
              <dt>${names.map((name) => html`<kbd key=${name}>${name}</kbd>`)}</dt>
              <dd>${text}</dd>
            </div>`,
          )}
        </dl>
      </section>`,
    )}
    <p class="small soft">
      ${tr("校对页有自己的快捷键，打开文档后可见。", "The review page shows its own keys.")}
    </p>
  <//>`;
}
