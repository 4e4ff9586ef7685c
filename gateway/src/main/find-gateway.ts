import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { GatewayFound } from '../cli/gateway-found.ts';
import { circuitNowSchema } from '../diagnosis/circuits-now.ts';
import { diagnosisSchema } from '../diagnosis/diagnosis-schema.ts';
import { parseJson } from '../domain/json.ts';
import { isDataFolderLocked } from '../store/lock-data-folder.ts';
import { askLocally } from './ask-locally.ts';
import { type GatewayFile, gatewayFileOf, gatewayFileSchema } from './gateway-file.ts';
import { readSettings } from './read-settings.ts';

interface FindInput {
  readonly data: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const circuitsAnswerSchema = z.object({ circuits: z.array(circuitNowSchema) });

/**
 * The gateway that serves from a data folder, asked for its circuits. Whether one runs at all is told by the lock of the
 * folder, which ends with the process: a file that a killed gateway left is never believed, nor its token sent.
 * @throws SettingsError
 */
export async function findGateway({ data, env }: FindInput): Promise<GatewayFound> {
  const { dataDir } = readSettings({ env, flags: { data } });
  const file = readGatewayFile(dataDir);
  if (!isDataFolderLocked({ dataDir })) {
    return file === undefined ? { state: 'none' } : { state: 'gone', pid: file.pid, startedAt: file.started_at };
  }
  if (file === undefined) return { state: 'unready' };
  const answer = await askLocally({ ...file, path: '/api/circuits' });
  const parsed = circuitsAnswerSchema.safeParse(answer.body);
  if (answer.status !== 200 || !parsed.success) {
    return { state: 'silent', pid: file.pid, url: file.url, why: answer.fault ?? `status ${answer.status}` };
  }
  return {
    state: 'running',
    pid: file.pid,
    url: file.url,
    startedAt: file.started_at,
    circuits: parsed.data.circuits,
    async diagnosis(requestId) {
      const { status, body } = await askLocally({ ...file, path: `/api/requests/${requestId}/diagnosis` });
      const diagnosis = diagnosisSchema.safeParse(body);
      return status === 200 && diagnosis.success ? diagnosis.data : undefined;
    },
  };
}

function readGatewayFile(dataDir: string): GatewayFile | undefined {
  let text: string;
  try {
    text = readFileSync(gatewayFileOf(dataDir), 'utf8');
  } catch {
    // Not there, or another user's.
    return undefined;
  }
  const json = parseJson(text);
  const parsed = gatewayFileSchema.safeParse(json.ok ? json.value : undefined);
  return parsed.success ? parsed.data : undefined;
}
