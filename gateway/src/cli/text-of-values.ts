import { formatUsd } from '../domain/money.ts';

/** Small pieces of text that several commands show alike. */

export function dateText(timeMs: number | undefined): string {
  return timeMs === undefined ? '-' : `${new Date(timeMs).toISOString().slice(0, 16).replace('T', ' ')}Z`;
}

export function isoText(timeMs: number | undefined): string | undefined {
  return timeMs === undefined ? undefined : new Date(timeMs).toISOString();
}

export function durationText(ms: number | undefined): string {
  if (ms === undefined) return '-';
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

/** Undefined is unknown, and never free. */
export function costText(nanoUsd: number | undefined): string {
  if (nanoUsd === undefined) return 'unpriced';
  const dollars = formatUsd(Math.abs(nanoUsd)).replace(/(\.\d{4}\d*?)0+$/, '$1');
  return nanoUsd < 0 ? `-$${dollars}` : `$${dollars}`;
}

export function countText({ count, noun }: { readonly count: number; readonly noun: string }): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
