// Where PolyAI is, as the seed says, and how ids get into an address.
import { expect, test } from 'vitest';
import { polyai, regions } from './upstream.ts';

const account = { accountId: 'poly-scs-uk', projectId: 'PROJECT-191bfa2a', apiKey: 'key', token: 'token' };

test('the regions are those of the seed', () => {
  expect(regions).toEqual({
    'us-1': 'https://api.us-1.platform.polyai.app',
    'uk-1': 'https://api.uk-1.platform.polyai.app',
    'euw-1': 'https://api.euw-1.platform.polyai.app',
  });
});

test('a region, an account and a project become the base address, and the keys its headers', () => {
  expect(polyai({ region: 'uk-1', ...account })).toEqual({
    base: 'https://api.uk-1.platform.polyai.app/v1/poly-scs-uk/PROJECT-191bfa2a',
    headers: { 'X-Api-Key': 'key', 'X-Token': 'token' },
    readBody: expect.any(Function),
  });
});

test('a base address of its own comes before the region, and its last slashes are dropped', () => {
  expect(polyai({ region: 'uk-1', baseUrl: 'http://127.0.0.1:8788//', ...account }).base).toBe(
    'http://127.0.0.1:8788/v1/poly-scs-uk/PROJECT-191bfa2a',
  );
});

test('ids are opaque, so they are encoded', () => {
  expect(polyai({ region: 'us-1', ...account, accountId: 'a/../b', projectId: 'p?x#ü' }).base).toBe(
    'https://api.us-1.platform.polyai.app/v1/a%2F..%2Fb/p%3Fx%23%C3%BC',
  );
});

test.each([[undefined], ['us-2'], ['toString']])(
  'the region %j is refused with the ones there are',
  (region) => {
    const wrong = JSON.parse(JSON.stringify({ ...account, region })) as Parameters<typeof polyai>[0];
    expect(() => polyai(wrong)).toThrow(TypeError);
    expect(() => polyai(wrong)).toThrow(
      `polyai: region is ${JSON.stringify(region)}, and there is no baseUrl. Use one of us-1, uk-1, euw-1.`,
    );
  },
);
