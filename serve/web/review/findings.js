/** What the rules found in a form: accept, ignore, open again; go to the cells. */
import { html } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { judgeFinding } from "./actions.js";
import { findingTarget } from "./doubts.js";
import { Icon } from "./icons.js";
import { usePart } from "../observable.js";
import { pathOf } from "./paths.js";
import { word } from "./words.js";

/** @param {{session: object, number: number}} properties */
export function Findings({ session, number }) {
  const record = usePart(session, (state) => state.record);
  const findings = [...record.forms[number].findings.entries()];
  const open = findings.filter(([, finding]) => !finding.state);
  const settled = findings.filter(([, finding]) => finding.state);
  return html`<section
    class="form-part"
    id="findings"
    tabindex="-1"
    aria-label=${tr("检查结果", "Findings")}
  >
    <header class="part-head">
      <h2>${tr("检查结果", "Findings")} <span class="count">${open.length}</span></h2>
    </header>
    ${findings.length === 0 && html`<p class="faint part-note">${tr("未发现问题。", "Nothing was found.")}</p>`}
    <ul class="findings">
      ${[...open, ...settled].map(
        ([index, finding]) =>
          html`<${Finding}
            key=${index}
            session=${session}
            path=${pathOf({ form: number, list: "findings", index, key: null })}
            target=${findingTarget(record, number, index)}
            finding=${finding}
          />`,
      )}
    </ul>
    ${
      record.findings.length > 0 &&
      html`<h3 class="part-sub">${tr("整个文件", "The file")}</h3>
        <ul class="findings">
          ${record.findings.map((finding, index) => html`<${Finding} key=${index} session=${session} path=${`/findings/${index}`} target=${null} finding=${finding} />`)}
        </ul>`
    }
  </section>`;
}

function Severity({ finding }) {
  return html`<span class=${`severity ${finding.severity}`}
    ><${Icon} name=${finding.severity} />${word(finding.severity)}</span
  >`;
}

function Finding({ session, path, target, finding }) {
  const judge = (op, text) =>
    html`<button
      type="button"
      class="button small quiet"
      onClick=${() => judgeFinding(session, path, op)}
    >
      ${text}
    </button>`;
  return html`<li
    class=${`finding ${finding.severity} ${finding.state ? "finding-settled" : ""}`}
    data-finding-row=${path}
  >
    <${Severity} finding=${finding} />
    <button
      type="button"
      class="finding-message"
      title=${finding.rule}
      disabled=${target === null}
      onClick=${() => target && session.select(target)}
    >
      ${finding.message}
    </button>
    <span class="finding-actions">
      ${
        finding.state
          ? html`<span class="tag">${word(finding.state)}</span
              >${judge("reopen", tr("重开", "Reopen"))}`
          : html`${judge("accept", tr("采纳", "Accept"))}${judge("ignore", tr("忽略", "Ignore"))}`
      }
    </span>
  </li>`;
}
