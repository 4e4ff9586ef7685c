import {
  type ContentAnswer,
  type ContentJournal,
  contentBinding,
  MOST_CONTENT_BYTES,
  type RequestContent,
} from '../domain/request-content.ts';
import type { Vault } from '../domain/vault.ts';

export interface ContentKeeper {
  /** Seals it, and has it written. @throws where it cannot be sealed */
  keep(given: {
    readonly requestId: string;
    readonly workspaceId: string;
    readonly createdAtMs: number;
    readonly expiresAtMs: number;
    /** Undefined: the body alone was too large already. */
    readonly said: RequestContent | undefined;
  }): void;
}

/** Nothing leaves it unsealed. */
export function createContentKeeper({
  vault,
  journal,
}: {
  readonly vault: Pick<Vault, 'seal'>;
  readonly journal: ContentJournal;
}): ContentKeeper {
  return {
    keep({ said, ...about }) {
      const plaintext = said && fitting(said);
      const sealed = plaintext === undefined ? undefined : vault.seal({ plaintext, binding: contentBinding(about) });
      journal.keep({ ...about, sealed });
    },
  };
}

/** As JSON; without the answer where only that is too much; undefined where the body is. */
function fitting(said: RequestContent): string | undefined {
  const bodyBytes = Buffer.byteLength(said.body);
  if (bodyBytes > MOST_CONTENT_BYTES) return undefined;
  const withoutAnswer = (): string => JSON.stringify({ ...said, answer: undefined, answerState: 'too_large' });
  if (said.answer === undefined) return JSON.stringify(said);
  // Measured before it is written: an answer may be many megabytes of images.
  if (charactersOf(said.answer) + bodyBytes > MOST_CONTENT_BYTES) return withoutAnswer();
  const answerBytes = Buffer.byteLength(JSON.stringify(said.answer));
  return bodyBytes + answerBytes > MOST_CONTENT_BYTES ? withoutAnswer() : JSON.stringify(said);
}

function charactersOf(answer: ContentAnswer): number {
  const sum = (lengths: readonly number[]) => lengths.reduce((total, length) => total + length, 0);
  if (answer.operation === 'image')
    return sum(answer.images.map(({ b64_json, url }) => (b64_json ?? url ?? '').length));
  return answer.content.length + answer.reasoning.length + sum(answer.toolCalls.map((call) => call.arguments.length));
}
