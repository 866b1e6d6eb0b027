import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** Time-based one-time passwords (RFC 6238) as authenticator apps make them: SHA-1, 6 digits, 30 seconds. */
const PERIOD_S = 30;
const DIGITS = 6;
/** One period early or late, for clocks that differ. */
const SKEW = 1;
/** 160 bits, as RFC 4226 recommends. */
const SECRET_BYTES = 20;

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** In base 32 (RFC 4648), as apps take it. */
export function makeSecret(): string {
  const bytes = randomBytes(SECRET_BYTES);
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[parseInt(five, 2)]).join('');
}

function decodeSecret(secret: string): Buffer {
  let bits = '';
  for (const letter of secret) {
    const value = ALPHABET.indexOf(letter);
    if (value === -1) throw new Error('this secret is no base 32');
    bits += value.toString(2).padStart(5, '0');
  }
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** The code of the period that holds `at`, in milliseconds since 1970. */
export function codeAt(secret: string, at: number): string {
  return codeOf(decodeSecret(secret), Math.floor(at / 1000 / PERIOD_S));
}

/** Whether it is the code of a period near `at`. */
export function isCode(secret: string, code: string, at: number): boolean {
  const key = decodeSecret(secret);
  const now = Math.floor(at / 1000 / PERIOD_S);
  const given = Buffer.from(code);
  for (let period = now - SKEW; period <= now + SKEW; period++) {
    const expected = Buffer.from(codeOf(key, period));
    if (given.length === expected.length && timingSafeEqual(given, expected)) return true;
  }
  return false;
}

/** RFC 4226, section 5.3. */
function codeOf(key: Buffer, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac('sha1', key).update(message).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

/** What a QR code says to an app (https://github.com/google/google-authenticator/wiki/Key-Uri-Format). */
export function otpauthUri(secret: string, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`;
  const query = new URLSearchParams({
    algorithm: 'SHA1',
    digits: String(DIGITS),
    issuer,
    period: String(PERIOD_S),
    secret,
  });
  return `otpauth://totp/${label}?${query.toString().replaceAll('+', '%20')}`;
}
