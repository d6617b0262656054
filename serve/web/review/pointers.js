/** Mouse, finger and wheel on the page: pan, pinch, zoom, tap. */
import { useEffect, useRef } from "../vendor/preact.js";
import { panBy, zoomAt } from "./view_geometry.js";

const STILL = 5; // pixels within which a press is a tap
const WHEEL = 0.0016; // of zoom for a pixel of the wheel

/**
 * Hook: handlers for the window that shows a page.
 * @param {{current: HTMLElement}} frame
 * @param {{view: object, room: object, page: object, change: (view: object) => void,
 *          tap: (target: Element) => void}} given
 */
export function usePointers(frame, given) {
  const newest = useRef(given);
  newest.current = given;
  const down = useRef(new Map());
  useEffect(() => {
    const wheel = (event) => {
      const { view, change } = newest.current;
      event.preventDefault(); // needs a listener that is not passive
      if (view) change(zoomAt(view, Math.exp(-event.deltaY * WHEEL), inFrame(frame, event)));
    };
    frame.current.addEventListener("wheel", wheel, { passive: false });
    return () => frame.current?.removeEventListener("wheel", wheel);
  }, []);
  return {
    onPointerDown: (event) => press(frame, down.current, event),
    onPointerMove: (event) => drag(frame, down.current, event, newest.current),
    onPointerUp: (event) => release(down.current, event, newest.current),
    onPointerCancel: (event) => down.current.delete(event.pointerId),
  };
}

function inFrame(frame, event) {
  const edge = frame.current.getBoundingClientRect();
  return { x: event.clientX - edge.left, y: event.clientY - edge.top };
}

function press(frame, down, event) {
  if (event.button > 1) return;
  frame.current.setPointerCapture(event.pointerId);
  const at = inFrame(frame, event);
  down.set(event.pointerId, { ...at, start: at, target: event.target, still: true });
}

function drag(frame, down, event, given) {
  const pointer = down.get(event.pointerId);
  if (!pointer || !given.view) return;
  const at = inFrame(frame, event);
  const moved = { x: at.x - pointer.x, y: at.y - pointer.y };
  if (Math.hypot(at.x - pointer.start.x, at.y - pointer.start.y) > STILL) pointer.still = false;
  if (pointer.still) return;
  const before = spread(down);
  Object.assign(pointer, at);
  const after = spread(down);
  let { view } = given;
  if (down.size === 1) view = panBy(view, moved.x, moved.y, given);
  else
    view = zoomAt(
      panBy(view, after.x - before.x, after.y - before.y, given),
      after.width / before.width,
      after,
    );
  given.change(view);
}

/** The middle of the pressed points and how far they are apart. */
function spread(down) {
  const points = [...down.values()];
  const x = points.reduce((sum, point) => sum + point.x, 0) / points.length;
  const y = points.reduce((sum, point) => sum + point.y, 0) / points.length;
  const width =
    points.length > 1 ? Math.hypot(points[0].x - points[1].x, points[0].y - points[1].y) : 1;
  return { x, y, width: Math.max(1, width) };
}

function release(down, event, given) {
  const pointer = down.get(event.pointerId);
  down.delete(event.pointerId);
  if (pointer?.still && down.size === 0) given.tap(pointer.target);
}
