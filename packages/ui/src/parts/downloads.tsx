import { address } from '../data/address.ts';
import { downloadOf, exportOf, saveOf } from '../data/question.ts';
import { useMenu } from './use-menu.ts';

const formats = [
  ['json', 'JSON, for scripts'],
  ['text', 'Text, for a terminal'],
  ['markdown', 'Markdown, short'],
] as const;

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
        {exportTitles.map(([format, title]) => (
          <li key={format}>
            {/* The server chooses the file name. */}
            <a href={exportOf(at, format)} download>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}
