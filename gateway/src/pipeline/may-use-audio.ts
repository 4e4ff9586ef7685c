import type { Needs, Task } from '../domain/task.ts';

/** Fields by which a request asks for a spoken answer, in the words of the providers that have one. */
const SPOKEN_ANSWER = ['audio', 'modalities', 'responseModalities', 'generationConfig'] as const;

/** Whether audio may go in or come out: some models charge ten times as much for it. */
export function mayUseAudio({ task, needs }: { readonly task: Task; readonly needs: Needs }): boolean {
  if (task.operation !== 'chat') return false;
  if (needs.capabilities.includes('audio')) return true;
  return SPOKEN_ANSWER.some((field) => task.request.passthrough[field] !== undefined);
}
