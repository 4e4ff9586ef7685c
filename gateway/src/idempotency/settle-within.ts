export type Settled<Value> =
  | { readonly state: 'done'; readonly value: Value }
  | { readonly state: 'failed'; readonly error: unknown }
  | { readonly state: 'late' };

/** What becomes of work within a time. Never rejects, and does not end what is late: that goes on unheard. */
export function settleWithin<Value>({ work, ms }: { work: Promise<Value>; ms: number }): Promise<Settled<Value>> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve({ state: 'late' }), ms);
    const end = (settled: Settled<Value>) => {
      clearTimeout(timer);
      resolve(settled);
    };
    work.then(
      (value) => end({ state: 'done', value }),
      (error: unknown) => end({ state: 'failed', error }),
    );
  });
}
