import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { Usage } from '../../domain/usage.ts';
import { MalformedAnswerError, type ReadFailure, type UpstreamFailureAnswer } from '../dialect.ts';
import { type FailureRules, NO_FAILURE_RULES } from '../openai-chat/failure-rules.ts';
import { readFailure as readErrorAnswer, readInBandFailure } from '../openai-chat/read-failure.ts';
import { readUsage } from './read-usage.ts';

/** Codes of a failed response beyond those of an error answer. */
const RESPONSE_CODES: FailureRules['codes'] = {
  image_content_policy_violation: 'content_filter',
  bio_policy: 'content_filter',
  image_too_small: 'invalid_media',
  image_file_too_large: 'invalid_media',
  image_file_not_found: 'invalid_media',
  empty_image_file: 'invalid_media',
  failed_to_download_image: 'invalid_media',
  invalid_image_mode: 'invalid_media',
  data_residency_mismatch: 'permission',
  vector_store_timeout: 'server_error',
  // What the caller asked to go on from is not there; another account has it even less.
  previous_response_not_found: 'bad_request',
};

export function withResponseCodes(rules: FailureRules = NO_FAILURE_RULES): FailureRules {
  return { ...rules, codes: { ...RESPONSE_CODES, ...rules.codes } };
}

/** Error answers have the same body as in Chat Completions; only the codes that may stand in it are more. */
export function readFailure(answer: UpstreamFailureAnswer, rules: FailureRules): ReadFailure {
  return readErrorAnswer(answer, rules);
}

/** An `error` event: the error beside the event's type, or in a field of its own. */
export function errorInStream(event: unknown, rules: FailureRules): MalformedAnswerError {
  if (!isJsonObject(event) || (event.error ?? undefined) !== undefined) return inBand({ body: event, rules });
  const { type: _type, ...error } = event;
  return inBand({ body: { error }, rules });
}

/** A response with the status `failed`: it says why, and what it used up before. */
export function failedResponse(response: JsonObject, rules: FailureRules): MalformedAnswerError {
  const error = isJsonObject(response.error) ? response.error : { message: 'the answer failed without a reason' };
  return inBand({ body: { error }, rules, usage: readUsage(response.usage) });
}

/** Inside a 200 no status tells a fault of the request from one of the server: the error's type does. */
function inBand({ body, rules, usage }: { body: unknown; rules: FailureRules; usage?: Usage | undefined }) {
  const codes = { invalid_request_error: 'bad_request', ...rules.codes } as const;
  return new MalformedAnswerError(readInBandFailure(body, { ...rules, codes }), usage);
}
