import { expect, openChat, test } from '../support/world.ts';

test('J1: what was written stands in the log before the next frame is painted', async ({ page, world }) => {
  const chat = await openChat(page, world);
  await page.route('**/chat/respond', () => undefined);
  await chat.input.fill('Hello');
  // An object around the promise, so that the listener stands there before the key comes.
  const seen = await chat.panel.evaluateHandle((panel) => ({
    count: new Promise<number>((resolve) => {
      const count = () => resolve(panel.querySelectorAll('[part~=visitor]').length);
      panel.addEventListener('keydown', () => requestAnimationFrame(count), { once: true, capture: true });
    }),
  }));
  await chat.input.press('Enter');
  expect(await seen.evaluate(({ count }) => count)).toBe(1);
});

test('J2: the typing sign shows after 400 ms, and an answer that is there is not held back for it', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/chat/respond', (route) => asked.then(() => route.continue()));
  // Read as the sign comes, for a motion that is over is not told any more.
  const seen = await chat.transcript.evaluateHandle((log) => ({
    timing: new Promise((resolve) => {
      new MutationObserver(() => {
        const motions = log.querySelector('[part=typing]')?.getAnimations();
        if (!motions) return;
        resolve(
          motions.map((motion) => {
            const { delay, fill } = motion.effect?.getTiming() ?? {};
            const keyframes = (motion.effect as KeyframeEffect).getKeyframes();
            return { delay, fill, opacity: keyframes[0]?.['opacity'] };
          }),
        );
      }).observe(log, { childList: true, subtree: true });
    }),
  }));
  await chat.input.fill("What's your return policy?");
  await chat.input.press('Enter');
  const timing = await seen.evaluate(({ timing }) => timing);
  expect(timing).toEqual([{ delay: 400, fill: 'backwards', opacity: '0' }]);
  // With the answer the sign goes, in one drawing.
  const change = await chat.transcript.evaluateHandle((log) => ({
    isTyping: new Promise<boolean>((resolve) => {
      new MutationObserver(() => {
        const isAnswered = log.querySelectorAll('[part~=agent]').length === 2;
        if (isAnswered) resolve(log.querySelector('[part=typing]') !== null);
      }).observe(log, { childList: true, subtree: true });
    }),
  }));
  answer();
  expect(await change.evaluate(({ isTyping }) => isTyping)).toBe(false);
});
