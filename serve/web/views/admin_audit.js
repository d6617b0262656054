/** The audit log: who did what to what, the newest first. */
import { html, useEffect, useState } from "../vendor/preact.js";
import { get, query } from "../api.js";
import { tr } from "../i18n.js";
import { link } from "../router.js";
import { Panel, Time } from "./admin_parts.js";

const ACTIONS = {
  "document.upload": ["上传文档", "Uploaded a document"],
  "document.download": ["下载原文件", "Downloaded the file"],
  "document.delete": ["删除文档", "Deleted a document"],
  "document.undelete": ["恢复文档", "Restored a document"],
  "document.purge": ["彻底删除文档", "Purged a document"],
  "document.cancel": ["取消处理", "Cancelled the reading"],
  "document.rerun": ["重新识别", "Read again"],
  "document.requeue": ["重新排队", "Queued again"],
  "key.create": ["新建密钥", "Made a key"],
  "key.rotate": ["更换密钥", "Rotated a key"],
  "key.revoke": ["吊销密钥", "Revoked a key"],
  "user.create": ["新建用户", "Made a user"],
  "user.change": ["修改用户", "Changed a user"],
  "user.disable": ["停用用户", "Disabled a user"],
  "user.set_password": ["重设密码", "Set a password"],
  "session.open": ["登录", "Logged in"],
  "session.close": ["退出登录", "Logged out"],
  "session.refuse": ["登录失败", "Failed login"],
  "webhook.create": ["新建回调", "Made a webhook"],
  "webhook.delete": ["删除回调", "Deleted a webhook"],
  "records.export": ["导出数据", "Exported records"],
  "record.correction": ["修改结果", "Corrected a record"],
  "record.restored": ["恢复旧版本", "Restored a revision"],
};

/** The panel of the log. */
export function AuditPanel() {
  const [state, setState] = useState({ data: null, problem: null, cursor: null });
  const load = (cursor) =>
    get(`audit${query({ cursor })}`).then(
      ({ data }) =>
        setState((before) => ({
          data: cursor ? [...before.data, ...data.entries] : data.entries,
          problem: null,
          cursor: data.next_cursor,
        })),
      (problem) => setState((before) => ({ ...before, problem })),
    );
  useEffect(() => {
    load(null);
  }, []);
  const entries = state.data ?? [];
  return html`<${Panel}
    title=${tr("审计日志", "Audit log")}
    note=${tr("谁在何时对什么做了什么；不含表单内容", "Who did what to what, and when; nothing that forms say")}
    loaded=${{ ...state, reload: () => load(null) }}
    isEmpty=${entries.length === 0}
    empty=${tr("还没有记录", "Nothing yet")}
  >
    <div class="scroll-x">
      <table class="data">
        <thead>
          <tr>
            <th>${tr("时间", "Time")}</th>
            <th>${tr("操作者", "Who")}</th>
            <th>${tr("操作", "What")}</th>
            <th>${tr("对象", "To what")}</th>
            <th>${tr("详情", "Details")}</th>
          </tr>
        </thead>
        <tbody>
          ${entries.map(
            (entry, index) => html`<tr key=${index}>
              <td><${Time} at=${entry.at} /></td>
              <td>${entry.principal_name}</td>
              <td title=${entry.action}>${actionLabel(entry.action)}</td>
              <td><${Target} id=${entry.target} /></td>
              <td class="small soft">${detailText(entry.data)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${state.cursor &&
    html`<footer class="list-foot">
      <button class="button" onClick=${() => load(state.cursor)}>${tr("更早的记录", "Earlier ones")}</button>
    </footer>`}
  <//>`;
}

function actionLabel(action) {
  return ACTIONS[action] ? tr(...ACTIONS[action]) : html`<code>${action}</code>`;
}

function Target({ id }) {
  if (id.startsWith("doc_")) return html`<a class="mono small" href=${link(["documents", id])}>${id}</a>`;
  return html`<span class="mono small">${id}</span>`;
}

function detailText(data) {
  return Object.entries(data)
    .map(([key, value]) => `${key}: ${value}`)
    .join("  ");
}
