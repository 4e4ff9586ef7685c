/** Of what nobody has set aside, this part is taken in reserve with what is needed. */
const RESERVE_PART = 8;
/** A reserve for fewer requests than this is not worth taking: near the end of a budget each takes what it needs. */
const LEAST_REQUESTS_OF_RESERVE = 4;

/** One account that is asked about. */
export interface ShareQuestion {
  /** Undefined: nobody has said so far, and so nothing is to be had. */
  readonly limit: number | undefined;
  /** What everybody has used in the store. */
  readonly spent: number;
  /** The shares of the other gateways. */
  readonly others: number;
  /** What this gateway uses of its share. */
  readonly used: number;
  /** What requests need beyond it, all told; 0: nobody waits. */
  readonly wanted: number;
  /** The least that one of them needs. */
  readonly least: number;
  /** What it has in reserve and may keep, where nobody waits. */
  readonly reserve: number;
}

export interface NextShare {
  readonly amount: number;
  /** There is not even enough for the one that needs least. */
  readonly isFull: boolean;
}

/**
 * The shares that a gateway should have in accounts that the same requests draw on: never more than what the store's
 * spending and the other shares leave, but never less than it uses already. Where one of them has room for some of the
 * requests only, no more than those is taken of the others. Where one has room for nobody who waits, nothing stays in
 * reserve: another gateway may have use for it.
 */
export function nextShares(questions: readonly ShareQuestion[]): readonly NextShare[] {
  const full = questions.map((question) => question.wanted > 0 && roomOf(question) < question.least);
  if (full.includes(true)) return questions.map(({ used }, index) => ({ amount: used, isFull: full[index] ?? false }));
  const part = Math.min(
    1,
    ...questions.filter(({ wanted }) => wanted > 0).map((asked) => roomOf(asked) / asked.wanted),
  );
  return questions.map((question) => ({ amount: question.used + takenOf({ question, part }), isFull: false }));
}

function takenOf({ question, part }: { readonly question: ShareQuestion; readonly part: number }): number {
  const { wanted, least, reserve } = question;
  const room = roomOf(question);
  if (wanted === 0) return Math.max(0, Math.min(reserve, Math.floor(room / RESERVE_PART)));
  // Rounded up: a nano-dollar too little would be a request too few.
  const taken = Math.min(room, Math.max(least, Math.ceil(wanted * part)));
  const more = Math.floor((room - taken) / RESERVE_PART);
  return taken + (more >= least * LEAST_REQUESTS_OF_RESERVE ? more : 0);
}

function roomOf({ limit, spent, others, used }: ShareQuestion): number {
  return limit === undefined ? 0 : limit - spent - others - used;
}
