import type { ChatRequest, Tool } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';
import { writeOutputSchema } from './write-output-schema.ts';

/** `tools` and `tool_choice`; empty where the request has no tools. */
export function writeTools({ request, warn }: { request: ChatRequest; warn: Warn }): JsonObject {
  if (request.tools.length === 0) {
    if (request.toolChoice !== undefined && request.toolChoice !== 'none' && request.toolChoice !== 'auto') {
      warn({ param: 'tool_choice', message: 'There are no tools to choose from; the choice was left out.' });
    }
    return {};
  }
  const choice = writeToolChoice(request);
  return {
    tools: request.tools.map((tool) => writeTool({ tool, warn })),
    ...(choice === undefined ? {} : { tool_choice: choice }),
  };
}

function writeTool({ tool, warn }: { tool: Tool; warn: Warn }): JsonObject {
  const parameters: JsonObject = { type: 'object', ...(tool.parameters ?? { properties: {} }) };
  const written: JsonObject = { name: tool.name };
  if (tool.description !== undefined) written.description = tool.description;
  if (tool.strict !== true) return { ...written, input_schema: parameters };
  const { schema, relaxed } = writeOutputSchema(parameters);
  if (relaxed.length > 0) {
    warn({ param: 'tools', message: `Strict tools do not enforce ${relaxed.join(', ')} here.` });
  }
  return { ...written, input_schema: schema, strict: true };
}

function writeToolChoice({ toolChoice, parallelToolCalls }: ChatRequest): JsonObject | undefined {
  if (toolChoice === 'none') return { type: 'none' };
  const serial = parallelToolCalls === false ? { disable_parallel_tool_use: true } : {};
  if (toolChoice === 'required') return { type: 'any', ...serial };
  if (typeof toolChoice === 'object') return { type: 'tool', name: toolChoice.name, ...serial };
  return toolChoice === 'auto' || parallelToolCalls === false ? { type: 'auto', ...serial } : undefined;
}
