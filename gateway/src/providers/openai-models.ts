import type { ReasoningEffort } from '../domain/chat.ts';
import { isJsonObject } from '../domain/json.ts';
import type { ChatDraft } from '../wire/dialect.ts';
import { editDraft } from './edit-draft.ts';

/** What an OpenAI model id says about the parameters that the model takes. */
interface ModelTraits {
  readonly reasons: boolean;
  readonly efforts: readonly ReasoningEffort[];
  /** Reasons unless it is told not to. */
  readonly reasonsByDefault: boolean;
  /** In Chat Completions, from gpt-5.2 on: function tools only with effort none. */
  readonly refusesToolsInChat: boolean;
  readonly takesParallelToolCalls: boolean;
}

const PLAIN: ModelTraits = {
  reasons: false,
  efforts: [],
  reasonsByDefault: false,
  refusesToolsInChat: false,
  takesParallelToolCalls: true,
};

/**
 * The o series knows low to high; gpt-5 adds minimal; gpt-5.1 trades it for none; gpt-5.2 adds xhigh. From gpt-5.5 on
 * they reason unless told not to. From gpt-5.1 on the chat models reason at one level, and the pro models always do.
 */
function traitsOf(model: string): ModelTraits {
  const id = model.replace(/^ft:/, '').replace(/^openai\//, '');
  // A search model answers in Chat Completions only.
  if (/-search(-|$)/.test(id)) return PLAIN;
  if (/^o\d/.test(id)) return { ...always(['low', 'medium', 'high']), takesParallelToolCalls: false };
  const found = /^gpt-(\d+)(?:\.(\d+))?(-pro|-chat)?/.exec(id);
  const version = Number(found?.[1] ?? 0) * 100 + Number(found?.[2] ?? 0);
  const variant = found?.[3];
  if (version < 500) return PLAIN;
  if (version === 500) {
    if (variant === '-chat') return PLAIN;
    return always(variant === '-pro' ? ['high'] : ['minimal', 'low', 'medium', 'high']);
  }
  if (variant === '-chat') return always(['medium']);
  if (variant === '-pro') return always(['medium', 'high', 'xhigh']);
  const efforts: readonly ReasoningEffort[] = ['none', 'low', 'medium', 'high'];
  if (version === 501) return { ...PLAIN, reasons: true, efforts };
  return {
    ...PLAIN,
    reasons: true,
    reasonsByDefault: version >= 505,
    refusesToolsInChat: true,
    efforts: [...efforts, 'xhigh'],
  };
}

function always(efforts: readonly ReasoningEffort[]): ModelTraits {
  return { ...PLAIN, reasons: true, reasonsByDefault: true, efforts };
}

export function openaiEfforts(model: string): readonly ReasoningEffort[] {
  return traitsOf(model).efforts;
}

/**
 * Reasoning models are spoken to in Responses: only there do the newer ones take tools while they reason, and only there
 * does what they reasoned survive the turn.
 */
export function speaksResponses(model: string): boolean {
  return traitsOf(model).reasons;
}

/** What a model that is reasoning refuses, with the value that is the default and so may stand. */
const SAMPLING: readonly (readonly [string, unknown])[] = [
  ['temperature', 1],
  ['top_p', 1],
  ['top_logprobs', 0],
];

/** Takes from a draft in Responses what the model would refuse with a 400, and warns of each. */
export function fitToReasoningModel(draft: ChatDraft, model: string): ChatDraft {
  const traits = traitsOf(model);
  return editDraft(draft, ({ body, drop }) => {
    const told = isJsonObject(body.reasoning) ? body.reasoning.effort : undefined;
    const effort = told ?? (traits.reasonsByDefault ? 'medium' : 'none');
    if (effort !== 'none') {
      for (const [param, standard] of SAMPLING) {
        if (body[param] === standard) delete body[param];
        else drop(param, `This model does not take "${param}" while it reasons; it was left out.`);
      }
    }
    if (!traits.takesParallelToolCalls) {
      drop('parallel_tool_calls', 'This model does not take "parallel_tool_calls"; it was left out.');
    }
  });
}

/** What a reasoning model refuses in Chat Completions, beyond what it refuses in Responses. */
const CHAT_ONLY: readonly (readonly [string, unknown])[] = [
  ['presence_penalty', 0],
  ['frequency_penalty', 0],
  ['logprobs', false],
  ['logit_bias', undefined],
  ['stop', undefined],
];

/** Takes from a draft in Chat Completions what would be refused with a 400, and warns of it. */
export function fitToChatModel(draft: ChatDraft, model: string): ChatDraft {
  const traits = traitsOf(model);
  return editDraft(draft, ({ body, warn, drop }) => {
    if (traits.refusesToolsInChat && body.tools !== undefined && body.reasoning_effort !== 'none') {
      if (body.reasoning_effort !== undefined || traits.reasonsByDefault) {
        warn('reasoning', 'With tools this model answers here only without reasoning.');
      }
      body.reasoning_effort = 'none';
    }
    const effort = body.reasoning_effort ?? (traits.reasonsByDefault ? 'medium' : 'none');
    if (traits.reasons && effort !== 'none') {
      for (const [param, standard] of [...SAMPLING, ...CHAT_ONLY]) {
        if (standard !== undefined && body[param] === standard) delete body[param];
        else drop(param, `This model does not take "${param}" while it reasons; it was left out.`);
      }
    }
    if (!traits.takesParallelToolCalls) {
      drop('parallel_tool_calls', 'This model does not take "parallel_tool_calls"; it was left out.');
    }
    if (body.store !== true) {
      drop('metadata', 'This provider takes "metadata" only with "store": true; it was left out.');
    }
  });
}
