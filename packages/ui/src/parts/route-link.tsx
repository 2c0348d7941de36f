import { savedData, savedRoute } from '../data/saved.ts';
import { Link } from './link.tsx';
import { RouteName } from './name.tsx';

interface RouteLinkProps {
  readonly name: string;
  /** Whether the page is about this route: the link then leads back to all of them. */
  readonly chosen?: boolean;
}

/** A link to the route in all views; on a saved page, to its box in the flame graph. */
export function RouteLink({ name, chosen = false }: RouteLinkProps) {
  const box = savedRoute(name);
  if (savedData() !== undefined && box === '') return <RouteName name={name} />;
  return (
    <Link to={box === '' ? { route: chosen ? '' : name } : { view: 'flame', zoom: box }}>
      <RouteName name={name} />
    </Link>
  );
}
