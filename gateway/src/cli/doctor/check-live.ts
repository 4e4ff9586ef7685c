import { causeOfAttempt } from '../../diagnosis/cause-of-attempt.ts';
import { writeCause } from '../../diagnosis/write-cause.ts';
import type { AttemptTarget, PublishedRoute } from '../../domain/route.ts';
import type { UpstreamTransport } from '../../domain/upstream.ts';
import { type Probe, probeConnection } from '../../pipeline/probe-connection.ts';
import { PROVIDERS } from '../../providers/registry.gen.ts';
import { SET_THE_CLOCK } from './check-clock.ts';
import { type Finding, note, problem, warning } from './finding.ts';

/** A provider's date has whole seconds, and travels a while. */
const SKEW_WARNING_MS = 60_000;

interface Live {
  readonly routes: readonly PublishedRoute[];
  readonly transport: UpstreamTransport;
  now(): number;
}

/** One cheap call to each connection that a route uses: whether its credential is taken, and whether the clocks agree. */
export async function checkLive({ routes, transport, now }: Live): Promise<readonly Finding[]> {
  const found = await Promise.all(
    targetsToProbe(routes).map(async (target): Promise<{ findings: Finding[]; skewMs: number | undefined }> => {
      const subject = `connection ${target.connection.name}`;
      const adapter = PROVIDERS.get(target.connection.provider);
      const probe = adapter && (await probeConnection({ target, adapter, transport, now }));
      if (probe === undefined) {
        return {
          findings: [note(subject, `not probed: ${target.model} can only be asked for what costs more`)],
          skewMs: undefined,
        };
      }
      return { findings: [findingOf({ subject, target, probe })], skewMs: probe.skewMs };
    }),
  );
  const skews = found.flatMap(({ skewMs }) => (skewMs === undefined ? [] : [skewMs]));
  return [...found.flatMap(({ findings }) => findings), ...compareClocks(skews)];
}

/** One target for each connection, the cheapest way to ask it first. */
function targetsToProbe(routes: readonly PublishedRoute[]): readonly AttemptTarget[] {
  const usable = routes
    .flatMap(({ attempts }) => attempts)
    .filter(({ connection }) => connection.enabled && PROVIDERS.get(connection.provider)?.transport === undefined);
  const byConnection = Map.groupBy(usable, ({ connection }) => connection.id);
  return [...byConnection.values()].flatMap((targets) => {
    const chat = targets.find(({ capabilities }) => capabilities.has('chat'));
    return chat ?? targets.find(({ capabilities }) => capabilities.has('embeddings')) ?? targets[0] ?? [];
  });
}

function findingOf({ subject, target, probe }: { subject: string; target: AttemptTarget; probe: Probe }): Finding {
  const { sent, failure } = probe;
  if (failure === undefined) return note(subject, `answers (asked for ${sent})`);
  const cause = causeOfAttempt({
    connection: target.connection.name,
    provider: target.connection.provider,
    model: target.model,
    outcome: 'failed',
    failureClass: failure.class,
    failureDetail: failure.detail ?? failure.code,
    failureNote: failure.note,
    status: failure.status,
    retryAfterMs: failure.retryAfterMs,
  });
  const { sentence, fix } = writeCause(cause);
  const [first = { text: '', exact: '' }] = fix;
  return problem({ subject, text: `${sentence} (Asked for ${sent}.)`, fix: { text: first.text, exact: first.exact } });
}

/** The clock that most providers agree on is right. */
function compareClocks(skews: readonly number[]): readonly Finding[] {
  const middle = skews.toSorted((left, right) => left - right)[Math.floor(skews.length / 2)];
  if (middle === undefined) return [];
  const seconds = Math.round(middle / 1_000);
  if (Math.abs(middle) < SKEW_WARNING_MS) return [note('clock', `within ${Math.abs(seconds)} s of the providers`)];
  return [
    warning({
      subject: 'clock',
      text: `This machine's clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead of'} that of the providers: keys and budgets end at the wrong time.`,
      fix: SET_THE_CLOCK,
    }),
  ];
}
