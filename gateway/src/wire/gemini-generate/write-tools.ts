import type { ChatRequest, Tool } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';

interface ToolsInput {
  readonly request: ChatRequest;
  readonly warn: Warn;
}

/** `tools` and `toolConfig` (ai.google.dev/gemini-api/docs/function-calling). */
export function writeTools({ request, warn }: ToolsInput): JsonObject | undefined {
  const { tools, toolChoice, parallelToolCalls } = request;
  if (tools.length === 0) {
    if (toolChoice === 'required' || typeof toolChoice === 'object') {
      warn({ param: 'tool_choice', message: 'The request names no tools, so a tool cannot be required.' });
    }
    return undefined;
  }
  if (parallelToolCalls === false) {
    warn({ param: 'parallel_tool_calls', message: 'This format cannot keep a model from calling several tools.' });
  }
  const calling = writeCallingConfig(request);
  return {
    tools: [{ functionDeclarations: tools.map(writeDeclaration) }],
    ...(calling === undefined ? undefined : { toolConfig: { functionCallingConfig: calling } }),
  };
}

function writeDeclaration({ name, description, parameters }: Tool): JsonObject {
  return {
    name,
    ...(description === undefined ? undefined : { description }),
    ...(parameters === undefined ? undefined : { parametersJsonSchema: parameters }),
  };
}

function writeCallingConfig({ tools, toolChoice }: ChatRequest): JsonObject | undefined {
  if (typeof toolChoice === 'object') return { mode: 'ANY', allowedFunctionNames: [toolChoice.name] };
  switch (toolChoice) {
    case 'none':
      return { mode: 'NONE' };
    case 'required':
      return { mode: 'ANY' };
    case 'auto':
    case undefined:
      // Free to answer in text, but a call must fit its schema: what `strict` means elsewhere.
      if (tools.some((tool) => tool.strict === true)) return { mode: 'VALIDATED' };
      return toolChoice === 'auto' ? { mode: 'AUTO' } : undefined;
  }
}
