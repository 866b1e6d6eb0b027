import { expect, it } from 'vitest';
import { splitStatements } from './split-statements.ts';

it.each([
  ['select 1; select 2', ['select 1', 'select 2']],
  [
    "select ';'; select $$;$$; select $tag$ ; $$ ; $tag$",
    ["select ';'", 'select $$;$$', 'select $tag$ ; $$ ; $tag$'],
  ],
  ["select 'it''s;'; select E'\\';'; select 1", ["select 'it''s;'", "select E'\\';'", 'select 1']],
  ['select ";"; -- no; cut\nselect 2', ['select ";"', '-- no; cut\nselect 2']],
  ['/* a; /* b; */ c; */ select 1;', ['/* a; /* b; */ c; */ select 1']],
  [
    'create function f() returns int begin atomic select case when true then 1 end; select 2; end; select 3',
    [
      'create function f() returns int begin atomic select case when true then 1 end; select 2; end',
      'select 3',
    ],
  ],
  ['begin; select 1; end;', ['begin', 'select 1', 'end']],
  ["select 'open; to the end", ["select 'open; to the end"]],
  [' ;; ', []],
])('cuts %j', (sql, statements) => {
  expect(splitStatements(sql)).toEqual(statements);
});
