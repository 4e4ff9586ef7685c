/**
 * A model id as one or more path segments. Slashes separate segments; everything else is escaped, and dot segments are
 * refused, so that a model id can change neither the host nor the path before it (RELIABILITY E5).
 * @throws RangeError for what no escaping makes safe: an empty or dot segment, a lone surrogate
 */
export function modelPath(model: string): string {
  if (!model.isWellFormed()) throw new RangeError('model id is no well-formed text');
  const segments = model.split('/');
  for (const segment of segments) {
    if (segment === '' || segment === '.' || segment === '..') throw new RangeError('model id is not a safe path');
  }
  return segments.map(encodeURIComponent).join('/');
}
