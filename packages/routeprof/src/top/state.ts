/** What is shown, and what the user is doing. */
export interface TopState {
  readonly view: 'routes' | 'functions';
  /** With `functions`: their route; `''` for the whole app. */
  readonly route: string;
  readonly sort: string;
  readonly filter: string;
  /** The row that Enter opens. */
  readonly selected: number;
  /** The filter that is being typed. */
  readonly typing: string | undefined;
}

/** What a key does besides changing the state. */
export type Effect = 'quit' | 'open' | undefined;

/** A key as it is pressed: a character, or a name such as `up`. */
export type Key = string;

const sorts = {
  routes: ['cpu', 'cpu/request', 'requests', 'errors', 'p95', 'p99', 'route'],
  functions: ['self', 'total', 'samples', 'name', 'file'],
} as const;

export const startState: TopState = {
  view: 'routes',
  route: '',
  sort: 'cpu',
  filter: '',
  selected: 0,
  typing: undefined,
};

/** The functions of the whole app. */
export const functionsState: TopState = { ...startState, view: 'functions', sort: 'self' };

/** The state after a key. `rows` are the names of the routes that are shown, when routes are shown. */
export function press(
  state: TopState,
  key: Key,
  rows: readonly string[],
  rowCount: number,
): { readonly state: TopState; readonly effect?: Effect } {
  if (state.typing !== undefined) return { state: typed(state, state.typing, key) };
  switch (key) {
    case 'q':
    case 'ctrl-c':
      return { state, effect: 'quit' };
    case 'o':
      return { state, effect: 'open' };
    case 'up':
    case 'k':
      return { state: select(state, state.selected - 1, rowCount) };
    case 'down':
    case 'j':
      return { state: select(state, state.selected + 1, rowCount) };
    case 'pageup':
      return { state: select(state, state.selected - 10, rowCount) };
    case 'pagedown':
      return { state: select(state, state.selected + 10, rowCount) };
    case 'home':
      return { state: select(state, 0, rowCount) };
    case 'end':
      return { state: select(state, rowCount - 1, rowCount) };
    case 's':
      return { state: sortBy(state, 1) };
    case 'S':
      return { state: sortBy(state, -1) };
    case '/':
      return { state: { ...state, typing: state.filter } };
    case 'f':
      return { state: functionsState };
    case 'return': {
      const route = rows[state.selected];
      if (state.view !== 'routes' || route === undefined) return { state };
      return { state: { ...functionsState, route } };
    }
    case 'escape':
    case 'backspace':
    case 'left':
      return { state: state.filter === '' ? startState : { ...state, filter: '', selected: 0 } };
    default:
      return { state };
  }
}

function typed(state: TopState, typing: string, key: Key): TopState {
  if (key === 'return') return { ...state, filter: typing, typing: undefined, selected: 0 };
  if (key === 'escape' || key === 'ctrl-c') return { ...state, typing: undefined };
  if (key === 'backspace') return { ...state, typing: [...typing].slice(0, -1).join('') };
  return [...key].length === 1 ? { ...state, typing: typing + key } : state;
}

function select(state: TopState, selected: number, rowCount: number): TopState {
  return { ...state, selected: Math.max(0, Math.min(rowCount - 1, selected)) };
}

function sortBy(state: TopState, step: number): TopState {
  const known: readonly string[] = sorts[state.view];
  const at = known.indexOf(state.sort) + step + known.length;
  return { ...state, sort: known[at % known.length] as string, selected: 0 };
}

/** The report's query for a state. */
export function queryOf({ view, route, sort, filter }: TopState): Record<string, string> {
  return { view, sort, limit: '200', ...(route && { route }), ...(filter && { filter }) };
}
