import type { ComponentChildren } from 'preact';
import type {
  FunctionChange,
  JudgedChange,
  RouteChange,
} from '../../../core/src/presentation/model/comparison.ts';
import { FunctionName, RouteName } from '../parts/name.tsx';
import { Sheet } from '../parts/sheet.tsx';
import {
  errorsWord,
  formatChange,
  formatDuration,
  formatInterval,
  formatPoints,
  formatShare,
  intervalHelp,
} from '../shared.ts';
import { originName, routeName } from '../text/names.ts';
import { VerdictMark } from './verdict.tsx';

interface Head {
  readonly title: string;
  readonly help?: string;
  /** 1 if left out. */
  readonly columns?: number;
}

const changeHeads: readonly Head[] = [
  { title: 'Baseline', help: 'CPU per request of the baseline.' },
  { title: 'Current', help: 'CPU per request of what is shown.' },
  { title: 'Change' },
  { title: '98% interval', help: intervalHelp },
  {
    title: 'p-value (adjusted)',
    help: 'How likely noise alone makes such a change somewhere in the table.',
  },
];

/** Routes, what surely changed first. */
export function ChangedRoutes({ rows }: { readonly rows: readonly RouteChange[] }) {
  if (rows.length === 0) return null;
  return (
    <Table
      label="Changed routes"
      name="Route"
      heads={[
        ...changeHeads,
        { title: 'Latency (p95): current, change, interval', columns: 4, help: intervalHelp },
        {
          title: 'Errors: current, interval in points',
          columns: 3,
          help: 'Responses with a status of 500 or more, as a share of requests.',
        },
      ]}
    >
      {rows.map((row) => (
        <tr key={routeName(row)}>
          <th scope="row" class="route-name">
            <RouteName name={routeName(row)} />
          </th>
          <td>
            <VerdictMark verdict={row.verdict} />
          </td>
          <ChangeCells change={row.cpuPerRequestMicros} />
          <LatencyCells change={row.latencyMicros.p95} />
          <ErrorCells change={row.errors} />
        </tr>
      ))}
    </Table>
  );
}

/** Functions over the routes that both have, what surely changed first. */
export function ChangedFunctions({ rows }: { readonly rows: readonly FunctionChange[] }) {
  if (rows.length === 0) return null;
  return (
    <Table
      label="Changed functions"
      name="Function, its own CPU"
      heads={[...changeHeads, { title: 'With calls', help: 'The change of it and all that it called.' }]}
    >
      {rows.map((row) => (
        <tr key={row.id}>
          <th scope="row">
            <FunctionName row={row} flame />{' '}
            <span class={`whose ink-${row.origin}`}>{row.origin === 'app' ? '' : originName(row)}</span>
          </th>
          <td>
            <VerdictMark verdict={row.verdict} />
          </td>
          <ChangeCells change={row.selfCpuPerRequestMicros} />
          <td class="num">{formatChange(row.totalCpuPerRequestMicros.change)}</td>
        </tr>
      ))}
    </Table>
  );
}

interface TableProps {
  readonly label: string;
  readonly name: string;
  readonly heads: readonly Head[];
  readonly children: ComponentChildren;
}

function Table({ label, name, heads, children }: TableProps) {
  return (
    <Sheet label={label}>
      <table class="changes">
        <thead>
          <tr>
            <th scope="col">{name}</th>
            <th scope="col" class="thin">
              Verdict
            </th>
            {heads.map(({ title, help, columns }) => (
              <th key={title} scope="col" class="num" title={help} colSpan={columns}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </Sheet>
  );
}

function ChangeCells({ change: judged }: { readonly change: JudgedChange }) {
  const { before, after, change, verdict, p } = judged;
  return (
    <>
      <td class="num soft">{formatDuration(before)}</td>
      <td class="num">{formatDuration(after)}</td>
      <td class={`num verdict-${verdict}`}>{formatChange(change)}</td>
      <td class="num soft">{formatInterval(judged)}</td>
      <td class="num soft">{p === undefined ? '–' : formatShare(p)}</td>
    </>
  );
}

function LatencyCells({ change: judged }: { readonly change: JudgedChange }) {
  const { after, change, verdict } = judged;
  return (
    <>
      <td>
        <VerdictMark verdict={verdict} />
      </td>
      <td class="num">{formatDuration(after)}</td>
      <td class={`num verdict-${verdict}`}>{formatChange(change)}</td>
      <td class="num soft">{formatInterval(judged)}</td>
    </>
  );
}

function ErrorCells({ change: judged }: { readonly change: JudgedChange }) {
  return (
    <>
      <td>
        <VerdictMark verdict={judged.verdict} word={errorsWord(judged.verdict)} />
      </td>
      <td class="num">{formatShare(judged.after)}</td>
      <td class="num soft">{formatPoints(judged)}</td>
    </>
  );
}
