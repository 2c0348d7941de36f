import type { History, ProcessSpan } from '../../../core/src/presentation/model/history.ts';
import { address, go } from '../data/address.ts';
import { visibleName } from '../shared.ts';
import { thinUnits } from '../text/thin-units.ts';

/** Menus for service, version, host and process; only those that have a choice. */
export function PartPickers({ history }: { readonly history: History }) {
  const { version, host, process, service } = address.value;
  const versions = [...new Set(history.versions.map((span) => span.version))].reverse();
  const now = Math.max(0, ...history.processes.map(({ toMicros }) => toMicros));
  const processes = history.processes.map((one): Choice => [one.instance, processText(one, now)]);
  const hosts = [...new Set(history.processes.flatMap((one) => one.host ?? []))].sort();
  const services = history.services.map((name): Choice => [name, visibleName(name, 40)]);
  const own = history.processes.find(({ isThis }) => isThis)?.service ?? '';
  return (
    <>
      {(services.length > 1 || service !== '') && (
        <Picker
          name="Service"
          value={service === own ? '' : service}
          choices={[
            ['', own === '' ? 'This one' : visibleName(own, 40)],
            ['*', 'All services'],
            ...services.filter(([name]) => name !== own),
          ]}
          onChange={(next) => go({ service: next })}
        />
      )}
      {(versions.length > 1 || version !== '') && (
        <Picker
          name="Version"
          value={version}
          choices={[['', 'All versions'], ...versions.map((one): Choice => [one, visibleName(one, 40)])]}
          onChange={(next) => go({ version: next })}
        />
      )}
      {(hosts.length > 1 || host !== '') && (
        <Picker
          name="Host"
          value={host}
          choices={[
            ['', `All ${hosts.length} hosts`],
            ...hosts.map((one): Choice => [one, visibleName(one, 40)]),
          ]}
          onChange={(next) => go({ host: next })}
        />
      )}
      {(processes.length > 1 || process !== '') && (
        <Picker
          name="Process"
          value={process}
          choices={[['', `All ${processes.length} processes`], ...processes]}
          onChange={(next) => go({ process: next })}
        />
      )}
    </>
  );
}

type Choice = readonly [value: string, text: string];

interface PickerProps {
  readonly name: string;
  readonly value: string;
  readonly choices: readonly Choice[];
  readonly onChange: (value: string) => void;
}

function Picker({ name, value, choices, onChange }: PickerProps) {
  // A chosen value that no longer exists stays in the list, because the address still has it.
  const all = choices.some(([one]) => one === value)
    ? choices
    : [...choices, [value, visibleName(value, 40)] as const];
  return (
    <label class="field">
      {name}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {all.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** `pid 4123 · 837fd5ef · 12 s ago`: its age by the server's clock. */
function processText({ pid, instance, version, isThis, toMicros }: ProcessSpan, nowMicros: number): string {
  const names = [`pid ${pid}`, visibleName(instance, 12), visibleName(version, 20)].filter(Boolean);
  return `${names.join(' · ')} · ${isThis ? 'this one' : agoText(nowMicros - toMicros)}`;
}

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const;

export function agoText(micros: number): string {
  const seconds = Math.max(0, Math.round(micros / 1e6));
  const [unit, size] = units.find(([, least]) => seconds >= least) ?? ['s', 1];
  return seconds === 0 ? 'now' : thinUnits(`${Math.floor(seconds / size)} ${unit} ago`);
}
