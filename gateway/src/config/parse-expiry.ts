/** A day without a time ends with that day, UTC. */
export function parseExpiry(text: string): number | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return parseMoment(`${text}T23:59:59.999Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  return parseMoment(text);
}

function parseMoment(text: string): number | undefined {
  const moment = Date.parse(text);
  const dayMs = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(moment) || Number.isNaN(dayMs)) return undefined;
  // Date.parse reads February 31st as March 3rd.
  return new Date(dayMs).toISOString().startsWith(text.slice(0, 10)) ? moment : undefined;
}
