/** Where the time goes, the views and the form. */
export const controlStyle: string = `
.loop { margin-top: 18px; }
main { margin-top: 20px; }
.loop-bar { display: block; margin: 8px 0; border-radius: 2px; background: var(--idle); }
.loop-bar rect { stroke: var(--paper); stroke-width: 1; }
.fill-routes { fill: var(--routes); }
.fill-background { fill: var(--background); }
.fill-gc { fill: var(--gc); }
.fill-profiler { fill: var(--profiler); }
.fill-idle { fill: var(--idle); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; }
.legend b { font-weight: 600; margin-left: 4px; }
.key { margin-right: 3px; border-radius: 2px; }

.tabs ul { display: flex; flex-wrap: wrap; gap: 0 4px; border-bottom: 1px solid var(--line); }
.tabs a {
  display: block;
  padding: 7px 12px;
  margin-bottom: -1px;
  color: var(--ink);
  border: 1px solid transparent;
  border-radius: 4px 4px 0 0;
}
.tabs a:hover { text-decoration: none; background: var(--raised); }
.tabs a[aria-current] {
  font-weight: 600;
  background: var(--paper);
  border-color: var(--line);
  border-bottom-color: var(--paper);
}
.controls { display: flex; flex-wrap: wrap; align-items: end; gap: 8px 12px; padding: 12px 0 4px; }
.controls label { display: grid; gap: 2px; font-size: 12px; color: var(--faint); }
.controls select, .controls input { font-size: 14px; }
.controls .wide { flex: 0 1 280px; min-width: 0; }
.controls .wide > * { width: 100%; }
.controls input[type="number"] { width: 92px; }
.controls .check { display: flex; align-items: center; gap: 6px; height: 30px; font-size: 14px; color: var(--ink); }
.check input { height: auto; margin: 0; accent-color: var(--accent); }
.part { flex-basis: 100%; }
.part > summary { cursor: pointer; padding: 4px 0; }
.part input { width: 150px; }
.verdict { margin-top: 12px; font-size: 16px; font-weight: 600; }
.verdict-slower { color: var(--danger); font-weight: 600; }
.verdict-faster { color: var(--node); font-weight: 600; }
.hint { flex-basis: 100%; font-size: 12px; color: var(--faint); }
`;
