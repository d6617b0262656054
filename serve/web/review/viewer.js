/** The pages of the document: zoom, pan, turn, and the boxes of what was read. */
import { html, useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { boxesOfPage } from "./boxes.js";
import { Icon } from "./icons.js";
import { usePart } from "../observable.js";
import { Overlay } from "./overlay.js";
import { boxesAt } from "./paths.js";
import { usePointers } from "./pointers.js";
import { fitPage, fitWidth, showBox, transformOf, zoomAt } from "./view_geometry.js";

const STEP = 1.25;

/** @param {{session: import("./session.js").ReviewSession}} properties */
export function Viewer({ session }) {
  const pages = usePart(session, (state) => state.pages);
  const [number, setNumber] = useState(pages[0].number);
  const [showsBoxes, setShowsBoxes] = useState(true);
  const page = pages.find((each) => each.number === number) ?? pages[0];
  return html`<section class="viewer" aria-label=${tr("页面图像", "Page picture")}>
    ${pages.length > 1 && html`<${Thumbnails} pages=${pages} number=${page.number} show=${setNumber} />`}
    <${Sheet}
      session=${session}
      page=${page}
      show=${setNumber}
      showsBoxes=${showsBoxes}
      toggleBoxes=${() => setShowsBoxes(!showsBoxes)}
    />
  </section>`;
}

function Thumbnails({ pages, number, show }) {
  return html`<nav class="thumbnails" aria-label=${tr("页", "Pages")}>
    ${pages.map(
      (page) =>
        html`<button
          key=${page.number}
          type="button"
          class="thumbnail"
          aria-current=${page.number === number ? "page" : null}
          aria-label=${tr(`第 ${page.number} 页`, `Page ${page.number}`)}
          onClick=${() => show(page.number)}
        >
          <img
            src=${page.thumbnail ?? page.image}
            alt=""
            loading="lazy"
            width="52"
            height=${Math.round((52 * page.height) / page.width)}
          />
          <span>${page.number}</span>
        </button>`,
    )}
  </nav>`;
}

function Sheet({ session, page, show, showsBoxes, toggleBoxes }) {
  const frame = useRef(null);
  const room = useRoom(frame);
  const [view, setView] = useState(null);
  const [glides, setGlides] = useState(false);
  const current = view ?? (room && fitWidth(page, room, 0));
  const place = (next, isGliding) => {
    setGlides(isGliding === GLIDING);
    setView(next);
  };
  const glide = (next) => place(next, GLIDING);
  const tap = (target) => tapBox(session, target);
  const drag = usePointers(frame, { view: current, room, page, change: place, tap });
  useViewOfSelected(session, { page, room, view: current, glide, show });
  const zoom = (factor) =>
    glide(zoomAt(current, factor, { x: room.width / 2, y: room.height / 2 }));
  session.viewer = {
    zoom,
    fitWidth: () => glide(fitWidth(page, room, current.turn)),
    fitPage: () => glide(fitPage(page, room, current.turn)),
  };
  const tools = { page, view: current, room, glide, zoom, showsBoxes, toggleBoxes };
  return html`<div class="sheet">
    <${Tools} ...${tools} />
    <div class="sheet-window" ref=${frame} ...${drag}>
      ${
        current &&
        html`<div
          class=${`sheet-layer ${glides ? "gliding" : ""}`}
          style=${{
            width: `${page.width}px`,
            height: `${page.height}px`,
            transform: transformOf(current, page),
          }}
        >
          <${Paper} key=${page.image} session=${session} page=${page} showsBoxes=${showsBoxes} />
        </div>`
      }
    </div>
    ${showsBoxes && html`<${Legend} />`}
  </div>`;
}

const GLIDING = Symbol("gliding");

/** Hook: whenever a value is selected its page is shown, moved so that the box is well legible. */
function useViewOfSelected(session, { page, room, view, glide, show }) {
  const selected = usePart(session, (state) => state.selected);
  const moves = usePart(session, (state) => state.moves);
  useEffect(() => {
    const [first] = selected ? boxesAt(session.state.record, selected) : [];
    if (!first || !room || !view) return;
    if (first.page !== page.number) show(first.page);
    else glide(showBox(view, page, room, first.box));
  }, [selected, moves, page.number, room === null]);
}

/** The picture of the page with the boxes on it, in points. */
function Paper({ session, page, showsBoxes }) {
  const [isLost, setLost] = useState(false);
  const record = usePart(session, (state) => state.record);
  const doubts = usePart(session, (state) => state.doubts);
  const selected = usePart(session, (state) => state.selected);
  const moves = usePart(session, (state) => state.moves);
  const boxes = useMemo(() => boxesOfPage(record, page.number), [record, page.number]);
  const doubtful = useMemo(
    () => new Set(doubts.flatMap((doubt) => [doubt.target, doubt.path])),
    [doubts],
  );
  const places = useMemo(() => (selected ? boxesAt(record, selected) : []), [record, selected]);
  return html`<img
      class="sheet-image"
      src=${page.image}
      alt=${tr(`第 ${page.number} 页的图像`, `Picture of page ${page.number}`)}
      draggable=${false}
      onError=${() => setLost(true)}
    />
    ${
      isLost &&
      html`<p class="sheet-lost">
        ${tr(
          "图像不能显示：可能没有查看原件的权限。",
          "The picture cannot be shown; you may not be allowed to see the paper.",
        )}
      </p>`
    }
    <${Overlay}
      page=${page}
      boxes=${showsBoxes ? boxes : NONE}
      doubtful=${doubtful}
      selected=${places.filter((place) => place.page === page.number)}
      flash=${moves}
    />`;
}

const NONE = [];

function useRoom(frame) {
  const [room, setRoom] = useState(null);
  useLayoutEffect(() => {
    const measure = () => {
      const { clientWidth: width, clientHeight: height } = frame.current;
      if (width && height) setRoom({ width, height });
    };
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(frame.current);
    return () => watcher.disconnect();
  }, []);
  return room;
}

function tapBox(session, target) {
  const path = target.closest?.("[data-box]")?.dataset.box;
  if (!path) return;
  if (path.includes("/unassigned/"))
    document.getElementById("unassigned")?.scrollIntoView({ block: "center" });
  else session.select(path);
}

function Tools({ page, view, room, glide, zoom, showsBoxes, toggleBoxes }) {
  const turn = () => glide(fitWidth(page, room, (view.turn + 90) % 360));
  const tool = (icon, label, action, extra = {}) =>
    html`<button
      type="button"
      class="button quiet icon small"
      title=${label}
      aria-label=${label}
      onClick=${action}
      ...${extra}
    >
      <${Icon} name=${icon} />
    </button>`;
  return html`<div class="sheet-tools" role="toolbar" aria-label=${tr("图像工具", "Picture tools")}>
    <span class="sheet-page">${tr(`第 ${page.number} 页`, `Page ${page.number}`)}</span>
    ${tool("minus", tr("缩小 (−)", "Zoom out (−)"), () => zoom(1 / STEP))}
    <span class="sheet-scale">${view ? `${Math.round((view.scale * 72 * 100) / 96)}%` : ""}</span>
    ${tool("plus", tr("放大 (+)", "Zoom in (+)"), () => zoom(STEP))}
    ${tool("width", tr("适合宽度 (W)", "Fit width (W)"), () => glide(fitWidth(page, room, view.turn)))}
    ${tool("page", tr("整页 (0)", "Whole page (0)"), () => glide(fitPage(page, room, view.turn)))}
    ${tool("turn", tr("旋转", "Turn"), turn)}
    ${tool("boxes", tr("显示框", "Show boxes"), toggleBoxes, { "aria-pressed": String(showsBoxes) })}
  </div>`;
}

function Legend() {
  const roles = [
    ["field", tr("栏目", "Fields")],
    ["money", tr("资金", "Funding")],
    ["goal", tr("目标", "Goals")],
    ["level", tr("一二级", "Levels 1–2")],
    ["name", tr("三级", "Level 3")],
    ["value", tr("指标值", "Values")],
    ["column", tr("其他列", "Others")],
    ["unassigned", tr("未归类", "Unassigned")],
  ];
  return html`<ul class="box-legend" aria-label=${tr("图例", "Legend")}>
    ${roles.map(([role, text]) => html`<li key=${role} class=${`legend-${role}`}>${text}</li>`)}
    <li class="legend-doubtful">${tr("可疑", "Doubtful")}</li>
  </ul>`;
}
