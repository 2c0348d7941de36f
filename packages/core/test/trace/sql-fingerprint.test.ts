import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { sqlFingerprint } from '../../src/trace/sql-fingerprint.ts';
import { type SqlDialect, sqlTokens } from '../../src/trace/sql-tokens.ts';

const cases: readonly (readonly [SqlDialect, string, string])[] = [
  [
    'postgres',
    'select * from items where id = 17 and name = $1',
    'select * from items where id = ? and name = ?',
  ],
  ['postgres', 'SELECT 1, -2.5e-3, .5, 0xFF, 1_000;', 'SELECT ?'],
  ['postgres', "select E'it\\'s', 'C:\\', U&'d\\0061t', B'01' from t", 'select ? from t'],
  ['postgres', 'select $$one$$, $tag$ two $$ $tag$ from t', 'select ? from t'],
  ['postgres', 'select "it\'s", "a""b" from "Us er"', 'select "it\'s", "a""b" from "Us er"'],
  ['postgres', "select a /* 'x' /* 'y' */ z */ from t -- 'secret'\nwhere b", 'select a from t where b'],
  [
    'postgres',
    "select data->>'key', id::int from t where tags @> array[1, 2]",
    'select data->>?, id::int from t where tags @> array[?]',
  ],
  ['postgres', 'select * from t where id in ($1, $2, $3)', 'select * from t where id in (?)'],
  [
    'postgres',
    'delete from t where a is null and b = null and c is not null',
    'delete from t where a is null and b = ? and c is not null',
  ],
  [
    'postgres',
    'select active = true, x from t_2 where a1.b2 = 3',
    'select active = ?, x from t_2 where a1.b2 = ?',
  ],
  [
    'postgres',
    'insert into t (a, b) values ($1, now()), ($2, now()), ($3, now()) returning id',
    'insert into t (a, b) values (?, now()) returning id',
  ],
  [
    'mysql',
    "select `it's` from t where a = 'it\\'s' and b = \"x\" # 'c'\nand c",
    "select `it's` from t where a = ? and b = ? and c",
  ],
  ['mysql', "select a--1, _utf8mb4'x', N'y', x'FF' from t -- 'z'", 'select a--? from t'],
  [
    'mysql',
    "select /*! sql_cache */ /*!40001 'secret', */ a from t /* 'x */",
    'select sql_cache ?, a from t',
  ],
  [
    'mysql',
    "insert into t values (1, 'a'), (2, 'b') on duplicate key update a = values(a)",
    'insert into t values (?) on duplicate key update a = values(a)',
  ],
  [
    'mssql',
    "select [it's], N'x', @@rowcount from #t where a = @p0 and b in (@p1, @p2)",
    "select [it's], ?, @@rowcount from #t where a = ? and b in (?)",
  ],
  [
    'sqlite',
    "select [it's], `it's`, \"it's\", x'ff' from t where a = ?1 and b = :b and c = 'C:\\' -- it's",
    "select [it's], `it's`, \"it's\", ? from t where a = ? and b = ? and c = ?",
  ],
  [
    'postgres',
    'select * from t where (a, b) in ((1, 2), ($1, $2), (5, 6))',
    'select * from t where (a, b) in ((?))',
  ],
  ['mssql', "select 'C:\\' from t where a = 'x'", 'select ? from t where a = ?'],
  ['postgres', 'select u.id, u.name, u.email, u.created_at from users u', 'select … from users u'],
  [
    'mysql',
    'insert into users (id, name, email, created_at, updated_at) values (?, ?, ?, ?, ?)',
    'insert into users (…) values (?)',
  ],
];

describe('a statement without its values', () => {
  test.each(cases)('%s: %s', (dialect, text, fingerprint) => {
    expect(sqlFingerprint(text, dialect)).toBe(fingerprint);
    expect(sqlFingerprint(text, dialect)).toBe(fingerprint);
  });
});

describe('what cannot be read for certain ends before its first value', () => {
  test.each<[SqlDialect, string, string]>([
    ['postgres', "select 'a' from t where b = 'it''s", 'select …'],
    // With NO_BACKSLASH_ESCAPES the first string ends at the backslash.
    ['mysql', "select a from t where b = 'C:\\' and c = 'secret'", 'select a from t where b = …'],
    ['postgres', 'select a from t where b = $x$ secret', 'select a from t where b = …'],
    ['mssql', 'select [a from t', 'select …'],
    ['postgres', 'select a from t /* secret', 'select a from t …'],
  ])('%s: %s', (dialect, text, fingerprint) => {
    expect(sqlFingerprint(text, dialect)).toBe(fingerprint);
  });

  test('as does a statement that is too long to be read', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => `(${i}, 'name ${i}')`).join(', ');
    expect(sqlFingerprint(`insert into t (a, b) values ${rows}`, 'mysql')).toBe(
      'insert into t (a, b) values ( …',
    );
  });
});

test('what is shown is bounded', () => {
  const text = `select ${'count(a), '.repeat(60)} b from t`;
  expect(sqlFingerprint(text, 'postgres')).toMatch(/^select count.{180,} …$/);
  expect(sqlFingerprint(text, 'postgres').length).toBeLessThanOrEqual(200);
});

/** A literal with a content that is nowhere else in a statement, as the dialect writes it. */
function literal(dialect: SqlDialect): fc.Arbitrary<string> {
  const secret = fc
    .array(
      fc.constantFrom(
        "'",
        '"',
        '`',
        '\\',
        '$',
        '--',
        '/*',
        '*/',
        '#',
        ' ',
        '\n',
        '?',
        '[',
        ']',
        ',',
        '(',
        'é',
        '😀',
      ),
    )
    .chain((parts) =>
      fc.shuffledSubarray(parts).map((more) => `SECRET${parts.join('SECRET')}${more.join('')}SECRET`),
    );
  const doubled = secret.map((text) => text.replaceAll("'", "''"));
  const slashed = secret.map((text) => text.replaceAll(/['"\\]/g, '\\$&'));
  const literals: Record<SqlDialect, readonly fc.Arbitrary<string>[]> = {
    mysql: [
      slashed.map((text) => `'${text}'`),
      slashed.map((text) => `"${text}"`),
      secret.map((text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`),
    ],
    postgres: [
      doubled.map((text) => `'${text}'`),
      slashed.map((text) => `E'${text}'`),
      secret.map((text) => `$q1$${text}$q1$`),
    ],
    mssql: [doubled.map((text) => `'${text}'`), doubled.map((text) => `N'${text}'`)],
    sqlite: [doubled.map((text) => `'${text}'`), doubled.map((text) => `x'${text}'`)],
  };
  const digits = fc.integer({ min: 1, max: 10 ** 9 }).map((n) => `98765${n}`);
  return fc.oneof(
    ...literals[dialect],
    digits,
    digits.map((n) => `-${n}.${n}e-${n}`),
    digits.map((n) => `0x${n}ab`),
  );
}

/** Statements with literals at all places, names with quotes, and comments between. */
function statement(dialect: SqlDialect): fc.Arbitrary<string> {
  const quoted = { mysql: "`it's`", postgres: '"it\'s"', mssql: "[it's]", sqlite: '"it\'s"' }[dialect];
  const name = fc.constantFrom('a', 't.b', quoted, 'count(*)', 'col_1');
  const gap = fc.constantFrom(' ', '\n', " /* it's */ ", " -- it's\n");
  const term = fc.oneof(
    name,
    literal(dialect),
    fc.array(literal(dialect), { minLength: 1, maxLength: 4 }).map((all) => `in (${all.join(',')})`),
    fc
      .array(literal(dialect), { minLength: 1, maxLength: 3 })
      .map((all) => `values (${all.join(', ')}), (${all.join(', ')})`),
    fc.constantFrom('=', '+', '-', 'and', 'from t where', 'like', '::text', '(', ')'),
  );
  return fc.array(fc.tuple(term, gap), { maxLength: 20 }).map((parts) => `select ${parts.flat().join('')}`);
}

const dialects: readonly SqlDialect[] = ['mysql', 'postgres', 'mssql', 'sqlite'];

test.each(dialects)('%s: no literal is left, and a fingerprint is its own', (dialect) => {
  fc.assert(
    fc.property(statement(dialect), (text) => {
      const fingerprint = sqlFingerprint(text, dialect);
      expect(fingerprint).not.toMatch(/SECRET|98765/);
      expect(fingerprint.length).toBeLessThanOrEqual(200);
      expect(sqlFingerprint(fingerprint, dialect)).toBe(fingerprint);
    }),
    { numRuns: 1_000 },
  );
});

const character = fc.constantFrom(...'\'"`$-/*#@:?[](),;\\ \nexNU_09.é😀\ud83d'.split(''));

test.each(dialects)('%s: reads anything', (dialect) => {
  fc.assert(
    fc.property(fc.string({ unit: character, maxLength: 300 }), (text) => {
      expect(sqlFingerprint(text, dialect).length).toBeLessThanOrEqual(200);
    }),
  );
});

test.each(dialects)('%s: what comes after 4,000 characters is not read', (dialect) => {
  fc.assert(
    fc.property(
      fc.string({ unit: character, minLength: 4_000, maxLength: 4_200 }),
      character,
      (text, more) => {
        const start = text.slice(0, 4_000);
        const [one, other] = [`${start}x${more}'`, `${start}${'y'.repeat(100_000)}`];
        expect(sqlFingerprint(one, dialect)).toBe(sqlFingerprint(other, dialect));
      },
    ),
    { numRuns: 50 },
  );
});

describe('reading takes a step for each character at most', () => {
  const hostile = [
    ...[
      '(',
      '((select ',
      'a ',
      "'a' ",
      "''",
      "'a",
      '"a" ',
      '`',
      '[',
      '$a$',
      '$$',
      '/*',
      '/* */',
      '-- \n',
      '--',
    ],
    ...[
      "E'\\'",
      "E'\\",
      '1e1e',
      '.',
      '_a ',
      '_a',
      "_a '",
      'values (',
      'in (1, ',
      '@',
      ':a',
      '\n',
      ' ',
      '\\',
      "U&'",
    ],
  ];
  test.each(dialects)('%s', (dialect) => {
    for (const part of hostile) {
      for (const length of [1_000, 2_000, 4_000]) {
        const text = part.repeat(length).slice(0, length);
        const reads = vi.spyOn(RegExp.prototype, 'test');
        try {
          const { list } = sqlTokens(text, dialect);
          expect(list.length).toBeLessThanOrEqual(length);
          // Each step tries the rules of the dialect in turn.
          expect([part, reads.mock.calls.length > 11 * length]).toEqual([part, false]);
        } finally {
          reads.mockRestore();
        }
        expect(sqlFingerprint(text, dialect).length).toBeLessThanOrEqual(200);
      }
    }
  });
});
