import type { AudioType } from '../../../contract/media.ts';

/** What a sound file is by its first bytes, whatever its name says; nothing if it is none of ours. */
export function sniffSound(head: Uint8Array): AudioType | undefined {
  const text = Buffer.from(head).toString('latin1');
  if (text.startsWith('RIFF') && text.slice(8, 12) === 'WAVE') return 'audio/wav';
  if (text.startsWith('OggS')) return 'audio/ogg';
  if (text.slice(4, 8) === 'ftyp' && text.slice(8).includes('M4A')) return 'audio/mp4';
  if (text.startsWith('ID3')) return 'audio/mpeg';
  // A frame of MPEG audio: eleven bits of sync, a version and a layer III that are not reserved.
  const [first = 0, second = 0] = head;
  const isFrame = first === 0xff && (second & 0xe0) === 0xe0;
  return isFrame && (second & 0x18) !== 0x08 && (second & 0x06) === 0x02 ? 'audio/mpeg' : undefined;
}
