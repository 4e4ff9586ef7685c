import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { listOf } from '../narrow-json.ts';

/** Fields of Chat Completions that this format lacks, with the value that asks for nothing and goes without a warning. */
const NOT_HERE: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['n', 1],
  ['logprobs', false],
  ['presence_penalty', 0],
  ['frequency_penalty', 0],
  ...['logit_bias', 'modalities', 'audio', 'prediction', 'web_search_options', 'functions', 'function_call'].map(
    (field) => [field, undefined] as const,
  ),
]);

/** Fields that say how a model reasons, by their names at the top of a body and inside `reasoning`. */
const REASONING_FIELDS: ReadonlyMap<string, string> = new Map([
  ['reasoning_effort', 'effort'],
  ['reasoning_summary', 'summary'],
  ['reasoning_context', 'context'],
  ['reasoning_mode', 'mode'],
]);

const ENCRYPTED_REASONING = 'reasoning.encrypted_content';

/** Fields that put the answer, or what came before it, into the server's store. */
const STORING_FIELDS = ['store', 'previous_response_id', 'conversation'] as const;

/** Fields that our contract does not know, in this format's places. */
export interface WrittenPassthrough {
  readonly body: JsonObject;
  readonly reasoning: JsonObject;
  readonly text: JsonObject;
}

/**
 * By default nothing is stored, and reasoning comes back encrypted so that it survives all the same. Who names what is
 * stored, or asks for storing, gets the server's own default.
 */
export function writePassthrough({ passthrough, warn }: { passthrough: JsonObject; warn: Warn }): WrittenPassthrough {
  const { include, text, verbosity, ...others } = passthrough;
  const isStored = STORING_FIELDS.some((field) => passthrough[field] !== undefined);
  const body: JsonObject = isStored ? {} : { store: false };
  body.include = [...new Set([...listOf(include), ENCRYPTED_REASONING])];
  const reasoning: JsonObject = {};
  for (const [field, value] of Object.entries(others)) {
    const reasoningField = REASONING_FIELDS.get(field);
    if (reasoningField !== undefined) {
      reasoning[reasoningField] = value;
    } else if (field === 'background') {
      if (value !== false) warn({ param: field, message: 'The answer is waited for; "background" was left out.' });
    } else if (!NOT_HERE.has(field)) {
      body[field] = value;
    } else if (value !== NOT_HERE.get(field)) {
      warn({ param: field, message: `This model does not take "${field}"; it was left out.` });
    }
  }
  return {
    body,
    reasoning,
    text: { ...(isJsonObject(text) ? text : {}), ...(verbosity === undefined ? {} : { verbosity }) },
  };
}
