import type { WebhookSender } from '../domain/webhook.ts';
import { callUpstream, type UpstreamCall } from './upstream-call.ts';
import type { UpstreamPools } from './upstream-pools.ts';

/** Nobody reads what a webhook says: beyond this, its connection is closed. */
const MAX_ANSWER_BYTES = 64 * 1024;

type Answer = Awaited<ReturnType<WebhookSender['send']>>;
type Message = Parameters<WebhookSender['send']>[0];

/** Posts over the same guarded connections as everything else that leaves the gateway. Redirects are never followed. */
export function createWebhookSender({ pools }: { readonly pools: UpstreamPools }): WebhookSender {
  return {
    send: (message) =>
      URL.canParse(message.url)
        ? new Promise<Answer>((resolve) => post({ pools, message, url: new URL(message.url), resolve }))
        : Promise.resolve({ fault: 'its address is not a URL' }),
  };
}

function post({
  pools,
  message,
  url,
  resolve,
}: {
  readonly pools: UpstreamPools;
  readonly message: Message;
  readonly url: URL;
  readonly resolve: (answer: Answer) => void;
}): void {
  const { trusted, headers, body, timeoutMs } = message;
  const dispatcher = pools.for({ origin: url.origin, credentialId: 'webhooks', trusted });
  let status: number | undefined;
  let bytes = 0;
  let isLate = false;
  const finish = (fault: string): void => {
    clearTimeout(timer);
    // What came after the status changes nothing.
    resolve(status === undefined ? { fault } : { status });
  };
  const call: UpstreamCall = callUpstream(
    { dispatcher, method: 'POST', path: `${url.pathname}${url.search}`, headers, body },
    {
      onHeaders: (head) => {
        status = head.status;
      },
      onData: (chunk) => {
        bytes += chunk.length;
        if (bytes > MAX_ANSWER_BYTES) call.abort('the answer is too long');
      },
      onEnd: () => finish('no answer'),
      onError: (fault) => finish(isLate ? `no answer within ${timeoutMs / 1_000} s` : fault.message),
    },
  );
  const timer = setTimeout(() => {
    isLate = true;
    call.abort('the time is over');
  }, timeoutMs);
}
