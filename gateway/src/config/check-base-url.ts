/** Why an address cannot be used as `base_url`; undefined for a good one. Never quotes it: it may hold a secret. */
export function checkBaseUrl(text: string): { readonly message: string; readonly instead: string } | undefined {
  if (!URL.canParse(text)) {
    return {
      message: 'this is not an address',
      instead: 'Write the whole address, such as "https://host.example/v1".',
    };
  }
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { message: 'this address is neither https nor http', instead: 'Begin it with https:// or http://.' };
  }
  if (url.username !== '' || url.password !== '') {
    return { message: 'this address holds a user name or a password', instead: 'Put the secret into api_key instead.' };
  }
  if (url.search !== '' || url.hash !== '') {
    return {
      message: 'this address has a "?" or "#" part',
      instead: "End it before the provider's own resource path, such as /chat/completions.",
    };
  }
  return undefined;
}
