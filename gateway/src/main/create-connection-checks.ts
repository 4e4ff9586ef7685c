import { checkVerdict } from '../diagnosis/check-verdict.ts';
import type { ConnectionCheck, ConnectionChecks } from '../domain/connection-check.ts';
import type { AttemptFailure } from '../domain/failure.ts';
import type { AttemptTarget, Connection } from '../domain/route.ts';
import type { UpstreamTransport } from '../domain/upstream.ts';
import type { EgressGuard } from '../net/egress-guard.ts';
import type { UpstreamPools } from '../net/upstream-pools.ts';
import { listProviderModels } from '../pipeline/list-provider-models.ts';
import { probeConnection } from '../pipeline/probe-connection.ts';
import { PROVIDERS } from '../providers/registry.gen.ts';

interface ChecksInput {
  readonly guard: Pick<EgressGuard, 'checkUrl'>;
  readonly pools: Pick<UpstreamPools, 'evict'>;
  readonly transport: UpstreamTransport;
  /** Wall clock, ms. */
  readonly now: () => number;
}

/** Live checks for the control plane, over the very way that requests take. */
export function createConnectionChecks({ guard, pools, transport, now }: ChecksInput): ConnectionChecks {
  return {
    whyNotReachable(url) {
      const verdict = guard.checkUrl(url);
      return verdict.ok ? undefined : verdict.reason;
    },
    async check({ target }) {
      const beganMs = now();
      const adapter = PROVIDERS.get(target.connection.provider);
      const probe =
        adapter && (await probeConnection({ target, adapter, transport: adapter.transport ?? transport, now }));
      const latencyMs = now() - beganMs;
      if (probe === undefined) {
        const cause = `${target.model} can only be asked for what costs more than a check should.`;
        return { verdict: 'not_asked', cause, fix: [], status: undefined, latencyMs };
      }
      const { failure, status, sent } = probe;
      if (failure !== undefined) return failedCheck({ failure, target, latencyMs });
      return { verdict: 'ok', cause: `It answers (asked for ${sent}).`, fix: [], status, latencyMs };
    },
    async listModels({ connection }) {
      const beganMs = now();
      const adapter = PROVIDERS.get(connection.provider);
      if (adapter?.modelList === undefined) return undefined;
      const listed = await listProviderModels({ connection, adapter, list: adapter.modelList, transport, now });
      if ('models' in listed) return listed;
      const target = { connection, model: 'the list of models' };
      return { check: failedCheck({ failure: listed.failure, target, latencyMs: now() - beganMs }) };
    },
    forget: ({ connection }) => pools.evict(connection.credentialId),
  };
}

function failedCheck({
  failure,
  target,
  latencyMs,
}: {
  readonly failure: AttemptFailure;
  readonly target: Pick<AttemptTarget, 'model'> & { readonly connection: Pick<Connection, 'name' | 'provider'> };
  readonly latencyMs: number;
}): ConnectionCheck {
  const { connection, model } = target;
  const of = { connection: connection.name, provider: connection.provider, model };
  return { ...checkVerdict({ failure, of }), status: failure.status, latencyMs };
}
