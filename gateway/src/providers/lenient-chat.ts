import type { OpenaiChatOptions } from '../wire/openai-chat/options.ts';

/** For servers that come in many makes: keep what may be understood, and don't insist on what some leave out. */
export const LENIENT_CHAT: Partial<OpenaiChatOptions> = {
  unknownPartFields: 'keep',
  finishReasonOptional: true,
  finishReasons: { eos: 'stop', eos_token: 'stop', stop_sequence: 'stop', end_turn: 'stop', max_tokens: 'length' },
  failingFinishReasons: { error: 'server_error', abort: 'server_error' },
};
