import { type ComponentChildren, Fragment } from 'preact';
import { hasAnswer, savedData } from '../data/saved.ts';
import { visibleName } from '../shared.ts';
import { functionName, isFunction, placeOf } from '../text/names.ts';
import { Link } from './link.tsx';

/** A route's name, with the method in a lighter colour. Names are untrusted: they are only ever text nodes. */
export function RouteName({ name }: { readonly name: string }) {
  const [method = '', path] = name.split(/ (.*)/s);
  if (path === undefined || name.startsWith('(')) return <bdi>{visibleName(name)}</bdi>;
  return (
    <>
      <span class="verb">{visibleName(method, 12)}</span>{' '}
      <bdi>
        {visibleName(path)
          .split(/(?=\/)/)
          .map((segment, index) => (
            <Fragment key={index}>
              {index > 0 && <wbr />}
              {segment}
            </Fragment>
          ))}
      </bdi>
    </>
  );
}

interface WayProps {
  readonly view: 'pivot' | 'source';
  /** A function's id. */
  readonly id: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}

/** A link to a view of a function, or only its text if there is no answer, as on a saved page. */
export function Way({ view, id, children, ...rest }: WayProps) {
  if (!hasAnswer({ view, function: id })) return <span {...rest}>{children}</span>;
  return (
    <Link {...rest} to={{ view, function: id }}>
      {children}
    </Link>
  );
}

interface FunctionNameProps {
  readonly row: Parameters<typeof isFunction>[0];
  /** Whether to link to the flame graph of the function, too. */
  readonly flame?: boolean;
}

/** A function and its place: the name links to its callers and callees, the place to its source. */
export function FunctionName({ row, flame = false }: FunctionNameProps) {
  if (!isFunction(row)) return <bdi class="soft">{functionName(row)}</bdi>;
  const { id } = row;
  return (
    <>
      <Way view="pivot" id={id}>
        <bdi>{functionName(row)}</bdi>
      </Way>
      {row.file !== '' && (
        <>
          {' '}
          <Way view="source" id={id} class="spot">
            <bdi>{placeOf(row)}</bdi>
          </Way>
        </>
      )}
      {flame && savedData() === undefined && (
        <>
          {' '}
          <Link class="spot aside" to={{ view: 'flame', root: id }} title="Flame graph of this function">
            flame graph<span class="unseen"> of {functionName(row)}</span>
          </Link>
        </>
      )}
    </>
  );
}
