/** The master key is missing, weak, damaged, readable by others, or not the one of this installation. */
export class MasterKeyError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'MasterKeyError';
  }
}
