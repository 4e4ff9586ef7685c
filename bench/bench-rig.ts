import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { freePort } from '../scripts/running-gateway.mjs';
import { gatewayConfig } from './gateway-config.ts';
import { readUsage } from './processes/process-usage.ts';
import { type Child, startChild } from './processes/start-child.ts';
import { waitForPort } from './processes/wait-for-port.ts';
import { originsByAuthorization, type Ports } from './targets.ts';

/** Everything that runs during a benchmark, each part a process of its own. */
export interface Rig {
  readonly load: Child;
  readonly floor: Child;
  readonly gateway: Child;
  readonly ports: Ports;
  readonly dataDir: string;
  /** Resident memory of the gateway after 5 quiet seconds, before its first request. */
  readonly idleBytes: number;
  /** Ends the gateway as an operator would: what is pending is written out. */
  stopGateway(): Promise<void>;
  /** Ends everything. The data are removed when this process ends. */
  dispose(): Promise<void>;
}

const START_WITHIN_MS = 30_000;
const IDLE_AFTER_MS = 5_000;
const portsSchema = z.object({ short: z.number(), burst: z.number(), single: z.number(), slow: z.number() });

/** @param entry the gateway's built main.js */
export async function startRig({ entry }: { entry: string }): Promise<Rig> {
  const directory = mkdtempSync(join(tmpdir(), 'latentkit-bench-'));
  // However this process ends, unless it is killed.
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const children: Child[] = [];
  const start = (name: string, args: readonly string[]) => {
    const child = startChild({ name, args, logDirectory: directory });
    children.push(child);
    return child;
  };
  const dispose = async () => {
    await Promise.all(children.filter(({ hasEnded }) => !hasEnded).map((child) => child.stop()));
  };
  try {
    const upstreams = start('upstreams', [pathOf('./upstreams.ts')]);
    const load = start('load', [pathOf('./load/main.ts')]);
    const upstreamPorts = await upstreams.call({ name: 'ports', answer: portsSchema });
    const ports: Ports = { floor: await freePort(), gateway: await freePort(), upstreams: upstreamPorts };
    const probe = ['--import', import.meta.resolve('./processes/probe.mjs')];
    const origins = JSON.stringify(originsByAuthorization(upstreamPorts));
    const floor = start('floor', [...probe, pathOf('./floor.ts'), String(ports.floor), origins]);
    const dataDir = join(directory, 'data');
    const config = join(directory, 'latentkit.yaml');
    writeFileSync(config, gatewayConfig({ ports: upstreamPorts }));
    const flags = ['start', '--config', config, '--data', dataDir, '--port', String(ports.gateway)];
    const gateway = start('gateway', [...probe, entry, ...flags]);
    await waitForPort({ child: floor, port: ports.floor, withinMs: START_WITHIN_MS });
    await waitForPort({ child: gateway, port: ports.gateway, withinMs: START_WITHIN_MS });
    await sleep(IDLE_AFTER_MS);
    const { rssBytes } = await readUsage(gateway);
    return { load, floor, gateway, ports, dataDir, idleBytes: rssBytes, stopGateway: () => gateway.stop(), dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function pathOf(file: string): string {
  return fileURLToPath(import.meta.resolve(file));
}
