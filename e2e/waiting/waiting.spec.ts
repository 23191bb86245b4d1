import { expect, openChat, test } from '../support/world.ts';

test('J1: what was written stands in the log before the next frame is painted', async ({ page, world }) => {
  const chat = await openChat(page, world);
  await page.route('**/chat/respond', () => undefined);
  await chat.input.fill('Hello');
  const seen = chat.panel.evaluate(
    (panel) =>
      new Promise<number>((resolve) => {
        const count = () => resolve(panel.querySelectorAll('[part~=visitor]').length);
        panel.addEventListener('keydown', () => requestAnimationFrame(count), { once: true, capture: true });
      }),
  );
  // The listener stands there before the key comes.
  await page.evaluate(() => undefined);
  await chat.input.press('Enter');
  expect(await seen).toBe(1);
});

test('J2: the typing sign shows after 400 ms, and an answer that is there is not held back for it', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  let answer = () => {};
  const asked = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/chat/respond', (route) => asked.then(() => route.continue()));
  await chat.input.fill("What's your return policy?");
  await chat.input.press('Enter');
  const timing = await chat.typing.evaluate((sign) =>
    sign.getAnimations().map((motion) => {
      const { delay, fill } = motion.effect?.getTiming() ?? {};
      const keyframes = (motion.effect as KeyframeEffect).getKeyframes();
      return { delay, fill, opacity: keyframes[0]?.['opacity'] };
    }),
  );
  expect(timing).toEqual([{ delay: 400, fill: 'backwards', opacity: '0' }]);
  answer();
  // With the answer the sign goes, in one drawing.
  await chat.transcript.evaluate(
    (log) =>
      new Promise<void>((resolve, reject) => {
        const look = () => {
          const isAnswered = log.querySelectorAll('[part~=agent]').length === 2;
          const isTyping = log.querySelector('[part=typing]') !== null;
          if (isAnswered && !isTyping) resolve();
          else if (isAnswered === isTyping) return;
          else reject(new Error('The sign stands beside the answer.'));
        };
        new MutationObserver(look).observe(log, { childList: true, subtree: true });
        look();
      }),
  );
});
