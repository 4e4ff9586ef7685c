import { isJsonObject, type JsonObject } from '../../domain/json.ts';
import type { Warn } from '../collect-warnings.ts';

const TOP_LEVEL: ReadonlySet<string> = new Set(['safetySettings', 'cachedContent', 'serviceTier']);
const IN_GENERATION_CONFIG: ReadonlySet<string> = new Set([
  'topK',
  'presencePenalty',
  'frequencyPenalty',
  'mediaResolution',
  'responseModalities',
  'speechConfig',
  'imageConfig',
  'thinkingConfig',
]);

export interface PassedThrough {
  readonly topLevel: JsonObject;
  readonly generationConfig: JsonObject;
}

/** Fields that the contract does not know, but this format does; in its own spelling or with underscores. */
export function readPassthrough({ passthrough, warn }: { passthrough: JsonObject; warn: Warn }): PassedThrough {
  const topLevel: JsonObject = {};
  const generationConfig: JsonObject = {};
  for (const [key, value] of Object.entries(passthrough)) {
    const name = key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
    if (TOP_LEVEL.has(name)) topLevel[name] = value;
    else if (IN_GENERATION_CONFIG.has(name)) generationConfig[name] = value;
    else if (name === 'generationConfig' && isJsonObject(value)) Object.assign(generationConfig, value);
    else warn({ param: key, message: 'This format does not know the field; it was left out.' });
  }
  return { topLevel, generationConfig };
}
