import { LIMIT_KINDS, type LimitKind, type LimitScope } from '../../../src/domain/limits.ts';
import { type CauseCase, chat, type Sender } from '../cause-case.ts';

/** A case that needs a workspace of its own: what it says holds for every key in it. */
export interface WorkspaceCase extends CauseCase {
  readonly workspace?: string;
  readonly plans?: string;
  readonly budgets?: string;
}

const SMALL = chat({ max_tokens: 10 });

interface Limited {
  readonly scope: LimitScope;
  /** Where the configuration sets the limits of the scope. */
  readonly place: string;
  readonly code?: WorkspaceCase['code'];
  readonly would?: WorkspaceCase['would'];
  readonly whose: (name: string) => string;
  /** The fields of the YAML objects that set a limit. */
  readonly set: (limit: string) => Pick<WorkspaceCase, 'key' | 'route' | 'workspace' | 'plans'>;
}

/** Every limit of a scope, each reached by the second request. */
function casesOf({ scope, place, code, would = 'no', whose, set }: Limited): WorkspaceCase[] {
  return LIMIT_KINDS.map((kind) => {
    const name = `${scope}_${kind.words}`;
    const isConcurrency = kind.counted === 'concurrency';
    return {
      name,
      code: code ?? CODES[kind.counted],
      sentence:
        code === undefined ? `${whose(name)} ${SENTENCES[kind.counted]}${spanOf(kind)}` : `${place}.${kind.words}`,
      fix: ['Retry-After: ', `${place}.${kind.words}`, ...(code === undefined ? FIXES[kind.counted] : [])],
      would: isConcurrency && would === 'no' ? 'yes' : would,
      ...set(`{ ${kind.words}: ${kind.counted === 'tokens' ? 20 : 1} }`),
      ...(isConcurrency
        ? { behaviour: { delayMs: 600 }, send: twoAtOnce }
        : { behaviour: { reply: { text: 'x', usage: { input: 10, output: 10 } } }, send: oneAfterTheOther }),
    };
  });
}

const CODES = { requests: 'request_limit', tokens: 'token_limit', concurrency: 'concurrency_limit' } as const;
const SENTENCES: Readonly<Record<LimitKind['counted'], string>> = {
  requests: 'had sent as many requests as it may',
  tokens: 'may use so many tokens',
  concurrency: 'had as many requests running as it may',
};
function spanOf({ windowSeconds }: LimitKind): string {
  if (windowSeconds === undefined) return '';
  return windowSeconds === 60 ? ' within a minute' : ' within a day (UTC)';
}

const FIXES: Readonly<Record<LimitKind['counted'], readonly string[]>> = {
  requests: [],
  tokens: ['max_tokens'],
  concurrency: ['Send fewer at once'],
};

async function oneAfterTheOther(sender: Sender): Promise<string> {
  await SMALL(sender);
  return SMALL(sender);
}

async function twoAtOnce(sender: Sender): Promise<string> {
  const first = SMALL(sender);
  await new Promise((resolve) => setTimeout(resolve, 200));
  const second = await SMALL(sender);
  await first;
  return second;
}

/** Of keys and routes: they can share a gateway. */
export const RATE_LIMIT_CASES: readonly CauseCase[] = [
  ...casesOf({
    scope: 'key',
    place: 'keys[].rate_limit',
    whose: (name) => `The key "${name}"`,
    set: (limit) => ({ key: `rate_limit: ${limit}` }),
  }),
  ...casesOf({
    scope: 'route',
    place: 'routes[].rate_limit',
    whose: (name) => `The route "${name}"`,
    set: (limit) => ({ route: `rate_limit: ${limit}` }),
  }),
];

/** Of workspaces, their plans, addresses and IDE tokens. */
export const SHARED_LIMIT_CASES: readonly WorkspaceCase[] = [
  ...casesOf({
    scope: 'workspace',
    place: 'workspace.rate_limit',
    whose: () => 'The workspace',
    set: (limit) => ({ workspace: `rate_limit: ${limit}` }),
  }),
  ...casesOf({
    scope: 'plan',
    place: 'plans[].rate_limit',
    code: 'plan_rate_limit',
    whose: () => '',
    set: (limit) => ({ workspace: 'plan: free', plans: `{ name: free, rate_limit: ${limit} }` }),
  }),
  ...casesOf({
    scope: 'ip',
    place: 'workspace.ip_rate_limit',
    code: 'address_limit',
    // From which address it came is not kept.
    would: 'unknown',
    whose: () => '',
    set: (limit) => ({ workspace: `ip_rate_limit: ${limit}` }),
  }),
  ...casesOf({
    scope: 'ide',
    place: 'workspace.ide_rate_limit',
    whose: (name) => `The IDE token "${name}"`,
    set: (limit) => ({ workspace: `ide_rate_limit: ${limit}`, key: 'expires_at: 2999-01-01' }),
  }),
];
