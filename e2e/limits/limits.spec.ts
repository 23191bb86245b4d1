// What a visitor sees who is faster than the relay lets: nothing is lost, and nothing needs to be done.
import { expect, openChat, test } from '../support/world.ts';

test.use({ relayOptions: { rates: { respondIp: '30/m:1' } } });

test('L-8: over the limit a countdown is shown, the draft is kept, and the message goes out by itself', async ({
  page,
  world,
}) => {
  const chat = await openChat(page, world);
  await chat.say("What's your return policy?");
  await expect(chat.message('agent')).toHaveCount(2);
  await chat.say('And delivery?');
  await expect(page.getByText(/Too many messages just now\. Sending in \d seconds?\./)).toBeVisible();
  const input = page.getByRole('textbox', { name: 'Message' });
  await input.fill('One more thing');
  expect(world.agent.received.respond).toBe(1);
  await expect(chat.message('agent')).toHaveCount(3);
  await expect(page.getByText('Too many messages')).toHaveCount(0);
  await expect(input).toHaveValue('One more thing');
  expect(world.agent.received.respond).toBe(2);
  expect(world.log.filter((line) => line.includes('"limit":"respondIp"'))).toHaveLength(1);
});
