import type { RequestRecord } from '../../domain/request-record.ts';
import { identify } from '../../pipeline/identify.ts';
import { bodilessExchange } from '../bodiless-exchange.ts';
import type { Handler } from '../handler.ts';
import { sendJson } from '../response-writer.ts';

/** The published clients' `client.me.retrieve()`: the same facts as /v1/whoami in the shape that they type. */
export const me: Handler = {
  method: 'GET',
  path: '/v1/me',
  isApi: true,
  async handle(context) {
    const { response, requestId, options } = context;
    const exchange = bodilessExchange({ context, endpoint: '/v1/me' });
    const { principal, route } = await identify({ exchange, deps: options.deps });
    const models = route.attempts.map((target) => ({
      rank: target.position,
      active: target.connection.enabled,
      provider: target.connection.provider,
      model: target.model,
      model_id: target.model,
      capabilities: [...target.capabilities],
      response_profile: target.profiles.length === 1 ? target.profiles[0] : null,
    }));
    sendJson({
      response,
      requestId,
      status: 200,
      body: {
        app: null,
        policy: {
          id: route.id,
          name: route.name,
          strategy: 'ordered',
          published: true,
          version: route.version,
          model_count: models.length,
          models,
        },
        tenant: { id: principal.workspaceId, name: principal.workspaceName },
        account: null,
        auth: { credential_type: 'api_key', auth_provider: null, grant_scope: null },
        credits: null,
        latest_request: writeLatest(await options.latestRequestOf(principal.keyId)),
      },
    });
  },
};

function writeLatest(record: RequestRecord | undefined) {
  if (!record) return null;
  const last = record.attempts.at(-1);
  return {
    request_id: record.id,
    provider: last?.provider ?? null,
    model: last?.model ?? null,
    status: record.outcome,
    endpoint: record.endpoint,
    latency_ms: record.totalMs,
    fallback_count: Math.max(0, record.attempts.length - 1),
    policy_id: record.routeId ?? null,
    policy_version_id: record.routeVersion === undefined ? null : String(record.routeVersion),
    created_at: new Date(record.startedAtMs).toISOString(),
  };
}
