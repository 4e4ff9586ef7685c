// Written by scripts/generate-registry.ts from the files of this folder. Run "npm run generate" after adding one.
import { openaiCompatible } from './openai-compatible.ts';
import { openai } from './openai.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

/** Every provider, by the id that the config names it with. */
export const PROVIDERS: ReadonlyMap<string, ProviderAdapter> = new Map<string, ProviderAdapter>([
  ['openai', openai],
  ['openai-compatible', openaiCompatible],
]);
