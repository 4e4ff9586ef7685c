import { connect } from 'node:net';

export interface Exchange {
  readonly request: Buffer;
  /** When the first word of a stream is there. */
  readonly onFirstContent?: () => void;
  /** Exactly once. `failure` is what came instead of a whole answer; undefined when all is well. */
  readonly onEnd: (failure: string | undefined) => void;
}

export interface HttpConnection {
  readonly connected: Promise<void>;
  /** One exchange at a time. */
  send(exchange: Exchange): void;
  /** False once the connection can't be used any more. */
  readonly isOpen: boolean;
  destroy(): void;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');
/** How a whole stream ends: anything else is a stream that broke. */
const STREAM_END = Buffer.from('[DONE]\n\n\r\n0\r\n\r\n');
const FIRST_WORD = Buffer.from('word0');

/** A client that does next to nothing: it finds the end of an answer and whether the answer is whole. */
export function openHttpConnection({ port }: { port: number }): HttpConnection {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let current: Exchange | undefined;
  let answer = newAnswer();

  const finish = (failure: string | undefined): void => {
    const ended = current;
    current = undefined;
    answer = newAnswer();
    ended?.onEnd(failure);
  };
  socket.on('data', (bytes) => {
    if (current === undefined) return void socket.destroy();
    const state = readPiece(answer, bytes);
    if (state.hasContent && !answer.toldContent) {
      answer.toldContent = true;
      current.onFirstContent?.();
    }
    if (state.isDone) finish(state.failure);
  });
  socket.on('error', () => {});
  socket.on('close', () => finish('the connection was closed'));
  return {
    connected: new Promise((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    }),
    send(exchange) {
      current = exchange;
      socket.write(exchange.request);
    },
    get isOpen() {
      return !socket.destroyed;
    },
    destroy: () => socket.destroy(),
  };
}

interface AnswerState {
  head: Buffer | undefined;
  status: number;
  /** Bytes of the body that are still to come; undefined for a chunked body. */
  missing: number | undefined;
  /** The last bytes of a chunked body. */
  tail: Buffer;
  hasHead: boolean;
  toldContent: boolean;
}

interface PieceResult {
  readonly isDone: boolean;
  readonly hasContent: boolean;
  readonly failure: string | undefined;
}

const EMPTY = Buffer.alloc(0);
const MORE: PieceResult = { isDone: false, hasContent: false, failure: undefined };
const MORE_CONTENT: PieceResult = { isDone: false, hasContent: true, failure: undefined };
const DONE: PieceResult = { isDone: true, hasContent: false, failure: undefined };
const DONE_CONTENT: PieceResult = { isDone: true, hasContent: true, failure: undefined };

export function newAnswer(): AnswerState {
  return { head: undefined, status: 0, missing: undefined, tail: EMPTY, hasHead: false, toldContent: false };
}

/** Takes in what one read brought. */
export function readPiece(answer: AnswerState, bytes: Buffer): PieceResult {
  if (answer.hasHead) return readBody(answer, bytes);
  const all = answer.head === undefined ? bytes : Buffer.concat([answer.head, bytes]);
  const headEnd = all.indexOf(HEAD_END);
  if (headEnd === -1) {
    answer.head = all;
    return MORE;
  }
  const head = all.toString('latin1', 0, headEnd);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  answer.hasHead = true;
  answer.status = Number(head.slice(9, 12));
  answer.missing = length === undefined ? undefined : Number(length);
  return readBody(answer, all.subarray(headEnd + HEAD_END.length));
}

function readBody(answer: AnswerState, body: Buffer): PieceResult {
  if (answer.missing !== undefined) {
    answer.missing -= body.length;
    if (answer.missing > 0) return MORE;
    return answer.status === 200 ? DONE : { ...DONE, failure: `${answer.status} ${body.toString()}` };
  }
  const hasContent = !answer.toldContent && body.includes(FIRST_WORD);
  const keep = STREAM_END.length;
  answer.tail = body.length >= keep ? body.subarray(-keep) : Buffer.concat([answer.tail, body]).subarray(-keep);
  if (!answer.tail.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)) return hasContent ? MORE_CONTENT : MORE;
  if (answer.status === 200 && answer.tail.equals(STREAM_END)) return hasContent ? DONE_CONTENT : DONE;
  return { isDone: true, hasContent, failure: `a stream without its end marker: ${body.toString()}` };
}
