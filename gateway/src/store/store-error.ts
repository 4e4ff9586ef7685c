/** The store cannot be opened or used as it is; the message says what to do. */
export class StoreError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'StoreError';
  }
}
