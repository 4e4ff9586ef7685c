import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

export interface Child {
  /** Calls what the child serves by `serveCalls`. @throws Error when it fails there, or the child has ended */
  call<T>(call: { name: string; input?: unknown; answer: z.ZodType<T> }): Promise<T>;
  /** Asks the child to end (SIGTERM) and waits until it has. */
  stop(): Promise<void>;
  readonly hasEnded: boolean;
  /** What the child has written so far. */
  output(): string;
}

interface StartInput {
  readonly name: string;
  /** Arguments of Node. */
  readonly args: readonly string[];
  /** Where what the child writes is kept. */
  readonly logDirectory: string;
  readonly env?: Readonly<Record<string, string>>;
}

const replySchema = z.object({ id: z.number(), result: z.unknown().optional(), error: z.string().optional() });

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Starts a Node process that can be called. */
export function startChild({ name, args, logDirectory, env = {} }: StartInput): Child {
  const logPath = join(logDirectory, `${name}.log`);
  const log = openSync(logPath, 'a');
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...process.env, ...env },
  });
  closeSync(log);
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  const output = () => readFileSync(logPath, 'utf8');
  child.on('message', (message) => {
    const { data: reply } = replySchema.safeParse(message);
    // A program may send messages of its own.
    if (reply === undefined) return;
    const { id, result, error } = reply;
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(result);
    else call?.reject(new Error(`${name}: ${error}`));
  });
  const ended = endOf({ child, name }).finally(() => {
    for (const { reject } of waiting.values()) reject(new Error(`${name} has ended:\n${output()}`));
    waiting.clear();
  });
  return {
    get hasEnded() {
      return child.exitCode !== null || child.signalCode !== null;
    },
    output,
    async call({ name: call, input, answer }) {
      lastId += 1;
      const id = lastId;
      const reply = new Promise<unknown>((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        child.send({ id, name: call, input }, (error) => error && reject(error));
      });
      return answer.parse(await reply);
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function endOf({ child, name }: { child: ChildProcess; name: string }): Promise<void> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`${name} could not be started: ${error.message}`);
      resolve();
    });
    child.once('exit', () => resolve());
  });
}
