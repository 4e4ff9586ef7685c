import type { ImageSource } from './chat.ts';
import type { JsonObject } from './json.ts';
import type { Usage } from './usage.ts';

export interface ImageRequest {
  readonly prompt: string;
  readonly size: string | undefined;
  readonly n: number;
  readonly quality: string | undefined;
  readonly style: string | undefined;
  readonly background: 'transparent' | 'opaque' | 'auto' | undefined;
  readonly responseFormat: 'url' | 'b64_json' | undefined;
  /** With images, the task is an edit. */
  readonly images: readonly ImageSource[];
  readonly mask: ImageSource | undefined;
  readonly user: string | undefined;
  readonly passthrough: JsonObject;
}

export interface ImageAnswer {
  readonly images: readonly {
    readonly url?: string;
    readonly b64_json?: string;
    readonly revised_prompt?: string;
    readonly mime_type?: string;
  }[];
  readonly model: string | undefined;
  readonly usage: Usage | undefined;
  readonly providerMetadata: JsonObject | undefined;
}
