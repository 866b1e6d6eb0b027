import { AtelierError } from '../../../contract/errors.ts';
import { sameBytes } from './hash.ts';

/** Rule Q10: what was signed longer ago than this, or is from further in the future, is refused. */
const TOLERANCE_SECONDS = 300;

export interface Verified {
  signedAt: Date;
}

const encoder = new TextEncoder();

async function hmac(key: Uint8Array<ArrayBuffer>, text: string): Promise<Uint8Array> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(text)));
}

/** Whether any of the signatures is of any of the keys; every pair is compared, whatever the first ones say. */
async function anySigned(
  keys: readonly Uint8Array<ArrayBuffer>[],
  text: string,
  given: readonly Uint8Array[],
): Promise<boolean> {
  const expected = await Promise.all(keys.map((key) => hmac(key, text)));
  const matches = expected.flatMap((own) => given.map((signature) => sameBytes(own, signature)));
  return matches.includes(true);
}

function inTime(seconds: string, now: number): Date {
  const signedAt = Number(seconds) * 1000;
  if (!/^\d{1,12}$/.test(seconds) || Math.abs(now - signedAt) > TOLERANCE_SECONDS * 1000) {
    throw refused('This webhook was signed too long ago, or in the future.');
  }
  return new Date(signedAt);
}

function refused(message: string): AtelierError {
  return new AtelierError('unauthenticated', message);
}

/** Secrets of a setting, by comma: while one is rotated, both count. */
export function secretsOf(list: string): string[] {
  return list
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '');
}

/**
 * Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md), as
 * Replicate signs: `webhook-signature: v1,<base64> v1,<base64> …` over `id.timestamp.body`, keys `whsec_<base64>`.
 */
export async function verifyStandardWebhook(
  secrets: readonly string[],
  headers: Headers,
  body: string,
  now = Date.now(),
): Promise<Verified & { id: string }> {
  const id = headers.get('webhook-id') ?? '';
  const timestamp = headers.get('webhook-timestamp') ?? '';
  const given = (headers.get('webhook-signature') ?? '')
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => fromBase64(part.slice(3)));
  const keys = secrets.map((secret) => fromBase64(secret.replace(/^whsec_/, '')));
  if (id === '' || id.length > 255) throw refused('This webhook has no id.');
  if (
    !(await anySigned(
      keys.filter(({ length }) => length > 0),
      `${id}.${timestamp}.${body}`,
      given,
    ))
  ) {
    throw refused('This webhook is not signed by its sender.');
  }
  return { id, signedAt: inTime(timestamp, now) };
}

/** Stripe (https://docs.stripe.com/webhooks#verify-manually): `t=…,v1=<hex>` over `t.body`. Only v1 counts. */
export async function verifyStripeWebhook(
  secrets: readonly string[],
  header: string | null,
  body: string,
  now = Date.now(),
): Promise<Verified> {
  const parts = (header ?? '').split(',').map((part) => part.trim().split('=', 2));
  const timestamp = parts.find(([name]) => name === 't')?.[1] ?? '';
  const given = parts.filter(([name]) => name === 'v1').map(([, value]) => fromHex(value ?? ''));
  const keys = secrets.map((secret) => encoder.encode(secret));
  if (!(await anySigned(keys, `${timestamp}.${body}`, given))) {
    throw refused('This webhook is not signed by its sender.');
  }
  return { signedAt: inTime(timestamp, now) };
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) return new Uint8Array();
  return Uint8Array.from(text.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
