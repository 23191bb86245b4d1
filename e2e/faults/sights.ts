// What a visitor can be shown after a fault, and where the way on from there leads.
import { expect } from '../support/world.ts';
import type { Scene } from './row.ts';

interface Look extends Scene {
  /** How many messages of the agent there are, once the text has been answered. */
  answers: number;
}

interface SightKind {
  shows(look: Look): Promise<void>;
  /** Takes the way on. */
  goesOn(look: Look): Promise<void>;
}

/** The message is marked with these words, and a press on the button delivers it. */
function failure(words: string | RegExp, button: 'Send again' | 'Try again'): SightKind {
  return {
    async shows({ chat, text, answers }) {
      await expect(chat.failure).toContainText(words);
      await expect(chat.failure.getByRole('button')).toHaveText([button, 'Delete']);
      await expect(chat.message('visitor').last()).toContainText(text);
      await expect(chat.message('agent')).toHaveCount(answers - 1);
      await expect(chat.typing).toHaveCount(0);
    },
    async goesOn(look) {
      const heard = look.countHeard();
      await look.chat.failure.getByRole('button', { name: button }).click();
      await answer.shows(look);
      expect(look.countHeard()).toBe(heard + 1);
    },
  };
}

const answer: SightKind = {
  async shows({ chat, text, answers }) {
    await expect(chat.message('agent')).toHaveCount(answers);
    await expect(chat.message('visitor').filter({ hasText: text })).toHaveCount(1);
    await expect(chat.failure).toHaveCount(0);
    await expect(chat.typing).toHaveCount(0);
  },
  async goesOn({ chat, answers }) {
    await chat.say('Thanks');
    await expect(chat.message('agent')).toHaveCount(answers + 1);
    await expect(chat.failure).toHaveCount(0);
  },
};

/** The conversation is over, and a new one begins with what was not sent. */
function over(words: string): SightKind {
  return {
    async shows({ chat, text }) {
      await expect(chat.ended).toContainText(words);
      await expect(chat.failure).toContainText(`Not sent. ${words}`);
      await expect(chat.message('visitor').last()).toContainText(text);
    },
    async goesOn({ chat, text }) {
      await chat.restart.click();
      await expect(chat.message('visitor')).toHaveCount(0);
      await expect(chat.input).toHaveValue(text);
      await expect(chat.message('agent')).toHaveCount(1);
    },
  };
}

export const sights = {
  answer,
  unconfirmed: failure('We could not confirm that this was delivered.', 'Send again'),
  unavailable: failure('The chat is not available right now.', 'Try again'),
  /** The relay has said that nothing was sent. */
  unreachable: failure('We could not reach the chat.', 'Try again'),
  /** No word from the relay: it may have been sent, and the same key asks again. */
  unheard: failure('We could not confirm that this was delivered.', 'Send again'),
  /** The relay was told to come back after more than a minute. */
  'unavailable for now': failure('Not sent. The chat is not available right now.', 'Try again'),
  expired: over('This conversation has expired.'),
  ended: over('This conversation has ended.'),
  'typing, while it is tried again': {
    async shows({ chat }) {
      await expect(chat.typing).toHaveCount(1);
      await expect(chat.notice).toHaveCount(0);
    },
    goesOn: () => Promise.resolve(),
  },
} satisfies Record<string, SightKind>;

export type Sight = keyof typeof sights;
