import type { ChatAnswer } from '../domain/chat.ts';
import type { Task } from '../domain/task.ts';

/**
 * A task that goes on where a cut answer stopped. The part that was sent stands as an assistant turn with an
 * instruction after it, since newer models refuse a conversation that ends with an assistant turn.
 */
export function continueFrom({ task, partial }: { task: Task; partial: ChatAnswer }): Task {
  if (task.operation !== 'chat' || partial.content === '') return task;
  const instruction =
    'Your last message was cut off. Go on from exactly where it stopped: no introduction, and repeat nothing of it.';
  return {
    ...task,
    request: {
      ...task.request,
      messages: [
        ...task.request.messages,
        {
          role: 'assistant',
          content: [{ type: 'text', text: partial.content }],
          toolCalls: [],
          reasoning: '',
          reasoningState: [],
        },
        { role: 'user', content: [{ type: 'text', text: instruction }] },
      ],
    },
  };
}
