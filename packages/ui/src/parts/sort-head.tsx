import { ascends } from '../../../core/src/presentation/sort-names.ts';
import type { FunctionSort, RouteSort } from '../../../core/src/query/query.ts';
import { address } from '../data/address.ts';
import { Link } from './link.tsx';

interface SortHeadProps {
  readonly title: string;
  /** The name of the order in the URL; a column without it cannot be sorted. */
  readonly sort?: RouteSort | FunctionSort | undefined;
  readonly standard: string;
  readonly help?: string;
  readonly number?: boolean;
  /** True for a column as narrow as its contents. */
  readonly thin?: boolean;
}

/** The head of a column; a click sorts by it. */
export function SortHead({ title, sort, standard, help, number = true, thin = false }: SortHeadProps) {
  const sorted = sort !== undefined && (address.value.sort || standard) === sort;
  const up = sort !== undefined && ascends(sort);
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
