// When a picture may be taken, or a colour judged.
import type { Page } from '@playwright/test';

/** Waits until everything that moves in the chat has come to rest, but for the dots, which take five seconds. */
export async function rest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const moving = document.querySelector('parley-chat')?.shadowRoot?.getAnimations() ?? [];
    const brief = moving.filter(
      (motion) => !(motion instanceof CSSAnimation && motion.animationName === 'dot'),
    );
    await Promise.allSettled(brief.map(({ finished }) => finished));
  });
}
