import { DIGITAL_SOURCE_TYPE, Recipe } from '../../../contract/recipe.ts';

/** Written into files: never change it. */
const ATELIER_NS = 'https://ns.atelier.studio/recipe/1.0/';
/** A packet from outside longer than this is not looked at (rule F7). */
export const MAX_PACKET_BYTES = 1024 * 1024;

/**
 * An XMP packet (ISO 16684-1) that holds a recipe as JSON and says what kind of source made the picture:
 * https://iptc.org/std/photometadata/specification/ "Digital Source Type". A packet that is there already keeps
 * what it says of others; an earlier recipe in it gives way.
 */
export function buildPacket(recipe: Recipe, existing?: string): string {
  const description = describe(recipe);
  const end = existing?.lastIndexOf('</rdf:RDF>') ?? -1;
  if (existing !== undefined && end > 0 && !existing.includes(ATELIER_NS)) {
    return `${existing.slice(0, end)}${description}${existing.slice(end)}`;
  }
  return [
    `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>`,
    `<x:xmpmeta xmlns:x="adobe:ns:meta/">`,
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">`,
    description,
    `</rdf:RDF>`,
    `</x:xmpmeta>`,
    `<?xpacket end="r"?>`,
  ].join('\n');
}

/** A packet that says nothing but what kind of source made the picture, by the last part of IPTC's address. */
export function buildLabel(sourceType: string): string {
  return [
    `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>`,
    `<x:xmpmeta xmlns:x="adobe:ns:meta/">`,
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">`,
    `<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">`,
    `<Iptc4xmpExt:DigitalSourceType>${SOURCE_TYPES}${sourceType}</Iptc4xmpExt:DigitalSourceType>`,
    `</rdf:Description>`,
    `</rdf:RDF>`,
    `</x:xmpmeta>`,
    `<?xpacket end="r"?>`,
  ].join('\n');
}

const SOURCE_TYPES = 'http://cv.iptc.org/newscodes/digitalsourcetype/';

/** The kind of source that a packet names, whoever wrote it. */
export function readLabel(packet: string): string | undefined {
  if (packet.length > MAX_PACKET_BYTES) return undefined;
  return /cv\.iptc\.org\/newscodes\/digitalsourcetype\/([A-Za-z]{1,60})/.exec(packet)?.[1];
}

function describe(recipe: Recipe): string {
  const source = recipe.isAi ? DIGITAL_SOURCE_TYPE.ai : DIGITAL_SOURCE_TYPE.algorithm;
  return [
    `<rdf:Description rdf:about=""`,
    ` xmlns:xmp="http://ns.adobe.com/xap/1.0/"`,
    ` xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"`,
    ` xmlns:atelier="${ATELIER_NS}">`,
    `<Iptc4xmpExt:DigitalSourceType>${source}</Iptc4xmpExt:DigitalSourceType>`,
    `<xmp:CreatorTool>${escape(recipe.software)}</xmp:CreatorTool>`,
    `<xmp:CreateDate>${escape(recipe.createdAt)}</xmp:CreateDate>`,
    `<atelier:Recipe>${escape(JSON.stringify(recipe))}</atelier:Recipe>`,
    `</rdf:Description>`,
  ].join('');
}

/** XML 1.0 cannot hold these at all, escaped or not; in JSON they can be spelled out. */
const NOT_XML = /[^\t\n\r\u0020-\uFFFD]/g;

function escape(text: string): string {
  return text
    .replace(NOT_XML, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** The recipe of a packet; nothing if there is none or it does not hold. Takes any text (rule F7). */
export function parsePacket(packet: string): Recipe | undefined {
  if (packet.length > MAX_PACKET_BYTES) return undefined;
  const json = property(packet);
  if (json === undefined) return undefined;
  try {
    return Recipe.safeParse(JSON.parse(unescape(json))).data;
  } catch {
    return undefined;
  }
}

/** As an element, the way it is written here, or as an attribute, the way some programs write it back. */
function property(packet: string): string | undefined {
  const at = packet.indexOf(ATELIER_NS);
  if (at < 0) return undefined;
  // The prefix is the file's own choice: `xmlns:prefix="…"`.
  const prefix = /xmlns:([\w.-]{1,40})\s{0,9}=\s{0,9}["']$/.exec(
    packet.slice(Math.max(0, at - 80), at),
  )?.[1];
  if (prefix === undefined) return undefined;
  const name = `${prefix}:Recipe`;
  return between(packet, `<${name}>`, `</${name}>`) ?? between(packet, ` ${name}="`, '"');
}

/** The text of a property, under the prefix it always has; of a list of languages the first. Takes any text. */
export function readProperty(packet: string, name: string): string | undefined {
  if (packet.length > MAX_PACKET_BYTES) return undefined;
  const element = between(packet, `<${name}>`, `</${name}>`);
  const text = element?.replace(/<[^<>]{0,200}>/g, '').trim() ?? between(packet, ` ${name}="`, '"');
  return text === undefined ? undefined : unescape(text);
}

function between(text: string, before: string, after: string): string | undefined {
  const start = text.indexOf(before);
  if (start < 0) return undefined;
  const end = text.indexOf(after, start + before.length);
  return end < 0 ? undefined : text.slice(start + before.length, end);
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function unescape(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|([a-z]{2,4}));/gi,
    (whole, hex, decimal, name) => {
      if (name) return ENTITIES[String(name)] ?? whole;
      const code = hex ? Number.parseInt(String(hex), 16) : Number(decimal);
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    },
  );
}
