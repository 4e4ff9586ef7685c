import { GatewayError } from '../domain/gateway-error.ts';

export const SHORTEST_PASSWORD = 12;
export const LONGEST_PASSWORD = 128;

/** Long enough for the rule, and tried first by everybody who guesses. */
const COMMONEST = new Set([
  'password1234',
  'password12345',
  'password123456',
  'passwordpassword',
  'password123!',
  'passw0rd1234',
  'p@ssw0rd1234',
  'p@ssword1234',
  'mypassword123',
  'newpassword1',
  'adminadmin12',
  'administrator',
  'administrator1',
  'admin1234567',
  'adminpassword',
  'qwertyuiop12',
  'qwertyuiop123',
  'qwertyuiopas',
  'qwerty123456',
  'qwertyqwerty',
  'asdfghjkl123',
  'zxcvbnm12345',
  'iloveyou1234',
  'iloveyouiloveyou',
  'letmein12345',
  'letmeinletmein',
  'welcome12345',
  'welcome123456',
  'changeme1234',
  'changemechangeme',
  'correcthorsebatterystaple',
  'correct horse battery staple',
  'trustno1trustno1',
  'abcdefghijkl',
  'abcd12345678',
  'abc123abc123',
  'a1b2c3d4e5f6',
  '1q2w3e4r5t6y',
  '1qaz2wsx3edc',
  'qazwsxedcrfv',
  'monkey123456',
  'dragon123456',
  'football1234',
  'sunshine1234',
  'princess1234',
  'superman1234',
  'latentkit1234',
  'latentkitadmin',
]);

/** @throws GatewayError validation_error for a password that is guessed too easily; the password is never repeated */
export function checkPassword({
  password,
  email,
  param,
}: {
  readonly password: string;
  readonly email: string;
  readonly param: string;
}): void {
  const problem = problemOf({ password: password.normalize('NFKC'), email: email.toLowerCase() });
  if (problem === undefined) return;
  throw new GatewayError('validation_error', {
    reason: 'weak_password',
    param,
    message: problem,
    hint: `Use ${SHORTEST_PASSWORD} to ${LONGEST_PASSWORD} characters that nobody guesses: a few unrelated words do well.`,
  });
}

function problemOf({ password, email }: { readonly password: string; readonly email: string }): string | undefined {
  const length = [...password].length;
  if (length < SHORTEST_PASSWORD) return `The password has fewer than ${SHORTEST_PASSWORD} characters.`;
  if (length > LONGEST_PASSWORD) return `The password has more than ${LONGEST_PASSWORD} characters.`;
  const plain = password.toLowerCase().trim();
  const [local = ''] = email.split('@');
  if (plain === email || plain === local) return 'The password is the e-mail address.';
  if (COMMONEST.has(plain) || isMonotonous(plain)) return 'The password is one of the first that anybody would try.';
  return undefined;
}

/** One or two characters repeated, or digits in their order. */
function isMonotonous(text: string): boolean {
  return new Set(text).size <= 2 || '01234567890123456789'.includes(text) || '98765432109876543210'.includes(text);
}
