import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { rest } from '../support/rest.ts';
import { expect, partsOf, test } from '../support/world.ts';

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

async function expectNoViolations(page: Page): Promise<void> {
  // Colours are judged when nothing is on its way.
  await rest(page);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(rules).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test.describe('with the shop’s agent', () => {
  test.use({ agentOptions: { persona: 'shop' } });

  test('A7: axe finds nothing all along a real conversation, from closed to ended', async ({
    page,
    world,
  }) => {
    await world.visit(world.tag(`data-suggestions="Track my order|Return policy"`));
    const chat = partsOf(page);
    await expect(chat.launcher).toBeVisible();
    await expectNoViolations(page);
    await chat.launcher.click();
    await expect(chat.message('agent')).toHaveCount(1);
    await expectNoViolations(page);
    for (const text of ['Delivery options', 'code', 'care']) {
      const count = await chat.message('agent').count();
      await chat.input.fill(text);
      await chat.input.press('Enter');
      await expect(chat.message('agent')).toHaveCount(count + 1);
    }
    await expectNoViolations(page);
    await chat.input.fill('500');
    await chat.input.press('Enter');
    await expect(chat.failure).toBeVisible();
    await expectNoViolations(page);
    await chat.input.fill('goodbye');
    await chat.input.press('Enter');
    await expect(chat.restart).toBeVisible();
    await expectNoViolations(page);
  });
});

test('A2, A5, K1: the dialog has a name and the AI notice as its description, the transcript is a silent log', async ({
  page,
  world,
}) => {
  await world.visit(world.tag('data-title="Ava" data-heading-level="3"'));
  const chat = partsOf(page);
  await chat.launcher.click();
  const dialog = page.getByRole('dialog', { name: 'Ava' });
  await expect(dialog).toHaveAccessibleDescription(
    'You’re chatting with an AI assistant. It can make mistakes.',
  );
  await expect(page.getByRole('heading', { name: 'Ava', level: 3 })).toBeVisible();
  await expect(page.getByRole('log', { name: 'Conversation' })).toHaveAttribute('aria-live', 'off');
  await expect(chat.message('agent')).toContainText('Ava said:');
});
