/** The numbers of an IPv4 address in dotted form; null for anything else. */
function parseV4(text: string): number[] | null {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  const parts = match?.slice(1).map(Number);
  return parts?.every((part) => part <= 255) ? parts : null;
}

/** The eight groups of an IPv6 address; null for anything else. */
function parseV6(text: string): number[] | null {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const v4 = tail?.[2] === undefined ? null : parseV4(tail[2]);
  if (tail && !v4) return null;
  const [a, b, c, d] = v4 ?? [0, 0, 0, 0];
  const hex = tail
    ? `${tail[1]}${((a ?? 0) * 256 + (b ?? 0)).toString(16)}:${((c ?? 0) * 256 + (d ?? 0)).toString(16)}`
    : text;
  const [head = '', rest, more] = hex.split('::');
  if (more !== undefined) return null;
  const left = head === '' ? [] : head.split(':');
  const right = rest ? rest.split(':') : [];
  const missing = 8 - left.length - right.length;
  if (rest === undefined ? missing !== 0 : missing < 1) return null;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return groups.map((group) => Number.parseInt(group, 16));
}

/** Not on the public internet: https://www.iana.org/assignments/iana-ipv4-special-registry */
function isPublicV4([a = 0, b = 0, c = 0]: number[]): boolean {
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false;
  if (a === 100 && b >= 64 && b <= 127) return false;
  if (a === 169 && b === 254) return false;
  if (a === 172 && b >= 16 && b <= 31) return false;
  if (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)) || (b === 88 && c === 99)))
    return false;
  if (a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) return false;
  return !(a === 203 && b === 0 && c === 113);
}

/** Only global unicast, and of what wraps an IPv4 address, the address inside counts. */
function isPublicV6(groups: number[]): boolean {
  const [a = 0, b = 0, c = 0] = groups;
  const v4 = (at: number) => {
    const [high = 0, low = 0] = groups.slice(at);
    return isPublicV4([high >> 8, high & 255, low >> 8, low & 255]);
  };
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) return v4(6);
  if (a === 0x64 && b === 0xff9b && c === 0) return v4(6);
  if (a === 0x2002) return v4(1);
  if (a === 0x2001 && (b === 0xdb8 || b < 0x200)) return false;
  return a >= 0x2000 && a <= 0x3fff;
}

/** Whether this is the text of an address at all, and if so whether it is on the public internet. */
export function addressKind(text: string): 'public' | 'private' | null {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  const v4 = parseV4(bare);
  if (v4) return isPublicV4(v4) ? 'public' : 'private';
  const v6 = parseV6(bare);
  return v6 && (isPublicV6(v6) ? 'public' : 'private');
}
