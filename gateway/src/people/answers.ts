import * as z from 'zod';
import type { Person, PersonSession } from '../domain/people.ts';

/** What people are told of themselves. */
export function personAnswer(person: Person): object {
  return {
    id: person.id,
    email: person.email,
    name: person.name,
    installation_admin: person.isInstallationAdmin,
    two_factor: person.hasTwoFactor,
    created_at: new Date(person.createdAtMs).toISOString(),
  };
}

export function sessionAnswer({
  session,
  isCurrent,
}: {
  readonly session: PersonSession;
  readonly isCurrent: boolean;
}): object {
  return {
    id: session.id,
    current: isCurrent,
    ip: session.clientIp,
    user_agent: session.userAgent,
    created_at: new Date(session.createdAtMs).toISOString(),
    last_used_at: new Date(session.lastUsedAtMs).toISOString(),
    expires_at: new Date(session.expiresAtMs).toISOString(),
  };
}

/** Each of these takes from the sign-in library's answer what it names, and nothing else. */
export function doneAnswer(): object {
  return { status: 'done' };
}

export function urlAnswer(json: unknown): object {
  return { url: z.object({ url: z.string() }).parse(json).url };
}

export function setUpAnswer(json: unknown): object {
  const made = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) }).parse(json);
  return { totp_uri: made.totpURI, backup_codes: made.backupCodes };
}

export function backupCodesAnswer(json: unknown): object {
  return { backup_codes: z.object({ backupCodes: z.array(z.string()) }).parse(json).backupCodes };
}

const passkeySchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  deviceType: z.string(),
  backedUp: z.boolean(),
  createdAt: z.union([z.string(), z.date()]).nullish(),
});

export function passkeyAnswer(json: unknown): object {
  const { id, name, deviceType, backedUp, createdAt } = passkeySchema.parse(json);
  return { id, name: name ?? null, device_type: deviceType, backed_up: backedUp, created_at: createdAt ?? null };
}

export function passkeysAnswer(json: unknown): object {
  return { data: z.array(z.unknown()).parse(json).map(passkeyAnswer) };
}
