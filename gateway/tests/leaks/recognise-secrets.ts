export interface Secret {
  /** What it is and where it came from: this is printed. */
  readonly name: string;
  readonly text: string;
}

/** Characters. A shorter one stands somewhere by chance; a longer one is a test of sizes. */
const LENGTHS = { least: 16, most: 512 } as const;

/** Whatever stands under these names, in a configuration file, a body or an answer, is a secret. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'api_key',
  'secret',
  'client_secret',
  'password',
  'new_password',
  'current_password',
  'token',
  'setup_token',
  'invitation_token',
]);
/** Whatever stands anywhere below these is one, whatever its own name. */
const SECRET_TREES: ReadonlySet<string> = new Set(['credential', 'headers']);

/** Keys and tokens of ours, and those that tests make up for providers. */
const FORMS = /\b(?:lk_(?:live|test)_|lkia_|lkadm_|whsec_|sk-|upstream-secret-)[A-Za-z0-9_+/=.-]+/g;

/** A link of the gateway, and one that sets up a second factor. */
const SECRETS_OF_LINKS = [/^https?:\/\/[^#]+#([\w-]+)$/, /^otpauth:.*[?&]secret=(\w+)/];

/** What it holds also goes to the identity provider in an address, and comes back so. */
const PUBLIC_COOKIE = /\.state$/;

/** What the database keeps of a password. A test sends it as one, which it is not. */
const PASSWORD_HASH = /^scrypt\$/;

const SECRET_VARIABLE = /KEY|TOKEN|SECRET|PASSWORD/;
/** Filled in from the environment, and known from there. */
const REFERENCE = /^\$\{\w+\}$/;

/** What looks like a secret of some kind, wherever it stands. */
export function secretsByForm({ text, from }: { readonly text: string; readonly from: string }): readonly Secret[] {
  return fitting([...text.matchAll(FORMS)].map(([found]) => ({ name: `a key in ${from}`, text: found })));
}

/** What stands in the fields of a document that hold secrets, or in its links. */
export function secretsByField({
  document,
  from,
  by,
}: {
  readonly document: unknown;
  readonly from: string;
  /** What a test also writes into some other field is none. What the gateway shows in another field is a leak. */
  readonly by: 'test' | 'gateway';
}): readonly Secret[] {
  const secrets: Secret[] = [];
  const said = new Set<string>();
  const walk = ({ value, field, isSecret, isTree }: Walked): void => {
    if (typeof value === 'string') {
      if (!isSecret) said.add(value);
      else if (!REFERENCE.test(value)) secrets.push({ name: `${field} of ${from}`, text: value });
      for (const pattern of SECRETS_OF_LINKS) {
        secrets.push({ name: `${field} of ${from}`, text: pattern.exec(value)?.[1] ?? '' });
      }
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        const name = Array.isArray(value) ? field : key;
        const inTree = isTree || SECRET_TREES.has(name);
        walk({ value: inner, field: name, isTree: inTree, isSecret: inTree || SECRET_FIELDS.has(name) });
      }
    }
  };
  walk({ value: document, field: '', isSecret: false, isTree: false });
  return fitting(secrets).filter(({ text }) => !(by === 'test' && said.has(text)) && !PASSWORD_HASH.test(text));
}

interface Walked {
  readonly value: unknown;
  /** What it stands under. */
  readonly field: string;
  readonly isSecret: boolean;
  readonly isTree: boolean;
}

/** Keys, tokens and passwords among variables, also those within an address. */
export function secretsOfEnvironment(env: Readonly<Record<string, string | undefined>>): readonly Secret[] {
  const secrets = Object.entries(env).flatMap(([name, text = '']) => [
    ...(SECRET_VARIABLE.test(name) ? [{ name, text }] : []),
    ...secretsByForm({ text, from: name }),
    ...(URL.canParse(text)
      ? [{ name: `the password of ${name}`, text: decodeURIComponent(new URL(text).password) }]
      : []),
  ]);
  return fitting(secrets);
}

/** The values of `Set-Cookie` headers, and what of them is kept in a database in some form. */
export function secretsOfCookies({
  setCookies,
  from,
}: {
  readonly setCookies: readonly string[];
  readonly from: string;
}): readonly Secret[] {
  return fitting(
    setCookies.flatMap((cookie) => {
      const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split('=', 2);
      if (PUBLIC_COOKIE.test(name)) return [];
      return [value, value.split('.')[0] ?? ''].map((text) => ({ name: `cookie ${name} in ${from}`, text }));
    }),
  );
}

function fitting(secrets: readonly Secret[]): readonly Secret[] {
  return secrets.filter(({ text }) => text.length >= LENGTHS.least && text.length <= LENGTHS.most);
}
