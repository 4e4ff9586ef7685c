/** The place of one item in a list. Useless once it was removed. */
export interface Link<Item> {
  item: Item | undefined;
  before: Link<Item> | undefined;
  after: Link<Item> | undefined;
}

/**
 * What comes and goes with every request, oldest first. Not a Set or a Map: when one of those outgrows its table, the old
 * table keeps what it held and points to the new one. Once a table has grown old, every later one stays reachable from it
 * until a full collection, and with it every request that ever stood in one. Here, what is removed lets go of its neighbours.
 */
export class LinkedList<Item> {
  size = 0;
  private first: Link<Item> | undefined;
  private last: Link<Item> | undefined;

  add(item: Item): Link<Item> {
    const link: Link<Item> = { item, before: this.last, after: undefined };
    if (this.last === undefined) this.first = link;
    else this.last.after = link;
    this.last = link;
    this.size++;
    return link;
  }

  /** False: it was removed before. */
  remove(link: Link<Item>): boolean {
    if (link.item === undefined) return false;
    const { before, after } = link;
    if (before === undefined) this.first = after;
    else before.after = after;
    if (after === undefined) this.last = before;
    else after.before = before;
    link.item = undefined;
    link.before = undefined;
    link.after = undefined;
    this.size--;
    return true;
  }

  oldest(): Link<Item> | undefined {
    return this.first;
  }

  /** Removes the oldest one. */
  shift(): Item | undefined {
    const { first } = this;
    const item = first?.item;
    if (first !== undefined) this.remove(first);
    return item;
  }

  /** Those that are there now, oldest first: what comes or goes meanwhile changes nothing of it. */
  items(): Item[] {
    const items: Item[] = [];
    for (let link = this.first; link !== undefined; link = link.after) {
      if (link.item !== undefined) items.push(link.item);
    }
    return items;
  }
}
