// The least that any gateway in Node does: node:http in front, undici's dispatcher behind, the body parsed, the answer
// reshaped. No keys, no plan, no limits, no log. What LatentKit costs is measured in multiples of this.
import { createServer, type ServerResponse } from 'node:http';
import { type Dispatcher, Pool } from 'undici';
import * as z from 'zod';

const [portText = '0', poolsText = '{}'] = process.argv.slice(2);
/** By the Authorization header: which upstream, given as an origin. */
const origins = z.record(z.string(), z.string()).parse(JSON.parse(poolsText));
const pools = new Map(
  Object.entries(origins).map(([authorization, origin]) => [
    authorization,
    new Pool(origin, { connections: 4_096, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 }),
  ]),
);
const HEADERS = { 'content-type': 'application/json', authorization: 'Bearer upstream-secret' };

createServer({ noDelay: true }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const pool = pools.get(request.headers.authorization ?? '');
    if (pool === undefined) return void response.writeHead(401).end();
    const { stream, ...task } = JSON.parse(Buffer.concat(chunks).toString());
    const body = stream
      ? { model: 'm', ...task, stream, stream_options: { include_usage: true } }
      : { model: 'm', ...task };
    const handler = stream ? streamHandler(response) : answerHandler(response);
    pool.dispatch(
      { method: 'POST', path: '/v1/chat/completions', headers: HEADERS, body: JSON.stringify(body) },
      handler,
    );
  });
}).listen(Number(portText), '127.0.0.1');

/** Failures end the exchange: nothing here is meant to survive one. */
function fail(response: ServerResponse): void {
  response.destroy();
}

function answerHandler(response: ServerResponse): Dispatcher.DispatchHandler {
  const chunks: Buffer[] = [];
  return {
    onRequestStart: () => {},
    onResponseStart: () => {},
    onResponseData: (_controller, chunk) => void chunks.push(chunk),
    onResponseEnd: () => {
      const { id, model, choices, usage } = JSON.parse(Buffer.concat(chunks).toString());
      const [choice] = choices;
      const bytes = Buffer.from(
        JSON.stringify({
          id,
          content: choice.message.content,
          role: 'assistant',
          finish_reason: choice.finish_reason,
          model,
          usage: usageOf(usage),
        }),
      );
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': bytes.length });
      response.end(bytes);
    },
    onResponseError: () => fail(response),
  };
}

interface ProviderUsage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

function usageOf({ prompt_tokens, completion_tokens, total_tokens }: ProviderUsage) {
  return { input_tokens: prompt_tokens, output_tokens: completion_tokens, total_tokens };
}

/** Splits the events, parses each, writes ours: one write for what one read brought. */
function streamHandler(response: ServerResponse): Dispatcher.DispatchHandler {
  const decoder = new TextDecoder();
  let held = '';
  let usage: ProviderUsage | undefined;
  let controller: Dispatcher.DispatchController | undefined;
  response.on('close', () => {
    if (!response.writableFinished) controller?.abort(new Error('the client has gone'));
  });
  return {
    onRequestStart: (started) => {
      controller = started;
    },
    onResponseStart: () => void response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' }),
    onResponseData: (_controller, chunk) => {
      const blocks = (held + decoder.decode(chunk, { stream: true })).split('\n\n');
      held = blocks.pop() ?? '';
      let out = '';
      for (const block of blocks) {
        const data = block.slice('data: '.length);
        if (data === '[DONE]') continue;
        const event = JSON.parse(data);
        usage = event.usage ?? usage;
        const text = event.choices[0]?.delta.content;
        if (text) out += `data: {"delta":${JSON.stringify(text)}}\n\n`;
      }
      if (out !== '') response.write(out);
    },
    onResponseEnd: () => {
      const data = { delta: '', finish_reason: 'stop', ...(usage ? { usage: usageOf(usage) } : undefined) };
      response.end(`event: final\ndata: ${JSON.stringify(data)}\n\ndata: [DONE]\n\n`);
    },
    onResponseError: () => fail(response),
  };
}
