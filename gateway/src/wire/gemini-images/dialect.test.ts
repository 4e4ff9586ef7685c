import { expect, test } from 'vitest';
import { collectWarnings } from '../collect-warnings.ts';
import { MalformedAnswerError } from '../dialect.ts';
import { geminiImages } from './dialect.ts';
import { writeImageConfig } from './image-config.ts';

const REQUEST = {
  prompt: 'A lighthouse',
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
};

function failureOf(body: unknown) {
  try {
    geminiImages.readAnswer({ body, request: REQUEST });
  } catch (error) {
    if (error instanceof MalformedAnswerError) return error.failure;
  }
  throw new Error('nothing was thrown');
}

test.each([
  ['a blocked prompt', { promptFeedback: { blockReason: 'OTHER' } }, 'content_filter', 'OTHER'],
  ['a filtered image', { candidates: [{ finishReason: 'IMAGE_SAFETY' }] }, 'content_filter', 'IMAGE_SAFETY'],
  ['no image', { candidates: [{ content: {}, finishReason: 'NO_IMAGE' }] }, 'malformed_response', 'NO_IMAGE'],
  [
    'only a draft',
    {
      candidates: [
        {
          content: { parts: [{ thought: true, inlineData: { mimeType: 'image/png', data: 'QQ==' } }] },
          finishReason: 'STOP',
        },
      ],
    },
    'malformed_response',
    'STOP',
  ],
  ['an error', { error: { code: 429, status: 'RESOURCE_EXHAUSTED' } }, 'rate_limited', 'RESOURCE_EXHAUSTED'],
  ['nothing', null, 'malformed_response', undefined],
])('%s is a failure with its class', (_, body, failureClass, code) => {
  expect(failureOf(body)).toMatchObject({ class: failureClass, code });
});

test('fields that only this format knows go to their place', () => {
  const request = { ...REQUEST, passthrough: { imageConfig: { aspectRatio: '4:1' }, mood: 'sly' } };
  const { body, warnings } = geminiImages.writeRequest({ request, model: 'gemini-3.1-flash-image' });
  expect(body).toMatchObject({ value: { generationConfig: { imageConfig: { aspectRatio: '4:1' } } } });
  expect(warnings.map(({ param }) => param)).toEqual(['mood']);
});

test.each([
  ['auto', undefined, 0],
  [undefined, undefined, 0],
  ['1024x1024', { aspectRatio: '1:1', imageSize: '1K' }, 0],
  ['1792x1024', { aspectRatio: '16:9', imageSize: '2K' }, 1],
  ['1024x1536', { aspectRatio: '2:3', imageSize: '1K' }, 1],
  ['4096x4096', { aspectRatio: '1:1', imageSize: '4K' }, 1],
  ['5000x1000', { aspectRatio: '21:9', imageSize: '4K' }, 1],
])('the size %s becomes the closest shape and class of size', (size, config, warned) => {
  const { warn, warnings } = collectWarnings();
  expect(writeImageConfig({ size, model: 'gemini-3-pro-image', warn })).toEqual(config);
  expect(warnings()).toHaveLength(warned);
});
