/** What a revision changed: before and after. */
import { html } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { describePath, word } from "./words.js";

/** @param {{changes: {op: string, path: string, before: any, after: any}[], onSelect?: (path: string) => void}} properties */
export function Changes({ changes, onSelect }) {
  return html`<ul class="changes">
    ${changes.map(
      (change, index) =>
        html`<li key=${index}>
          <button
            type="button"
            class="change-path"
            disabled=${!onSelect}
            onClick=${() => onSelect?.(change.path)}
          >
            <span class="tag">${word(change.op)}</span> ${describePath(change.path)}
          </button>
          <${Difference} change=${change} />
        </li>`,
    )}
  </ul>`;
}

function Difference({ change: { before, after } }) {
  const texts = [shown(before), shown(after)];
  if (texts[0] === texts[1]) return null;
  return html`<p class="difference">
    ${texts[0] !== null && html`<del>${texts[0] || tr("（空）", "(empty)")}</del>`}
    ${texts[1] !== null && html`<ins>${texts[1] || tr("（空）", "(empty)")}</ins>`}
  </p>`;
}

function shown(value) {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.map(shown).filter(Boolean).join(" ｜ ");
  if (typeof value !== "object") return String(value);
  const { level3, value: target, text, raw, name, label } = value;
  return [label, level3, name, text, raw, target]
    .filter((part) => typeof part === "string" && part)
    .join("：");
}
