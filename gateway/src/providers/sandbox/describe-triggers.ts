import { ERROR_CATALOGUE } from '@latentkit/contract/error-catalogue';
import type { TriggerFound } from './read-trigger.ts';
import type { SandboxTrigger } from './sandbox-trigger.ts';
import { SANDBOX_TRIGGERS } from './triggers.ts';

/** All triggers, one a line, as the sandbox itself explains them. */
export function listTriggers(): string {
  const lines = SANDBOX_TRIGGERS.map((trigger: SandboxTrigger) => {
    const argument = trigger.argument === undefined ? '' : ` [${trigger.argument.meaning}]`;
    const usage = trigger.group === 'gateway_error' ? ' <code> [reason]' : argument;
    return `sandbox:${trigger.word}${usage}: ${trigger.sandbox}`;
  });
  return `Put one of these into the last user message:\n${lines.join('\n')}`;
}

/** What to say to a trigger that cannot be followed. Undefined: it can, or there is none. */
export function explainTrigger(found: TriggerFound): string | undefined {
  switch (found.kind) {
    case 'none':
      return undefined;
    case 'unknown':
      return `The sandbox knows no trigger "sandbox:${found.word}". ${listTriggers()}`;
    case 'several': {
      const words = found.words.map((word) => `sandbox:${word}`).join(', ');
      return `The sandbox follows one trigger a message, and this one has ${found.words.length}: ${words}.`;
    }
    case 'known':
      return found.trigger.group === 'gateway_error' ? explainGatewayError(found.following) : undefined;
  }
}

/** Reached only where the gateway did not raise the error itself: no test key, or no such error. */
function explainGatewayError([code = '', reason]: readonly string[]): string {
  const entry = Object.entries(ERROR_CATALOGUE).find(([known]) => known === code)?.[1];
  const codes = Object.keys(ERROR_CATALOGUE).join(', ');
  if (entry === undefined) return `Write "sandbox:error <code> [reason]". Codes: ${codes}.`;
  const known: readonly string[] = entry.reasons;
  if (reason !== undefined && !known.includes(reason)) {
    return `The error ${code} has no reason "${reason}". Its reasons: ${known.join(', ') || 'none'}.`;
  }
  return '"sandbox:error" is answered by the gateway itself, for test keys (lk_test_…) only. This request came with another key.';
}
