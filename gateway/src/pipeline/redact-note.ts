import type { Task } from '../domain/task.ts';

const HIDDEN = '[…]';
/** A piece of a note that also stands in the task is taken for a quotation from this length on. */
const PIECE = 12;
const STEP = 4;
/** Enough to find what a provider quotes, which is the beginning or the end of a long task. */
const MAX_TEXT = 200_000;

interface Note {
  readonly note: string;
  /** Opened secrets of the connection that was called. */
  readonly credential: Readonly<Record<string, string>>;
  readonly task: Task;
}

/**
 * A provider's own words, fit for the request log: without the credential, which providers like to quote when they
 * refuse it, and without pieces of the task, which they quote when they refuse that. Only failures come here, so that
 * looking for every piece in the whole task may take its time.
 */
export function redactNote({ note, credential, task }: Note): string {
  let clean = note;
  for (const secret of Object.values(credential)) {
    if (secret.length >= 8) clean = clean.replaceAll(secret, HIDDEN).replaceAll(encodeURIComponent(secret), HIDDEN);
  }
  return withoutQuotations({ note: clean, texts: textsOf(task) });
}

function withoutQuotations({ note, texts }: { note: string; texts: readonly string[] }): string {
  const quoted = new Uint8Array(note.length);
  for (let at = 0; at + PIECE <= note.length; at += STEP) {
    const piece = note.slice(at, at + PIECE);
    if (texts.some((text) => text.includes(piece))) quoted.fill(1, at, at + PIECE);
  }
  let clean = '';
  for (let at = 0; at < note.length; at++) {
    if (quoted[at] === 0) clean += note.charAt(at);
    else if (at === 0 || quoted[at - 1] === 0) clean += HIDDEN;
  }
  return clean;
}

function textsOf(task: Task): string[] {
  switch (task.operation) {
    case 'chat':
      return task.request.messages.flatMap((message) => [
        ...message.content.flatMap((part) => (part.type === 'text' ? ends(part.text) : [])),
        ...(message.role === 'assistant' ? message.toolCalls.map((call) => call.arguments) : []),
      ]);
    case 'embeddings':
      return task.request.input.flatMap(ends);
    case 'image':
      return ends(task.request.prompt);
  }
}

function ends(text: string): string[] {
  return text.length <= 2 * MAX_TEXT ? [text] : [text.slice(0, MAX_TEXT), text.slice(-MAX_TEXT)];
}
