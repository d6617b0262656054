/** The piece of the page that a value was read from, magnified: what the value is compared with. */
import { html, useEffect, useLayoutEffect, useRef, useState } from "../vendor/preact.js";
import { tr } from "../i18n.js";
import { boxesAt } from "./paths.js";
import { loadPicture } from "./pictures.js";

const AROUND = 3; // points of the page shown around the box
const LARGEST = 3.2; // CSS pixels for a point

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
  return boxesAt(record, path).flatMap(({ page, box }) => {
    const sheet = pages.find((each) => each.number === page);
    return sheet?.image ? [{ key: `${page}:${box}`, sheet, box }] : [];
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

/** How large the piece is shown, and what is shown of it (points): a long one from its start. */
function fit({ box, sheet }, { width, height }) {
  const [x0, top, x1, bottom] = box;
  const wide = x1 - x0 + 2 * AROUND;
  const high = bottom - top + 2 * AROUND;
  const whole = Math.min(width / wide, height / high, LARGEST);
  const scale = Math.max(whole, Math.min(1.15, width / wide));
  const shown = Math.min(high, height / scale);
  return {
    scale,
    width: Math.round(wide * scale),
    height: Math.round(shown * scale),
    source: { x: x0 - AROUND, y: top - AROUND, wide, high: shown },
    perPoint: 1 / sheet.width,
  };
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
}
