import { describe, expect, test } from 'vitest';
import type { EmbeddingsRequest } from '../../domain/embeddings.ts';
import type { ImageRequest } from '../../domain/image.ts';
import type { UpstreamBody } from '../../domain/upstream.ts';
import { sandbox } from '../sandbox.ts';
import { runSandbox, type SandboxRun } from './run-sandbox.fixture.ts';

function run(path: string, body: UpstreamBody): SandboxRun {
  if (body.kind !== 'json') throw new Error('the sandbox takes JSON');
  return runSandbox({ path, value: body.value });
}

function embed(changes: Partial<EmbeddingsRequest>) {
  const request = { input: ['a'], dimensions: undefined, user: undefined, passthrough: {}, ...changes };
  const { dialect, path } = sandbox.embeddings;
  const answered = run(path(), dialect.writeRequest({ request, model: 'sandbox' }).body);
  const read = () => dialect.readAnswer({ body: JSON.parse(answered.body ?? ''), request });
  return { ...answered, read };
}

function draw(changes: Partial<ImageRequest>) {
  const request: ImageRequest = {
    prompt: 'a cat',
    size: undefined,
    n: 1,
    quality: undefined,
    style: undefined,
    background: undefined,
    responseFormat: undefined,
    images: [],
    mask: undefined,
    user: undefined,
    passthrough: {},
    ...changes,
  };
  const { dialect, path } = sandbox.image;
  const call = { model: 'sandbox', stream: false, edit: request.images.length > 0 };
  const answered = run(path(call), dialect.writeRequest({ request, model: 'sandbox' }).body);
  return { ...answered, read: () => dialect.readAnswer({ body: JSON.parse(answered.body ?? ''), request }) };
}

function closeness(a: readonly number[] = [], b: readonly number[] = []): number {
  return a.reduce((sum, value, place) => sum + value * (b[place] ?? 0), 0);
}

describe('embeddings', () => {
  test('each input gets a vector of length 1, with as many dimensions as asked for', () => {
    for (const dimensions of [undefined, 1, 8, 1_536]) {
      const { embeddings, model, usage } = embed({ input: ['one two', 'three', '!?'], dimensions }).read();
      expect(embeddings.map((vector) => vector.length)).toEqual([0, 0, 0].map(() => dimensions ?? 256));
      for (const vector of embeddings) expect(closeness(vector, vector)).toBeCloseTo(1, 3);
      expect([model, usage?.inputTokens]).toEqual(['sandbox', 2 + 2 + 1]);
    }
  });

  test('texts that share words are closer than texts that do not', () => {
    const input = ['the cat sat on the mat', 'a cat on a mat', 'quarterly tax report'];
    const [first, near, far] = embed({ input }).read().embeddings;
    expect(closeness(first, near)).toBeGreaterThan(closeness(first, far) + 0.2);
    expect(embed({ input }).read().embeddings).toEqual([first, near, far]);
  });

  test('base64 carries the same numbers', () => {
    const plain = embed({ input: ['hello there'] }).read().embeddings[0] ?? [];
    const packed = embed({ input: ['hello there'], passthrough: { encoding_format: 'base64' } }).read().embeddings[0];
    expect(packed).toEqual(plain.map(Math.fround));
  });

  test('what would keep the process busy is refused', () => {
    expect(embed({ dimensions: 60_000 }).status).toBe(400);
    expect(embed({ input: Array.from({ length: 2_048 }, () => 'x'), dimensions: 4_096 }).status).toBe(400);
    expect(embed({ input: Array.from({ length: 2_048 }, () => 'x') }).status).toBe(200);
  });
});

describe('images', () => {
  test('come as base64, or as a data URL where an address is asked for', () => {
    const { images, usage } = draw({ n: 3 }).read();
    expect(images.map((image) => image.mime_type)).toEqual(['image/png', 'image/png', 'image/png']);
    expect(new Set(images.map((image) => image.b64_json)).size).toBe(3);
    expect(usage).toMatchObject({ images: 3, inputTokens: 2 });
    expect(draw({ responseFormat: 'url' }).read().images[0]?.url).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
  });

  test('an edit depends on the image that is edited', () => {
    const edit = (data: string) =>
      draw({ images: [{ kind: 'base64', mimeType: 'image/png', data }] }).read().images[0]?.b64_json;
    expect(edit('AAAA')).toBe(edit('AAAA'));
    expect(edit('AAAA')).not.toBe(edit('BBBB'));
  });
});

describe('triggers', () => {
  test('failures work in the input and in the prompt too', () => {
    expect(embed({ input: ['sandbox:rate_limited 9'] })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '9' },
    });
    expect(draw({ prompt: 'sandbox:reset' }).fault?.kind).toBe('reset');
    expect(draw({ prompt: 'sandbox:slow 70' })).toMatchObject({ status: 200, passedMs: 70 });
    expect(embed({ input: ['sandbox:timeout'] }).calls).toEqual([]);
  });

  test('what no embedding or image can show is refused, and so is an unknown trigger', () => {
    for (const text of ['sandbox:tool_call', 'sandbox:foo', 'sandbox:slow sandbox:500', 'sandbox:error x']) {
      expect(embed({ input: [text] }).status).toBe(400);
      expect(draw({ prompt: text }).status).toBe(400);
    }
  });
});
