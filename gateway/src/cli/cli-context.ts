import type { IdSource } from '../domain/ids.ts';
import type { Store } from '../domain/store.ts';
import type { Vault } from '../domain/vault.ts';
import type { Inspection } from './doctor/inspection.ts';
import type { GatewayFound } from './gateway-found.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The data folder of an installation, which a gateway may be using at the same time. */
export interface OpenInstallation {
  readonly store: Store;
  readonly vault: Vault;
  /** Where browsers find the installation, for links to people. */
  readonly publicOrigin: string;
  /** Set where the master key was made just now. */
  readonly newMasterKeyFile: string | undefined;
  close(): Promise<void>;
}

export interface StartFlags {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly data?: string | undefined;
  readonly config?: string | undefined;
}

/** Everything that commands act through: tests give their own. */
export interface CliContext {
  readonly env: Environment;
  readonly ids: IdSource;
  now(): number;
  randomBytes(count: number): Uint8Array;
  write(text: string): void;
  writeError(text: string): void;
  readFile(path: string): string;
  /** Aborted when the user asks a command that goes on to stop. */
  readonly interrupted: AbortSignal;
  start(input: { readonly flags: StartFlags; readonly env: Environment }): Promise<void>;
  /** @throws Error whose message says what to do, if there is no usable installation and none may be made */
  openInstallation(input: {
    readonly data: string | undefined;
    readonly env: Environment;
    readonly mayCreate: boolean;
  }): Promise<OpenInstallation>;
  /** Looks at an installation from outside. @throws Error whose message says what to do, for settings that are wrong */
  inspect(input: { readonly data: string | undefined; readonly env: Environment }): Promise<Inspection>;
  /** The gateway that serves from the data folder at this moment. @throws Error as `inspect` */
  findGateway(input: { readonly data: string | undefined; readonly env: Environment }): Promise<GatewayFound>;
}

/** What every command takes. */
export interface GlobalOptions {
  readonly data?: string | undefined;
  readonly json?: boolean | undefined;
}

/** Opens the installation for one piece of work, and closes it whatever happens. */
export async function withInstallation<Result>({
  context,
  options,
  mayCreate = false,
  work,
}: {
  readonly context: CliContext;
  readonly options: GlobalOptions;
  readonly mayCreate?: boolean;
  readonly work: (installation: OpenInstallation) => Promise<Result>;
}): Promise<Result> {
  const installation = await context.openInstallation({ data: options.data, env: context.env, mayCreate });
  const { newMasterKeyFile } = installation;
  if (newMasterKeyFile !== undefined) {
    context.writeError(`A master key was made: ${newMasterKeyFile}. Keep a copy apart from the database.\n`);
  }
  try {
    return await work(installation);
  } finally {
    await installation.close();
  }
}
