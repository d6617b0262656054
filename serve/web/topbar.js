/** The bar above every view: where one is, the language, who one is. */
import { html, useEffect, useRef, useState } from "./vendor/preact.js";
import { del } from "./api.js";
import { toastProblem } from "./feedback.js";
import { scopeLabel } from "./format.js";
import { currentLanguage, setLanguage, tr } from "./i18n.js";
import { Icon } from "./icons.js";
import { may } from "./session.js";

/**
 * @param {{view: string, user: {name: string, scopes: string[], via: string},
 *          onHelp: () => void}} props
 */
export function TopBar({ view, user, onHelp }) {
  const places = [
    { name: "documents", href: "#/", text: tr("文档", "Documents"), icon: "document" },
    { name: "search", href: "#/search", text: tr("检索", "Search"), icon: "search" },
    { name: "statistics", href: "#/statistics", text: tr("统计", "Statistics"), icon: "chart" },
    { name: "learning", href: "#/learning", text: tr("学习", "Learning"), icon: "learn" },
  ];
  if (may("admin")) {
    places.push({ name: "admin", href: "#/admin", text: tr("管理", "Admin"), icon: "settings" });
  }
  const at = view === "review" ? "documents" : view;
  return html`<header class="topbar">
    <a class="brand" href="#/" aria-label=${tr("绩效目标表，首页", "jixiao, home")}>
      <img src="/static/icon.svg" alt="" width="24" height="24" />
      <span class="brand-name">${tr("绩效目标表", "jixiao")}</span>
    </a>
    <nav aria-label=${tr("主导航", "Main")}>
      <ul class="places">
        ${places.map(
          ({ name, href, text, icon }) => html`<li key=${name}>
            <a class="place" href=${href} aria-current=${name === at ? "page" : null}>
              <${Icon} name=${icon} /><span>${text}</span>
            </a>
          </li>`,
        )}
      </ul>
    </nav>
    <span class="spacer"></span>
    <button
      class="button quiet icon"
      title=${tr("快捷键 (?)", "Keyboard shortcuts (?)")}
      aria-label=${tr("快捷键", "Keyboard shortcuts")}
      onClick=${onHelp}
    >
      <${Icon} name="keyboard" />
    </button>
    <${LanguageSwitch} />
    <${UserMenu} user=${user} />
  </header>`;
}

/** Two buttons, each in its own language. */
export function LanguageSwitch() {
  const current = currentLanguage();
  const button = (language, text, name) =>
    html`<button
      type="button"
      lang=${language}
      aria-pressed=${String(current === language)}
      aria-label=${name}
      onClick=${() => setLanguage(language)}
    >
      ${text}
    </button>`;
  return html`<div class="segmented" role="group" aria-label=${tr("语言", "Language")}>
    ${button("zh", "中文", "中文")}${button("en", "EN", "English")}
  </div>`;
}

function UserMenu({ user }) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef(null);
  useEffect(() => {
    if (!isOpen) return undefined;
    const outside = (event) => {
      if (!box.current?.contains(event.target)) setOpen(false);
    };
    const escape = (event) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      box.current?.querySelector("button")?.focus();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("keydown", escape);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("keydown", escape);
    };
  }, [isOpen]);
  const logout = () => {
    setOpen(false);
    del("session").then(() => location.reload(), toastProblem); // nothing stays for the next person
  };
  return html`<div class="menu" ref=${box}>
    <button
      class="button quiet user-button"
      aria-expanded=${String(isOpen)}
      aria-controls="user-menu"
      onClick=${() => setOpen(!isOpen)}
    >
      <${Icon} name="user" /><span class="clip">${user.name}</span><${Icon} name="more" size=${14} />
    </button>
    ${isOpen &&
    html`<div class="menu-panel" id="user-menu">
      <p><strong>${user.name}</strong></p>
      <p class="small soft">${user.scopes.map(scopeLabel).join(tr("、", ", "))}</p>
      ${user.via === "session" &&
      html`<button class="button quiet" onClick=${logout}>
        <${Icon} name="logout" />${tr("退出登录", "Log out")}
      </button>`}
      ${user.via === "loopback" &&
      html`<p class="small soft">${tr("本机免登录演示", "Demo on this machine, no login")}</p>`}
      <a class="small" href="/docs" target="_blank" rel="noopener">${tr("接口文档", "API reference")}</a>
    </div>`}
  </div>`;
}
