import { html } from "../vendor/preact.js"; export function StatisticsView(){return html`<div class="page">statistics</div>`}
