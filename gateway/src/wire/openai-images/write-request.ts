import type { ImageSource } from '../../domain/chat.ts';
import type { ImageRequest } from '../../domain/image.ts';
import type { JsonObject } from '../../domain/json.ts';
import type { MultipartField, UpstreamBody } from '../../domain/upstream.ts';
import type { Warning } from '../dialect.ts';
import type { OpenaiImagesOptions, OptionalImageParam } from './options.ts';

interface WrittenRequest {
  readonly body: UpstreamBody;
  readonly warnings: readonly Warning[];
}

/** A generation is JSON; an edit sends its images as files, or as references where the server takes those. */
export function writeRequest(
  { request, model }: { request: ImageRequest; model: string },
  options: OpenaiImagesOptions,
): WrittenRequest {
  const warnings: Warning[] = [];
  const warn = (warning: Warning): void => {
    warnings.push(warning);
  };
  const body = writeFields({ request, model, options, warn });
  const sources = request.mask === undefined ? request.images : [...request.images, request.mask];
  const asFiles = options.edits === 'files' && sources.every((source) => source.kind === 'base64');
  if (request.images.length > 0 && asFiles) {
    return { body: { kind: 'multipart', fields: writeForm({ body, request, options, model }) }, warnings };
  }
  if (request.images.length > 0) {
    body.images = request.images.map(writeReference);
    if (request.mask !== undefined && !options.unsupported(model).includes('mask')) {
      body.mask = writeReference(request.mask);
    }
  }
  return { body: { kind: 'json', value: options.adjust({ body, request, warn }) }, warnings };
}

function writeFields(place: {
  request: ImageRequest;
  model: string;
  options: OpenaiImagesOptions;
  warn: (warning: Warning) => void;
}): JsonObject {
  const { request, model, options, warn } = place;
  const body: JsonObject = { ...request.passthrough, model, prompt: request.prompt };
  if (request.n > 1) body.n = request.n;
  const wishes: readonly (readonly [OptionalImageParam, unknown])[] = [
    ['size', request.size],
    ['quality', request.quality],
    ['style', request.style],
    ['background', request.background],
    ['response_format', request.responseFormat],
    ['user', request.user],
  ];
  const unsupported = options.unsupported(model);
  for (const [param, value] of wishes) {
    if (value === undefined) continue;
    if (!unsupported.includes(param)) body[param] = value;
    // Models without a choice answer in base64, which is then what was asked for.
    else if (value !== 'b64_json') warn({ param, message: `This model does not take "${param}"; it was left out.` });
  }
  if (request.mask !== undefined && unsupported.includes('mask')) {
    warn({ param: 'mask', message: 'This model takes no mask; it was left out.' });
  }
  return body;
}

function writeForm(place: {
  body: JsonObject;
  request: ImageRequest;
  options: OpenaiImagesOptions;
  model: string;
}): MultipartField[] {
  const { body, request, options, model } = place;
  const { images, mask } = request;
  const fields: MultipartField[] = Object.entries(body).map(([name, value]) => ({ name, value: fieldText(value) }));
  const name = images.length === 1 ? 'image' : 'image[]';
  const files = images.map((source, index) => writeFile({ name, filename: `image-${index + 1}`, source }));
  if (mask !== undefined && !options.unsupported(model).includes('mask')) {
    files.push(writeFile({ name: 'mask', filename: 'mask', source: mask }));
  }
  return [...fields, ...files.flat()];
}

function writeFile(input: { name: string; filename: string; source: ImageSource }): MultipartField[] {
  const { name, filename, source } = input;
  if (source.kind === 'url') return [];
  const ending = source.mimeType.slice(source.mimeType.indexOf('/') + 1);
  const data = Buffer.from(source.data, 'base64');
  return [{ name, filename: `${filename}.${ending}`, mimeType: source.mimeType, data }];
}

function writeReference(source: ImageSource): JsonObject {
  return { image_url: source.kind === 'url' ? source.url : `data:${source.mimeType};base64,${source.data}` };
}

function fieldText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
