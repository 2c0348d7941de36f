/** Narrow screens and paper; after everything that it changes. */
export const mediaStyle: string = `
@media (max-width: 640px) {
  .head { grid-template-columns: 1fr; }
  .facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(96px, 1fr)); grid-auto-flow: dense; gap: 8px 12px; }
  .facts .long { grid-column: 1 / -1; }
  .facts > div { border: 0; margin: 0; padding: 0; }
  .controls { display: grid; grid-template-columns: 1fr 1fr; }
  .controls .wide, .hint, .part { grid-column: 1 / -1; }
  .controls > *, .part label { min-width: 0; }
  .part input { width: 100%; }
  .controls select, .controls input[type="number"] { width: 100%; }
  button, .button, select, input { height: 36px; }
  .controls .check { height: 36px; }
  .actions { position: relative; }
  .confirm { position: static; }
  .confirm > form { left: 0; right: auto; top: 42px; }
  th.name { min-width: 150px; max-width: 46vw; }
  th.name:first-child { border-right: 1px solid var(--rule); }
  thead th.name { white-space: normal; }
  .place, .note { display: block; }
  .note, .other { margin-left: 0; }
  .code { max-width: 92px; overflow: hidden; text-overflow: ellipsis; }
  .legend { display: grid; gap: 4px; }
  .meaning dl { grid-template-columns: 1fr; }
  .meaning dd { margin-bottom: 6px; }
}
@media print {
  .actions, .controls, .tabs, .limits, .skip { display: none; }
  .frame { overflow: visible; }
}
`;
