import type { Log } from '../domain/ports.ts';

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

export interface Mailer {
  /** Takes it and returns at once: whoever waits must not learn from the time whether there was somebody to write to. */
  send(mail: Mail): void;
  /** Waits for what is on its way. */
  close(): Promise<void>;
}

const WITHIN_MS = 20_000;

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
  const onItsWay = new Set<Promise<void>>();
  const deliver = async (mail: Mail): Promise<void> => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport(smtpUrl, { from });
    const timeout = AbortSignal.timeout(WITHIN_MS);
    const tooLate = new Promise<never>((_, reject) => {
      timeout.addEventListener('abort', () => reject(new Error('the mail server did not answer in time')));
    });
    try {
      await Promise.race([transport.sendMail({ ...mail, disableFileAccess: true, disableUrlAccess: true }), tooLate]);
    } finally {
      transport.close();
    }
  };
  return {
    send(mail) {
      const sent: Promise<void> = deliver(mail)
        // The address is left out: whose it is, is nobody's business.
        .catch((error: unknown) => log.warn({ error: String(error), subject: mail.subject }, 'a mail was not sent'))
        .finally(() => onItsWay.delete(sent));
      onItsWay.add(sent);
    },
    async close() {
      await Promise.all(onItsWay);
    },
  };
}
