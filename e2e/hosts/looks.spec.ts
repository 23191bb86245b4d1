// Pages that differ from a neutral one in a single rule: the chat looks on each as it does there.
import { expect, partsOf, test } from '../support/world.ts';
import { talkAndLookTheSame } from './appearance.ts';
import { readPageState } from './page-state.ts';

const rules = {
  'the body is zoomed': '<style>body { zoom: 1.25 }</style>',
  'the body has a filter': '<style>body { filter: grayscale(1); min-height: 3000px }</style>',
  'the page is written from right to left': '<script>document.documentElement.dir = "rtl"</script>',
  'another has the highest z-index there is':
    '<div style="position:fixed;inset:0 auto auto 0;width:90px;height:90px;z-index:2147483647">Mine</div>',
  'the page has words of its own for dark paragraphs':
    '<style>.dark p, .dark span { color: #0f0 !important; font-weight: 900 !important }</style><script>document.documentElement.className = "dark"</script>',
  'nothing may be selected': '<style>* { user-select: none !important; cursor: none !important }</style>',
};

for (const [name, markup] of Object.entries(rules))
  test(`H1: the chat looks as it does elsewhere where ${name}`, { tag: '@full' }, async ({ page, world }) => {
    await world.visit(markup + world.tag());
    const chat = partsOf(page);
    await expect(chat.launcher).toBeVisible();
    const before = { ...(await readPageState(page)), complaints: [] };
    await talkAndLookTheSame({ page, world, chat, address: page.url(), isTouch: false, before });
  });
