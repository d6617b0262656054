/**
 * How a page lies in its window. Points of the page → CSS pixels of the window.
 *
 * @typedef {{scale: number, x: number, y: number, turn: 0|90|180|270}} View
 *   `scale`: pixels for a point; x, y: where the turned page's upper left corner lies
 * @typedef {{width: number, height: number}} Size
 */
export const LEAST = 0.15;
export const MOST = 6;
const EDGE = 12; // pixels around a page that fits
const READABLE = 1.35; // pixels for a point: print of 9 pt is well legible

const within = (low, value, high) => Math.max(low, Math.min(high, value));

/** The size of the page as it is turned, in points. */
export function turnedSize({ width, height }, turn) {
  return turn % 180 ? { width: height, height: width } : { width, height };
}

/** The whole page, or its whole width from the top, in the window. */
export function fitPage(page, room, turn) {
  const size = turnedSize(page, turn);
  const scale = Math.min(
    (room.width - 2 * EDGE) / size.width,
    (room.height - 2 * EDGE) / size.height,
  );
  return placed(size, room, { scale: within(LEAST, scale, MOST), turn });
}

export function fitWidth(page, room, turn) {
  const size = turnedSize(page, turn);
  const scale = within(LEAST, (room.width - 2 * EDGE) / size.width, MOST);
  return placed(size, room, { scale, turn });
}

function placed(size, room, { scale, turn }) {
  const x = (room.width - size.width * scale) / 2;
  const y = Math.max(EDGE, (room.height - size.height * scale) / 2);
  return { scale, turn, x, y };
}

/** Zoom so that the point under the pointer stays where it is. */
export function zoomAt(view, factor, { x, y }) {
  const scale = within(LEAST, view.scale * factor, MOST);
  const real = scale / view.scale;
  return { ...view, scale, x: x - (x - view.x) * real, y: y - (y - view.y) * real };
}

/** Move the page; some of it always stays in the window. */
export function panBy(view, dx, dy, { page, room }) {
  const size = turnedSize(page, view.turn);
  const least = 60;
  return {
    ...view,
    x: within(least - size.width * view.scale, view.x + dx, room.width - least),
    y: within(least - size.height * view.scale, view.y + dy, room.height - least),
  };
}

/** Where a box of the page lies in the window. */
export function boxInWindow(view, page, box) {
  const corners = [
    turnedPoint(box[0], box[1], page, view.turn),
    turnedPoint(box[2], box[3], page, view.turn),
  ];
  const xs = corners.map((corner) => view.x + corner.x * view.scale);
  const ys = corners.map((corner) => view.y + corner.y * view.scale);
  return {
    left: Math.min(...xs),
    right: Math.max(...xs),
    top: Math.min(...ys),
    bottom: Math.max(...ys),
  };
}

function turnedPoint(x, y, { width, height }, turn) {
  if (turn === 90) return { x: height - y, y: x };
  if (turn === 180) return { x: width - x, y: height - y };
  if (turn === 270) return { x: y, y: width - x };
  return { x, y };
}

/** The view in which a box is well legible: as it is if it is already, else moved and zoomed. */
export function showBox(view, page, room, box) {
  const high = Math.abs(view.turn % 180 ? box[2] - box[0] : box[3] - box[1]);
  const wide = Math.abs(view.turn % 180 ? box[3] - box[1] : box[2] - box[0]);
  const fits = Math.min((room.width * 0.92) / wide, (room.height * 0.8) / high);
  const scale = within(LEAST, Math.min(Math.max(view.scale, READABLE), fits), MOST);
  const zoomed =
    scale === view.scale
      ? view
      : zoomAt(view, scale / view.scale, { x: room.width / 2, y: room.height / 2 });
  const at = boxInWindow(zoomed, page, box);
  const margin = Math.min(60, room.height / 6);
  return {
    ...zoomed,
    x: zoomed.x + shift(at.left, at.right, room.width, Math.min(margin, 24)),
    y: zoomed.y + shift(at.top, at.bottom, room.height, margin),
  };
}

/** How far to move [low, high] to lie within 0…size with a margin; its middle when it is far off. */
function shift(low, high, size, margin) {
  if (low >= margin && high <= size - margin) return 0;
  const far = high < 0 || low > size || high - low > size - 2 * margin;
  if (far) return size / 2 - (low + high) / 2;
  return low < margin ? margin - low : size - margin - high;
}

/** The CSS transform of a layer that is as many pixels large as the page has points. */
export function transformOf({ scale, x, y, turn }, { width, height }) {
  const corner = { 0: [0, 0], 90: [height, 0], 180: [width, height], 270: [0, width] }[turn];
  return `translate(${x}px, ${y}px) scale(${scale}) translate(${corner[0]}px, ${corner[1]}px) rotate(${turn}deg)`;
}
