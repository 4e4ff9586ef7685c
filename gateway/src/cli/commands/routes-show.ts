import { budgetWords, pricesWords, usdWords } from '../../control/apply/config-words.ts';
import type { RouteDefinition } from '../../domain/definitions.ts';
import type { AttemptTarget, PublishedRoute } from '../../domain/route.ts';
import type { CliContext, GlobalOptions } from '../cli-context.ts';
import { EXIT } from '../cli-error.ts';
import { findRoute } from '../find-definition.ts';
import { formatTable } from '../format-table.ts';
import { loadSnapshot } from '../load-snapshot.ts';
import { priceText } from '../price-text.ts';
import { printOne } from '../print-list.ts';
import { dateText, isoText } from '../text-of-values.ts';

export interface RoutesShowOptions extends GlobalOptions {
  readonly workspace?: string | undefined;
}

/** `latentkit routes show <route>`: the published version, with what each attempt can do and costs. */
export async function routesShow({
  context,
  options,
  wanted,
}: {
  readonly context: CliContext;
  readonly options: RoutesShowOptions;
  readonly wanted: string;
}): Promise<number> {
  const { definitions, routes } = await loadSnapshot({ context, options });
  const definition = findRoute({ definitions, workspace: options.workspace, wanted });
  const route = routes.get(definition.id);
  printOne({
    context,
    options,
    json: toJson({ definition, route }),
    lines: toLines({ definition, route, nowMs: context.now() }),
  });
  return EXIT.ok;
}

interface Shown {
  readonly definition: RouteDefinition;
  readonly route: PublishedRoute | undefined;
}

function toLines({ definition, route, nowMs }: Shown & { readonly nowMs: number }): string[] {
  if (route === undefined) return [`Route ${definition.name}: not published. Keys that point to it are refused.`];
  const { strategy, stickyBy, deadlineMs, onCut, crossing, defaultProfile, allowProfileOverride, budget } = route;
  const profile = allowProfileOverride ? `${defaultProfile}, requests may choose another` : `always ${defaultProfile}`;
  return [
    `Route ${route.name}, version ${route.version}, published ${dateText(definition.published?.publishedAtMs)}, made by ${definition.owner}`,
    `  profile   ${profile}`,
    `  deadline  ${deadlineMs} ms`,
    `  on cut    ${onCut}`,
    `  strategy  ${strategy}${stickyBy === 'none' ? '' : `, sticky by ${stickyBy}`}`,
    ...releaseLines(definition),
    ...(crossing === 'never' ? ['  crossing  never'] : []),
    ...(budget === undefined ? [] : [`  budget    ${budgetWords(budget)}`]),
    '',
    formatTable({ columns: attemptColumns(nowMs), rows: route.attempts }).trimEnd(),
  ];
}

/** What else there is of the route, besides the published version. */
function releaseLines({ canary, shadow, schedule }: RouteDefinition): string[] {
  return [
    ...(canary === undefined
      ? []
      : [`  canary    version ${canary.version} for ${canary.sharePercent} %, by ${canary.stickyBy}`]),
    ...(shadow === undefined
      ? []
      : [
          `  shadow    ${releaseName(shadow)} for ${shadow.sharePercent} %, at most ${usdWords(shadow.budgetNanoUsd)} USD a day`,
        ]),
    ...(schedule === undefined
      ? []
      : [
          schedule.refused === undefined
            ? `  schedule  ${releaseName(schedule)} at ${isoText(schedule.atMs)}`
            : `  schedule  ${releaseName(schedule)} was refused: ${schedule.refused.why.join('; ')}`,
        ]),
  ];
}

function releaseName({ version }: { readonly version: number | undefined }): string {
  return version === undefined ? 'a draft' : `version ${version}`;
}

const attemptColumns = (nowMs: number) =>
  [
    { title: '#', text: ({ position }: AttemptTarget) => String(position) },
    { title: 'CONNECTION', text: ({ connection }: AttemptTarget) => connection.name },
    { title: 'PROVIDER', text: ({ connection }: AttemptTarget) => connection.provider },
    { title: 'ACCESS', text: ({ connection }: AttemptTarget) => connection.access },
    { title: 'MODEL', text: ({ model }: AttemptTarget) => model },
    { title: 'PROFILES', text: ({ profiles }: AttemptTarget) => profiles.join(',') },
    { title: 'WEIGHT', text: ({ weight }: AttemptTarget) => String(weight ?? '-') },
    { title: 'CONTEXT', text: ({ contextWindow }: AttemptTarget) => String(contextWindow ?? '-') },
    { title: '$/M IN/OUT', text: (target: AttemptTarget) => priceText({ target, nowMs }) },
    {
      title: 'CAN DO',
      text: ({ capabilities, connection }: AttemptTarget) =>
        connection.enabled ? [...capabilities].join(',') : 'disabled',
    },
  ] as const;

function toJson({ definition, route }: Shown): object {
  return {
    id: definition.id,
    name: definition.name,
    version: route?.version,
    published_at: isoText(definition.published?.publishedAtMs),
    made_by: definition.owner,
    default_profile: route?.defaultProfile,
    allow_profile_override: route?.allowProfileOverride,
    deadline_ms: route?.deadlineMs,
    on_cut: route?.onCut,
    crossing: route?.crossing,
    strategy: route?.strategy,
    sticky_by: route?.stickyBy,
    budget: budgetWords(route?.budget),
    canary: definition.canary && {
      version: definition.canary.version,
      share_percent: definition.canary.sharePercent,
      sticky_by: definition.canary.stickyBy,
    },
    shadow: definition.shadow && {
      version: definition.shadow.version,
      share_percent: definition.shadow.sharePercent,
      budget_usd: usdWords(definition.shadow.budgetNanoUsd),
    },
    schedule: definition.schedule && {
      at: isoText(definition.schedule.atMs),
      version: definition.schedule.version,
      refused: definition.schedule.refused?.why,
    },
    attempts: route?.attempts.map((target) => ({
      position: target.position,
      connection: target.connection.name,
      provider: target.connection.provider,
      access: target.connection.access,
      enabled: target.connection.enabled,
      model: target.model,
      profiles: target.profiles,
      weight: target.weight,
      timeout_ms: target.timeoutMs,
      first_content_timeout_ms: target.firstContentTimeoutMs,
      idle_timeout_ms: target.idleTimeoutMs,
      capabilities: [...target.capabilities],
      context_window: target.contextWindow,
      max_output_tokens: target.maxOutputTokens,
      margin_percent: target.prices?.marginPercent,
      prices: pricesWords(target.prices?.versions),
    })),
  };
}
