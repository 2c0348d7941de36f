import { address } from '../data/address.ts';
import { Link } from './link.tsx';

interface SortHeadProps {
  readonly title: string;
  /** How the URL calls this order; a column without it cannot be sorted by. */
  readonly sort?: string;
  readonly standard: string;
  readonly help?: string;
  readonly number?: boolean;
  /** As narrow as its contents. */
  readonly thin?: boolean;
}

/** Names ascend, numbers descend: the most expensive comes first. */
const ascending: ReadonlySet<string> = new Set(['name', 'file', 'line', 'package', 'route']);

/** The head of a column; a click sorts by it. */
export function SortHead({ title, sort, standard, help, number = true, thin = false }: SortHeadProps) {
  const sorted = sort !== undefined && (address.value.sort || standard) === sort;
  const up = sort !== undefined && ascending.has(sort);
  return (
    <th
      scope="col"
      class={number ? 'num' : thin ? 'thin' : undefined}
      title={help}
      aria-sort={sorted ? (up ? 'ascending' : 'descending') : undefined}
    >
      {sort === undefined ? (
        title
      ) : (
        <Link to={{ sort: sort === standard ? '' : sort }}>
          {sorted && <span aria-hidden="true">{up ? '↑ ' : '↓ '}</span>}
          {title}
        </Link>
      )}
    </th>
  );
}
