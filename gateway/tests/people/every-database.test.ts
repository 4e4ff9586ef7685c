import { expect, test } from 'vitest';
import { onEveryDatabase } from '../support/on-every-database.ts';
import { codeOf, earlierCodeOf } from './authenticator-app.ts';
import { openBrowser } from './browser.ts';
import { createSoftwarePasskey } from './software-passkey.ts';
import { PASSWORD, signIn, startPeople } from './start-people.ts';

onEveryDatabase(({ newPlace }) => {
  test('everything that signs people in works on this database', async () => {
    const place = await newPlace();
    const rig = await startPeople({ openStore: place.open });
    try {
      const browser = openBrowser(rig);
      const setup_token = (await rig.people.setupLink())?.split('#')[1];
      const claim = { setup_token, email: 'ada@example.com', name: 'Ada', password: PASSWORD };
      expect(await browser.post('/api/auth/claim', claim)).toMatchObject({
        status: 200,
        json: { status: 'signed_in' },
      });

      const passkey = createSoftwarePasskey({ origin: rig.url });
      const adding = await browser.get('/api/auth/passkey/generate-register-options');
      const response = passkey.register(adding.json);
      expect(await browser.post('/api/auth/passkey/verify-registration', { response })).toMatchObject({ status: 200 });

      const { totp_uri } = (await browser.post('/api/auth/two-factor/enable', { password: PASSWORD })).json;
      const first = { code: await earlierCodeOf(totp_uri) };
      expect(await browser.post('/api/auth/two-factor/verify-totp', first)).toMatchObject({ status: 200 });
      expect(await browser.post('/api/auth/sign-out', {})).toMatchObject({ status: 200 });

      expect(await signIn({ browser })).toMatchObject({ json: { status: 'second_factor' } });
      expect(await browser.post('/api/auth/two-factor/verify-totp', { code: '000000' })).toMatchObject({ status: 401 });
      const code = { code: codeOf(totp_uri) };
      expect(await browser.post('/api/auth/two-factor/verify-totp', code)).toMatchObject({
        json: { status: 'signed_in' },
      });

      const other = openBrowser(rig);
      const entering = await other.get('/api/auth/passkey/generate-authenticate-options');
      const proof = { response: passkey.authenticate(entering.json) };
      expect(await other.post('/api/auth/passkey/verify-authentication', proof)).toMatchObject({ status: 200 });
      expect((await other.get('/api/auth/sessions')).json.data).toHaveLength(2);

      const { url } = await rig.people.resetLink({ email: 'ada@example.com' });
      const reset = { token: url.split('#')[1], new_password: 'nine quiet lighthouses' };
      expect(await openBrowser(rig).post('/api/auth/reset-password', reset)).toMatchObject({ status: 200 });
      expect((await other.get('/api/auth/session')).json.person).toBeNull();
    } finally {
      await rig.close();
    }
  });
});
