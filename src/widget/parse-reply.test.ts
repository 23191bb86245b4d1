import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Block, type Inline, parseReply } from './parse-reply.ts';
import { toPlainText } from './plain-text.ts';

/** Blocks as short text: `#` heading, `-` and `1.` items, `{…}` code; inside them `|` break, `<b …>` and the like. */
function show(text: string): string[] {
  return parseReply(text).flatMap(showBlock);
}

function showBlock(block: Block): string[] {
  if (block.kind === 'code') return [`{${block.text}}`];
  if (block.kind === 'list') {
    return block.items.map(
      (item, index) => `${block.ordered ? `${block.start + index}.` : '-'} ${say(item)}`,
    );
  }
  return [(block.kind === 'heading' ? '# ' : '') + say(block.content)];
}

function say(content: readonly Inline[]): string {
  return content
    .map((part) => {
      if (part.kind === 'text') return part.text;
      if (part.kind === 'break') return '|';
      if (part.kind === 'link') return `<a ${part.href} ${part.text}>`;
      return `<${part.kind} ${part.text}>`;
    })
    .join('');
}

describe('lines', () => {
  const cases: [string, string, string[]][] = [
    ['plain text is one paragraph', 'Hello there', ['Hello there']],
    ['blank text is nothing', ' \n\n ', []],
    ['a line break stays', 'one\ntwo', ['one|two']],
    ['br in any spelling breaks the line', 'one<br>two<br/>three<BR />four', ['one|two|three|four']],
    ['two breaks part paragraphs', 'one<br><br>two\n\nthree', ['one', 'two', 'three']],
    ['p parts paragraphs', '<p>one</p><p class="x">two</p>', ['one', 'two']],
    ['headings of every level', '# One\n###### Six', ['# One', '# Six']],
    ['a heading needs its space', '#1 is best', ['#1 is best']],
    ['bullets in each of their signs', '- a\n* b\n+ c\n• d', ['- a', '- b', '- c', '- d']],
    ['numbers, starting where they start', '3. a\n4) b', ['3. a', '4. b']],
    ['blank lines between items change nothing', '- a\n\n- b', ['- a', '- b']],
    ['text between lists parts them', '- a\n\nthen\n\n- b', ['- a', 'then', '- b']],
    ['HTML lists', '<ul><li>a</li><li>b</li></ul>after', ['- a', '- b', 'after']],
    ['a dash without its space is text', '-5 degrees', ['-5 degrees']],
    ['Windows line ends', '# One\r\n- a\r\n- b\r\n\r\nEnd\r\nhere', ['# One', '- a', '- b', 'End|here']],
  ];
  test.each(cases)('%s', (_, text, blocks) => {
    expect(show(text)).toEqual(blocks);
  });

  test('different kinds of list are different lists', () => {
    expect(parseReply('- a\n1. b').map(({ kind }) => kind)).toEqual(['list', 'list']);
    expect(parseReply('- a\n- b').map(({ kind }) => kind)).toEqual(['list']);
  });
});

describe('words', () => {
  const cases: [string, string, string][] = [
    ['strong', 'a **b c** d', 'a <strong b c> d'],
    ['em', 'a *b c* d', 'a <em b c> d'],
    [
      'b and strong, i and em, code',
      '<b>a</b><strong>b</strong><i>c</i><em>d</em>',
      '<strong a><strong b><em c><em d>',
    ],
    ['code', 'use `FERN10` now', 'use <code FERN10> now'],
    ['stars that multiply stay', '2 * 3 * 4', '2 * 3 * 4'],
    ['a half-open ** is dropped', 'this is **not closed', 'this is not closed'],
    ['strong ends with its line', '**a\nb**', 'a|b'],
    ['strong around a link leaves the link', '**[a](https://x.y)**', '<a https://x.y a>'],
    ['strong around code leaves the code', '**`a`**', '<code a>'],
    ['em around a link leaves the link', '*[a](https://x.y)*', '*<a https://x.y a>*'],
    ['entities', 'Fern &amp; Field &lt;3 &#39;x&#x27; &quot;&nbsp;', "Fern & Field <3 'x' \""],
    ['entities are decoded once', '&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['an entity makes no tag', '&lt;b&gt;x&lt;/b&gt;', '<b>x</b>'],
    [
      'what is no entity stays',
      '&constructor; &#x110000; &#0; &nope; &',
      '&constructor; &#x110000; &#0; &nope; &',
    ],
    ['other tags are dropped, their text stays', '<div onclick="x()">a<script>b</script></div>', 'ab'],
    ['a tag named like a property of objects is dropped too', 'a<constructor>b</constructor>', 'ab'],
    ['less than is no tag', 'if a < b and c > d', 'if a < b and c > d'],
  ];
  test.each(cases)('%s', (_, text, line) => {
    expect(show(text)).toEqual([line]);
  });
});

describe('code', () => {
  const cases: [string, string, string[]][] = [
    ['keeps tags and entities in a line', 'a `<b>&amp;**x**` b', ['a <code <b>&amp;**x**> b']],
    ['keeps tags, marks and lines in a fence', '```html\n<b>\n  **x** &lt;\n```', ['{<b>\n  **x** &lt;}']],
    ['stands between paragraphs', 'a\n```\nb\n```\nc', ['a', '{b}', 'c']],
    ['an unclosed fence runs to the end', 'a\n```js\nb', ['a', '{b}']],
    ['a fence within a line keeps its words', 'Use ```FERN10``` now', ['Use', '{FERN10}', 'now']],
  ];
  test.each(cases)('%s', (_, text, blocks) => {
    expect(show(text)).toEqual(blocks);
  });
});

describe('links', () => {
  const cases: [string, string, string][] = [
    ['Markdown with strong words', '[**a**](https://x.y)', '<a https://x.y a>'],
    ['Markdown', 'see [the page](https://x.y/z).', 'see <a https://x.y/z the page>.'],
    [
      'HTML',
      'see <a class="c" href="https://x.y/z" target=_blank>the page</a>.',
      'see <a https://x.y/z the page>.',
    ],
    [
      'HTML with single or no quotes',
      "<a href='https://x.y'>a</a> <a href=https://x.y>b</a>",
      '<a https://x.y a> <a https://x.y b>',
    ],
    ['HTML without words', '<a href="https://x.y"></a>', '<a https://x.y https://x.y>'],
    [
      'HTML with entities',
      '<a href="https://x.y/?a=1&amp;b=2">Fern &amp; Field</a>',
      '<a https://x.y/?a=1&b=2 Fern & Field>',
    ],
    ['HTML without an address is its words', 'a <a name="x">b</a> c', 'a b c'],
    ['a bare address', 'at https://x.y/track today', 'at <a https://x.y/track https://x.y/track> today'],
    [
      'a bare address in angle brackets',
      'at <https://x.y/track> today',
      'at <a https://x.y/track https://x.y/track> today',
    ],
    ['a mail address in angle brackets is not lost', 'ask <ava@x.y>', 'ask ava@x.y'],
    ['tel', '[020](tel:+44)', '<a tel:+44 020>'],
  ];
  test.each(cases)('%s', (_, text, line) => {
    expect(show(text)).toEqual([line]);
  });

  test.each('.,;:!?)\'"'.split(''))('a bare address ends before %s', (sign) => {
    expect(show(`(go to https://x.y/a?b=c${sign} Then`)).toEqual([
      `(go to <a https://x.y/a?b=c https://x.y/a?b=c>${sign} Then`,
    ]);
  });
});

test('spoken, a reply is words without marks', () => {
  expect(
    toPlainText('## Hi\n**Ava** &amp; co<br>say [look](https://x.y):\n- `one`\n- *two*\n\n```\nthree\n```'),
  ).toBe('Hi\nAva & co say look:\none\ntwo\nthree');
});

describe('whatever comes', () => {
  const tags = [
    '<b>',
    '</b>',
    '<a href="',
    '">',
    '</a>',
    '<br>',
    '<',
    '>',
    '"',
    '<a ',
    '&',
    '&amp;',
    '&#',
    ';',
  ];
  const marks = ['**', '*', '`', '```', '- ', '1. ', '# ', '[', '](', ')', 'https://', 'javascript:'];
  const snippet = fc.constantFrom(...tags, ...marks, 'word', ' ', '\n', '\r', '\u2028');
  const soup = fc.array(fc.oneof(snippet, fc.string({ unit: 'binary', maxLength: 4 })), {
    size: 'max',
    maxLength: 60,
  });

  test('nothing throws, and every part is plain text', () => {
    fc.assert(
      fc.property(soup, (parts) => {
        for (const block of parseReply(parts.join(''))) {
          const shown = showBlock(block);
          expect(shown.every((line) => typeof line === 'string')).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('words are never lost', () => {
    const word = fc.constantFrom('alpha', 'beta', 'gamma');
    const signs = fc.constantFrom(
      '**',
      '*',
      '`',
      '\n',
      '\n- ',
      '\n1. ',
      '\n# ',
      '<b>',
      '</b>',
      '<br>',
      '&amp;',
      ' ',
      '[',
      ']',
      '(',
      ')',
      '\n```\n',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(word, signs), { size: 'max', maxLength: 40 }), (parts) => {
        const words = (text: string) => text.match(/alpha|beta|gamma/g) ?? [];
        expect(words(show(parts.join(' ')).join(' '))).toEqual(words(parts.join(' ')));
      }),
      { numRuns: 2000 },
    );
  });

  // The longest answer that is read has four times this many bytes. A quadratic pattern takes minutes, these milliseconds.
  const floods = [
    '<',
    '<a',
    'a',
    '<a href=',
    '<a href=x',
    'href=',
    '**a',
    '*a ',
    '[a',
    '[a](',
    '`',
    '```',
    '&#',
    'https://',
    '- ',
    ' ',
    '<b ',
    '1. ',
  ];
  test.each(floods)('a flood of %j is read in time that grows with its length', { timeout: 4000 }, (part) => {
    const flood = part.repeat(65_536 / part.length);
    for (const text of [
      flood,
      `<${flood}`,
      `<a href=${flood}`,
      `[${flood}`,
      `*${flood}`,
      `https://${flood}`,
    ]) {
      parseReply(text);
    }
    expect(parseReply('a')).toHaveLength(1);
  });
});
