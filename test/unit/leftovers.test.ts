import fc from 'fast-check';

import { findLeftover, isLeftover, literalsOf } from '../../nodes/retell/leftovers.ts';

const leftover = fc.oneof(
  fc.constantFrom<unknown>({}, [{}], [{}, { a: 1 }], undefined, null, NaN, new Map(), Promise.resolve()).map(String).filter((text) => text !== ''),
);
/** What stands between the parts of a key, and parts that a person has. */
const separator = fc.constantFrom('-', '_', ':', '/', ' ', '.', '@', '#', '|');
const part = fc.oneof(fc.stringMatching(/^[a-z]{1,8}[0-9]{0,6}$/), fc.stringMatching(/^\+[0-9]{1,12}$/)).filter(
  (text) => !/^(undefined|null)$/.test(text),
);

test('a key that a template made of nothing or of an object is found out, wherever that stands', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 3 }), fc.array(part, { maxLength: 3 }), separator, leftover, (before, after, between, text) => {
      const found = findLeftover([...before, text, ...after].join(between));
      expect(found).toMatch(/^(undefined|null|NaN|\[object \w+\])$/);
      expect(text).toContain(found);
    }),
  );
});

test('a key of what people have is not taken for one', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), separator, (parts, between) => {
      expect(findLeftover(parts.join(between))).toBeUndefined();
    }),
  );
  const word = fc.constantFrom('undefined', 'null', 'NaN');
  const letter = fc.constantFrom('a', 'Z', 'é', 'ß', 'я', '7', '名');
  fc.assert(
    fc.property(word, letter, fc.boolean(), (text, next, isBefore) => {
      expect(findLeftover(isBefore ? next + text : text + next)).toBeUndefined();
    }),
  );
});

test('a message is one only as a whole', () => {
  fc.assert(
    fc.property(leftover, fc.stringMatching(/^[ \n\t]{0,3}$/), (text, blanks) => {
      expect(isLeftover(blanks + text + blanks)).toBe(true);
    }),
  );
  fc.assert(
    fc.property(leftover, fc.stringMatching(/^[a-zA-Z.!?"]{1,9}$/), fc.boolean(), (text, word, isBefore) => {
      expect(isLeftover(isBefore ? `${word} ${text}` : `${text} ${word}`)).toBe(false);
    }),
  );
  for (const text of ['', ' ', 'Null', 'NAN', 'nan', 'undefined?', 'It says [object Object] there', '[object]', '0', 'false']) {
    expect(isLeftover(text)).toBe(false);
  }
});

test.each<[unknown, string | undefined]>([
  ['=wa-{{ $json.from }}', 'wa-'],
  ['={{ $json.from }}', ''],
  ['={{ $json.a }}:{{ $json.b }}', ':'],
  ['=a{{ 1 }}b{{\n2\n}}c', 'abc'],
  ['wa-{{ $json.from }}', undefined],
  ['=front desk', undefined],
  ['', undefined],
  [undefined, undefined],
  [7, undefined],
])('without its expressions, %p is %p', (raw, literals) => {
  expect(literalsOf(raw)).toBe(literals);
});

test('a long message is read in no time, whatever it repeats', () => {
  for (const unit of ['[object a] ', '[object a],', '[object ', ' , ', ' ', 'null ']) {
    const text = `${unit.repeat(20_000)}x`;
    // What takes exponential or quadratic time does not come back within the time that a test has.
    expect(isLeftover(text)).toBe(false);
    expect(isLeftover(` ${text} `)).toBe(false);
  }
  expect(isLeftover(`${'[object Object], '.repeat(20_000)}[object Object]`)).toBe(true);
});
