import { address } from '../data/address.ts';
import { downloadOf, exportOf, saveOf } from '../data/question.ts';
import { useMenu } from './use-menu.ts';

const formats = [
  ['json', 'JSON, for scripts'],
  ['text', 'Text, for a terminal'],
  ['markdown', 'Markdown, short'],
] as const;

/** The server names these files, by what is in them. */
const exports = [
  ['pprof', 'pprof, for go tool pprof and routeprof'],
  ['cpuprofile', '.cpuprofile, for Chrome and VS Code'],
  ['speedscope', 'speedscope'],
  ['callgrind', 'callgrind, for KCachegrind'],
  ['folded', 'Folded stacks, for flamegraph.pl'],
] as const;

/** The report and the profile as files, in the formats that there are. */
export function Downloads() {
  const menu = useMenu();
  const at = address.value;
  return (
    <details class="menu" ref={menu}>
      <summary>Download</summary>
      <ul>
        <li>
          <a href={saveOf(at)} download>
            This page, as one HTML file
          </a>
        </li>
        {formats.map(([format, title]) => (
          <li key={format}>
            <a
              href={downloadOf(at, format)}
              download={`profile.${format === 'markdown' ? 'md' : format === 'text' ? 'txt' : format}`}
            >
              {title}
            </a>
          </li>
        ))}
        {exports.map(([format, title]) => (
          <li key={format}>
            <a href={exportOf(at, format)} download>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
