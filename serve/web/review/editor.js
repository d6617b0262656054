/** The field in which a value is typed, in its place, with the picture of it right above. */
import { html, useLayoutEffect, useRef } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { confirmSelected } from "./actions.js";
import { moveCell } from "./navigation.js";
import { piecesOf, Strip } from "./strip.js";
import { describePath } from "./words.js";

const STRIP = 84; // CSS pixels

/** @param {{session: object, path: string, suggestions?: string[]}} properties */
export function Editor({ session, path, suggestions }) {
  const field = useRef(null);
  useLayoutEffect(() => {
    const element = field.current;
    element.value = session.state.typed;
    grow(element);
    element.focus({ preventScroll: true });
    element.select();
  }, []);
  const pictured = piecesOf(session.state, path).length > 0;
  return html`<div class="editor">
    ${pictured && html`<div class="editor-strip"><${Strip} session=${session} path=${path} height=${STRIP} /></div>`}
    <textarea
      ref=${field}
      class="editor-field"
      rows="1"
      aria-label=${describePath(path)}
      autocomplete="off"
      spellcheck=${false}
      onInput=${(event) => typed(session, event.target)}
      onKeyDown=${(event) => onKey(session, event)}
      onBlur=${() => leave(session, path)}
    ></textarea>
    ${suggestions?.length > 0 && html`<${Suggestions} session=${session} texts=${suggestions} field=${field} />`}
    <p class="editor-keys" aria-hidden="true">
      <kbd>Enter</kbd> ${tr("保存", "save")} <kbd>Esc</kbd> ${tr("取消", "cancel")}
    </p>
  </div>`;
}

function Suggestions({ session, texts, field }) {
  const take = (event, text) => {
    event.preventDefault(); // keeps the focus in the field
    field.current.value = text;
    typed(session, field.current);
    finish(session);
  };
  return html`<ul class="editor-suggestions">
    ${texts.map(
      (text) =>
        html`<li key=${text}>
          <button
            type="button"
            tabindex="-1"
            class="button small quiet"
            onPointerDown=${(event) => take(event, text)}
          >
            ${text}
          </button>
        </li>`,
    )}
  </ul>`;
}

/** Going elsewhere in the page takes the text over; going to another window leaves it open. */
function leave(session, path) {
  if (document.hasFocus() && session.state.editing === path) session.finishTyping();
}

function typed(session, element) {
  session.type(element.value);
  grow(element);
}

function grow(element) {
  element.style.height = "auto";
  element.style.height = `${element.scrollHeight + 2}px`;
}

function onKey(session, event) {
  event.stopPropagation();
  if (event.isComposing) return; // Enter ends the choice of a Chinese character
  if (event.key === "Escape") {
    event.preventDefault();
    session.stopTyping();
  } else if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    finish(session);
  } else if (event.key === "Tab") {
    event.preventDefault();
    session.finishTyping();
    moveCell(session, event.shiftKey ? -1 : 1);
  }
}

/** Take over the text; where there was a doubt, it is settled and the next one comes. */
function finish(session) {
  const { editing } = session.state;
  const doubtful = session.doubtAt(editing) !== undefined;
  const changed = session.finishTyping();
  if (!doubtful) return;
  if (changed) session.next();
  else confirmSelected(session);
}
