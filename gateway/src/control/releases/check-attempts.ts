import type { CheckContext } from '../../config/check-context.ts';
import { checkPrices } from '../../config/check-prices.ts';
import { resolveModel } from '../../config/resolve-model.ts';
import type { AttemptSpec, ConnectionDefinition, ModelDefinition, RouteSpec } from '../../domain/definitions.ts';

interface AttemptsCheck {
  readonly spec: RouteSpec;
  readonly connections: readonly ConnectionDefinition[];
  readonly context: CheckContext;
}

/** Attempts that will never be used, that nobody could bill, or that say the same as one before. */
/** Attempts that will never be used, or that say the same as one before. */
export function checkAttempts({ spec, connections, context }: AttemptsCheck): void {
  for (const [index, attempt] of spec.attempts.entries()) {
    checkUsable({ attempt, index, connections, context });
    checkDuplicate({ attempt, index, spec, context });
  }
}

interface AttemptCheck {
  readonly attempt: AttemptSpec;
  readonly index: number;
  readonly context: CheckContext;
}

function checkUsable({
  attempt,
  index,
  connections,
  context,
}: AttemptCheck & Pick<AttemptsCheck, 'connections'>): void {
  const connection = connections.find(({ name }) => name === attempt.connection);
  if (connection === undefined) return;
  const path = ['attempts', index] as const;
  if (!connection.enabled) {
    context.report({
      path: [...path, 'connection'],
      severity: 'warning',
      message: `connection "${connection.name}" is disabled: attempt ${index + 1} is left out until it is enabled`,
      instead: 'Enable the connection, or remove the attempt.',
    });
  }
  const model = connection.models.find(({ id }) => id === attempt.model);
  if (model !== undefined) checkPriceOf({ connection, model, index, context });
  if (model?.enabled === false) {
    context.report({
      path: [...path, 'model'],
      message: `the model "${model.id}" is not enabled on connection "${connection.name}"`,
      instead: 'Enable it there, or use another model.',
    });
  } else if (model?.vanishedAtMs !== undefined) {
    context.report({
      path: [...path, 'model'],
      severity: 'warning',
      message: `"${connection.name}" did not list the model "${model.id}" any more when its list was last read`,
      instead: 'Refresh the list of models, or use another model.',
    });
  }
}

/** In a file, prices of listed models are looked at where they are listed. Here the list is not what was written. */
function checkPriceOf({
  connection,
  model,
  index,
  context,
}: Pick<AttemptCheck, 'index' | 'context'> & {
  readonly connection: ConnectionDefinition;
  readonly model: ModelDefinition;
}): void {
  const adapter = context.providers.get(connection.provider);
  const { id } = model;
  if (adapter === undefined || connection.access !== 'platform') return;
  const resolved = resolveModel({ adapter, model: id, definition: model, catalogue: context.catalogue });
  checkPrices({ model: { id }, resolved, path: ['attempts', index, 'model'], access: connection.access, context });
}

/** As a second try of the same model it is of little use: what failed there has just failed. */
function checkDuplicate({ attempt, index, spec, context }: AttemptCheck & Pick<AttemptsCheck, 'spec'>): void {
  const { connection, model, profiles } = attempt;
  const earlier = spec.attempts
    .slice(0, index)
    .findIndex(
      (other) =>
        other.connection === connection &&
        other.model === model &&
        other.profiles.some((profile) => profiles.includes(profile)),
    );
  if (earlier < 0) return;
  context.report({
    path: ['attempts', index],
    severity: 'warning',
    message: `attempt ${index + 1} is attempt ${earlier + 1} again: ${connection}/${model}`,
    instead: 'Remove one of them, or let them serve different profiles.',
  });
}
