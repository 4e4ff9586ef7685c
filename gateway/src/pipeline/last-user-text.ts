import type { Task } from '../domain/task.ts';

/** The text of the last user message (or the prompt, or the first input): where test keys look for trigger texts. */
export function lastUserText(task: Task): string {
  switch (task.operation) {
    case 'chat': {
      const message = task.request.messages.findLast(({ role }) => role === 'user');
      return message?.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n') ?? '';
    }
    case 'embeddings':
      return task.request.input[0] ?? '';
    case 'image':
      return task.request.prompt;
  }
}
