// The providers of the benchmark, in one process: prepared answers over plain sockets, one port for each kind.
import { startFastUpstream } from '../gateway/tests/fake-upstream/start-fast-upstream.ts';
import { serveCalls } from './processes/serve-calls.mjs';
import { UPSTREAMS } from './upstream-kinds.ts';

const ports: Record<string, number> = {};
for (const [kind, options] of Object.entries(UPSTREAMS)) {
  const upstream = await startFastUpstream({ port: 0, ...options });
  ports[kind] = upstream.port;
}
serveCalls({ ports: () => ports });
