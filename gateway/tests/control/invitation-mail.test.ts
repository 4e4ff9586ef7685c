import { expect, test } from 'vitest';
import { MOST_OUTGOING_A_MINUTE } from '../../src/control/api/outgoing-limit.ts';
import { startMailServer } from '../support/start-mail-server.ts';
import { type ControlPlaneUnderTest, startControlPlane } from './start-control-plane.ts';

const inviteTo = (control: ControlPlaneUnderTest, email: string) =>
  control.call({
    method: 'POST',
    path: `/workspaces/${control.workspaceId}/invitations`,
    body: { email, role: 'developer' },
  });

const withMail = (smtpUrl: string) => ({
  settingsEnv: { SMTP_URL: smtpUrl, LATENTKIT_MAIL_FROM: 'gateway@example.com' },
});

/** A letter as its reader sees it: lines that were folded for the way are whole again. */
const textOf = (letter: string | undefined) => (letter ?? '').replaceAll('=\n', '').replaceAll('=3D', '=');

test('an invitation is mailed, in plain text, and the answer says so', async () => {
  await using mail = await startMailServer();
  await using control = await startControlPlane(withMail(mail.url));
  const { status, body } = await inviteTo(control, 'grace@example.com');
  expect(status).toBe(201);
  expect(body).toMatchObject({ email: 'grace@example.com', mailed: true });
  expect(mail.letters).toHaveLength(1);
  const letter = textOf(mail.letters[0]);
  expect(letter).toContain('To: grace@example.com');
  expect(letter).toContain('From: gateway@example.com');
  expect(letter).toContain('Subject: An invitation to the workspace acme on LatentKit');
  expect(letter).toContain('Content-Type: text/plain');
  expect(letter).toContain(body.url);
  const { body: list } = await control.call({ path: `/workspaces/${control.workspaceId}/invitations` });
  expect(list.data).toMatchObject([{ email: 'grace@example.com' }]);
  expect(JSON.stringify(list)).not.toContain(body.url.split('#')[1]);
});

test('a mail server that refuses, or is not there, changes nothing but what the answer says', async () => {
  const mail = await startMailServer();
  await using control = await startControlPlane(withMail(mail.url));
  mail.answerWith('550 not here');
  const refused = await inviteTo(control, 'grace@example.com');
  expect(refused).toMatchObject({ status: 201, body: { mailed: false, url: expect.stringContaining('/invite#') } });
  await mail[Symbol.asyncDispose]();
  const gone = await inviteTo(control, 'ada@example.com');
  expect(gone).toMatchObject({ status: 201, body: { mailed: false, url: expect.stringContaining('/invite#') } });
});

test('without a mail server the link is handed on', async () => {
  await using control = await startControlPlane();
  expect((await inviteTo(control, 'grace@example.com')).body).toMatchObject({ mailed: false });
});

test('nobody fills mailboxes: of many invitations in a minute the last are not mailed', async () => {
  await using mail = await startMailServer();
  await using control = await startControlPlane(withMail(mail.url));
  for (let call = 0; call < MOST_OUTGOING_A_MINUTE; call++) {
    expect((await inviteTo(control, `somebody${call}@example.com`)).body.mailed).toBe(true);
  }
  expect(await inviteTo(control, 'one-more@example.com')).toMatchObject({ status: 201, body: { mailed: false } });
  expect(mail.letters).toHaveLength(MOST_OUTGOING_A_MINUTE);
});
