/**
 * Answers calls that the parent process sends over the channel between them, and ends with the parent. Plain
 * JavaScript, so that it can be loaded into a process whose memory is measured without loading a TypeScript compiler.
 * @param {Record<string, (input: unknown) => unknown>} handlers by the name of the call
 */
export function serveCalls(handlers) {
  process.on('message', async (/** @type {{ id: number, name: string, input: unknown }} */ { id, name, input }) => {
    try {
      const handler = handlers[name];
      if (handler === undefined) throw new Error(`no call ${name}`);
      process.send?.({ id, result: await handler(input) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  process.on('disconnect', () => process.exit());
}
