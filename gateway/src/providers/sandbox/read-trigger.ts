import type { SandboxTrigger } from './sandbox-trigger.ts';
import { SANDBOX_TRIGGERS } from './triggers.ts';

export type KnownTrigger = (typeof SANDBOX_TRIGGERS)[number];

/** What the text asks the sandbox to do. */
export type TriggerFound =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'known';
      readonly trigger: KnownTrigger;
      /** Within the trigger's bounds; its standard value where the text names none. Undefined: it takes no number. */
      readonly amount: number | undefined;
      /** The words that follow, lower case. */
      readonly following: readonly string[];
    }
  | { readonly kind: 'unknown'; readonly word: string }
  | { readonly kind: 'several'; readonly words: readonly string[] };

// Not within an address such as http://sandbox:8080 or a longer word. A word that follows is not the next trigger.
const TRIGGER = /(?<![\w/:.@-])sandbox:([\w-]+)(?:[ \t]+((?!sandbox:)[\w-]+))?(?:[ \t]+((?!sandbox:)[\w-]+))?/gi;

const TRIGGER_BY_WORD: ReadonlyMap<string, KnownTrigger> = new Map(
  SANDBOX_TRIGGERS.flatMap((trigger) =>
    [trigger.word, ...aliasesOf(trigger)].map((word): [string, KnownTrigger] => [word, trigger]),
  ),
);

/** One trigger a message; several are reported, so that none is left out silently. */
export function readTrigger(text: string): TriggerFound {
  const [first, ...others] = text.matchAll(TRIGGER);
  if (first === undefined) return { kind: 'none' };
  if (others.length > 0) return { kind: 'several', words: [first, ...others].map((match) => wordOf(match[1])) };
  const word = wordOf(first[1]);
  const trigger = TRIGGER_BY_WORD.get(word);
  if (trigger === undefined) return { kind: 'unknown', word };
  const following = [first[2], first[3]].flatMap((next) => (next === undefined ? [] : [wordOf(next)]));
  return { kind: 'known', trigger, amount: amountOf(trigger, following[0]), following };
}

/** Whether a text asks for an answer that breaks off and is continued. */
export function asksToResume(text: string): boolean {
  const found = readTrigger(text);
  return found.kind === 'known' && found.trigger.word === 'resume';
}

function wordOf(text: string | undefined): string {
  return (text ?? '').toLowerCase().replaceAll('-', '_');
}

function aliasesOf(trigger: SandboxTrigger): readonly string[] {
  return trigger.aliases ?? [];
}

function amountOf(trigger: SandboxTrigger, word: string | undefined): number | undefined {
  const { argument } = trigger;
  if (argument === undefined) return undefined;
  if (word === undefined || !/^\d{1,9}$/.test(word)) return argument.standard;
  return Math.min(Math.max(Number(word), argument.min), argument.max);
}
