// Written by scripts/generate-registry.ts from the files of this folder. Run "npm run generate" after adding one.
import { anthropic } from './anthropic.ts';
import { azureOpenai } from './azure-openai.ts';
import { cohere } from './cohere.ts';
import { deepseek } from './deepseek.ts';
import { fireworks } from './fireworks.ts';
import { google } from './google.ts';
import { groq } from './groq.ts';
import { lmstudio } from './lmstudio.ts';
import { mistral } from './mistral.ts';
import { ollama } from './ollama.ts';
import { openaiCompatible } from './openai-compatible.ts';
import { openai } from './openai.ts';
import { openrouter } from './openrouter.ts';
import { perplexity } from './perplexity.ts';
import { sandbox } from './sandbox.ts';
import { together } from './together.ts';
import { vllm } from './vllm.ts';
import { xai } from './xai.ts';
import type { ProviderAdapter } from './provider-adapter.ts';

/** Every provider, by the id that the config names it with. */
export const PROVIDERS: ReadonlyMap<string, ProviderAdapter> = new Map<string, ProviderAdapter>([
  ['anthropic', anthropic],
  ['azure-openai', azureOpenai],
  ['cohere', cohere],
  ['deepseek', deepseek],
  ['fireworks', fireworks],
  ['google', google],
  ['groq', groq],
  ['lmstudio', lmstudio],
  ['mistral', mistral],
  ['ollama', ollama],
  ['openai', openai],
  ['openai-compatible', openaiCompatible],
  ['openrouter', openrouter],
  ['perplexity', perplexity],
  ['sandbox', sandbox],
  ['together', together],
  ['vllm', vllm],
  ['xai', xai],
]);
