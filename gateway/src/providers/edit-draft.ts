import type { JsonObject } from '../domain/json.ts';
import type { ChatDraft, Warning } from '../wire/dialect.ts';

/** What an adapter's `adjust` works on: a copy of the drafted body, and a place for warnings. */
export interface DraftEdit {
  readonly body: JsonObject;
  warn(param: string, message: string): void;
  /** Takes a field out, with a warning, if it is there. */
  drop(param: string, message: string): void;
}

export function editDraft(draft: ChatDraft, change: (edit: DraftEdit) => void): ChatDraft {
  const body: JsonObject = { ...draft.body };
  const warnings: Warning[] = [...draft.warnings];
  const warn = (param: string, message: string): void => {
    warnings.push({ param, message });
  };
  change({
    body,
    warn,
    drop(param, message) {
      if (body[param] === undefined) return;
      delete body[param];
      warn(param, message);
    },
  });
  return { body, warnings };
}
