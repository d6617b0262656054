/** Logging in: a page of its own at the start, a dialog over the page when a session has ended. */
import { html, useEffect, useRef, useState } from "../vendor/preact.js";
import { post } from "../api.js";
import { problemText } from "../feedback.js";
import { tr } from "../i18n.js";
import { loggedIn } from "../session.js";
import { LanguageSwitch } from "../topbar.js";

/** The whole page for someone who is not logged in. */
export function LoginPage() {
  return html`<main class="login-page">
    <div class="login-language"><${LanguageSwitch} /></div>
    <section class="card login-card">
      <img src="/static/icon.svg" alt="" width="44" height="44" />
      <h1>${tr("绩效目标表识别与校对", "Performance forms: reading and review")}</h1>
      <p class="soft">
        ${tr("上传扫描件，核对识别结果，导出数据。", "Upload scans, check what was read, export the data.")}
      </p>
      <${LoginForm} />
    </section>
    <p class="small faint">
      ${tr(
        "账号由管理员开通：jixiao admin create-user",
        "The operator makes accounts: jixiao admin create-user",
      )}
    </p>
  </main>`;
}

/** Over the page, which stays as it is below. */
export function LoginDialog() {
  const ref = useRef(null);
  useEffect(() => {
    if (!ref.current.open) ref.current.showModal();
  }, []);
  return html`<dialog
    ref=${ref}
    class="dialog"
    aria-label=${tr("请重新登录", "Log in again")}
    onCancel=${(event) => event.preventDefault()}
  >
    <header class="dialog-head"><h2>${tr("请重新登录", "Log in again")}</h2></header>
    <div class="dialog-body">
      <p class="soft">
        ${tr(
          "登录已过期。页面内容未丢失，登录后继续。",
          "Your session has ended. Nothing on the page is lost; log in to go on.",
        )}
      </p>
      <${LoginForm} />
    </div>
  </dialog>`;
}

function LoginForm() {
  const [problem, setProblem] = useState(null);
  const [isSending, setSending] = useState(false);
  const name = useRef(null);
  const password = useRef(null);
  useEffect(() => name.current?.focus(), []);
  const submit = async (event) => {
    event.preventDefault();
    setSending(true);
    setProblem(null);
    try {
      const { data } = await post("session", {
        name: name.current.value.trim(),
        password: password.current.value,
      });
      loggedIn(data);
    } catch (error) {
      setProblem(error);
      setSending(false);
      password.current?.select();
    }
  };
  return html`<form class="stack login-form" onSubmit=${submit}>
    <label class="field">
      <span>${tr("用户名", "Name")}</span>
      <input
        class="input"
        name="name"
        ref=${name}
        required
        autocomplete="username"
        autocapitalize="none"
        spellcheck="false"
      />
    </label>
    <label class="field">
      <span>${tr("密码", "Password")}</span>
      <input
        class="input"
        name="password"
        type="password"
        ref=${password}
        required
        autocomplete="current-password"
        aria-invalid=${problem ? "true" : null}
        aria-describedby=${problem ? "login-problem" : null}
      />
    </label>
    ${problem && html`<${LoginProblem} problem=${problem} />`}
    <button class="button primary" disabled=${isSending}>
      ${isSending ? tr("正在登录…", "Logging in…") : tr("登录", "Log in")}
    </button>
  </form>`;
}

function LoginProblem({ problem }) {
  const { title, remedy } = problemText(problem);
  const isWrong = problem.status === 401;
  return html`<p class="notice bad" id="login-problem" role="alert">
    <span>
      ${isWrong ? tr("用户名或密码不正确。", "The name or the password is wrong.") : title}
      ${!isWrong && remedy ? ` ${remedy}` : ""}
    </span>
  </p>`;
}
