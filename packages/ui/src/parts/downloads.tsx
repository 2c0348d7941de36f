import { useEffect, useRef } from 'preact/hooks';
import { address } from '../data/address.ts';
import { downloadOf, exportOf, saveOf } from '../data/question.ts';

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
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event): void => {
      const element = menu.current;
      if (element === null || !element.open) return;
      const escapes = event instanceof KeyboardEvent && event.key === 'Escape';
      // The focus must not be lost in what closes.
      if (escapes && element.contains(document.activeElement)) element.querySelector('summary')?.focus();
      if (escapes || (event.type === 'click' && !element.contains(event.target as Node)))
        element.open = false;
    };
    addEventListener('click', close);
    addEventListener('keydown', close);
    return () => {
      removeEventListener('click', close);
      removeEventListener('keydown', close);
    };
  }, []);
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
