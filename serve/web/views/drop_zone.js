/** Where files come in: dropped anywhere on the page, pasted, or chosen. */
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { isTyping } from "../dom.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";
import { may } from "../session.js";
import { addFiles } from "../uploads.js";

const ACCEPTED =
  ".pdf,.png,.jpg,.jpeg,.tif,.tiff,.webp,.bmp,.docx,.doc,.xlsx,.xls,.ofd,.txt,.md,.html,.zip";

/**
 * Hook: the page takes files that are dropped or pasted.
 * @returns {boolean}  whether files hang over the page now
 */
export function usePageDrop() {
  const [isOver, setOver] = useState(false);
  const depth = useRef(0);
  useEffect(() => {
    const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    const listeners = {
      dragenter: (event) => {
        if (!hasFiles(event)) return;
        depth.current += 1;
        setOver(true);
      },
      dragleave: (event) => {
        if (!hasFiles(event)) return;
        depth.current = Math.max(0, depth.current - 1);
        if (depth.current === 0) setOver(false);
      },
      dragover: (event) => hasFiles(event) && event.preventDefault(),
      drop: (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        depth.current = 0;
        setOver(false);
        if (may("write")) filesOf(event.dataTransfer).then(addFiles);
      },
      paste: (event) => {
        if (isTyping(event) || !may("write")) return;
        addFiles([...(event.clipboardData?.files ?? [])].map(named));
      },
    };
    const entries = Object.entries(listeners);
    for (const [name, listener] of entries) document.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of entries) document.removeEventListener(name, listener);
    };
  }, []);
  return isOver;
}

/** A pasted picture has a name that says nothing; give it the time. */
function named(file) {
  if (file.name !== "image.png") return file;
  const time = new Date().toISOString().slice(0, 19).replace(/[T:]/g, "-");
  return new File([file], `${tr("粘贴", "pasted")}-${time}.png`, { type: file.type });
}

/** The files of a drop, those in folders too. */
async function filesOf(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  return (await Promise.all(entries.map(filesOfEntry))).flat();
}

async function filesOfEntry(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const files = [];
  for (;;) {
    const found = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (found.length === 0) return files;
    files.push(...(await Promise.all(found.map(filesOfEntry))).flat());
  }
}

/**
 * The button that chooses files; `u` presses it.
 * @param {{kind?: string, id?: string}} props
 */
export function ChooseFiles({ kind = "primary", id = "choose-files" }) {
  const input = useRef(null);
  const choose = (event) => {
    addFiles(event.target.files);
    event.target.value = "";
  };
  return html`<span class="choose">
    <button class="button ${kind}" id=${id} onClick=${() => input.current.click()}>
      <${Icon} name="upload" />${tr("上传文件", "Upload files")}
    </button>
    <input
      ref=${input}
      class="visually-hidden"
      type="file"
      multiple
      tabindex="-1"
      accept=${ACCEPTED}
      aria-label=${tr("选择要上传的文件", "Choose files to upload")}
      onChange=${choose}
    />
  </span>`;
}

/** What covers the page while files hang over it. */
export function DropCurtain() {
  return html`<div class="drop-curtain" aria-hidden="true">
    <div>
      <${Icon} name="upload" size=${44} />
      <p>${tr("松开即上传", "Drop to upload")}</p>
    </div>
  </div>`;
}

/** For someone who sees an empty list: what to do, and a sample to try it with. */
export function FirstSteps() {
  const [isTaking, setTaking] = useState(false);
  const trySample = async () => {
    setTaking(true);
    const answer = await fetch("/static/sample.pdf");
    const name = tr("示例扫描件.pdf", "sample scan.pdf");
    addFiles([new File([await answer.blob()], name, { type: "application/pdf" })]);
  };
  return html`<section class="first-steps">
    <div class="first-drop">
      <${Icon} name="upload" size=${40} />
      <h2>${tr("把绩效目标表拖到这里", "Drop performance forms here")}</h2>
      <p class="soft">
        ${tr(
          "扫描件、照片、PDF、Word、Excel、OFD，也可以是 ZIP 压缩包；可一次放入多个文件，或直接粘贴截图。",
          "Scans, photos, PDF, Word, Excel, OFD, or a ZIP of them; several at once, or paste a screenshot.",
        )}
      </p>
      <div class="row">
        <${ChooseFiles} id="choose-first" />
        <button class="button" disabled=${isTaking} onClick=${trySample}>
          ${tr("用示例文件试一试", "Try it with a sample")}
        </button>
      </div>
    </div>
    <ol class="steps">
      ${steps().map(
        ([title, text], index) => html`<li key=${index}>
          <span class="step-number">${index + 1}</span>
          <div>
            <h3>${title}</h3>
            <p class="soft small">${text}</p>
          </div>
        </li>`,
      )}
    </ol>
  </section>`;
}

function steps() {
  return [
    [
      tr("上传", "Upload"),
      tr("进度逐页可见，可以关闭页面，处理不会中断。", "Watch it page by page; closing the page stops nothing."),
    ],
    [
      tr("核对", "Check"),
      tr("最可疑的排在最前；点选数值即可看到原图位置。", "The most doubtful come first; each value shows its place on the scan."),
    ],
    [
      tr("导出", "Export"),
      tr("导出 Excel、CSV、JSONL 或 Parquet，或由程序经接口读取。", "Take Excel, CSV, JSONL or Parquet, or read them through the API."),
    ],
  ];
}
