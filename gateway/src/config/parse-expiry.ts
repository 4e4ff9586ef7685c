/** A day without a time ends with that day, UTC. */
export function parseExpiry(text: string): number | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return parseMoment(`${text}T23:59:59.999Z`);
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(text)) return undefined;
  return parseMoment(text);
}

function parseMoment(text: string): number | undefined {
  const moment = Date.parse(text);
  // Date.parse reads February 31st as March 3rd.
  const dayExists = new Date(`${text.slice(0, 10)}T00:00:00Z`).toISOString().startsWith(text.slice(0, 10));
  return Number.isNaN(moment) || !dayExists ? undefined : moment;
}
