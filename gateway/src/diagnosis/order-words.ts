import type { AttemptOrder, AttemptRank } from '../domain/attempt-order.ts';
import { formatUsd } from '../domain/money.ts';

/** Why the attempts of a plan stand in their order, in a part of a sentence. Undefined: as the route has them. */
export function orderWords(order: AttemptOrder | undefined): string | undefined {
  if (order === undefined) return undefined;
  const { strategy, first, ranks } = order;
  if (strategy === 'in_order' || strategy === 'weighted') {
    const who = strategy === 'weighted' ? 'drawn by their weights' : 'neighbours with weights drawn by those';
    return first === 'session' ? `${who}, the same for the whole session` : `${who}, anew for each request`;
  }
  const listed = ranks.map((rank) => `attempt ${rank.attempt} ${rankWords({ rank, strategy })}`).join(', ');
  const foremost = ranks[0]?.attempt;
  const exception = {
    best: '',
    drawn: '',
    session: `; attempt ${foremost} comes first because the session was answered there before`,
    explored: `; attempt ${foremost} comes first to be measured`,
  }[first];
  return `the ${SUPERLATIVE[strategy]} first: ${listed}${exception}`;
}

const SUPERLATIVE = { cheapest: 'cheapest', fastest: 'fastest', least_busy: 'least busy' } as const;

interface RankOfStrategy {
  readonly rank: AttemptRank;
  readonly strategy: keyof typeof SUPERLATIVE;
}

function rankWords({ rank: { value }, strategy }: RankOfStrategy): string {
  switch (strategy) {
    case 'cheapest':
      return value === undefined ? 'without a known price' : `about $${formatUsd(Math.round(value))}`;
    case 'fastest':
      return value === undefined ? 'not measured lately' : `after ${Math.round(value)} ms`;
    case 'least_busy':
      return value === undefined ? 'without weight' : `with ${Math.round(value * 100) / 100} under way`;
  }
}
