// In the page: what it costs to save one message of a long conversation, which is done before it is sent.
import { toSnapshot } from '../../src/conversation/snapshot.ts';
import { type ConversationState, initialState } from '../../src/conversation/state.ts';
import { step } from '../../src/conversation/step.ts';
import { createStore } from '../../src/embed/store.ts';
import { compare, type Figure } from './compare.ts';

const saying =
  'Our return policy is 30 days with proof of purchase. You can send it back from any of our shops, **free of charge**.';

/** A conversation in which the visitor has asked, and the agent answered, 250 times. */
function talk(): ConversationState {
  const reply = {
    text: saying,
    ended: false,
    suggestions: ['Where is my order?'],
    attachments: [],
    calls: [],
  };
  let state: ConversationState = { ...initialState, stage: 'ready', conversationId: 'x'.repeat(248) };
  for (let turn = 1; turn <= 250; turn += 1) {
    const at = Date.now() + turn;
    const id = crypto.randomUUID();
    state = step(state, { type: 'composed', id, text: 'What is your return policy for plants?' }, at);
    state = step(state, { type: 'dispatched', id, issuedAt: at }, at);
    state = step(state, { type: 'answered', run: 0, id, reply }, at);
  }
  return state;
}

export async function measureSaving(): Promise<{ figures: Figure[]; messages: number; bytes: number }> {
  let state = talk();
  // Two that differ, so that no storage may think that nothing has changed.
  const texts = [1, 2].map((at) => JSON.stringify(toSnapshot(state, at)));
  const figures: Figure[] = [];
  for (const persistence of ['local', 'session'] as const) {
    const area = persistence === 'local' ? localStorage : sessionStorage;
    const store = createStore('chat', persistence, 86_400_000);
    let count = 0;
    figures.push(
      await compare({
        name: `saving a message beside 500 in ${persistence}Storage`,
        run: () => {
          const id = crypto.randomUUID();
          state = step(state, { type: 'composed', id, text: 'And how long does it take?' }, Date.now());
          store.save(toSnapshot(state, Date.now()));
        },
        targetUs: 1000,
        baseline: 'setItem of all of them',
        runBaseline: () => area.setItem('chat', texts[(count += 1) % 2] ?? ''),
        times: 20,
      }),
    );
    area.clear();
  }
  return { figures, messages: talk().messages.length, bytes: texts[0]?.length ?? 0 };
}

Object.assign(window, { measureSaving });
