/** The page: who is logged in, which view is shown, and what surrounds it. */
import { html, render, useEffect, useRef, useState } from "./vendor/preact.js";
import { get, Problem } from "./api.js";
import { ErrorBoundary, Feedback, Loading, ProblemNotice } from "./feedback.js";
import { applyToDocument, tr, useLanguage } from "./i18n.js";
import { go, useRoute } from "./router.js";
import { loggedIn, loggedOut, may, useSession } from "./session.js";
import { TopBar } from "./topbar.js";
import { useKeys } from "./dom.js";
import { LoginPage, LoginDialog } from "./views/login.js";
import { ShortcutsDialog } from "./views/shortcuts.js";

const VIEWS = {
  documents: () => import("./views/documents.js").then((module) => module.DocumentsView),
  review: () => import("./review/review.js").then((module) => module.Review),
  search: () => import("./views/search.js").then((module) => module.SearchView),
  statistics: () => import("./views/statistics.js").then((module) => module.StatisticsView),
  learning: () => import("./views/learning.js").then((module) => module.LearningView),
  admin: () => import("./views/admin.js").then((module) => module.AdminView),
};

function App() {
  useLanguage();
  const session = useSession();
  const [problem, setProblem] = useState(null);
  const start = () => {
    setProblem(null);
    get("session").then(
      ({ data }) => loggedIn(data),
      (error) => (error.status === 401 ? loggedOut() : setProblem(error)),
    );
  };
  useEffect(start, []);
  let content = html`<${Loading} />`;
  if (problem) content = html`<main class="page"><${ProblemNotice} problem=${problem} retry=${start} /></main>`;
  else if (session.known && !session.user) content = html`<${LoginPage} />`;
  else if (session.known) content = html`<${Shell} session=${session} />`;
  return html`${content}<${Feedback} />`;
}

function Shell({ session }) {
  const route = useRoute();
  const main = useRef(null);
  const [isHelpShown, setHelpShown] = useState(false);
  const name = viewName(route);
  useEffect(() => nameDocument(name));
  useKeys({ "?": () => setHelpShown(true) });
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) {
      main.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    isFirst.current = false; // the first view leaves the focus at the top, before the skip link
  }, [name, route.parts[1]]);
  const skip = (event) => {
    event.preventDefault();
    main.current?.focus();
  };
  return html`
    <a class="skip-link" href="#main" onClick=${skip}>${tr("跳到主要内容", "Skip to the content")}</a>
    <${TopBar} view=${name} user=${session.user} onHelp=${() => setHelpShown(true)} />
    <${OfflineNotice} />
    <main id="main" ref=${main} tabindex="-1" class=${name === "review" ? "main-review" : ""}>
      <${ErrorBoundary} at=${route.hash}>
        <${View} name=${name} route=${route} />
      <//>
    </main>
    ${isHelpShown && html`<${ShortcutsDialog} onClose=${() => setHelpShown(false)} />`}
    ${session.wanted && html`<${LoginDialog} />`}
  `;
}

const TITLES = {
  search: ["检索", "Search"],
  statistics: ["统计", "Statistics"],
  learning: ["学习", "Learning"],
  admin: ["管理", "Administration"],
  review: ["校对", "Review"],
};

/** The title of the tab: the view, then the whole. */
function nameDocument(view) {
  applyToDocument();
  if (TITLES[view]) document.title = `${tr(...TITLES[view])} · ${document.title}`;
}

function viewName({ parts }) {
  if (parts.length === 0) return "documents";
  if (parts[0] === "documents") return parts[1] ? "review" : "documents";
  return Object.hasOwn(VIEWS, parts[0]) ? parts[0] : "missing";
}

function View({ name, route }) {
  const [loaded, setLoaded] = useState({ name: null, component: null });
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    let current = true;
    setProblem(null);
    const load = VIEWS[name];
    if (load) {
      load().then(
        (component) => current && setLoaded({ name, component }),
        () => current && setProblem(notLoaded()),
      );
    }
    return () => {
      current = false;
    };
  }, [name]);
  if (name === "missing" || (name === "admin" && !may("admin"))) return html`<${Missing} />`;
  if (problem) {
    return html`<div class="page">
      <${ProblemNotice} problem=${problem} retry=${() => location.reload()} />
    </div>`;
  }
  if (loaded.name !== name) return html`<${Loading} />`;
  if (name === "review") {
    const [, documentId] = route.parts;
    return html`<${loaded.component}
      key=${documentId}
      documentId=${documentId}
      path=${route.query.path ?? null}
    />`;
  }
  return html`<${loaded.component} route=${route} />`;
}

function notLoaded() {
  return new Problem({
    code: "page.not_loaded",
    title: "页面未能加载。 The view could not be loaded.",
    remedy: "请检查网络后重试。 Check the network and try again.",
  });
}

function Missing() {
  return html`<div class="page empty">
    <h1>${tr("没有这个页面", "There is no such page")}</h1>
    <p class="soft">
      ${tr("地址可能有误，或您没有权限。", "The address may be wrong, or you may not see it.")}
    </p>
    <p>
      <button class="button" onClick=${() => go([])}>${tr("回到文档", "Back to documents")}</button>
    </p>
  </div>`;
}

function OfflineNotice() {
  const [isOnline, setOnline] = useState(navigator.onLine);
  useEffect(() => {
    const change = () => setOnline(navigator.onLine);
    window.addEventListener("online", change);
    window.addEventListener("offline", change);
    return () => {
      window.removeEventListener("online", change);
      window.removeEventListener("offline", change);
    };
  }, []);
  if (isOnline) return null;
  return html`<p class="offline" role="alert">
    ${tr(
      "网络已断开；您的修改仍在本页，恢复后会继续。",
      "You are offline; what you typed stays on this page and goes on when the network is back.",
    )}
  </p>`;
}

applyToDocument();
const root = document.getElementById("app");
root.replaceChildren();
render(html`<${App} />`, root);
