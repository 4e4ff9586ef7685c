import type { DeliverMail, Mail } from '../domain/mail.ts';
import type { Log } from '../domain/ports.ts';

export interface Mailer {
  /** Takes it and returns at once: whoever waits must not learn from the time whether there was somebody to write to. */
  send(mail: Mail): void;
  /** For whom the writer has named: waits for the mail server. */
  readonly deliver: DeliverMail;
  /** Waits for what is on its way. */
  close(): Promise<void>;
}

const WITHIN_MS = 20_000;
/** Somebody waits for an answer meanwhile. */
const WAITED_FOR_MS = 10_000;

/** Mail over SMTP. `smtpUrl`: `smtp://user:password@host:587` or `smtps://…:465`. */
export function createMailer({
  smtpUrl,
  from,
  log,
}: {
  readonly smtpUrl: string;
  readonly from: string;
  readonly log: Log;
}): Mailer {
  const onItsWay = new Set<Promise<boolean>>();
  const post = async ({ mail, withinMs }: { readonly mail: Mail; readonly withinMs: number }): Promise<void> => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(smtpUrl, { from });
    const timeout = AbortSignal.timeout(withinMs);
    const tooLate = new Promise<never>((_, reject) => {
      timeout.addEventListener('abort', () => reject(new Error('the mail server did not answer in time')));
    });
    try {
      await Promise.race([transport.sendMail({ ...mail, disableFileAccess: true, disableUrlAccess: true }), tooLate]);
    } finally {
      transport.close();
    }
  };
  /** Never rejects. */
  const attempt = ({ mail, withinMs }: { readonly mail: Mail; readonly withinMs: number }): Promise<boolean> => {
    const sent: Promise<boolean> = post({ mail, withinMs })
      .then(() => true)
      // The address is left out: whose it is, is nobody's business.
      .catch((error: unknown) => {
        log.warn({ error: String(error), subject: mail.subject }, 'a mail was not sent');
        return false;
      })
      .finally(() => onItsWay.delete(sent));
    onItsWay.add(sent);
    return sent;
  };
  return {
    send(mail) {
      void attempt({ mail, withinMs: WITHIN_MS });
    },
    deliver: (mail) => attempt({ mail, withinMs: WAITED_FOR_MS }),
    async close() {
      await Promise.all(onItsWay);
    },
  };
}
