import type { JsonObject } from '../../domain/json.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { numberOf, objectsOf } from '../narrow-json.ts';

/**
 * `usageMetadata` in disjoint buckets. The API's prompt count includes cached tokens and leaves out the tokens of
 * server-side tool results; its candidates count leaves out thoughts (ai.google.dev/api/generate-content,
 * "UsageMetadata"). Undefined where it counts nothing.
 */
export function readUsage(metadata: JsonObject): Usage | undefined {
  const prompt = numberOf(metadata.promptTokenCount);
  const candidates = numberOf(metadata.candidatesTokenCount);
  if (prompt === undefined && candidates === undefined) return undefined;
  const input = (prompt ?? 0) + (numberOf(metadata.toolUsePromptTokenCount) ?? 0);
  const cached = numberOf(metadata.cachedContentTokenCount) ?? 0;
  const audioInput = Math.max(
    0,
    audioTokens(metadata.promptTokensDetails) +
      audioTokens(metadata.toolUsePromptTokensDetails) -
      audioTokens(metadata.cacheTokensDetails),
  );
  const audioOutput = audioTokens(metadata.candidatesTokensDetails);
  return {
    ...NO_USAGE,
    inputTokens: Math.max(0, input - cached - audioInput),
    cachedInputTokens: cached,
    audioInputTokens: audioInput,
    outputTokens: Math.max(0, (candidates ?? 0) - audioOutput),
    reasoningTokens: numberOf(metadata.thoughtsTokenCount) ?? 0,
    audioOutputTokens: audioOutput,
  };
}

function audioTokens(details: unknown): number {
  let tokens = 0;
  for (const detail of objectsOf(details)) {
    if (detail.modality === 'AUDIO') tokens += numberOf(detail.tokenCount) ?? 0;
  }
  return tokens;
}
