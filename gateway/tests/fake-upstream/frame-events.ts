import type { Behaviour } from './behaviour.ts';
import type { FakeDialect, FakeEvent } from './fake-dialect.ts';

const LINE_ENDS = { lf: '\n', crlf: '\r\n', cr: '\r' };

/** Each event as the bytes of one frame. */
export function frameEvents({
  dialect,
  events,
  behaviour,
}: {
  dialect: FakeDialect;
  events: FakeEvent[];
  behaviour: Behaviour;
}): Buffer[] {
  const eol = LINE_ENDS[behaviour.lineEnding ?? dialect.lineEnding];
  const frames = events.map((event) => {
    if (dialect.framing === 'ndjson') return `${event.data}${eol === '\r' ? '\n' : eol}`;
    const comment = behaviour.comments === true ? `: still working${eol}${eol}` : '';
    const name = event.event === undefined ? '' : `event: ${event.event}${eol}`;
    const field = behaviour.tightData === true ? 'data:' : 'data: ';
    const lines = (behaviour.multilineData === true ? spread(event.data) : event.data).split('\n');
    return `${comment}${name}${lines.map((line) => `${field}${line}${eol}`).join('')}${eol}`;
  });
  return frames.map((frame, index) => Buffer.from(behaviour.bom === true && index === 0 ? `\ufeff${frame}` : frame));
}

function spread(data: string): string {
  return data.startsWith('{') ? JSON.stringify(JSON.parse(data), null, 1) : data;
}
