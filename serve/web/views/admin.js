/** Administration: keys, users, webhooks, the audit log, and the processes that read. */
import { html } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { AuditPanel } from "./admin_audit.js";
import { KeysPanel } from "./admin_keys.js";
import { QueuePanel } from "./admin_queue.js";
import { UsersPanel } from "./admin_users.js";
import { WebhooksPanel } from "./admin_webhooks.js";

/** @param {{route: {parts: string[]}}} props  #/admin/keys and so on */
export function AdminView({ route }) {
  const panels = [
    { name: "keys", text: tr("接口密钥", "API keys"), panel: KeysPanel },
    { name: "users", text: tr("用户", "Users"), panel: UsersPanel },
    { name: "webhooks", text: tr("事件回调", "Webhooks"), panel: WebhooksPanel },
    { name: "queue", text: tr("队列与进程", "Queue and workers"), panel: QueuePanel },
    { name: "audit", text: tr("审计日志", "Audit log"), panel: AuditPanel },
  ];
  const chosen = panels.find(({ name }) => name === route.parts[1]) ?? panels[0];
  return html`<div class="page admin">
    <div class="page-head"><h1>${tr("管理", "Administration")}</h1></div>
    <div class="admin-columns">
      <nav aria-label=${tr("管理项目", "Administration")}>
        <ul class="side">
          ${panels.map(
            ({ name, text }) => html`<li key=${name}>
              <a href="#/admin/${name}" aria-current=${name === chosen.name ? "page" : null}>${text}</a>
            </li>`,
          )}
        </ul>
      </nav>
      <${chosen.panel} key=${chosen.name} />
    </div>
  </div>`;
}
