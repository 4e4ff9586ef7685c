/** Its prefix makes browsers take the cookie only with TLS (or from the machine itself), for this host and all paths. */
export const COOKIE_PREFIX = '__Host-latentkit';
export const SESSION_COOKIE = `${COOKIE_PREFIX}.session_token`;
