const encoder = new TextEncoder();

/** The sha256 of a text's UTF-8, in lower-case hex. */
export async function sha256Hex(text: string): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', encoder.encode(text));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Whether two byte sequences are equal, in a time that tells nothing of where they differ. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  let different = 0;
  for (const [at, byte] of one.entries()) different |= byte ^ (other[at] ?? 0);
  return different === 0;
}

/** The same for texts. Their hashes are compared, so not even the length is told. */
export async function sameText(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([sha256Hex(one), sha256Hex(other)]);
  return sameBytes(encoder.encode(first), encoder.encode(second));
}
