/** The line above: which document, whether it is saved, and what is done with it as a whole. */
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { address } from "../api.js";
import { tr } from "../i18n.js";
import { link } from "../router.js";
import { may } from "../session.js";
import { Icon } from "./icons.js";
import { usePart } from "../observable.js";
import { word } from "./words.js";

const BADGES = { done: "good", failed: "bad", quarantined: "bad", queued: "info", running: "info" };

/** @param {{session: import("./session.js").ReviewSession}} properties */
export function Toolbar({ session }) {
  const document = usePart(session, (state) => state.document);
  const record = usePart(session, (state) => state.record);
  const drawer = usePart(session, (state) => state.drawer);
  const isBusy = document && (document.state === "queued" || document.state === "running");
  return html`<header class="review-bar">
    <a
      class="button quiet icon small"
      href=${link([])}
      title=${tr("返回文档列表", "Back to the documents")}
      aria-label=${tr("返回文档列表", "Back to the documents")}
      ><${Icon} name="back"
    /></a>
    <h1 class="review-name clip" title=${document?.name ?? ""}>${document?.name ?? ""}</h1>
    ${document && html`<span class=${`badge ${BADGES[document.state] ?? ""}`}>${word(document.state)}</span>`}
    <${Saving} session=${session} />
    <span class="spacer"></span>
    ${record && html`<${RecordTools} session=${session} drawer=${drawer} record=${record} />`}
    ${document && may("write") && html`<${Reading} session=${session} isBusy=${isBusy} />`}
    ${
      may("write") &&
      html`<${Tool}
        icon="trash"
        label=${tr("删除文档", "Delete document")}
        action=${() => session.set({ dialog: { kind: "delete" } })}
      />`
    }
    <${Tool}
      icon="keys"
      label=${tr("快捷键 (?)", "Keys (?)")}
      action=${() => session.set({ dialog: { kind: "help" } })}
    />
  </header>`;
}

function RecordTools({ session, record, drawer }) {
  const findings = record.forms.flatMap((form) => form.findings).filter((one) => !one.state);
  const toFindings = () =>
    document.getElementById("findings")?.scrollIntoView({ behavior: "smooth" });
  const history = () => session.set({ drawer: drawer === "history" ? null : "history" });
  return html`<div class="bar-group">
      <${Tool}
        icon="undo"
        label=${tr("撤销 (Ctrl+Z)", "Undo (Ctrl+Z)")}
        action=${() => session.undo()}
      />
      <${Tool}
        icon="redo"
        label=${tr("重做 (Ctrl+Shift+Z)", "Redo (Ctrl+Shift+Z)")}
        action=${() => session.redo()}
      />
    </div>
    <${Command} icon="warning" text=${tr("问题", "Findings")} action=${toFindings}>
      ${findings.length}<//
    >
    <${Command}
      icon="history"
      text=${tr("记录", "History")}
      action=${history}
      aria-pressed=${String(drawer === "history")}
    />
    <${ExportMenu} session=${session} />`;
}

function Reading({ session, isBusy }) {
  const cancel = () => session.ask("cancel");
  if (isBusy) {
    return html`<button type="button" class="button small" onClick=${cancel}>
      ${tr("取消识别", "Cancel")}
    </button>`;
  }
  return html`<${Command}
    icon="turn"
    text=${tr("重新识别", "Read again")}
    title=${tr("用当前模型重新识别，保留人工修改", "Read again, keeping corrections")}
    action=${() => session.ask("rerun", { keep_corrections: true })}
  />`;
}

/** A button whose word is left out where there is little room. */
function Command({ icon, text, action, children, ...rest }) {
  return html`<button
    type="button"
    class="button quiet small"
    aria-label=${text}
    onClick=${action}
    ...${rest}
  >
    <${Icon} name=${icon} /><span class="wide-only">${text}</span>${children}
  </button>`;
}

function Tool({ icon, label, action }) {
  return html`<button
    type="button"
    class="button quiet icon small"
    title=${label}
    aria-label=${label}
    onClick=${action}
  >
    <${Icon} name=${icon} />
  </button>`;
}

/** Saved, saving, waiting for the server: always told, and spoken. */
function Saving({ session }) {
  const unsaved = usePart(session, (state) => state.unsaved);
  const waiting = usePart(session, (state) => state.waiting);
  const revision = usePart(session, (state) => state.revision);
  const said = usePart(session, (state) => state.said);
  let status = html`<span class="saving-state"
    ><${Icon}
      name="check"
    />${tr(`已保存 · 版本 ${revision}`, `Saved · revision ${revision}`)}</span
  >`;
  if (waiting)
    status = html`<span class="saving-state saving-wait"
      ><${Icon}
        name="warning"
      />${tr(`${unsaved} 处未保存，等待服务器…`, `${unsaved} unsaved, waiting for the server …`)}</span
    >`;
  else if (unsaved)
    status = html`<span class="saving-state"
      >${tr(`正在保存 ${unsaved} 处…`, `Saving ${unsaved} …`)}</span
    >`;
  return html`${revision > 0 && html`<span class="saving" data-unsaved=${unsaved} data-revision=${revision}>${status}</span>`}
    <span class="said clip" role="status" aria-live="polite">${said}</span>`;
}

const FORMATS = [
  ["xlsx", "Excel"],
  ["json", "JSON"],
  ["csv", "CSV"],
];

function ExportMenu({ session }) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const shut = (event) => {
      if (event.type === "keydown" ? event.key === "Escape" : !box.current?.contains(event.target))
        setOpen(false);
    };
    addEventListener("pointerdown", shut);
    addEventListener("keydown", shut);
    return () => {
      removeEventListener("pointerdown", shut);
      removeEventListener("keydown", shut);
    };
  }, [isOpen]);
  return html`<div class="menu" ref=${box}>
    <button
      type="button"
      class="button quiet small"
      aria-haspopup="true"
      aria-expanded=${String(isOpen)}
      onClick=${() => setOpen(!isOpen)}
    >
      <${Icon} name="save" /><span class="wide-only">${tr("导出", "Export")}</span
      ><${Icon} name="down" />
    </button>
    ${
      isOpen &&
      html`<div class="menu-panel export-panel">
        ${FORMATS.map(([format, name]) => html`<a key=${format} class="button quiet" href=${exportAddress(session, format)} download=${exportName(session, format)} onClick=${() => setOpen(false)}>${name}</a>`)}
        <a
          class="button quiet"
          href=${address(`documents/${session.documentId}/file`)}
          download
          onClick=${() => setOpen(false)}
          >${tr("原件", "Original file")}</a
        >
      </div>`
    }
  </div>`;
}

function exportAddress({ documentId }, format) {
  if (format === "json") return address(`documents/${documentId}/result`);
  return address(`export?format=${format}&id=${documentId}`);
}

function exportName({ state }, format) {
  const stem = (state.document?.name ?? "record").replace(/\.[^.]+$/, "");
  return `${stem}.${format}`;
}
