import { RestError } from './rest-error.ts';
import type { Settings } from './schema/catalog.ts';

/** The `Prefer` headers of a request (https://docs.postgrest.org/en/v14/references/api/preferences.html). */
export interface Preferences {
  return: 'minimal' | 'representation' | 'headers-only' | null;
  resolution: 'merge-duplicates' | 'ignore-duplicates' | null;
  count: 'exact' | 'planned' | 'estimated' | null;
  missing: 'default' | 'null' | null;
  tx: 'commit' | 'rollback' | null;
  handling: 'strict' | 'lenient' | null;
  maxAffected: number | null;
  timezone: string | null;
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
  let timezone: string | null = null;
  for (const part of (header ?? '').split(',')) {
    const text = part.trim();
    const [name = '', value = ''] = text.split('=', 2);
    if (text === '' || found[name] !== undefined) continue;
    if (name === 'max-affected' && /^\d{1,9}$/.test(value)) maxAffected ??= Number(value);
    else if (isChoice(name) && (CHOICES[name] as readonly string[]).includes(value))
      found[name] = value;
    else if (name === 'timezone' && isTimezone(value)) timezone ??= value;
    else {
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
  return { ...none, ...(found as Partial<Preferences>), maxAffected, timezone, applied };
}

/** Postgres and the platform read the same database of zones. */
function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format() !== '';
  } catch {
    return false;
  }
}

/** Whether a transaction is kept is the caller's choice only where the project lets it be. */
export function allowed(preferences: Preferences, { txOverride }: Settings): Preferences {
  if (txOverride || preferences.tx === null) return preferences;
  const applied = preferences.applied.filter((one) => !one.startsWith('tx='));
  return { ...preferences, tx: null, applied };
}

function isChoice(name: string): name is keyof typeof CHOICES {
  return Object.hasOwn(CHOICES, name);
}
