// Replies as a browser shows them: nothing of them runs, nothing of them breaks the panel.
import type { Page } from '@playwright/test';
import type { Persona } from '../../src/agent/persona.ts';
import { expect, openChat, test } from '../support/world.ts';
import { vectors } from './vectors.ts';

/** An agent that says what it is told by the number in a message. */
function saying(replies: readonly string[]): Persona {
  const fallback = { response: 'What?' };
  return {
    greeting: { response: 'Hi!' },
    fallback,
    secondTry: fallback,
    slow: fallback,
    topics: replies.map((response, index) => ({ words: [`reply${index}`], saying: { response } })),
  };
}

/** Elements a reply may bring with it, with their attributes. */
const allowed: Record<string, string[]> = {
  a: ['href', 'target', 'rel'],
  ul: ['dir'],
  ol: ['start', 'dir'],
  pre: ['tabindex', 'role', 'aria-label'],
  div: ['tabindex', 'role', 'aria-label'],
  span: ['class'],
  ...Object.fromEntries(
    'p li blockquote hr table tr th td strong em s code br'.split(' ').map((tag) => [tag, []]),
  ),
};

/** Every element inside the texts of the agent: its name, its attributes, its address. */
function readElements(page: Page) {
  return page.evaluate(() => {
    const root = document.querySelector('parley-chat')?.shadowRoot;
    return Array.from(root?.querySelectorAll('.agent .text *') ?? [], (element) => ({
      tag: element.localName,
      attributes: element.getAttributeNames(),
      href: element.getAttribute('href'),
      className: element.className,
    }));
  });
}

/** Few replies: a relay bounds how fast one visitor may ask. */
const perReply = 110;
const batches = Array.from({ length: Math.ceil(vectors.length / perReply) }, (_, index) =>
  vectors.slice(index * perReply, (index + 1) * perReply),
);

test.describe('what would run code', () => {
  test.use({ agentOptions: { persona: saying(batches.map((batch) => batch.join('\n\n'))) } });

  test(`W-7, K5, K6: ${vectors.length} ways to run code in a reply run nothing, ask for nothing, and leave only harmless elements`, async ({
    page,
    world,
  }) => {
    expect(vectors.length).toBeGreaterThan(150);
    const events: string[] = [];
    page.on('dialog', (dialog) => {
      events.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => events.push(`console ${message.text()}`));
    page.on('pageerror', (error) => events.push(`error ${error.message}`));
    page.on('popup', () => events.push('popup'));
    page.on('request', (request) => {
      const { origin } = new URL(request.url());
      if (origin !== world.origin && origin !== new URL(world.relay.url).origin) events.push(request.url());
    });
    const chat = await openChat(
      page,
      world,
      `<script>window.hits = []; window.hit = (which) => window.hits.push(which)</script>${world.tag()}`,
    );
    for (let index = 0; index < batches.length; index++) {
      await chat.say(`reply${index}`);
      await expect(chat.message('agent')).toHaveCount(index + 2);
    }

    // As a visitor does who points at everything.
    await page.evaluate(() => {
      const root = document.querySelector('parley-chat')?.shadowRoot;
      for (const element of root?.querySelectorAll('.agent .text *') ?? []) {
        for (const type of ['pointerover', 'mouseover', 'focus', 'load', 'error', 'animationstart'])
          element.dispatchEvent(new Event(type));
        // Only what leads elsewhere is not followed: of anything else it shall be seen what it does.
        const { protocol = '' } = element.closest('a') ?? {};
        if (/^(https?|mailto|tel):/.test(protocol))
          element.addEventListener('click', (event) => event.preventDefault());
        if (element instanceof HTMLElement) element.click();
      }
    });
    const elements = await readElements(page);
    expect(elements.length).toBeGreaterThan(500);
    expect(
      elements.filter(({ tag, attributes }) => attributes.some((name) => !allowed[tag]?.includes(name))),
    ).toEqual([]);
    expect(elements.filter(({ tag }) => !allowed[tag])).toEqual([]);
    expect(elements.filter(({ className }) => className && className !== 'visually-hidden')).toEqual([]);
    const links = elements.filter(({ tag }) => tag === 'a');
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter(({ href }) => !/^(https?:\/\/|mailto:|tel:)/i.test(href ?? ''))).toEqual([]);

    expect(await page.evaluate(() => Reflect.get(window, 'hits'))).toEqual([]);
    expect(await page.title()).toBe('Host page');
    expect(await page.locator('parley-chat').count()).toBe(1);
    expect(events).toEqual([]);
  });
});

const unbroken = 'W'.repeat(2000);
const wide = [
  [
    unbroken,
    `**${unbroken}**`,
    `\`${unbroken}\``,
    `\`\`\`\n${unbroken}\n\`\`\``,
    `https://x.y/${unbroken}`,
    `- a\n  - b\n    - ${unbroken}`,
    `> > > > ${unbroken}`,
    `| ${'column | '.repeat(12)}\n|${'--|'.repeat(12)}\n| ${'some words | '.repeat(12)}`,
    `| a | b |\n|--|--|\n| ${unbroken} | c |`,
  ].join('\n\n'),
  [
    `${'- '.repeat(500)}deep`,
    `${'> '.repeat(500)}deep`,
    `${'<ul><li>'.repeat(200)}deep`,
    'שלום abc \u202eabc\u202c مرحبا 123 https://x.y/a \u2067abc',
    'a\u0301\u0302\u0303'.repeat(300),
  ].join('\n\n'),
  '**half [open](https://x.y `code <b> | a |\n|--',
];

test.describe('what would break the layout', () => {
  for (const size of [
    { width: 1280, height: 800 },
    { width: 320, height: 256 },
  ]) {
    test.describe(`at ${size.width} by ${size.height}`, () => {
      test.use({ agentOptions: { persona: saying(wide) }, viewport: size });

      test(`F7: at ${size.width} by ${size.height}, the transcript never scrolls sideways, code and tables do in their own boxes`, async ({
        page,
        world,
      }) => {
        const chat = await openChat(page, world);
        for (let index = 0; index < wide.length; index++) {
          await chat.say(`reply${index}`);
          await expect(chat.message('agent')).toHaveCount(index + 2);
        }
        const boxes = await chat.transcript.evaluate((log) => {
          const sides = (element: Element) => element.getBoundingClientRect();
          return {
            overflow: log.scrollWidth - log.clientWidth,
            out: Array.from(log.querySelectorAll('.bubble')).filter(
              (bubble) =>
                sides(bubble).right > sides(log).right + 1 || sides(bubble).left < sides(log).left - 1,
            ).length,
            // Whatever is wider than its bubble is inside a box that scrolls.
            spilled: Array.from(log.querySelectorAll('.text *'), (element) => ({
              name: element.localName,
              by: sides(element).right - sides(element.closest('.bubble') ?? element).right,
              kept: !!element.closest('pre, .text div'),
              hidden: !!element.closest('.visually-hidden'),
            })).filter(({ by, kept, hidden }) => by > 1 && !kept && !hidden),
            scrolling: Array.from(log.querySelectorAll('pre, .text div')).map(
              (box) =>
                box.scrollWidth > box.clientWidth &&
                getComputedStyle(box).overflowX === 'auto' &&
                (box as HTMLElement).tabIndex === 0,
            ),
          };
        });
        expect(boxes).toEqual({ overflow: 0, out: 0, spilled: [], scrolling: [true, true, true] });
      });
    });
  }
});

test.describe('what may be wide', () => {
  const cells = (count: number) =>
    Array.from({ length: count }, (_, index) => `Size ${index + 1} |`).join(' ');
  const table = (count: number) => `| ${cells(count)}\n|${'--|'.repeat(count)}\n| ${cells(count)}`;
  const boxes = [table(2), table(7), '```\nshort\n```', `\`\`\`\n${'long '.repeat(30)}\nmore\n\`\`\``];
  test.use({ agentOptions: { persona: saying([boxes.join('\n\n')]) } });

  test('A8: code and tables are a stop for Tab, with a role and a name, only where they scroll', async ({
    page,
    world,
  }) => {
    const chat = await openChat(page, world);
    await chat.say('reply0');
    const found = chat.message('agent').nth(1).locator('pre, .text div');
    await expect(found).toHaveCount(4);
    await expect(found.nth(1)).toHaveAttribute('tabindex', '0');
    await expect(page.getByRole('group', { name: 'Size 1, Size 2, Size 3' })).toBeVisible();
    await expect(page.getByRole('group', { name: 'long long' })).toBeVisible();
    for (const index of [0, 2])
      for (const name of ['tabindex', 'role', 'aria-label'])
        await expect(found.nth(index)).not.toHaveAttribute(name);
    await chat.input.focus();
    const reached: string[] = [];
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press('Shift+Tab');
      reached.push(await chat.host.evaluate((host) => host.shadowRoot?.activeElement?.ariaLabel ?? ''));
    }
    expect(reached.map((name) => name.slice(0, 6))).toEqual(['long l', 'Size 1', 'Conver', 'Close']);
    // With the page's leave they fit, and are none any more.
    await page.addStyleTag({ content: 'parley-chat { --parley-width: 1200px }' });
    await expect(found.nth(1)).not.toHaveAttribute('role');
  });
});

test.describe('what is very long', () => {
  const long = '**a** _b_ [c](https://x.y) `d` <b>e</b> *f\n'.repeat(1500);
  test.use({
    agentOptions: { persona: saying([long, '*'.repeat(65_536), '['.repeat(65_536), '- '.repeat(32_768)]) },
  });

  test('replies of 64 kB are shown whole, and the chat goes on', async ({ page, world }) => {
    const chat = await openChat(page, world);
    for (let index = 0; index < 4; index++) {
      await chat.say(`reply${index}`);
      await expect(chat.message('agent')).toHaveCount(index + 2);
    }
    await expect(chat.message('agent').nth(1).locator('strong')).toHaveCount(3000);
    await chat.say('one more');
    await expect(chat.message('agent').last()).toContainText('What?');
  });
});

test.describe('directions', () => {
  const mixed = [
    'مرحبا بك\n\nHello there\n\n- خطوة\n- step\n\nاقرأ `npm run x` في https://x.y/a',
    'See [الصفحة](https://x.y) and [020 7946](tel:+44207946)',
    '| مرحبا | abc |\n|--|--|\n| one | اثنان |\n\n> שלום\n\n```\nlet a = "ب";\n```',
  ];
  test.use({ agentOptions: { persona: saying(mixed) } });

  test('I6: each paragraph, item and cell has the direction of its words, addresses and code go left to right', async ({
    page,
    world,
  }) => {
    const chat = await openChat(page, world);
    for (let index = 0; index < mixed.length; index++) {
      await chat.say(`reply${index}`);
      await expect(chat.message('agent')).toHaveCount(index + 2);
    }
    const styles = await page.evaluate(() => {
      const root = document.querySelector('parley-chat')?.shadowRoot;
      const read = (selector: string) => [
        ...new Set(
          Array.from(root?.querySelectorAll(`.agent .text ${selector}`) ?? [], (element) => {
            const { direction, unicodeBidi } = getComputedStyle(element);
            return /pre|code/.test(element.localName) ? `${direction} ${unicodeBidi}` : unicodeBidi;
          }),
        ),
      ];
      const side = (paragraph: Element | undefined) => {
        const range = document.createRange();
        range.selectNodeContents(paragraph as Element);
        const [text, box] = [range.getBoundingClientRect(), (paragraph as Element).getBoundingClientRect()];
        return text.left - box.left > box.right - text.right + 1 ? 'right' : 'left';
      };
      const paragraphs = [...(root?.querySelectorAll('.agent:nth-of-type(n) .text p') ?? [])];
      const find = (words: string) => paragraphs.find((paragraph) => paragraph.textContent === words);
      return {
        ...Object.fromEntries(['p', 'li', 'th', 'td', 'a', 'code', 'pre'].map((tag) => [tag, read(tag)])),
        arabic: side(find('مرحبا بك')),
        english: side(find('Hello there')),
      };
    });
    expect(styles).toEqual({
      ...Object.fromEntries(['p', 'li', 'th', 'td', 'a'].map((tag) => [tag, ['plaintext']])),
      code: ['ltr isolate'],
      pre: ['ltr isolate'],
      arabic: 'right',
      english: 'left',
    });
    await expect(chat.message('agent').nth(1).locator('.text')).toHaveAttribute('dir', 'auto');
  });

  test.describe('of lists beside words of another direction', () => {
    test.use({
      agentOptions: { persona: saying(['Plants:\n\n- نبات\n- fern', 'نباتات:\n\n1. fern\n2. نبات']) },
    });

    test('I6: the signs stand where their first item begins', async ({ page, world }) => {
      const chat = await openChat(page, world);
      for (const [index, side] of ['rtl', 'ltr'].entries()) {
        await chat.say(`reply${index}`);
        await expect(chat.message('agent')).toHaveCount(index + 2);
        await expect(chat.message('agent').last().locator('ul, ol')).toHaveCSS('direction', side);
      }
    });
  });

  test('K5: a link to elsewhere has a sign that is seen, and says that it opens in a new tab', async ({
    page,
    world,
  }) => {
    const chat = await openChat(page, world);
    await chat.say('reply1');
    const link = page.getByRole('link', { name: 'الصفحة (opens in a new tab)', exact: true });
    await expect(link).toHaveAttribute('target', '_blank');
    await expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
    expect(await link.evaluate((element) => getComputedStyle(element, '::after').content)).toContain(
      '\u2197',
    );
    const phone = page.getByRole('link', { name: '020 7946', exact: true });
    await expect(phone).not.toHaveAttribute('target');
    expect(await phone.evaluate((element) => getComputedStyle(element, '::after').content)).toBe('none');
  });
});
