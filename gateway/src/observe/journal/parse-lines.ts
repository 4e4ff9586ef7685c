import { isAscii } from 'node:buffer';
import { isJsonObject, parseJson } from '../../domain/json.ts';
import type { SealedContent } from '../../domain/request-content.ts';
import type { OpenAttempt, RequestRecord } from '../../domain/request-record.ts';
import type { JournalEntry } from './journal-entry.ts';

const NEWLINE = 0x0a;
const CLOSING_BRACE = 0x7d;
const NUL = 0;
const LONGEST_REQUEST_ID = 64;
/** How a line about an open attempt begins, as `writeEntry` writes it. */
const OPEN_START = '{"open":{"requestId":"';
const OPEN_END = '}}'.length;

export interface ParsedLines {
  readonly records: readonly RequestRecord[];
  /** Without those that a record among these lines closes: nobody has a use for them. */
  readonly opened: readonly OpenAttempt[];
  readonly contents: readonly SealedContent[];
  /** Whole lines that are no entries: the disk was damaged, or somebody edited the file. */
  readonly unreadable: readonly string[];
  /** True where the last line was cut off while it was written, as when the machine lost power. */
  readonly torn: boolean;
  /** Bytes of the lines that were parsed. */
  readonly length: number;
}

interface Line {
  readonly start: number;
  readonly end: number;
}

interface UnparsedOpen extends Line {
  readonly requestId: string;
}

/**
 * Half of all lines are about open attempts, and the record that closes one nearly always comes soon after it: such a line
 * is parsed only where none does.
 */
export function parseLines({ bytes, most }: { readonly bytes: Buffer; readonly most: number }): ParsedLines {
  const parsed = createCollection(bytes);
  const unparsed: UnparsedOpen[] = [];
  // What a loss of power leaves in the place of text: then every line is looked at.
  const isDamaged = bytes.includes(NUL);
  let start = 0;
  for (let lines = 0; start < bytes.length && lines < most; lines++) {
    const newline = bytes.indexOf(NEWLINE, start);
    const line = { start, end: newline < 0 ? bytes.length : newline };
    start = line.end + 1;
    if (newline < 0) {
      parsed.addLast(line);
      break;
    }
    const requestId = isDamaged ? undefined : requestOfOpen({ bytes, line });
    if (requestId === undefined) parsed.add(line);
    else unparsed.push({ ...line, requestId });
  }
  const ended = new Set(parsed.lines.records.map(({ id }) => id));
  for (const line of unparsed) if (!ended.has(line.requestId)) parsed.add(line);
  const opened = parsed.lines.opened.filter(({ requestId }) => !ended.has(requestId));
  return { ...parsed.lines, opened, length: Math.min(start, bytes.length) };
}

/** Keeps what is in the lines that it is given. */
function createCollection(bytes: Buffer) {
  const records: RequestRecord[] = [];
  const opened: OpenAttempt[] = [];
  const contents: SealedContent[] = [];
  const unreadable: string[] = [];
  const lines = { records, opened, contents, unreadable, torn: false };
  // Nearly always so, and faster.
  const encoding = isAscii(bytes) ? 'latin1' : 'utf8';
  const textOf = ({ start, end }: Line) => bytes.toString(encoding, start, end);
  const addEntry = (entry: JournalEntry) => {
    if ('record' in entry) records.push(entry.record);
    else if ('open' in entry) opened.push(entry.open);
    else contents.push(entry.content);
  };
  return {
    lines,
    add(line: Line): void {
      const text = textOf(line);
      const entry = parseEntry(text);
      if (entry !== undefined) addEntry(entry);
      else if (text !== '') unreadable.push(text);
    },
    /** The one that no line end follows. */
    addLast(line: Line): void {
      const entry = parseEntry(textOf(line));
      if (entry === undefined) lines.torn = true;
      else addEntry(entry);
    },
  };
}

/** Undefined where it is no line about an open attempt, or not surely a whole one. */
function requestOfOpen({ bytes, line }: { bytes: Buffer; line: Line }): string | undefined {
  const { start, end } = line;
  const idStart = start + OPEN_START.length;
  const head = bytes.toString('latin1', start, Math.min(idStart + LONGEST_REQUEST_ID, end));
  if (!head.startsWith(OPEN_START)) return undefined;
  // It is flat, so that its first brace is its last, unless a text of it has one, or it is two lines in one.
  if (bytes.indexOf(CLOSING_BRACE, idStart) !== end - OPEN_END) return undefined;
  const idEnd = head.indexOf('"', OPEN_START.length);
  return idEnd < 0 ? undefined : head.slice(OPEN_START.length, idEnd);
}

/** Undefined: the line is no entry. */
export function parseEntry(line: string): JournalEntry | undefined {
  const parsed = parseJson(line);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  if (isRequestRecord(parsed.value)) return { record: parsed.value };
  const { open, content } = parsed.value;
  if (isSealedContent(content)) return { content };
  return isOpenAttempt(open) ? { open } : undefined;
}

// Only this journal writes here, and only entries: what must be told apart is a line that was damaged.
function isRequestRecord(value: unknown): value is RequestRecord {
  return (
    isJsonObject(value) && typeof value.id === 'string' && Array.isArray(value.attempts) && Array.isArray(value.skipped)
  );
}

function isOpenAttempt(value: unknown): value is OpenAttempt {
  return isJsonObject(value) && typeof value.attemptId === 'string' && typeof value.requestId === 'string';
}

function isSealedContent(value: unknown): value is SealedContent {
  return (
    isJsonObject(value) &&
    typeof value.requestId === 'string' &&
    typeof value.workspaceId === 'string' &&
    typeof value.expiresAtMs === 'number'
  );
}
