/** API keys: made, shown once, renewed, revoked. */
import { html, useState } from "../vendor/preact.js";
import { del, get, post } from "../api.js";
import { useLoaded } from "../dom.js";
import { toast } from "../feedback.js";
import { formatNumber } from "../format.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";
import { ConfirmDialog, FormDialog, Panel, ScopeChoice, Scopes, SecretDialog, Time } from "./admin_parts.js";

const EXPIRIES = [30, 90, 365, null]; // days

/** The panel of keys. */
export function KeysPanel() {
  const loaded = useLoaded(async () => (await get("keys")).data.keys, []);
  const [open, setOpen] = useState(null);
  const close = () => setOpen(null);
  const show = (answer) => {
    setOpen({ kind: "secret", secret: answer.key });
    loaded.reload();
  };
  const revoke = async (key) => {
    await del(`keys/${key.id}`);
    close();
    loaded.reload();
    toast({ kind: "good", text: tr("密钥已吊销", "The key is revoked") });
  };
  const keys = loaded.data ?? [];
  return html`<${Panel}
    title=${tr("接口密钥", "API keys")}
    note=${tr("程序以 Authorization: Bearer 密钥 调用接口", "Programs send Authorization: Bearer KEY")}
    loaded=${loaded}
    isEmpty=${keys.length === 0}
    empty=${tr("还没有密钥", "There are no keys yet")}
    action=${html`<button class="button primary" onClick=${() => setOpen({ kind: "create" })}>
      <${Icon} name="plus" />${tr("新建密钥", "New key")}
    </button>`}
  >
    <div class="scroll-x">
      <table class="data">
        <thead>
          <tr>
            <th>${tr("名称", "Name")}</th>
            <th>${tr("权限", "Scopes")}</th>
            <th>${tr("建立", "Made")}</th>
            <th>${tr("到期", "Expires")}</th>
            <th>${tr("最近使用", "Last used")}</th>
            <th class="number">${tr("每分钟上限", "Per minute")}</th>
            <th><span class="visually-hidden">${tr("操作", "Actions")}</span></th>
          </tr>
        </thead>
        <tbody>
          ${keys.map((key) => html`<${KeyRow} key=${key.id} entry=${key} onOpen=${setOpen} />`)}
        </tbody>
      </table>
    </div>
    ${open?.kind === "create" && html`<${CreateKey} onClose=${close} onMade=${show} />`}
    ${open?.kind === "rotate" && html`<${RotateKey} entry=${open.entry} onClose=${close} onMade=${show} />`}
    ${open?.kind === "revoke" &&
    html`<${ConfirmDialog}
      title=${tr(`吊销密钥“${open.entry.name}”`, `Revoke the key “${open.entry.name}”`)}
      text=${tr("使用它的程序将立即无法访问，不能撤销。", "Programs that use it lose access at once. This cannot be undone.")}
      action=${tr("吊销", "Revoke")}
      onClose=${close}
      onConfirm=${() => revoke(open.entry)}
    />`}
    ${open?.kind === "secret" &&
    html`<${SecretDialog}
      title=${tr("新密钥", "The new key")}
      text=${tr("密钥只显示这一次，请立即保存。", "The key is shown only now. Keep it at once.")}
      secret=${open.secret}
      onClose=${close}
    />`}
  <//>`;
}

function KeyRow({ entry, onOpen }) {
  const isOver = entry.revoked_at !== null || (entry.expires_at && new Date(entry.expires_at) < new Date());
  return html`<tr class=${isOver ? "over" : ""}>
    <td>
      <strong>${entry.name}</strong>
      <p class="small faint mono">${entry.hint}…</p>
    </td>
    <td><${Scopes} scopes=${entry.scopes} /></td>
    <td><${Time} at=${entry.created_at} /></td>
    <td>
      ${entry.revoked_at
        ? html`<span class="badge bad">${tr("已吊销", "Revoked")}</span>`
        : html`<${Time} at=${entry.expires_at} none=${tr("不过期", "Never")} />`}
    </td>
    <td><${Time} at=${entry.used_at} none=${tr("从未", "Never")} /></td>
    <td class="number">${entry.requests_per_minute === null ? tr("默认", "Default") : formatNumber(entry.requests_per_minute)}</td>
    <td class="actions">
      ${!isOver &&
      html`<button class="button small" onClick=${() => onOpen({ kind: "rotate", entry })}>${tr("更换", "Rotate")}</button>
        <button class="button small danger" onClick=${() => onOpen({ kind: "revoke", entry })}>${tr("吊销", "Revoke")}</button>`}
    </td>
  </tr>`;
}

function CreateKey({ onClose, onMade }) {
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState(["read"]);
  const [days, setDays] = useState(365);
  const [limit, setLimit] = useState("");
  const submit = async () =>
    onMade(
      (
        await post("keys", {
          name: name.trim(),
          scopes,
          expires_in_days: days,
          requests_per_minute: limit === "" ? null : Number(limit),
        })
      ).data,
    );
  return html`<${FormDialog}
    title=${tr("新建密钥", "New key")}
    action=${tr("建立", "Make")}
    onClose=${onClose}
    onSubmit=${submit}
    isValid=${name.trim() !== "" && scopes.length > 0}
  >
    <label class="field">
      <span>${tr("名称（说明用途）", "Name (what it is for)")}</span>
      <input class="input" name="key-name" required maxlength="100" value=${name} onInput=${(event) => setName(event.target.value)} />
    </label>
    <${ScopeChoice} chosen=${scopes} onChange=${setScopes} />
    <div class="pair">
      <label class="field">
        <span>${tr("有效期", "Expires")}</span>
        <select class="select" onChange=${(event) => setDays(event.target.value === "" ? null : Number(event.target.value))}>
          ${EXPIRIES.map(
            (one) =>
              html`<option key=${one} value=${one ?? ""} selected=${one === days}>
                ${one === null ? tr("不过期", "Never") : tr(`${one} 天后`, `In ${one} days`)}
              </option>`,
          )}
        </select>
      </label>
      <label class="field">
        <span>${tr("每分钟请求上限", "Requests per minute")}</span>
        <input class="input" type="number" min="0" max="1000000" placeholder=${tr("默认", "Default")} value=${limit} onInput=${(event) => setLimit(event.target.value)} />
      </label>
    </div>
  <//>`;
}

function RotateKey({ entry, onClose, onMade }) {
  const [hours, setHours] = useState(24);
  const submit = async () => onMade((await post(`keys/${entry.id}/rotate`, { grace_hours: hours })).data);
  return html`<${FormDialog}
    title=${tr(`更换密钥“${entry.name}”`, `Rotate the key “${entry.name}”`)}
    action=${tr("生成新密钥", "Make the new key")}
    onClose=${onClose}
    onSubmit=${submit}
  >
    <p>${tr("新密钥权限相同；旧密钥在宽限期内仍可使用。", "The new key has the same scopes; the old one works for a while.")}</p>
    <label class="field">
      <span>${tr("旧密钥继续有效（小时）", "The old key stays valid (hours)")}</span>
      <input class="input" type="number" min="0" max="8760" value=${hours} onInput=${(event) => setHours(Number(event.target.value))} />
    </label>
  <//>`;
}
