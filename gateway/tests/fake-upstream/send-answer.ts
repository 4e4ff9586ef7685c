import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour } from './behaviour.ts';
import type { AnswerPlan } from './plan-answer.ts';

const FLOOD_PIECE = Buffer.alloc(65_536, 'x');
// So that a reset does not overtake the bytes before it.
const SETTLE_MS = 5;

interface Delivery {
  response: ServerResponse;
  plan: AnswerPlan;
  behaviour: Behaviour;
  /** Called before we end the connection ourselves: what follows is no cancellation by the client. */
  onOwnEnd: () => void;
}

/** Delivers a planned answer, on time and as broken as the behaviour wants it. */
export async function sendAnswer(delivery: Delivery): Promise<void> {
  const { response, behaviour, onOwnEnd } = delivery;
  const { socket } = response;
  if (socket === null) return;
  if (behaviour.delayMs !== undefined) await sleep(behaviour.delayMs);
  if (behaviour.stallBeforeHeaders === true || socket.destroyed) return;
  if (behaviour.resetBeforeHeaders === true || behaviour.closeBeforeHeaders === true) {
    onOwnEnd();
    if (behaviour.resetBeforeHeaders === true) socket.resetAndDestroy();
    else socket.destroy();
  } else if (behaviour.raw !== undefined) {
    onOwnEnd();
    await sendRaw({ socket, bytes: Buffer.from(behaviour.raw), everyMs: behaviour.rawEveryMs });
  } else {
    sendHead(delivery);
    if (behaviour.stallAfterHeaders === true) return;
    await sendBody(delivery);
  }
}

function sendHead({ response, plan, behaviour }: Delivery): void {
  const { pieces, isStream, status, headers } = plan;
  if (behaviour.earlyHints === true) response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
  const hasLength =
    !isStream &&
    behaviour.eofAtByte === undefined &&
    behaviour.halfFrame === undefined &&
    behaviour.floodBytes === undefined &&
    behaviour.trailers === undefined &&
    behaviour.repeatEveryMs === undefined;
  const bytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  response.writeHead(status, { ...headers, ...(hasLength ? { 'content-length': String(bytes) } : {}) });
  response.flushHeaders();
}

async function sendBody({ response, plan, behaviour, onOwnEnd }: Delivery): Promise<void> {
  const { socket } = response;
  if (behaviour.floodBytes !== undefined)
    await flood({ response, bytes: behaviour.floodBytes, isStream: plan.isStream });
  const stopAt = stopByte(plan, behaviour);
  for (const piece of cut({ plan, behaviour, stopAt })) {
    if (behaviour.eventDelayMs !== undefined) await sleep(behaviour.eventDelayMs);
    if (response.destroyed) return;
    await write(response, piece);
  }
  if (behaviour.stallAfterEvents !== undefined || behaviour.stallAtByte !== undefined) return;
  while (behaviour.repeatEveryMs !== undefined && plan.repeated !== undefined) {
    await sleep(behaviour.repeatEveryMs);
    if (response.destroyed) return;
    await write(response, plan.repeated);
  }
  if (behaviour.resetAtByte !== undefined || behaviour.finAtByte !== undefined) {
    await sleep(SETTLE_MS);
    onOwnEnd();
    if (behaviour.resetAtByte !== undefined) socket?.resetAndDestroy();
    else socket?.destroySoon();
    return;
  }
  if (behaviour.trailers !== undefined) response.addTrailers(behaviour.trailers);
  response.end();
}

function stopByte({ pieces }: AnswerPlan, behaviour: Behaviour): number {
  const total = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (behaviour.stallAfterEvents !== undefined) {
    return pieces.slice(0, behaviour.stallAfterEvents).reduce((sum, piece) => sum + piece.length, 0);
  }
  if (behaviour.halfFrame === true) return total - Math.ceil((pieces.at(-1)?.length ?? 0) / 2);
  return Math.min(
    total,
    behaviour.resetAtByte ?? behaviour.finAtByte ?? behaviour.eofAtByte ?? behaviour.stallAtByte ?? total,
  );
}

/** The body up to `stopAt`, in the pieces in which it goes to the network. */
function cut({ plan, behaviour, stopAt }: { plan: AnswerPlan; behaviour: Behaviour; stopAt: number }): Buffer[] {
  const { chunking = 'events' } = behaviour;
  const body = chunking === 'events' ? undefined : Buffer.concat(plan.pieces).subarray(0, stopAt);
  if (body === undefined) {
    let left = stopAt;
    return plan.pieces.flatMap((piece) => {
      const part = piece.subarray(0, Math.max(left, 0));
      left -= piece.length;
      return part.length === 0 ? [] : [part];
    });
  }
  const size = chunking === 'whole' ? body.length : chunking === 'bytes' ? 1 : Number(chunking);
  return Array.from({ length: Math.ceil(body.length / Math.max(size, 1)) }, (_, i) =>
    body.subarray(i * size, (i + 1) * size),
  );
}

async function flood(inputs: { response: ServerResponse; bytes: number; isStream: boolean }): Promise<void> {
  const { response, bytes, isStream } = inputs;
  const piece = isStream ? FLOOD_PIECE : Buffer.alloc(FLOOD_PIECE.length, ' ');
  if (isStream) await write(response, Buffer.from('data: '));
  for (let left = bytes; left > 0 && !response.destroyed; left -= piece.length) {
    await write(response, piece.subarray(0, Math.min(left, piece.length)));
  }
  if (isStream && !response.destroyed) await write(response, Buffer.from('\n\n'));
}

async function sendRaw(inputs: { socket: Socket; bytes: Buffer; everyMs: number | undefined }): Promise<void> {
  const { socket, bytes, everyMs } = inputs;
  if (everyMs === undefined) {
    socket.write(bytes);
    return;
  }
  for (let at = 0; at < bytes.length && !socket.destroyed; at++) {
    socket.write(bytes.subarray(at, at + 1));
    await sleep(everyMs);
  }
}

/** Waits while the connection takes no more. */
function write(response: ServerResponse, bytes: Buffer): Promise<void> | undefined {
  if (response.write(bytes)) return undefined;
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}
