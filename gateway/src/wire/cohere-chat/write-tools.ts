import type { ChatRequest, Tool } from '../../domain/chat.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';

const TOOL_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `tools`, `tool_choice` and `strict_tools` (docs.cohere.com/reference/chat). */
export function writeTools({ request, warn }: { request: ChatRequest; warn: Warn }): JsonObject | undefined {
  const { toolChoice, parallelToolCalls } = request;
  if (request.tools.length === 0) {
    if (toolChoice === 'required' || typeof toolChoice === 'object') {
      warn({ param: 'tool_choice', message: 'The request names no tools, so a tool cannot be required.' });
    }
    return undefined;
  }
  if (parallelToolCalls === false) {
    warn({ param: 'parallel_tool_calls', message: 'This format cannot keep a model from calling several tools.' });
  }
  const tools = chosenTools({ request, warn });
  for (const { name } of tools) {
    if (TOOL_NAME.test(name)) continue;
    warn({ param: 'tools', message: `"${name}": a tool name may have letters, digits and underscores only.` });
  }
  return { tools: tools.map(writeTool), ...writeToolChoice(toolChoice), ...writeStrict({ tools, warn }) };
}

/** The format can require a tool, but not name it: a named one is the only one that is offered. */
function chosenTools({ request, warn }: { request: ChatRequest; warn: Warn }): readonly Tool[] {
  const { tools, toolChoice } = request;
  if (typeof toolChoice !== 'object') return tools;
  const named = tools.filter(({ name }) => name === toolChoice.name);
  if (named.length > 0) return named;
  warn({ param: 'tool_choice', message: `The request has no tool "${toolChoice.name}"; any tool may be called.` });
  return tools;
}

function writeTool({ name, description, parameters }: Tool): JsonObject {
  return {
    type: 'function',
    function: {
      name,
      ...(description === undefined ? undefined : { description }),
      parameters: parameters ?? { type: 'object', properties: {} },
    },
  };
}

function writeToolChoice(choice: ChatRequest['toolChoice']): JsonObject | undefined {
  if (choice === undefined || choice === 'auto') return undefined;
  return { tool_choice: choice === 'none' ? 'NONE' : 'REQUIRED' };
}

function writeStrict({ tools, warn }: { tools: readonly Tool[]; warn: Warn }): JsonObject | undefined {
  const strict = tools.filter((tool) => tool.strict === true);
  if (strict.length === 0) return undefined;
  if (strict.length < tools.length) {
    warn({ param: 'tools', message: '"strict" counts for all tools of a request in this format.' });
  }
  return { strict_tools: true };
}
