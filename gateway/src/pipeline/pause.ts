interface Pause {
  readonly ms: number;
  /** Each takes a callback that ends the pause early, and returns a function that takes it back. */
  readonly endsWhen: readonly ((callback: () => void) => () => void)[];
}

/** Waits, and no longer than somebody cares. */
export function pause({ ms, endsWhen }: Pause): Promise<void> {
  return new Promise((resolve) => {
    const forget: (() => void)[] = [];
    const end = (): void => {
      clearTimeout(timer);
      for (const takeBack of forget) takeBack();
      resolve();
    };
    const timer = setTimeout(end, ms);
    for (const when of endsWhen) forget.push(when(end));
  });
}
