/**
 * The one door to the rendering library: Preact, its hooks and htm's tagged templates.
 *
 *     import { html, render, useState } from "./vendor/preact.js";
 */
import { h } from "./preact-core.js";
import htm from "./htm.js";

export {
  Component,
  Fragment,
  createContext,
  createRef,
  h,
  render,
} from "./preact-core.js";
export {
  useCallback,
  useContext,
  useEffect,
  useErrorBoundary,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from "./preact-hooks.js";

/** Tagged template that makes virtual nodes: html`<p class=${name}>…</p>`. */
export const html = htm.bind(h);
