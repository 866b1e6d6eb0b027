import { RestError } from './rest-error.ts';

/** The `Prefer` headers of a request (https://docs.postgrest.org/en/v14/references/api/preferences.html). */
export interface Preferences {
  return: 'minimal' | 'representation' | 'headers-only' | null;
  resolution: 'merge-duplicates' | 'ignore-duplicates' | null;
  count: 'exact' | 'planned' | 'estimated' | null;
  missing: 'default' | 'null' | null;
  tx: 'commit' | 'rollback' | null;
  handling: 'strict' | 'lenient' | null;
  maxAffected: number | null;
  /** As they will be echoed in `Preference-Applied`. */
  applied: string[];
}

const CHOICES = {
  return: ['minimal', 'representation', 'headers-only'],
  resolution: ['merge-duplicates', 'ignore-duplicates'],
  count: ['exact', 'planned', 'estimated'],
  missing: ['default', 'null'],
  tx: ['commit', 'rollback'],
  handling: ['strict', 'lenient'],
} as const;

/** The first of each name counts. Unknown ones are ignored, or refused (PGRST122) with `handling=strict`. */
export function parsePreferences(header: string | null): Preferences {
  const found: Record<string, string> = {};
  const applied: string[] = [];
  const invalid: string[] = [];
  let maxAffected: number | null = null;
  for (const part of (header ?? '').split(',')) {
    const text = part.trim();
    const [name = '', value = ''] = text.split('=', 2);
    if (text === '' || found[name] !== undefined) continue;
    if (name === 'max-affected' && /^\d{1,9}$/.test(value)) maxAffected ??= Number(value);
    else if (isChoice(name) && (CHOICES[name] as readonly string[]).includes(value))
      found[name] = value;
    else if (name !== 'timezone') {
      invalid.push(text);
      continue;
    }
    applied.push(text);
  }
  if (found.handling === 'strict' && invalid.length > 0) {
    throw new RestError(400, 'PGRST122', 'Invalid preferences given with handling=strict', {
      details: `Invalid preferences: ${invalid.join(', ')}`,
    });
  }
  const none = {
    return: null,
    resolution: null,
    count: null,
    missing: null,
    tx: null,
    handling: null,
  };
  return { ...none, ...(found as Partial<Preferences>), maxAffected, applied };
}

function isChoice(name: string): name is keyof typeof CHOICES {
  return Object.hasOwn(CHOICES, name);
}
