import { address } from '../data/address.ts';
import { downloadOf, exportOf, saveOf } from '../data/question.ts';
import { useMenu } from './use-menu.ts';

const formats = [
  ['json', 'JSON, for scripts'],
  ['text', 'Text, for a terminal'],
  ['markdown', 'Markdown, short'],
] as const;

/** What a format is for; formats without an entry are shown by name. */
const uses: Readonly<Record<string, string>> = {
  pprof: 'pprof, for go tool pprof and routeprof',
  cpuprofile: '.cpuprofile, for Chrome and VS Code',
  callgrind: 'callgrind, for KCachegrind',
  folded: 'Folded stacks, for flamegraph.pl',
};

/** The menu of the report and the profile as files. */
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
        {exportFormatNames.map((format) => (
          <li key={format}>
            {/* The server chooses the file name. */}
            <a href={exportOf(at, format)} download>
              {uses[format] ?? format}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
