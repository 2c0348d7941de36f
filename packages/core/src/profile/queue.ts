/** A priority queue: a binary heap, in which `before` tells which of two comes first. */
export class Queue<Item> {
  readonly #heap: Item[] = [];
  readonly #before: (a: Item, b: Item) => boolean;

  constructor(before: (a: Item, b: Item) => boolean) {
    this.#before = before;
  }

  /** The first item, which stays in the queue; `undefined` when it is empty. */
  get first(): Item | undefined {
    return this.#heap[0];
  }

  /** All items, in no particular order. */
  get items(): readonly Item[] {
    return this.#heap;
  }

  add(item: Item): void {
    const heap = this.#heap;
    let at = heap.length;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const other = heap[above] as Item;
      if (!this.#before(item, other)) break;
      heap[at] = other;
      at = above;
    }
    heap[at] = item;
  }

  removeFirst(): void {
    const heap = this.#heap;
    const item = heap.pop();
    if (item === undefined || heap.length === 0) return;
    let at = 0;
    for (let below = 1; below < heap.length; below = 2 * at + 1) {
      const beside = below + 1;
      if (beside < heap.length && this.#before(heap[beside] as Item, heap[below] as Item)) below = beside;
      const other = heap[below] as Item;
      if (!this.#before(other, item)) break;
      heap[at] = other;
      at = below;
    }
    heap[at] = item;
  }
}
