import type { CliContext } from '../cli-context.ts';
import { usageError } from '../cli-error.ts';
import { explainBody } from './explain-body.ts';
import type { ExplainOptions } from './explain-options.ts';
import { explainRequest } from './explain-request.ts';

/** `latentkit explain`: of a request that was, by its id; of one that may be, by its key and body. */
export async function explain({
  context,
  options,
  requestId,
}: {
  readonly context: CliContext;
  readonly options: ExplainOptions;
  readonly requestId: string | undefined;
}): Promise<number> {
  if (requestId !== undefined) return explainRequest({ context, options, requestId });
  const { key, body } = options;
  if (key === undefined || body === undefined) {
    throw usageError(
      'Nothing to explain.',
      'Give a request id ("latentkit explain req_…"), or --key <name> and --body \'{"messages": […]}\' (or --body @file).',
    );
  }
  return explainBody({ context, options, key, body: readBody({ context, body }) });
}

function readBody({ context, body }: { readonly context: CliContext; readonly body: string }): string {
  if (!body.startsWith('@')) return body;
  try {
    return context.readFile(body.slice(1));
  } catch {
    throw usageError(`The file ${body.slice(1)} cannot be read.`);
  }
}
