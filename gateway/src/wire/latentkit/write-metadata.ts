import type { ResponseProfile } from '@latentkit/contract/response-profile';
import { formatUsd, type NanoUsd } from '../../domain/money.ts';
import type { Access } from '../../domain/route.ts';
import { shownPlace } from '../../domain/shown-name.ts';
import { totalInputTokens, totalOutputTokens, type Usage } from '../../domain/usage.ts';
import type { Warning } from '../dialect.ts';

/** What every answer says beside its content. */
export interface AnswerMetadata {
  readonly requestId: string;
  readonly model: string;
  readonly provider: string;
  readonly usage: Usage;
  /** Undefined: the model has no known price; the answer says so, instead of a zero. */
  readonly costNanoUsd: NanoUsd | undefined;
  readonly billedTo: Access;
  readonly routeName: string;
  readonly routeVersion: number;
  /** The attempt's place in the route: `attempt` means the same in answers and in errors. */
  readonly position: number;
  readonly profile: ResponseProfile;
  readonly resumedFrom: number | undefined;
  readonly warnings: readonly Warning[];
}

export function writeMetadata(metadata: AnswerMetadata) {
  const { usage } = metadata;
  const inputTokens = totalInputTokens(usage);
  const outputTokens = totalOutputTokens(usage);
  return {
    model: metadata.model,
    provider: metadata.provider,
    usage: {
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
      cached_input_tokens: usage.cachedInputTokens,
      reasoning_tokens: usage.reasoningTokens,
      ...(usage.estimated ? { estimated: true } : undefined),
    },
    cost:
      metadata.costNanoUsd === undefined
        ? { usd: null, unpriced: true, billed_to: metadata.billedTo }
        : { usd: formatUsd(metadata.costNanoUsd), billed_to: metadata.billedTo },
    route: {
      name: metadata.routeName,
      version: metadata.routeVersion,
      attempt: metadata.position,
      response_profile: metadata.profile,
      ...(metadata.resumedFrom === undefined ? undefined : { resumed_from: metadata.resumedFrom }),
    },
    ...(metadata.warnings.length > 0 ? { warnings: metadata.warnings.map(shownWarning) } : undefined),
  };
}

/** A warning names what was left out, and may be kept by whoever reads the answer: fields of the caller's own are cut short. */
function shownWarning({ param, message }: Warning): Warning {
  return { param: shownPlace(param), message };
}
