import { GatewayError } from '../domain/gateway-error.ts';

const KEY = /^lk(?:_live|_test|ia)_[A-Za-z0-9_-]{1,256}$/;

interface Credentials {
  readonly authorization: string | undefined;
  readonly strayCredentialHeader: string | undefined;
}

/** The key of an `Authorization: Bearer …` header. @throws GatewayError missing_api_key, invalid_api_key (malformed) */
export function readBearer({ authorization, strayCredentialHeader }: Credentials): string {
  if (authorization === undefined || authorization.trim() === '') {
    throw new GatewayError('missing_api_key', {
      detail: strayCredentialHeader && 'other_header',
      hint: strayCredentialHeader
        ? `A key was sent in "${strayCredentialHeader}", which this endpoint doesn't read. Send it as "Authorization: Bearer lk_…".`
        : undefined,
    });
  }
  if (authorization.startsWith('Bearer ')) {
    const secret = authorization.slice(7);
    if (KEY.test(secret)) return secret;
  }
  return readLeniently(authorization);
}

/** What clients do wrong most often gets a hint of its own. The scheme's case doesn't matter (RFC 9110 §11.1). */
function readLeniently(authorization: string): string {
  const [, scheme = '', rest = ''] = /^\s*(\S+)\s*(.*?)\s*$/s.exec(authorization) ?? [];
  if (scheme.startsWith('lk_') || scheme.startsWith('lkia_')) {
    throw malformed('no_scheme', 'The header has no scheme: write "Authorization: Bearer " before the key.');
  }
  if (scheme.toLowerCase() !== 'bearer') {
    throw malformed('wrong_scheme', 'The scheme must be Bearer: write "Authorization: Bearer lk_…".');
  }
  if (rest === '') {
    throw new GatewayError('missing_api_key', {
      detail: 'empty_key',
      message: 'The Authorization header names the scheme but no key.',
      hint: 'Often the variable that holds the key is empty. Send "Authorization: Bearer lk_…".',
    });
  }
  if (/^["'`]|["'`]$/.test(rest)) throw malformed('quoted_key', 'Remove the quotes around the key.');
  if (/\s/.test(rest))
    throw malformed('spaces_in_key', 'Remove the spaces or line breaks inside the key; often two values were pasted.');
  if (!KEY.test(rest))
    throw malformed(
      'not_our_key',
      'A key of this gateway starts with lk_live_ or lk_test_. Was a provider key pasted instead?',
    );
  return rest;
}

function malformed(detail: string, hint: string): GatewayError {
  return new GatewayError('invalid_api_key', {
    reason: 'malformed',
    detail,
    message: 'The Authorization header does not hold a well-formed API key.',
    hint,
  });
}
