/** The piece of the page that a value was read from, magnified: what the value is compared with. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { boxesAt } from "./paths.js";
import { loadPicture } from "./pictures.js";

const AROUND = 3; // points of the page shown around the box
const LEAST = 1.15; // CSS pixels for a point
const LARGEST = 2.8;

/**
 * @param {{session: object, path: string, height: number}} properties  `height`: CSS pixels at most
 */
export function Strip({ session, path, height }) {
  const frame = useRef(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const watcher = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    watcher.observe(frame.current);
    setWidth(Math.floor(frame.current.clientWidth));
    return () => watcher.disconnect();
  }, []);
  const pieces = piecesOf(session.state, path).slice(0, 3);
  const each = Math.floor(height / Math.max(1, pieces.length));
  return html`<div class="strip" ref=${frame}>
    ${
      width > 0 &&
      pieces.map(
        (piece) => html`<${Piece} key=${piece.key} piece=${piece} width=${width} height=${each} />`,
      )
    }
    ${pieces.length === 0 && html`<p class="strip-none">${tr("此值没有图像", "No picture of this value")}</p>`}
  </div>`;
}

/** The boxes of a value on pages that have a picture. */
export function piecesOf({ record, pages }, path) {
  const isCentred = /\/level[12]$/.test(path);
  return boxesAt(record, path).flatMap(({ page, box }) => {
    const sheet = pages.find((each) => each.number === page);
    return sheet?.image ? [{ key: `${page}:${box}`, sheet, box, isCentred }] : [];
  });
}

function Piece({ piece, width, height }) {
  const canvas = useRef(null);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    let current = true;
    loadPicture(piece.sheet.image)
      .then(
        (picture) =>
          current && canvas.current && draw(canvas.current, picture, piece, { width, height }),
      )
      .catch(() => current && setLost(true));
    return () => {
      current = false;
    };
  }, [piece.key, piece.sheet.image, width, height]);
  if (lost)
    return html`<p class="strip-none">${tr("图像无法载入", "The picture cannot be loaded")}</p>`;
  const view = fit(piece, { width, height });
  return html`<canvas
    ref=${canvas}
    role="img"
    aria-label=${tr("原件中的此处", "This place on the paper")}
    style=${{ width: `${view.width}px`, height: `${view.height}px` }}
  ></canvas>`;
}

/**
 * How large the piece is shown and what of the page is: the box and, where there is room, what
 * stands beside it; a long text from its start, a merged cell in its middle.
 */
function fit({ box, sheet, isCentred }, { width, height }) {
  const [x0, top, x1, bottom] = box;
  const wide = x1 - x0 + 2 * AROUND;
  const high = bottom - top + 2 * AROUND;
  const whole = Math.min(width / wide, height / high, LARGEST);
  const scale = Math.max(whole, Math.min(LEAST, width / wide));
  const across = width / scale;
  const left = Math.max(0, Math.min(x0 - AROUND - (across - wide) / 2, sheet.width - across));
  const shown = Math.min(high, height / scale);
  const y = top - AROUND + (isCentred ? (high - shown) / 2 : 0);
  const source = { x: left, y, wide: across, high: shown };
  return { scale, width, height: Math.round(source.high * scale), source };
}

function draw(canvas, picture, piece, room) {
  const view = fit(piece, room);
  const dense = window.devicePixelRatio || 1;
  canvas.width = Math.round(view.width * dense);
  canvas.height = Math.round(view.height * dense);
  const context = canvas.getContext("2d");
  const { x, y, wide, high } = view.source;
  const across = picture.naturalWidth / piece.sheet.width;
  const down = picture.naturalHeight / piece.sheet.height;
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = "high";
  context.drawImage(
    picture,
    x * across,
    y * down,
    wide * across,
    high * down,
    0,
    0,
    canvas.width,
    canvas.height,
  );
  context.scale(view.scale * dense, view.scale * dense);
  context.translate(-x, -y);
  shadeAround(context, piece.box, view.source);
}

/** What stands beside the box is paler. */
function shadeAround(context, [x0, top, x1, bottom], { x, y, wide, high }) {
  context.fillStyle = "rgb(255 255 255 / 62%)";
  context.fillRect(x, y, x0 - x, high);
  context.fillRect(x1, y, x + wide - x1, high);
  context.strokeStyle = "#1b5fc1";
  context.lineWidth = 0.8;
  context.strokeRect(x0, top, x1 - x0, bottom - top);
}
