import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Piece } from './parse-inline.ts';
import { parseReply } from './parse-reply.ts';
import { toPlainText } from './plain-text.ts';

/** Blocks as short text: `#` heading, `-` and `1.` items, `{…}` code; inside them `|` break, `<b …>` and the like. */
function show(text: string): string[] {
  return parseReply(text).flatMap(showBlock);
}

function showBlock({ tag, content, start = 1 }: Piece): string[] {
  if (tag === 'pre') return [`{${content.map(plain).join('')}}`];
  if (tag === 'ul' || tag === 'ol') {
    return content.map((item, index) => `${tag === 'ol' ? `${start + index}.` : '-'} ${plain(item)}`);
  }
  const [first] = content;
  if (tag === 'p' && typeof first === 'object' && first.tag === 'strong' && content.length === 1) {
    return [`# ${first.content.map(say).join('')}`];
  }
  return [tag === 'p' ? content.map(say).join('') : say({ tag, content })];
}

function plain(piece: Piece | string): string {
  if (typeof piece === 'string') return piece;
  return piece.content
    .map((part) => (typeof part === 'object' && part.tag === 'p' ? plain(part) : say(part)))
    .join('');
}

function say(part: Piece | string): string {
  if (typeof part === 'string') return part;
  const { tag, content, href } = part;
  const words = content.map(say).join('');
  if (tag === 'br') return '|';
  return tag === 'a' ? `<a ${href} ${words}>` : `<${tag} ${words}>`;
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
    ['lists in lists', '- a\n  - b\n    - c\n- d', ['- a<ul <li <p b><ul <li <p c>>>>>', '- d']],
    [
      'lists in numbered ones, by two spaces or more',
      '1. a\n  - b\n2. c\n   - d',
      ['1. a<ul <li <p b>>>', '2. c<ul <li <p d>>>'],
    ],
    ['lists by tabs', '- a\n\t- b', ['- a<ul <li <p b>>>']],
    [
      'HTML lists in each other',
      '<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>d',
      ['1. a<ul <li <p b>>>', '2. c', 'd'],
    ],
    ['HTML items of paragraphs', '<ul><li><p>a</p></li><li><p>b</p></li></ul>', ['- a', '- b']],
    ['more lines of an item', '- a\n  b\n\n  c\n\nd', ['- a|bc', 'd']],
    ['a line after an item is its own', '1. **a**\nb\n2. c', ['1. <strong a>|b', '2. c']],
    ['numbers go on', '1. a\n\nb\n\n2. c', ['1. a', 'b', '2. c']],
    ['a year begins no list, and a number alone is one', '1986. A good year\n24.', ['1986. A good year|24.']],
    ['code in an item', '1. a\n   ```\n   b\n   ```\n2. c', ['1. a<pre <code  b>>', '2. c']],
    [
      'HTML lists, starting where they start',
      '<ol class="x" start="3"><li>a</li><li>b<ol><li>c</li></ol></li></ol>',
      ['3. a', '4. b<ol <li <p c>>>'],
    ],
    ['comments are not shown', 'a<!-- b\n- c -->d <!-- e', ['ad <!-- e']],
    ['what is dropped leaves no empty paragraph', 'a\n\n<img src=x>\n\nb', ['a', 'b']],
    ['quotes', '> a\n> b\n\nc', ['<blockquote <p a|b>>', 'c']],
    [
      'quotes in quotes and lists in them',
      '> a\n>> b\n> - c',
      ['<blockquote <p a><blockquote <p b>><ul <li <p c>>>>'],
    ],
    ['rules', 'a\n\n---\n* * *\nb', ['a', '<hr >', '<hr >', 'b']],
    [
      'tables',
      'See:\n| a | **b** |\n|:--|--:|\n| c\\|d | e<br>f |\n| `g` |\n\nafter',
      ['See:', '<div <table <tr <th a><th <strong b>>><tr <td c|d><td e|f>><tr <td <code g>>>>>', 'after'],
    ],
    [
      'tables without outer lines',
      'a | b\n--- | ---\nc | d',
      ['<div <table <tr <th a><th b>><tr <td c><td d>>>>'],
    ],
    ['a line of dashes makes no table', 'a | b\n---\nc', ['a | b', '<hr >', 'c']],
    ['Windows line ends', '# One\r\n- a\r\n- b\r\n\r\nEnd\r\nhere', ['# One', '- a', '- b', 'End|here']],
  ];
  test.each(cases)('%s', (_, text, blocks) => {
    expect(show(text)).toEqual(blocks);
  });

  test('different kinds of list are different lists', () => {
    expect(parseReply('- a\n1. b').map(({ tag }) => tag)).toEqual(['ul', 'ol']);
    expect(parseReply('- a\n- b').map(({ tag }) => tag)).toEqual(['ul']);
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
    ['strong over two lines', '- **a\nb**', '- <strong a|b>'],
    ['strong around a link', '- **[a](https://x.y)**', '- <strong <a https://x.y a>>'],
    ['strong around code', 'a **`a`**', 'a <strong <code a>>'],
    ['em around a link', '*[a](https://x.y)*', '<em <a https://x.y a>>'],
    ['em in strong', 'a **b *c* d**', 'a <strong b <em c> d>'],
    ['strong in em', 'a *b **c** d*', 'a <em b <strong c> d>'],
    ['both at once', 'a ***b***', 'a <strong <em b>>'],
    ['both, ending at once', 'a **b *c***', 'a <strong b <em c>>'],
    ['strong within a word', '20**24**25', '20<strong 24>25'],
    ['strong beside signs and where words have no spaces', '请**「重要」**看', '请<strong 「重要」>看'],
    ['underscores', '_a_ and __b__', '<em a> and <strong b>'],
    ['underscores within words stay', 'snake_case_name and é_a_é', 'snake_case_name and é_a_é'],
    ['strike', 'was ~~£20~~ £15', 'was <s £20> £15'],
    ['one wave is about', '~5 to ~10, 5~10', '~5 to ~10, 5~10'],
    ['strike in HTML in Markdown', '<b>a *b* ~~c~~</b> d', '<strong a <em b> <s c>> d'],
    ['Markdown around HTML', '**a <i>b</i>** c', '<strong a <em b>> c'],
    ['HTML with space before its end', '<b>Total: </b>£5', '<strong Total: >£5'],
    ['half-open HTML', '<b>a <i>b</b> c', '<strong a b> c'],
    ['hidden digits', 'card **** **** 1234, ****5678', 'card **** **** 1234, ****5678'],
    ['escaped signs', '\\*a\\* \\_b\\_ \\[c\\] \\<b> 5\\*', '*a* _b_ [c] <b> 5*'],
    ['a backslash before a letter stays', 'C:\\Users', 'C:\\Users'],
    ['code in HTML is literal too', '<code>*100# &lt;b&gt;</code>', '<code *100# <b>>'],
    ['code between two signs', '``a`` b', '<code a> b'],
    ['what is no tag stays', 'Reply with <your name>', 'Reply with <your name>'],
    ['entities', 'Fern &amp; Field &lt;3 &#39;x&#x27; &quot;&nbsp;.', "Fern & Field <3 'x' \"\u00a0."],
    [
      'signs by their names',
      '5 &euro; &ndash; &copy; &hellip;&nbsp;&middot; &ldquo;a&rdquo; &rsquo; 90&deg; 2&times; &raquo; &frac12;',
      '5 € – © …\u00a0· “a” ’ 90° 2× » ½',
    ],
    [
      'letters by their names',
      '&Uuml;ber &eacute;t&eacute;, &ccedil;a, se&ntilde;or, Stra&szlig;e, &Aring;',
      'Über été, ça, señor, Straße, Å',
    ],
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
    ['ends where words follow the end of its fence', '```\na\n```b\nc', ['{a}', 'b|c']],
    ['a longer fence ends it, too', '```\na\n`````\nb', ['{a}', 'b']],
    ['keeps comments', '```\n<!-- a -->\n```', ['{<!-- a -->}']],
    ['an unclosed fence runs to the end', 'a\n```js\nb', ['a', '{b}']],
    ['a fence within a line keeps its words', 'Use ```FERN10``` now', ['Use <code FERN10> now']],
  ];
  test.each(cases)('%s', (_, text, blocks) => {
    expect(show(text)).toEqual(blocks);
  });
});

describe('links', () => {
  const cases: [string, string, string][] = [
    ['Markdown with strong words', '[**a**](https://x.y)', '<a https://x.y <strong a>>'],
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
    [
      'HTML with the other quote in it',
      `<a href="https://x.y/it's">a</a> <a href='https://x.y/"b"'>b</a>`,
      `<a https://x.y/it's a> <a https://x.y/"b" b>`,
    ],
    ['HTML with half a quote', '<a href="https://x.y>a</a>', '<a https://x.y a>'],
    [
      'numbers to call, in parts',
      '<a href="tel:+44 20 7946 0123">a</a> [b](tel:+44 20 7946) [c](tel:+44 (20) 7946 "d")',
      '<a tel:+442079460123 a> <a tel:+44207946 b> <a tel:+44(20)7946 c>',
    ],
    ['HTML without words', '<a href="https://x.y"></a>', '<a https://x.y https://x.y>'],
    [
      'HTML with entities',
      '<a href="https://x.y/?a=1&amp;b=2">Fern &amp; Field</a>',
      '<a https://x.y/?a=1&b=2 Fern & Field>',
    ],
    ['HTML without an address is its words', 'a <a name="x">b</a> c', 'a <a  b> c'],
    ['a bare address', 'at https://x.y/track today', 'at <a https://x.y/track https://x.y/track> today'],
    [
      'a bare address in angle brackets',
      'at <https://x.y/track> today',
      'at <a https://x.y/track https://x.y/track> today',
    ],
    ['a mail address', 'ask ava@x.yz.', 'ask <a mailto:ava@x.yz ava@x.yz>.'],
    ['a mail address in angle brackets', 'ask <ava@x.yz>', 'ask <a mailto:ava@x.yz ava@x.yz>'],
    ['a bare address without its scheme', 'at www.x.y/a', 'at <a https://www.x.y/a www.x.y/a>'],
    [
      'bare mailto and tel',
      'mailto:a@x.yz tel:+4420',
      '<a mailto:a@x.yz mailto:a@x.yz> <a tel:+4420 tel:+4420>',
    ],
    ['a bare address with brackets', 'https://x.y/a_(b).', '<a https://x.y/a_(b) https://x.y/a_(b)>.'],
    ['a bare address in strong words', 'a **https://x.y** b', 'a <strong <a https://x.y https://x.y>> b'],
    ['a bare address before signs of China', '在https://x.y/a。好', '在<a https://x.y/a https://x.y/a>。好'],
    [
      'a bare address with names of Japan',
      'at https://x.y/製品/日本?a=b today',
      'at <a https://x.y/製品/日本?a=b https://x.y/製品/日本?a=b> today',
    ],
    ['an address that has words with brackets', '[[1]](https://x.y)', '<a https://x.y [1]>'],
    ['a title is not shown', '[a](https://x.y "b")', '<a https://x.y a>'],
    ['a picture is a link to it', '![a](https://x.y/b.png)', '<a https://x.y/b.png a>'],
    ['half a link is text', '[a](b c [d] (e)', '[a](b c [d] (e)'],
    ['an escaped address', '[a](https://x.y/b\\_c)', '<a https://x.y/b_c a>'],
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

describe('what must not be lost', () => {
  test.each([
    ['We sent a code to j**@example.com.', 'We sent a code to j**@example.com.'],
    ['IBAN ends DE** 1234', 'IBAN ends DE** 1234'],
    ['2 ** 3 is 8', '2 ** 3 is 8'],
    ['**not closed', 'not closed'],
    ['Answer with the number:\n1. Orders\n2. Returns', 'Answer with the number:\n1. Orders\n2. Returns'],
    ['12. May 2025 is fine', '12. May 2025 is fine'],
    ['<table><tr><td>Size</td><td>Price</td></tr></table>', 'Size Price'],
    ['before<hr>after', 'before\nafter'],
    ['<blockquote>quoted</blockquote>after', 'quoted\nafter'],
  ])('%j is spoken as %j', (text, spoken) => {
    expect(toPlainText(text).replace(/ +/g, ' ')).toBe(spoken);
  });
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
      { numRuns: process.env['FULL'] ? 2000 : 500 },
    );
  });

  test('words are never lost', () => {
    const word = fc.constantFrom('alpha', 'beta', 'gamma');
    const signs = [
      ['**', '*', '***', '_', '__', '~~', '`', '``', '[', ']', '(', ')', '![', '\\', '|', '&amp;', ' '],
      ['\n', '\n\n', '\n- ', '\n  - ', '\n1. ', '\n# ', '\n> ', '\n---\n', '\n|-|-|\n', '\n```\n', '\n~~~\n'],
      ['<b>', '</b>', '<i>', '</i>', '<code>', '</code>', '<br>', '<p>', '<ul>', '<li>', '</ul>', '<ol>'],
    ].flat();
    fc.assert(
      fc.property(
        fc.array(fc.oneof(word, fc.constantFrom(...signs)), { size: 'max', maxLength: 40 }),
        (parts) => {
          const words = (text: string) => text.match(/alpha|beta|gamma/g) ?? [];
          expect(words(toPlainText(parts.join(' ')))).toEqual(words(parts.join(' ')));
        },
      ),
      { numRuns: process.env['FULL'] ? 2000 : 500 },
    );
  });

  test('words are not lost on the line that closes a fence', () => {
    const word = fc.constantFrom('alpha', 'beta', 'gamma', '**delta**');
    const words = fc.array(word, { minLength: 1, maxLength: 3 }).map((all) => all.join(' '));
    const fence = fc.constantFrom('```', '~~~', '````');
    const fenced = fc
      .tuple(fence, fc.constantFrom('', 'js'), words, fc.constantFrom('', ' '), words)
      .map(([sign, language, code, gap, after]) => `${sign}${language}\n${code}\n${sign}${gap}${after}`);
    fc.assert(
      fc.property(fc.array(fc.oneof(words, fenced), { maxLength: 8 }), (parts) => {
        const find = (text: string) => text.match(/alpha|beta|gamma|delta/g) ?? [];
        expect(find(toPlainText(parts.join('\n')))).toEqual(find(parts.join('\n')));
      }),
    );
  });

  /** Marked-up text with the words that are to be left of it. */
  type Marked = [text: string, words: string];
  const word: fc.Arbitrary<Marked> = fc
    .constantFrom('alpha', 'Größe', '重要', 'شكرا', '£5', 'a_b', '2 * 3', '🙂', 'x < y')
    .map((text) => [text, text]);
  const around =
    (before: string, after: string) =>
    ([text, words]: Marked): Marked => [before + text + after, words];
  const several = (part: fc.Arbitrary<Marked>, between: string, spoken = between): fc.Arbitrary<Marked> =>
    fc
      .array(part, { minLength: 1, maxLength: 4 })
      .map((parts) => [
        parts.map(([text]) => text).join(between),
        parts.map(([, words]) => words).join(spoken),
      ]);
  const code = fc.constantFrom('let', 'a*b', '<b>', '&amp;').map((text): Marked => [`\`${text}\``, text]);
  const plain = fc.oneof(
    word,
    code.filter(([, text]) => !text.includes('*')),
  );
  const link = several(plain, ' ').map(around('[', '](https://x.y/a_(b)?c=*d "e")'));
  const leaf = fc.oneof(plain, link);
  const struck = several(leaf, ' ').map(around('~~', '~~'));
  const em = several(fc.oneof(plain, struck), ' ').chain((marked) =>
    fc
      .constantFrom(['<i>', '</i>'], ['<em>', '</em>'])
      .map(([open = '', close = '']) => around(open, close)(marked)),
  );
  const strong = several(fc.oneof(leaf, struck, em), ' ').chain((marked) =>
    fc
      .constantFrom(['**', '**'], ['<b>', '</b>'])
      .map(([open = '', close = '']) => around(open, close)(marked)),
  );
  const line = several(fc.oneof(word, code, link, struck, em, strong), ' ');
  const list = (sign: string) =>
    several(
      fc.oneof(
        line,
        line.map(([text, words]): Marked => [`${text}\n  - ${text}`, `${words}\n${words}`]),
      ),
      `\n${sign} `,
      '\n',
    ).map(around(`${sign} `, ''));
  const numbered = fc.array(line, { minLength: 1, maxLength: 4 }).map((items): Marked => [
    // Two lists with nothing between them would be one.
    [...items.map(([text]) => `1. ${text}`), '\nend'].join('\n'),
    [...items.map(([, words], index) => `${index + 1}. ${words}`), 'end'].join('\n'),
  ]);
  const cell = several(fc.oneof(plain, em), ' ');
  const row = fc.tuple(cell, cell).map(([a, b]): Marked => [`| ${a[0]} | ${b[0]} |`, `${a[1]}\n${b[1]}`]);
  const block = fc.oneof(
    line,
    line.map(around('## ', '')),
    list('-'),
    numbered,
    line.map(around('> ', '')),
    line.map(around('<p>', '</p>')),
    fc.tuple(row, row).map(([a, b]): Marked => [`${a[0]}\n|:--|---|\n${b[0]}`, `${a[1]}\n${b[1]}`]),
    word.map(([text]): Marked => [`\`\`\`js\n${text}\n\`\`\``, text]),
  );
  const reply = several(block, '\n\n', '\n');

  test('spoken, well-formed text has all of its words and none of its marks (C2)', () => {
    fc.assert(
      fc.property(reply, ([text, words]) => {
        expect(toPlainText(text)).toBe(words);
      }),
      { numRuns: 500 },
    );
  });
});
