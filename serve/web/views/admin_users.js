/** Users: made, given scopes and passwords, disabled. */
import { html, useState } from "../vendor/preact.js";
import { get, patch, post } from "../api.js";
import { useLoaded } from "../dom.js";
import { toast, toastProblem } from "../feedback.js";
import { tr } from "../i18n.js";
import { Icon } from "../icons.js";
import { FormDialog, Panel, ScopeChoice, Scopes, Time } from "./admin_parts.js";

/** The panel of users. */
export function UsersPanel() {
  const loaded = useLoaded(async () => (await get("users")).data.users, []);
  const [open, setOpen] = useState(null);
  const users = loaded.data ?? [];
  const done = (text) => {
    setOpen(null);
    loaded.reload();
    toast({ kind: "good", text });
  };
  const disable = (user) =>
    patch(`users/${user.id}`, { disabled: !user.disabled }).then(
      () => done(user.disabled ? tr("已启用", "Enabled") : tr("已停用，其登录已失效", "Disabled; the sessions have ended")),
      toastProblem,
    );
  return html`<${Panel}
    title=${tr("用户", "Users")}
    note=${tr("以用户名和密码登录此页面的人", "People who log in to this page")}
    loaded=${loaded}
    isEmpty=${users.length === 0}
    empty=${tr("还没有用户", "There are no users yet")}
    action=${html`<button class="button primary" onClick=${() => setOpen({ kind: "create" })}>
      <${Icon} name="plus" />${tr("新建用户", "New user")}
    </button>`}
  >
    <div class="scroll-x">
      <table class="data">
        <thead>
          <tr>
            <th>${tr("用户名", "Name")}</th>
            <th>${tr("权限", "Scopes")}</th>
            <th>${tr("建立", "Made")}</th>
            <th>${tr("状态", "State")}</th>
            <th><span class="visually-hidden">${tr("操作", "Actions")}</span></th>
          </tr>
        </thead>
        <tbody>
          ${users.map(
            (user) => html`<tr key=${user.id} class=${user.disabled ? "over" : ""}>
              <td><strong>${user.name}</strong></td>
              <td><${Scopes} scopes=${user.scopes} /></td>
              <td><${Time} at=${user.created_at} /></td>
              <td><${UserState} user=${user} /></td>
              <td class="actions">
                <button class="button small" onClick=${() => setOpen({ kind: "change", user })}>
                  ${tr("修改", "Change")}
                </button>
                <button class="button small ${user.disabled ? "" : "danger"}" onClick=${() => disable(user)}>
                  ${user.disabled ? tr("启用", "Enable") : tr("停用", "Disable")}
                </button>
              </td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${open && html`<${UserDialog} user=${open.user} onClose=${() => setOpen(null)} onDone=${done} />`}
  <//>`;
}

function UserState({ user }) {
  if (user.disabled) return html`<span class="badge">${tr("已停用", "Disabled")}</span>`;
  if (user.locked_until && new Date(user.locked_until) > new Date()) {
    return html`<span class="badge warn">${tr("因多次输错暂时锁定", "Locked after wrong passwords")}</span>`;
  }
  return html`<span class="badge good">${tr("正常", "Active")}</span>`;
}

/** Makes a user, or changes the scopes and the password of one. */
function UserDialog({ user, onClose, onDone }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [scopes, setScopes] = useState(user?.scopes ?? ["read", "write", "annotate"]);
  const submit = async () => {
    if (user) {
      await patch(`users/${user.id}`, password ? { scopes, password } : { scopes });
      onDone(tr("已保存", "Saved"));
    } else {
      await post("users", { name: name.trim(), password, scopes });
      onDone(tr("用户已建立", "The user is made"));
    }
  };
  const isValid = scopes.length > 0 && (user || (name.trim() && password));
  return html`<${FormDialog}
    title=${user ? tr(`修改用户“${user.name}”`, `Change the user “${user.name}”`) : tr("新建用户", "New user")}
    action=${user ? tr("保存", "Save") : tr("建立", "Make")}
    onClose=${onClose}
    onSubmit=${submit}
    isValid=${Boolean(isValid)}
  >
    ${!user &&
    html`<label class="field">
      <span>${tr("用户名", "Name")}</span>
      <input class="input" name="user-name" required maxlength="100" autocomplete="off" value=${name} onInput=${(event) => setName(event.target.value)} />
    </label>`}
    <label class="field">
      <span>${user ? tr("新密码（留空则不变）", "New password (empty: unchanged)") : tr("初始密码", "First password")}</span>
      <input class="input" type="password" name="user-password" autocomplete="new-password" value=${password} onInput=${(event) => setPassword(event.target.value)} />
    </label>
    <${ScopeChoice} chosen=${scopes} onChange=${setScopes} />
  <//>`;
}
