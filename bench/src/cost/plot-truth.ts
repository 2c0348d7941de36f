import type { Filed, TruthRow } from '../truth/judge.ts';
import type { Moment } from '../truth/known.ts';
import { kindOf } from './kinds.ts';
import { box, picture, text } from './svg.ts';

const width = 860;
const labels = 210;
const moments: readonly (readonly [Moment, string])[] = [
  ['before', 'before the first await'],
  ['promise', 'after a promise'],
  ['timer', 'after a timer'],
];
const places: readonly (readonly [keyof Filed, string])[] = [
  ['own', 'its own route'],
  ['shared', 'its own and others'],
  ['other', 'others alone'],
  ['none', 'no route'],
];
const rowHeight = 26;
const gap = 14;
const head = 62;

/** Where each profiler files CPU whose route is known, for three moments of a request. */
export function plotTruth(rows: readonly TruthRow[]): string {
  const column = (width - labels - gap * moments.length) / moments.length;
  const body: string[] = [];
  let x = labels;
  for (const [place, name] of places) {
    body.push(box(place, x, 10, 12, 12), text(x + 18, 21, name));
    x += 165;
  }
  const xOf = (i: number): number => labels + i * (column + gap);
  for (const [i, [, name]] of moments.entries()) body.push(text(xOf(i), head - 12, name, 'start', 'bold'));
  rows.forEach(({ variant, judgement: { filed } }, row) => {
    const y = head + row * rowHeight;
    body.push(text(labels - 10, y + 13, kindOf(variant).name.replaceAll('`', ''), 'end'));
    moments.forEach(([moment], i) => {
      let at = xOf(i);
      for (const [place] of places) {
        const share = filed === undefined ? Number(place === 'none') : filed[moment][place];
        if (share > 0) body.push(box(place, at, y, share * column, 18));
        at += share * column;
      }
    });
  });
  const title = 'Where each profiler files CPU time whose route is known, before and after the first await';
  return picture(title, width, head + rows.length * rowHeight + 8, body);
}
