import type { ReasoningEffort } from '../domain/chat.ts';
import type { ChatDraft } from '../wire/dialect.ts';
import { editDraft } from './edit-draft.ts';

/** What an OpenAI model id says about the parameters that the model takes. */
interface ModelTraits {
  readonly reasons: boolean;
  readonly efforts: readonly ReasoningEffort[];
  /** Reasons unless it is told not to. */
  readonly reasonsByDefault: boolean;
  readonly refusesToolsWhileReasoning: boolean;
  readonly takesParallelToolCalls: boolean;
}

const PLAIN: ModelTraits = {
  reasons: false,
  efforts: [],
  reasonsByDefault: false,
  refusesToolsWhileReasoning: false,
  takesParallelToolCalls: true,
};

/**
 * The o series knows low to high; gpt-5 adds minimal; gpt-5.1 trades it for none; gpt-5.2 adds xhigh. From gpt-5.2 on,
 * Chat Completions takes function tools only with effort none; from gpt-5.5 on, that has to be said.
 */
function traitsOf(model: string): ModelTraits {
  const id = model.replace(/^ft:/, '').replace(/^openai\//, '');
  if (/^o\d/.test(id)) {
    const reasoning = { reasons: true, reasonsByDefault: true, takesParallelToolCalls: false };
    return { ...PLAIN, ...reasoning, efforts: ['low', 'medium', 'high'] };
  }
  const found = /^gpt-(\d+)(?:\.(\d+))?(-pro|-chat)?/.exec(id);
  const version = Number(found?.[1] ?? 0) * 100 + Number(found?.[2] ?? 0);
  if (version < 500 || (version === 500 && found?.[3] === '-chat')) return PLAIN;
  if (version === 500) {
    const efforts: readonly ReasoningEffort[] = found?.[3] === '-pro' ? ['high'] : ['minimal', 'low', 'medium', 'high'];
    return { ...PLAIN, reasons: true, reasonsByDefault: true, efforts };
  }
  if (version === 501) return { ...PLAIN, reasons: true, efforts: ['none', 'low', 'medium', 'high'] };
  return {
    ...PLAIN,
    reasons: true,
    reasonsByDefault: version >= 505,
    refusesToolsWhileReasoning: true,
    efforts: ['none', 'low', 'medium', 'high', 'xhigh'],
  };
}

export function openaiEfforts(model: string): readonly ReasoningEffort[] {
  return traitsOf(model).efforts;
}

/** What a model that is reasoning refuses, with the value that is the default and so may stand. */
const SAMPLING: readonly (readonly [string, unknown])[] = [
  ['temperature', 1],
  ['top_p', 1],
  ['presence_penalty', 0],
  ['frequency_penalty', 0],
  ['logprobs', false],
  ['top_logprobs', 0],
  ['logit_bias', undefined],
  ['stop', undefined],
];

/** Takes from the draft what the model would refuse with a 400, and warns of each. */
export function fitToOpenaiModel(draft: ChatDraft, model: string): ChatDraft {
  const traits = traitsOf(model);
  return editDraft(draft, ({ body, warn, drop }) => {
    if (traits.refusesToolsWhileReasoning && body.tools !== undefined && body.reasoning_effort !== 'none') {
      if (body.reasoning_effort !== undefined || traits.reasonsByDefault) {
        warn('reasoning', 'With tools this model answers here only without reasoning.');
      }
      body.reasoning_effort = 'none';
    }
    const effort = body.reasoning_effort ?? (traits.reasonsByDefault ? 'medium' : 'none');
    if (traits.reasons && effort !== 'none') {
      for (const [param, standard] of SAMPLING) {
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
