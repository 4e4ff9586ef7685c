import { configFileSchema, routeSchema } from '@latentkit/contract/config-schema';
import { parse } from 'yaml';
import type * as z from 'zod';
import { formatProblem } from '../../src/config/config-problem.ts';
import { readConfig } from '../../src/config/read-config.ts';
import { CATALOGUE } from '../../src/control/catalogue/catalogue.ts';
import { isJsonObject } from '../../src/domain/json.ts';
import { PROVIDERS } from '../../src/providers/registry.gen.ts';
import type { MarkdownPage } from './markdown-page.ts';

/** A part of a file may stand alone; the attempts of a route may, too. */
const PARTS: Readonly<Record<string, z.ZodType>> = { ...configFileSchema.shape, attempts: routeSchema.shape.attempts };

/** Whole files in the pages must be read without a problem; parts of one must have the right fields. */
export function yamlProblems(pages: readonly MarkdownPage[]): string[] {
  return pages.flatMap(({ path, blocks }) =>
    blocks
      .filter(({ language }) => language === 'yaml')
      .flatMap(({ text }) =>
        text.startsWith('version:') ? fileProblems({ path, text }) : partProblems({ path, text }),
      ),
  );
}

function fileProblems({ path, text }: { readonly path: string; readonly text: string }): string[] {
  const result = readConfig({ text, path, env: environmentFor(text), providers: PROVIDERS, catalogue: CATALOGUE });
  return (result.ok ? result.warnings : result.problems).map(formatProblem);
}

/** A value for every variable that the file names: for the gateway's own keys one that has their form. */
function environmentFor(text: string): Record<string, string> {
  const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
  const dummyFor = (name: string) =>
    name.includes('WEBHOOK')
      ? `whsec_${Buffer.alloc(32, name).toString('base64')}`
      : name.startsWith('LATENTKIT_')
        ? `lk_live_${name.padEnd(32, '0')}`
        : `value-of-${name}`;
  return Object.fromEntries(names.map((name) => [name, dummyFor(name)]));
}

function partProblems({ path, text }: { readonly path: string; readonly text: string }): string[] {
  const parsed: unknown = parse(text);
  if (!isJsonObject(parsed)) return [`${path}: an example is no mapping:\n${text}`];
  return Object.entries(parsed).flatMap(([field, value]) => {
    const schema = PARTS[field];
    if (schema === undefined) return [`${path}: there is no field "${field}"`];
    const checked = schema.safeParse(value);
    return checked.success ? [] : [`${path}: ${field}: ${checked.error.message}`];
  });
}
