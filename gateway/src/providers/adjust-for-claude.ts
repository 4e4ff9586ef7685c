import { isJsonObject, type JsonObject } from '../domain/json.ts';
import { fitThinkingBudget } from '../wire/anthropic-messages/thinking-budget.ts';
import { collectWarnings, type Warn } from '../wire/collect-warnings.ts';
import type { ChatDraft } from '../wire/dialect.ts';
import { type ClaudeAbilities, claudeAbilities } from './claude-model.ts';
import type { OperationCall } from './provider-adapter.ts';

/** One rule of a model: changes the body in place (it is this call's own copy) and says what it took away. */
type Rule = (draft: { readonly body: JsonObject; readonly able: ClaudeAbilities; readonly warn: Warn }) => void;

/** In this order: what thinking turns out to be decides about sampling, and a forced tool about thinking. */
const RULES: readonly Rule[] = [forceTools, structureOutput, think, giveEffort, sample, endWithUser];

/** A draft of the Messages format, made to fit the Claude model that it goes to. */
export function adjustForClaude(draft: ChatDraft, { model }: OperationCall): ChatDraft {
  const collected = collectWarnings();
  const body = { ...draft.body };
  const able = claudeAbilities(model);
  for (const rule of RULES) rule({ body, able, warn: collected.warn });
  return { body, warnings: [...draft.warnings, ...collected.warnings()] };
}

const isForced = (choice: unknown): choice is JsonObject =>
  isJsonObject(choice) && (choice.type === 'any' || choice.type === 'tool');

const thinksIn = (thinking: unknown): thinking is JsonObject =>
  isJsonObject(thinking) && (thinking.type === 'enabled' || thinking.type === 'adaptive');

function forceTools({ body, able, warn }: Parameters<Rule>[0]): void {
  const { tool_choice: choice, thinking } = body;
  if (!isForced(choice)) return;
  if (!able.forcedTools) {
    const { name: _name, ...rest } = choice;
    body.tool_choice = { ...rest, type: 'auto' };
    warn({ param: 'tool_choice', message: 'This model cannot be made to call a tool; it was left to choose.' });
  } else if (thinksIn(thinking)) {
    delete body.thinking;
    warn({ param: 'reasoning', message: 'A forced tool call excludes thinking; no thinking was asked for.' });
  }
}

function structureOutput({ body, able, warn }: Parameters<Rule>[0]): void {
  if (able.structuredOutput) return;
  const { tools, output_config: output } = body;
  if (Array.isArray(tools) && tools.some((tool) => isJsonObject(tool) && tool.strict === true)) {
    body.tools = tools.map((tool: unknown) => (isJsonObject(tool) ? withoutKey({ of: tool, key: 'strict' }) : tool));
    warn({ param: 'tools', message: 'This model has no strict tools; the arguments are not enforced.' });
  }
  if (!isJsonObject(output) || !isJsonObject(output.format)) return;
  const schema = JSON.stringify(output.format.schema);
  const text = `Answer with one JSON object that follows this JSON Schema, and nothing else: ${schema}`;
  body.system = [...(Array.isArray(body.system) ? body.system : []), { type: 'text', text }];
  writeOutputConfig({ body, output: withoutKey({ of: output, key: 'format' }) });
  warn({ param: 'response_format', message: 'This model has no structured output; it was told the schema instead.' });
}

/** Budgets for models that only know those, by the effort that was asked for. Tokens. */
const BUDGET_OF_EFFORT: Readonly<Record<string, number>> = { low: 2_048, medium: 8_192, high: 16_384, xhigh: 32_768 };

function think({ body, able, warn }: Parameters<Rule>[0]): void {
  const { thinking } = body;
  if (!isJsonObject(thinking)) return;
  if (thinking.type === 'disabled') turnOff({ body, able, warn });
  else if (able.thinking === 'none') {
    delete body.thinking;
    warn({ param: 'reasoning', message: 'This model cannot think; the wish was left out.' });
  } else if (thinking.type === 'adaptive' && able.thinking === 'budget') giveBudget({ body, warn });
  else if (thinking.type === 'enabled' && able.thinking === 'adaptive') adapt({ body, thinking, warn });
  // Since 4.7 thinking comes back without its text unless the request asks for it.
  else if (thinking.type === 'adaptive' && able.thinking === 'adaptive') {
    body.thinking = { display: 'summarized', ...thinking };
  }
}

function turnOff({ body, able, warn }: Parameters<Rule>[0]): void {
  if (able.thinkingOff === 'between_tools') {
    body.thinking = { type: 'between_tools' };
  } else if (able.thinkingOff === undefined) {
    delete body.thinking;
    writeOutputConfig({ body, output: { ...outputConfigOf(body), effort: 'low' } });
    warn({ param: 'reasoning.effort', message: 'This model always thinks; the lowest effort was asked for.' });
  } else if (able.thinking === 'none') {
    delete body.thinking;
  }
}

function giveBudget({ body, warn }: { body: JsonObject; warn: Warn }): void {
  const { effort } = outputConfigOf(body);
  const wanted = BUDGET_OF_EFFORT[typeof effort === 'string' ? effort : 'medium'] ?? 8_192;
  const budget = fitThinkingBudget({ wanted, maxTokens: Number(body.max_tokens) });
  if (budget === undefined) {
    delete body.thinking;
    warn({ param: 'reasoning', message: 'max_tokens leaves no room to think, so no thinking was asked for.' });
  } else {
    body.thinking = { type: 'enabled', budget_tokens: budget };
  }
}

function adapt({ body, thinking, warn }: { body: JsonObject; thinking: JsonObject; warn: Warn }): void {
  const { budget_tokens: budget, ...rest } = thinking;
  body.thinking = { display: 'summarized', ...rest, type: 'adaptive' };
  const output = outputConfigOf(body);
  const effort = output.effort ?? effortOfBudget(Number(budget));
  writeOutputConfig({ body, output: { ...output, effort } });
  warn({
    param: 'reasoning.budget_tokens',
    message: `This model has no thinking budget; the effort "${effort}" was asked for instead.`,
  });
}

function effortOfBudget(budget: number): string {
  if (budget <= 2_048) return 'low';
  if (budget <= 8_192) return 'medium';
  return budget <= 24_576 ? 'high' : 'xhigh';
}

function giveEffort({ body, able, warn }: Parameters<Rule>[0]): void {
  const output = outputConfigOf(body);
  const { effort } = output;
  if (effort === undefined) return;
  if (able.effort === undefined) {
    writeOutputConfig({ body, output: withoutKey({ of: output, key: 'effort' }) });
  } else if (effort === 'xhigh' && able.effort === 'to_high') {
    writeOutputConfig({ body, output: { ...output, effort: 'high' } });
    warn({ param: 'reasoning.effort', message: 'The highest effort of this model is "high".' });
  }
}

function sample({ body, able, warn }: Parameters<Rule>[0]): void {
  const { temperature, top_p: topP } = body;
  const thinks = thinksIn(body.thinking);
  const why = able.refusesSampling ? 'This model takes no sampling parameters' : 'Thinking excludes this parameter';
  const drop = (param: 'temperature' | 'top_p' | 'top_k', message = `${why}; it was left out.`): void => {
    delete body[param];
    warn({ param, message });
  };
  const lowestTopP = able.refusesSampling ? 0.99 : 0.95;
  if (able.refusesSampling || thinks) {
    if (temperature !== undefined && temperature !== 1) drop('temperature');
    if (typeof topP === 'number' && topP < lowestTopP) drop('top_p');
    if (body.top_k !== undefined) drop('top_k');
  }
  if (able.oneSamplingParameter && body.temperature !== undefined && body.top_p !== undefined) {
    drop('top_p', 'This model takes temperature or top_p, not both; top_p was left out.');
  }
}

const CONTINUE = 'Continue exactly where your last message ends. Repeat nothing of it and add no introduction.';

/** Newer models refuse a conversation that ends with their own words, so the wish to go on is said instead. */
function endWithUser({ body, able, warn }: Parameters<Rule>[0]): void {
  const turns = Array.isArray(body.messages) ? body.messages : [];
  const last: unknown = turns.at(-1);
  if (able.prefill || !isJsonObject(last) || last.role !== 'assistant') return;
  const callsTools = Array.isArray(last.content) && last.content.some((block) => block?.type === 'tool_use');
  if (callsTools) return;
  body.messages = [...turns, { role: 'user', content: [{ type: 'text', text: CONTINUE }] }];
  warn({ param: 'messages', message: 'This model does not continue an assistant message; it was asked to go on.' });
}

function outputConfigOf(body: JsonObject): JsonObject {
  return isJsonObject(body.output_config) ? body.output_config : {};
}

function writeOutputConfig({ body, output }: { body: JsonObject; output: JsonObject }): void {
  if (Object.keys(output).length > 0) body.output_config = output;
  else delete body.output_config;
}

function withoutKey({ of, key }: { of: JsonObject; key: string }): JsonObject {
  const { [key]: _dropped, ...rest } = of;
  return rest;
}
