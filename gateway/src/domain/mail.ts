/** A letter in plain text. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Returns whether the mail server took it, within seconds. Never rejects. */
export type DeliverMail = (mail: Mail) => Promise<boolean>;
