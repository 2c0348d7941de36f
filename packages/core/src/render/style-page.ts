/** Ground, head, notices and foot. */
export const pageFrameStyle: string = `
* { box-sizing: border-box; }
body {
  margin: 0 auto;
  max-width: 1440px;
  padding: 16px clamp(12px, 2.4vw, 40px) 40px;
  background: var(--paper);
  color: var(--ink);
  font: 14px/1.45 system-ui, "Segoe UI", "Liberation Sans", sans-serif;
  font-variant-numeric: tabular-nums;
}
a { color: var(--accent); text-decoration: none; }
a:hover, .legend a, .empty a, .table-foot a, footer a { text-decoration: underline; text-underline-offset: 2px; }
.paths { max-width: 2000px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
p, h1, h2, dl, dd, ul { margin: 0; padding: 0; }
ul { list-style: none; }
code, bdi, .method { font-family: var(--mono); font-size: 0.93em; }
h1 bdi { font: inherit; }
.faint { color: var(--faint); }
.skip { position: absolute; left: -100vw; }
.skip:focus { position: static; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.head { display: grid; grid-template-columns: 1fr auto; gap: 10px 16px; align-items: end; }
.brand { color: var(--faint); font-size: 12px; letter-spacing: 0.04em; }
h1 { font-size: 22px; line-height: 1.2; font-weight: 600; overflow-wrap: anywhere; }
h2 { font-size: 14px; font-weight: 600; }
.actions { display: flex; gap: 6px; }
button, .button, select, input {
  font: inherit;
  font-variant-numeric: inherit;
  color: var(--ink);
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: 4px;
  height: 30px;
  padding: 0 10px;
}
button, .button { display: inline-flex; justify-content: center; align-items: center; cursor: pointer; white-space: nowrap; }
button:hover, .button:hover { background: var(--raised); text-decoration: none; }
.confirm { position: relative; }
.confirm > summary { list-style: none; }
.confirm > summary::-webkit-details-marker { display: none; }
.confirm[open] > summary { background: var(--raised); }
.confirm > form {
  position: absolute;
  z-index: 3;
  right: 0;
  top: 36px;
  width: max-content;
  max-width: 80vw;
  display: grid;
  justify-items: start;
  gap: 10px;
  padding: 12px 14px;
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: 4px;
}
.danger { color: var(--danger); border-color: var(--danger); }
.facts {
  grid-column: 1 / -1;
  display: flex;
  flex-wrap: wrap;
  gap: 8px 0;
  padding: 8px 0;
  margin-bottom: 6px;
  border-block: 1px solid var(--rule);
}
.facts > div { padding-right: 18px; margin-right: 18px; border-right: 1px solid var(--rule); }
.facts > div:last-child { border-right: 0; margin-right: 0; padding-right: 0; }
dt { color: var(--faint); font-size: 12px; }
.facts dd { overflow-wrap: anywhere; }

.notice {
  margin-top: 4px;
  padding: 6px 12px;
  border-left: 3px solid var(--line);
  background: var(--raised);
  overflow-wrap: anywhere;
}
.paused, .lost { border-color: var(--warn); background: var(--warn-paper); }
.error, .failure { border-color: var(--danger); background: var(--danger-paper); }

footer { margin-top: 20px; padding-top: 12px; border-top: 1px solid var(--rule); display: grid; gap: 8px; }
.meaning summary { cursor: pointer; }
.meaning dl { display: grid; grid-template-columns: max-content minmax(0, 80ch); gap: 4px 16px; padding: 8px 0; }
.meaning dt { font-size: inherit; }
`;
