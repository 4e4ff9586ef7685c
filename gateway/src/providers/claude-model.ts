/**
 * What a Claude model takes, told by its id. Source: the model pages and migration guides of the Claude API
 * (platform.claude.com/docs/en/models), state of November 2026. Written as version limits, not as a list of ids, so
 * that a new model of a known line is right on its first day. An id without a version is treated as the newest model.
 */
export interface ClaudeAbilities {
  /** Refuses every `temperature` but 1, every `top_p` below 0.99, and `top_k`. Since 4.7. */
  readonly refusesSampling: boolean;
  /** Takes `temperature` or `top_p`, not both. 4.0–4.6. */
  readonly oneSamplingParameter: boolean;
  /** `budget`: manual only, 3.7–4.5. `adaptive`: adaptive only, since 4.7. `either`: 4.6. `none`: before 3.7. */
  readonly thinking: 'none' | 'budget' | 'either' | 'adaptive';
  /** The lowest setting of `thinking.type`; undefined where thinking is always on. */
  readonly thinkingOff: 'disabled' | 'between_tools' | undefined;
  /** The levels of `output_config.effort`; undefined where there is no such field. */
  readonly effort: 'to_high' | 'to_xhigh' | undefined;
  /** `tool_choice` `any` and `tool` are accepted. */
  readonly forcedTools: boolean;
  /** A last message of the assistant is continued. Until 4.5. */
  readonly prefill: boolean;
  /** `output_config.format` and strict tools. */
  readonly structuredOutput: boolean;
}

type Family = 'opus' | 'sonnet' | 'haiku' | 'fable' | 'mythos';

interface ClaudeVersion {
  readonly family: Family | undefined;
  /** Major × 100 + minor: Claude 4.6 is 406. */
  readonly version: number;
}

const NEWEST: ClaudeVersion = { family: undefined, version: 9_999 };
const FAMILY_FIRST = /claude-(opus|sonnet|haiku|fable|mythos)-(\d{1,2})(?!\d)(?:[-.](\d{1,2})(?!\d))?/;
const NUMBER_FIRST = /claude-(\d)(?!\d)(?:[-.](\d)(?!\d))?-(opus|sonnet|haiku)/;
const ANCIENT = /claude-(?:instant|v?[12](?!\d))/;
const FAMILIES: readonly Family[] = ['opus', 'sonnet', 'haiku', 'fable', 'mythos'];

/** The id may carry what resellers put around it: a vendor, a region, a date. */
export function claudeAbilities(model: string): ClaudeAbilities {
  const { family, version } = versionOf(model.toLowerCase());
  return {
    refusesSampling: version >= 407,
    oneSamplingParameter: version >= 400 && version < 407,
    thinking: thinkingOf(version),
    thinkingOff: thinkingOffOf({ family, version }),
    effort: effortOf({ family, version }),
    forcedTools: takesForcedTools({ family, version }),
    prefill: version < 406,
    structuredOutput: version >= 405 || (family === 'opus' && version === 401),
  };
}

function versionOf(id: string): ClaudeVersion {
  const newer = FAMILY_FIRST.exec(id);
  if (newer) return { family: familyOf(newer[1]), version: numberOf(newer[2], newer[3]) };
  const older = NUMBER_FIRST.exec(id);
  if (older) return { family: familyOf(older[3]), version: numberOf(older[1], older[2]) };
  if (ANCIENT.test(id)) return { family: undefined, version: 200 };
  // The one preview that came without a number has the rules of the first always-thinking models.
  return id.includes('claude-mythos') ? { family: 'mythos', version: 500 } : NEWEST;
}

function familyOf(name: string | undefined): Family | undefined {
  return FAMILIES.find((family) => family === name);
}

function numberOf(major: string | undefined, minor: string | undefined): number {
  return Number(major) * 100 + Number(minor ?? 0);
}

function thinkingOf(version: number): ClaudeAbilities['thinking'] {
  if (version < 307) return 'none';
  if (version < 406) return 'budget';
  return version === 406 ? 'either' : 'adaptive';
}

function thinkingOffOf({ family, version }: ClaudeVersion): ClaudeAbilities['thinkingOff'] {
  if (version < 500 || family === 'haiku') return 'disabled';
  if (family === 'sonnet') return version < 505 ? 'disabled' : 'between_tools';
  return family === 'opus' && version < 505 ? 'disabled' : undefined;
}

function effortOf({ family, version }: ClaudeVersion): ClaudeAbilities['effort'] {
  if (version >= 407) return 'to_xhigh';
  return version === 406 || (family === 'opus' && version === 405) ? 'to_high' : undefined;
}

function takesForcedTools({ family, version }: ClaudeVersion): boolean {
  if (family === 'haiku') return true;
  return version < (family === 'fable' || family === 'mythos' ? 501 : 505);
}
