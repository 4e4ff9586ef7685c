import { describe, expect, test } from 'vitest';
import {
  buildAttemptSpec,
  buildConnection,
  buildDefinitions,
  buildKey,
  buildRouteDefinition,
  buildRouteSpec,
  buildWorkspace,
} from '../../tests/support/build-definitions.ts';
import { STUB_PROVIDERS } from '../../tests/support/stub-providers.ts';
import type { ConnectionDefinition, Definitions } from '../domain/definitions.ts';
import { readId } from '../domain/ids.ts';
import { EMPTY_CATALOGUE, type ModelCatalogue } from '../domain/model-catalogue.ts';
import { openVault } from '../store/open-vault.ts';
import { compileSnapshot, needsCatalogue } from './compile-snapshot.ts';
import { sealCredential } from './open-credential.ts';

const vault = openVault({ masterKey: new Uint8Array(32).fill(7) });

function sealed(changes: Parameters<typeof buildConnection>[0] = {}) {
  const connection = buildConnection(changes);
  return { ...connection, sealedCredential: sealCredential({ connection, credential: { api_key: 'sk-1' }, vault }) };
}

function compile(definitions: Partial<Definitions>, catalogue: ModelCatalogue = EMPTY_CATALOGUE) {
  const compiled = compileSnapshot({
    definitions: buildDefinitions({ connections: [sealed()], ...definitions }),
    vault,
    providers: STUB_PROVIDERS,
    catalogue,
    version: '7',
  });
  const principals = [...compiled.snapshot.principals.values()];
  return { ...compiled, principals, attempts: principals[0]?.route?.attempts ?? [] };
}

describe('a snapshot', () => {
  test('holds for each secret the key, its published route and opened credentials, with defaults filled in', () => {
    const { snapshot, problems, principals, attempts } = compile({});
    expect(problems).toEqual([]);
    expect(snapshot.version).toBe('7');
    expect(principals[0]).toMatchObject({ keyName: 'backend', workspaceName: 'acme', routeUnpublished: false });
    expect(principals[0]?.route).toMatchObject({ name: 'default', version: 1, deadlineMs: 120_000 });
    expect(attempts[0]).toMatchObject({
      position: 1,
      firstContentTimeoutMs: 30_000,
      idleTimeoutMs: 30_000,
      timeoutMs: undefined,
      prices: undefined,
      circuitKey: 'conn_main.1/small',
      connection: { enabled: true, baseUrl: 'https://north.example/v1', credential: { api_key: 'sk-1' } },
    });
  });

  test('knows revoked and rotated secrets, so that a refusal can say why', () => {
    const secret = { display: '', createdAtMs: 1 };
    const { snapshot } = compile({
      keys: [
        buildKey({ name: 'gone', revokedAtMs: 5, secrets: [{ ...secret, digest: 'a', rotatedOutAtMs: undefined }] }),
        buildKey({
          secrets: [
            { ...secret, digest: 'b', rotatedOutAtMs: 9 },
            { ...secret, digest: 'c', rotatedOutAtMs: undefined },
          ],
        }),
      ],
    });
    expect(snapshot.principals.get('a')).toMatchObject({ revokedAtMs: 5 });
    expect(snapshot.principals.get('b')).toMatchObject({ rotatedOutAtMs: 9, keyId: 'key_backend' });
    expect(snapshot.principals.get('c')).toMatchObject({ rotatedOutAtMs: undefined, keyId: 'key_backend' });
  });

  test('tells a key without a route from one whose route is not published', () => {
    const { principals } = compile({
      routes: [buildRouteDefinition({ published: undefined })],
      keys: [
        buildKey({ name: 'a' }),
        buildKey({
          name: 'b',
          routeId: undefined,
          secrets: [{ digest: 'e', display: '', createdAtMs: 1, rotatedOutAtMs: undefined }],
        }),
      ],
    });
    expect(principals.map(({ route, routeUnpublished }) => [route, routeUnpublished])).toEqual([
      [undefined, true],
      [undefined, false],
    ]);
  });

  test('never mixes the connections of two workspaces', () => {
    const other = readId({ kind: 'ws', text: 'ws_2' });
    const { attempts, problems } = compile({
      workspaces: [buildWorkspace(), buildWorkspace({ id: other, name: 'other' })],
      connections: [sealed({ workspaceId: other })],
    });
    expect(attempts[0]?.connection).toMatchObject({ enabled: false, credential: {} });
    expect(problems).toEqual([
      { object: 'route default', message: 'connection main does not exist any more; its attempts are skipped' },
    ]);
  });
});

describe('a shared connection', () => {
  const house = readId({ kind: 'ws', text: 'ws_house' });
  const workspaces = [buildWorkspace(), buildWorkspace({ id: house, name: 'house' })];
  const shared = sealed({ workspaceId: house, access: 'platform', shared: true });

  test('serves routes of every workspace, with the credential of its own', () => {
    const { attempts, problems } = compile({ workspaces, connections: [shared] });
    expect(problems).toEqual([]);
    expect(attempts[0]?.connection).toMatchObject({ id: shared.id, enabled: true, access: 'platform' });
  });

  test("stands behind the workspace's own one of the same name", () => {
    const own = sealed({ id: readId({ kind: 'conn', text: 'conn_own' }) });
    const { attempts } = compile({ workspaces, connections: [shared, own] });
    expect(attempts[0]?.connection).toMatchObject({ id: 'conn_own', access: 'byok' });
  });
});

test('a model that is disabled, or that a list of models leaves out, is out of the plan', () => {
  const about = { capabilities: undefined, contextWindow: undefined, maxOutputTokens: undefined, prices: undefined };
  const small = { id: 'small', ...about, enabled: true, vanishedAtMs: undefined };
  const disabledWith = (models: ConnectionDefinition['models']) =>
    compile({ connections: [sealed({ models })] }).attempts[0]?.modelDisabled;
  expect(disabledWith([])).toBeUndefined();
  expect(disabledWith([small])).toBeUndefined();
  expect(disabledWith([{ ...small, enabled: false }])).toBe(true);
  expect(disabledWith([{ ...small, id: 'other' }])).toBe(true);
});

describe('one broken connection disables itself alone', () => {
  const two = [
    buildRouteDefinition({
      published: {
        version: 1,
        publishedAtMs: 1,
        spec: buildRouteSpec({ attempts: [buildAttemptSpec(), buildAttemptSpec({ connection: 'good' })] }),
      },
    }),
  ];
  const { sealedCredential } = sealed();
  test.each([
    [
      'a credential that was moved from another connection',
      { ...sealed({ name: 'good' }), ...{ name: 'main', id: buildConnection().id } },
    ],
    ['a credential of an older version', { ...buildConnection({ credentialVersion: 2 }), sealedCredential }],
    ['a host that was changed', { ...buildConnection({ baseUrl: 'https://evil.example' }), sealedCredential }],
    ['a text that was tampered with', { ...buildConnection(), sealedCredential: `${sealedCredential}x` }],
    ['no credential at all', buildConnection()],
    ['an unknown provider', sealed({ provider: 'west' })],
    ['no address', sealed({ provider: 'anywhere' })],
  ])('%s', (_name, broken) => {
    const { attempts, problems } = compile({ routes: two, connections: [broken, sealed({ name: 'good' })] });
    expect(attempts.map(({ connection }) => connection.enabled)).toEqual([false, true]);
    expect(attempts[0]?.connection.credential).toEqual({});
    expect(problems).toHaveLength(1);
    expect(problems[0]?.object).toBe('connection main');
  });
});

describe('what a model can do', () => {
  const catalogue: ModelCatalogue = {
    list: () => [],
    find: ({ provider, model }) =>
      model === 'small'
        ? {
            provider,
            id: model,
            capabilities: ['chat', 'vision', 'image_generation'],
            contextWindow: 8_000,
            maxOutputTokens: 500,
            prices: undefined,
            onlyChats: false,
            priceVaries: false,
          }
        : undefined,
  };

  test('the operator says first, even against the catalogue', () => {
    const model = {
      id: 'small',
      maxOutputTokens: undefined,
      prices: undefined,
      enabled: true,
      vanishedAtMs: undefined,
    };
    const { attempts } = compile(
      { connections: [sealed({ models: [{ ...model, capabilities: ['tools'], contextWindow: 9 }] })] },
      catalogue,
    );
    expect([...(attempts[0]?.capabilities ?? [])]).toEqual(['tools']);
    expect(attempts[0]).toMatchObject({ contextWindow: 9, maxOutputTokens: 500 });
  });

  test('the catalogue says next, as far as the provider has an operation for it', () => {
    const { attempts } = compile({}, catalogue);
    expect([...(attempts[0]?.capabilities ?? [])]).toEqual(['chat', 'vision']);
  });

  test('the provider says for what nobody else knows', () => {
    const { attempts } = compile({});
    expect([...(attempts[0]?.capabilities ?? [])]).toEqual(['chat', 'tools', 'json', 'embeddings']);
  });
});

test('what answers inside this process is free, what nobody knows the price of is not', () => {
  const priceOf = (provider: string) =>
    compile({ connections: [sealed({ provider })] }).attempts[0]?.prices?.versions[0]?.price;
  expect(priceOf('inside')).toMatchObject({ inputUsdPerMtok: 0, outputUsdPerMtok: 0 });
  expect(priceOf('south')).toBeUndefined();
});

test('the catalogue is needed only where something leaves this process', () => {
  const needs = (provider: string) => needsCatalogue({ connections: [{ provider }], providers: STUB_PROVIDERS });
  expect([needs('inside'), needs('north')]).toEqual([false, true]);
});
