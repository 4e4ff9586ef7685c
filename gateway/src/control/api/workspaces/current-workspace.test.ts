import { expect, test } from 'vitest';
import { GatewayError } from '../../../domain/gateway-error.ts';
import { currentWorkspace } from './current-workspace.ts';

test('a workspace that was removed a moment ago is not found, rather than saved anew', () => {
  expect(() => currentWorkspace({ workspaces: [], id: 'ws_gone' })).toThrow(GatewayError);
});
