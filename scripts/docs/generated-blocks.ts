/** Makes the text that stands between `<!-- generated:name -->` and `<!-- /generated:name -->`. */
export type BlockWriters = ReadonlyMap<string, () => string>;

const BLOCK = /(<!-- generated:([a-z-]+) -->\n)[\s\S]*?(<!-- \/generated:\2 -->)/g;
const OPENING = /<!-- generated:/g;

/** The page with every generated block written anew. @throws Error for a block that nobody writes, or that never ends */
export function fillGeneratedBlocks({
  page,
  text,
  writers,
}: {
  readonly page: string;
  readonly text: string;
  readonly writers: BlockWriters;
}): { readonly text: string; readonly filled: readonly string[] } {
  const filled: string[] = [];
  const result = text.replaceAll(BLOCK, (_, opening: string, name: string, closing: string) => {
    const write = writers.get(name);
    if (write === undefined) throw new Error(`${page}: nobody writes the block "${name}"`);
    filled.push(name);
    return `${opening}\n${write()}\n\n${closing}`;
  });
  const opened = text.match(OPENING)?.length ?? 0;
  if (opened !== filled.length) throw new Error(`${page}: a generated block has no end, or its end has another name`);
  return { text: result, filled };
}
