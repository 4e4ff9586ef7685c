/** A body and its answer together. What is larger leaves only a note that it was. */
export const MOST_CONTENT_BYTES = 256 * 1024;

/** What an answer said, whatever it was asked for. */
export type ContentAnswer =
  | {
      readonly operation: 'chat';
      readonly content: string;
      readonly reasoning: string;
      readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
      readonly finishReason: string | undefined;
      readonly model: string | undefined;
    }
  | {
      readonly operation: 'image';
      readonly images: readonly {
        readonly url?: string;
        readonly b64_json?: string;
        readonly revised_prompt?: string;
      }[];
      readonly model: string | undefined;
    };

/** `none`: there was none. `not_kept`: of vectors. `too_large`: it did not fit. `partial`: it broke off, or was given up. */
export type ContentAnswerState = 'kept' | 'partial' | 'none' | 'not_kept' | 'too_large';

/** What a request said and what it was answered, in clear. Never logged. */
export interface RequestContent {
  /** The path that was called. */
  readonly endpoint: string;
  /** The JSON body as it was sent, which was checked before. */
  readonly body: string;
  readonly answerState: ContentAnswerState;
  readonly answer: ContentAnswer | undefined;
}

/** The same as it touches disks: sealed by the master key, bound to its request. */
export interface SealedContent {
  readonly requestId: string;
  readonly workspaceId: string;
  /** Undefined: it was too large to be kept. */
  readonly sealed: string | undefined;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** Moved to another row, it does not open any more. */
export function contentBinding({ requestId, workspaceId }: Pick<SealedContent, 'requestId' | 'workspaceId'>): string {
  return `request_content:${workspaceId}:${requestId}`;
}

/** Writes sealed contents durably, with the records of their requests. */
export interface ContentJournal {
  /** Written with what else comes in this turn of the event loop. Where the disk takes nothing, it is lost. */
  keep(content: SealedContent): void;
}

/** What the store has of a content. */
export type StoredContent =
  | { readonly state: 'kept'; readonly sealed: string; readonly createdAtMs: number; readonly expiresAtMs: number }
  | { readonly state: 'too_large' | 'deleted'; readonly createdAtMs: number; readonly expiresAtMs: number };

/** Contents at rest. */
export interface ContentStore {
  /** Undefined: there is none of this workspace. */
  find(query: { readonly workspaceId: string; readonly requestId: string }): Promise<StoredContent | undefined>;
  /**
   * Takes the text of one away; that there was one is known until its time is over, also to a content that comes late.
   * False: there was none to delete.
   */
  deleteOne(query: { readonly workspaceId: string; readonly requestId: string }): Promise<boolean>;
  /** The same for all of a workspace. Returns how many there were. */
  deleteAll(query: { readonly workspaceId: string; readonly most: number }): Promise<number>;
  /** Removes what has had its time, at most so many. Returns how many. */
  forget(bound: { readonly nowMs: number; readonly most: number }): Promise<number>;
}
