import { describe, expect, test } from 'vitest';
import { commandProblems } from './docs/command-problems.ts';
import { jsonProblems } from './docs/json-problems.ts';
import { parsePage, readPages } from './docs/markdown-page.ts';
import { yamlProblems } from './docs/yaml-problems.ts';

describe('the documentation', () => {
  const pages = readPages();

  test('every configuration file in it is valid', () => {
    expect(yamlProblems(pages)).toEqual([]);
  });

  test('every JSON example is JSON, and every error body one that the gateway writes', () => {
    expect(jsonProblems(pages)).toEqual([]);
  });

  test('every command in it exists, with its options', () => {
    expect(commandProblems(pages)).toEqual([]);
  });
});

describe('the check notices', () => {
  const page = (language: string, text: string) =>
    parsePage({ path: 'docs/errors/key_scope.md', text: `\`\`\`${language}\n${text}\n\`\`\`` });

  test.each([
    ['a wrong field in a whole file', 'version: 1\nrouts: []'],
    ['a wrong field in a part of one', 'attempts:\n  - { connection: a, modell: b }'],
  ])('%s', (_, text) => {
    expect(yamlProblems([page('yaml', text)]).length).toBeGreaterThan(0);
  });

  test.each([
    ['JSON that is none', '{ "a": … }'],
    ['an error of another page', '{ "error": "not_found", "outcome": "failed" }'],
    ['an error that does not exist', '{ "error": "nowhere" }'],
  ])('%s', (_, text) => {
    expect(jsonProblems([page('json', text)])).toHaveLength(1);
  });

  test.each([
    ['a command that does not exist', 'latentkit aply -f x.yaml'],
    ['an option that does not exist', 'npx latentkit apply --file x.yaml --dry'],
  ])('%s', (_, text) => {
    expect(commandProblems([page('sh', text)])).toHaveLength(1);
  });
});
