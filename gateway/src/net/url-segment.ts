const SEGMENT = /^[A-Za-z0-9._-]{1,128}$/;

/** Whether a value (region, project, deployment, resource name) may be put into a URL template as it stands. */
export function isUrlSegment(value: string): boolean {
  return SEGMENT.test(value) && value !== '.' && value !== '..';
}

/**
 * A model id or the like as exactly one path segment: `/`, `?`, `#` and `%` are escaped, so that it changes neither the
 * host nor the rest of the path. Undefined for what no escaping makes safe: empty, `.`, `..`, lone surrogates.
 */
export function encodeUrlSegment(value: string): string | undefined {
  if (value === '' || value === '.' || value === '..' || !value.isWellFormed()) return undefined;
  return encodeURIComponent(value);
}
