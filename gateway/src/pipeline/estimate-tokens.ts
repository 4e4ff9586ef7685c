import type { ChatRequest, ContentPart } from '../domain/chat.ts';
import type { Task } from '../domain/task.ts';

const CHARACTERS_PER_TOKEN = 4;
/** A middling figure: providers count from 85 (low detail) to some 1 600 for one image. */
const TOKENS_PER_IMAGE = 800;
/** Base64 characters: a second of compressed sound is about 20,000 of them, and 10 to 30 tokens. */
const AUDIO_CHARACTERS_PER_TOKEN = 1_000;
/** A scanned page is some 300,000 of them, a page of text a tenth of that, and either about 1,000 tokens. */
const FILE_CHARACTERS_PER_TOKEN = 300;

/** Tokens of a text when no provider has counted them. A guess: good for limits, holds and labels, never for a bill. */
export function estimateTextTokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

export function estimateInputTokens(task: Task): number {
  switch (task.operation) {
    case 'chat':
      return estimateChatTokens(task.request);
    case 'embeddings': {
      let characters = 0;
      for (const text of task.request.input) characters += text.length;
      return estimateTextTokens(characters);
    }
    case 'image':
      return estimateTextTokens(task.request.prompt.length) + task.request.images.length * TOKENS_PER_IMAGE;
  }
}

function estimateChatTokens(request: ChatRequest): number {
  let characters = 0;
  let images = 0;
  let media = 0;
  const count = (part: ContentPart) => {
    if (part.type === 'text') characters += part.text.length;
    else if (part.type === 'image') images++;
    else if (part.type === 'audio') media += Math.ceil(part.data.length / AUDIO_CHARACTERS_PER_TOKEN);
    else media += Math.ceil((part.data?.length ?? 0) / FILE_CHARACTERS_PER_TOKEN);
  };
  for (const message of request.messages) {
    message.content.forEach(count);
    if (message.role !== 'assistant') continue;
    for (const call of message.toolCalls) characters += call.arguments.length + call.name.length;
  }
  if (request.tools.length > 0) characters += JSON.stringify(request.tools).length;
  return estimateTextTokens(characters) + images * TOKENS_PER_IMAGE + media;
}
