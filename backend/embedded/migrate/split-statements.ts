/**
 * Cuts SQL at its top-level semicolons, as the Supabase CLI does before it records a migration: strings, quoted
 * names, dollar quotes, nested comments and the bodies of `begin atomic` functions are never cut.
 */
export function splitStatements(sql: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let at = 0;
  let atomic = 0;
  while (at < sql.length) {
    const skipped = skipToken(sql, at);
    if (skipped > at) {
      at = skipped;
      continue;
    }
    const word = /^[a-z_]\w*/i.exec(sql.slice(at, at + 64))?.[0];
    if (word) {
      atomic = nextDepth(sql, at, word.toLowerCase(), atomic);
      // A name longer than the window is not one of the words that matter.
      at += word.length;
      continue;
    }
    if (sql[at] === ';' && atomic === 0) {
      push(statements, sql.slice(start, at));
      start = at + 1;
    }
    at++;
  }
  push(statements, sql.slice(start));
  return statements;
}

function push(statements: string[], text: string): void {
  const trimmed = text.trim();
  if (trimmed !== '') statements.push(trimmed);
}

/** `begin atomic … end`, in which `case … end` may stand. */
function nextDepth(sql: string, at: number, word: string, depth: number): number {
  if (word === 'begin' && /^begin\s+atomic\b/i.test(sql.slice(at, at + 64))) return depth + 1;
  if (depth === 0) return 0;
  if (word === 'case') return depth + 1;
  return word === 'end' ? depth - 1 : depth;
}

/** The end of the quoted thing or comment that starts at `at`, or `at` when none does. */
function skipToken(sql: string, at: number): number {
  const two = sql.slice(at, at + 2);
  if (two === '--') return endOf(sql, '\n', at);
  if (two === '/*') return skipComment(sql, at);
  const char = sql[at];
  if (char === "'") return skipString(sql, at);
  if (char === '"') return endOf(sql, '"', at + 1);
  if (char === '$') {
    const tag = /^\$(?:[a-z_]\w*)?\$/i.exec(sql.slice(at, at + 80))?.[0];
    if (tag) return endOf(sql, tag, at + tag.length);
  }
  return at;
}

function endOf(sql: string, mark: string, from: number): number {
  const found = sql.indexOf(mark, from);
  return found === -1 ? sql.length : found + mark.length;
}

function skipString(sql: string, at: number): number {
  const escapes = /[eE]/.test(sql[at - 1] ?? '') && !/\w/.test(sql[at - 2] ?? '');
  for (let index = at + 1; index < sql.length; index++) {
    if (escapes && sql[index] === '\\') index++;
    else if (sql[index] === "'") return index + 1;
  }
  return sql.length;
}

function skipComment(sql: string, at: number): number {
  let depth = 0;
  for (let index = at; index < sql.length; index++) {
    const two = sql.slice(index, index + 2);
    if (two === '/*') depth++;
    else if (two === '*/') depth--;
    else continue;
    index++;
    if (depth === 0) return index + 1;
  }
  return sql.length;
}
