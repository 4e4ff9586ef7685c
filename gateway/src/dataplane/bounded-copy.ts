/** A text that is put together from pieces, up to a size in bytes; beyond it nothing is held any more. */
export class BoundedCopy {
  private readonly mostBytes: number;
  private pieces = '';
  private bytes = 0;

  constructor({ mostBytes }: { mostBytes: number }) {
    this.mostBytes = mostBytes;
  }

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  add(text: string): void {
    this.bytes += Buffer.byteLength(text);
    this.pieces = this.bytes > this.mostBytes ? '' : this.pieces + text;
  }

  /** Undefined where it became too large. */
  text(): string | undefined {
    return this.bytes > this.mostBytes ? undefined : this.pieces;
  }
}
