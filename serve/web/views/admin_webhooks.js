/** Webhooks: addresses that are told of events, and what became of each message. */
import { html, useState } from "../vendor/preact.js";
import { del, get, post } from "../api.js";
import { useLoaded } from "../dom.js";
import { ProblemNotice, toast, toastProblem } from "../feedback.js";
import { stateLabel } from "../format.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";
import { ConfirmDialog, FormDialog, Panel, SecretDialog, Time } from "./admin_parts.js";

const EVENTS = ["done", "corrected", "failed", "quarantined"];

function eventLabel(kind) {
  if (kind === "corrected") return tr("已修改", "Corrected");
  if (kind === "test") return tr("测试", "Test");
  return stateLabel(kind).text;
}

/** The panel of webhooks. */
export function WebhooksPanel() {
  const loaded = useLoaded(async () => (await get("webhooks")).data.webhooks, []);
  const [open, setOpen] = useState(null);
  const [shown, setShown] = useState(null);
  const close = () => setOpen(null);
  const hooks = loaded.data ?? [];
  const made = (answer) => {
    setOpen({ kind: "secret", secret: answer.secret });
    loaded.reload();
  };
  const remove = async (hook) => {
    await del(`webhooks/${hook.id}`);
    close();
    loaded.reload();
  };
  return html`<${Panel}
    title=${tr("事件回调", "Webhooks")}
    note=${tr("文档完成或被修改时通知您的系统，消息带签名并自动重试", "Your systems are told when documents are done or corrected; signed and retried")}
    loaded=${loaded}
    isEmpty=${hooks.length === 0}
    empty=${tr("还没有回调地址", "There are no webhooks yet")}
    action=${html`<button class="button primary" onClick=${() => setOpen({ kind: "create" })}>
      <${Icon} name="plus" />${tr("新建回调", "New webhook")}
    </button>`}
  >
    <ul class="hooks">
      ${hooks.map(
        (hook) => html`<li key=${hook.id}>
          <${HookRow} hook=${hook} isShown=${shown === hook.id} onShow=${setShown} onOpen=${setOpen} />
        </li>`,
      )}
    </ul>
    ${open?.kind === "create" && html`<${CreateHook} onClose=${close} onMade=${made} />`}
    ${open?.kind === "delete" &&
    html`<${ConfirmDialog}
      title=${tr("删除回调", "Delete the webhook")}
      text=${tr(`不再通知 ${open.hook.url}，未送达的消息一并删除。`, `${open.hook.url} is told no more; what waits for it is dropped.`)}
      action=${tr("删除", "Delete")}
      onClose=${close}
      onConfirm=${() => remove(open.hook)}
    />`}
    ${open?.kind === "secret" &&
    html`<${SecretDialog}
      title=${tr("签名密钥", "The signing secret")}
      text=${tr("用于验证 X-Jixiao-Signature，只显示这一次。", "Verifies X-Jixiao-Signature; shown only now.")}
      secret=${open.secret}
      onClose=${close}
    />`}
  <//>`;
}

function HookRow({ hook, isShown, onShow, onOpen }) {
  const [turn, setTurn] = useState(0);
  const test = () =>
    post(`webhooks/${hook.id}/test`).then(() => {
      toast({ kind: "good", text: tr("测试消息已排队", "A test message waits to be sent") });
      onShow(hook.id);
      setTurn(turn + 1);
    }, toastProblem);
  return html`<div class="hook">
      <div class="hook-name">
        <strong class="mono">${hook.url}</strong>
        <p class="scopes">
          ${hook.events.map((kind) => html`<span class="badge" key=${kind}>${eventLabel(kind)}</span>`)}
          ${hook.disabled_at && html`<span class="badge bad">${tr("已停用", "Disabled")}</span>`}
        </p>
      </div>
      <div class="actions">
        <button class="button small" aria-expanded=${String(isShown)} onClick=${() => onShow(isShown ? null : hook.id)}>
          ${tr("投递记录", "Deliveries")}
        </button>
        <button class="button small" onClick=${test}>${tr("测试", "Test")}</button>
        <button class="button small danger" onClick=${() => onOpen({ kind: "delete", hook })}>${tr("删除", "Delete")}</button>
      </div>
    </div>
    ${isShown && html`<${Deliveries} id=${hook.id} turn=${turn} />`}`;
}

const DELIVERY_STATES = {
  queued: ["等待", "Waiting", ""],
  delivered: ["已送达", "Delivered", "good"],
  failed: ["失败", "Failed", "bad"],
};

function Deliveries({ id, turn }) {
  const { data, problem, reload } = useLoaded(
    async () => (await get(`webhooks/${id}/deliveries`)).data.deliveries,
    [id, turn],
  );
  if (problem) return html`<${ProblemNotice} problem=${problem} retry=${reload} />`;
  if (!data) return null;
  if (data.length === 0) return html`<p class="soft small deliveries">${tr("还没有消息", "No messages yet")}</p>`;
  return html`<div class="deliveries scroll-x">
    <table class="data">
      <thead>
        <tr>
          <th>${tr("时间", "Time")}</th>
          <th>${tr("事件", "Event")}</th>
          <th>${tr("状态", "State")}</th>
          <th class="number">${tr("次数", "Attempts")}</th>
          <th class="number">HTTP</th>
          <th>${tr("说明", "Note")}</th>
        </tr>
      </thead>
      <tbody>
        ${data.map((one) => {
          const [zh, en, kind] = DELIVERY_STATES[one.state] ?? [one.state, one.state, ""];
          return html`<tr key=${one.id}>
            <td><${Time} at=${one.created_at} /></td>
            <td>${eventLabel(one.kind)}</td>
            <td><span class="badge ${kind}">${tr(zh, en)}</span></td>
            <td class="number">${one.attempts}</td>
            <td class="number">${one.status ?? "–"}</td>
            <td class="small soft">${one.last_error ?? ""}</td>
          </tr>`;
        })}
      </tbody>
    </table>
    <button class="button quiet small" onClick=${reload}><${Icon} name="refresh" size=${15} />${tr("刷新", "Refresh")}</button>
  </div>`;
}

function CreateHook({ onClose, onMade }) {
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState(["done", "corrected"]);
  const toggle = (kind) =>
    setEvents(events.includes(kind) ? events.filter((one) => one !== kind) : [...events, kind]);
  const submit = async () => onMade((await post("webhooks", { url: url.trim(), events })).data);
  return html`<${FormDialog}
    title=${tr("新建回调", "New webhook")}
    action=${tr("建立", "Make")}
    onClose=${onClose}
    onSubmit=${submit}
    isValid=${url.trim() !== "" && events.length > 0}
  >
    <label class="field">
      <span>${tr("地址", "Address")}</span>
      <input class="input" type="url" name="hook-url" required placeholder="https://example.org/hook" value=${url} onInput=${(event) => setUrl(event.target.value)} />
    </label>
    <fieldset class="choices">
      <legend>${tr("通知哪些事件", "Events to tell of")}</legend>
      ${EVENTS.map(
        (kind) => html`<label class="check" key=${kind}>
          <input type="checkbox" checked=${events.includes(kind)} onChange=${() => toggle(kind)} />${eventLabel(kind)}
        </label>`,
      )}
    </fieldset>
  <//>`;
}
