import { useState } from 'preact/hooks';
import { type MarkedProcess, markedProcesses } from '../../../core/src/presentation/marked-processes.ts';
import type { ReportModel } from '../../../core/src/presentation/model/report.ts';
import { type Address, address } from '../data/address.ts';
import { savedData } from '../data/saved.ts';
import { Link } from '../parts/link.tsx';
import { Sheet } from '../parts/sheet.tsx';
import { formatCount, formatDuration, visibleName } from '../shared.ts';
import { agoText } from './part-pickers.tsx';

/** The latest come first; a button shows the others. */
const fewRows = 10;
const driftMicros = 60e6;

/** All processes of the service that have windows of their own: which there are, what each does, which to look at. */
export function Processes({ model }: { readonly model: ReportModel }) {
  const [everything, setEverything] = useState(false);
  const all = markedProcesses(model);
  if (all.length < 2) return null;
  const hasMarks = all.some(({ marks }) => marks.length > 0);
  const shown = everything ? all : all.slice(0, fewRows);
  const hasHosts = all.some(({ host }) => host !== undefined);
  const hasLinks = savedData() === undefined && address.value.process !== '';
  const latestMicros = Math.max(...all.map(({ toMicros }) => toMicros));
  // Clocks differ by some seconds; what ended long ago was not heard of now.
  const nowMicros = Date.now() * 1000 > latestMicros + driftMicros ? Date.now() * 1000 : latestMicros;
  return (
    <section class="part processes" aria-labelledby="processes-title">
      <h2 id="processes-title">
        Processes <span class="soft">requests and CPU of the latest hour</span>
      </h2>
      <Sheet label="Processes">
        <table>
          <thead>
            <tr>
              <th scope="col">Process</th>
              {hasHosts && <th scope="col">Host</th>}
              <th scope="col">Version</th>
              <th scope="col" class="num">
                Requests
              </th>
              <th scope="col" class="num">
                CPU
              </th>
              <th scope="col" class="num">
                CPU/request
              </th>
              {hasMarks && <th scope="col">Against the others</th>}
              <th scope="col">Heard of</th>
              {hasLinks && <th scope="col">Compare</th>}
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={row.instance} {...{ row, hasHosts, hasLinks, nowMicros }} hasMarks={hasMarks} />
            ))}
          </tbody>
        </table>
      </Sheet>
      {shown.length < all.length && (
        <button type="button" class="plain" onClick={() => setEverything(true)}>
          Show all {formatCount(all.length)} processes
        </button>
      )}
    </section>
  );
}

interface RowProps {
  readonly row: MarkedProcess;
  readonly hasMarks: boolean;
  readonly hasHosts: boolean;
  readonly hasLinks: boolean;
  readonly nowMicros: number;
}

function Row({ row, hasMarks, hasHosts, hasLinks, nowMicros }: RowProps) {
  const { instance, pid, host, version, requests, cpuMicros, toMicros, isThis, marks } = row;
  const { process, host: chosenHost } = address.value;
  const isChosen = process === instance;
  return (
    <tr>
      <th scope="row">
        <Chosen to={{ process: isChosen ? '' : instance }} current={isChosen}>
          {`pid ${pid}`}
        </Chosen>{' '}
        <span class="soft">{isThis ? 'this one' : visibleName(instance, 12)}</span>
      </th>
      {hasHosts && (
        <td>
          {host !== undefined && (
            <Chosen to={{ host: chosenHost === host ? '' : host }} current={chosenHost === host}>
              {visibleName(host, 40)}
            </Chosen>
          )}
        </td>
      )}
      <td>{visibleName(version, 20)}</td>
      <td class="num">{formatCount(requests)}</td>
      <td class="num">{formatDuration(cpuMicros)}</td>
      <td class="num">{requests === 0 ? '' : formatDuration(cpuMicros / requests)}</td>
      {hasMarks && <td class={marks.length > 0 ? 'bad' : ''}>{marks.join(', ')}</td>}
      <td>{agoText(nowMicros - toMicros)}</td>
      {hasLinks && <td>{!isChosen && <CompareLink instance={instance} />}</td>}
    </tr>
  );
}

interface ChosenProps {
  readonly to: Partial<Address>;
  readonly current: boolean;
  readonly children: string;
}

/** Chooses it, or gives it up. A saved page is about one part of the measurements, so there it is only a name. */
function Chosen({ to, current, children }: ChosenProps) {
  if (savedData() !== undefined) return children;
  return (
    <Link to={to} current={current}>
      {children}
    </Link>
  );
}

/** With the process that is chosen. */
function CompareLink({ instance }: { readonly instance: string }) {
  const { process } = address.value;
  return (
    <Link to={{ view: 'compare', process: instance, base: `process:${process}` }}>with the chosen one</Link>
  );
}
