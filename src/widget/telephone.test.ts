import { expect, test } from 'vitest';
import { toTelephone } from './telephone.ts';

test.each([
  ['+44 20 7946 0123', 'tel:+442079460123'],
  ['+44 (0)20 7946 0123', 'tel:+442079460123'],
  ['(555) 010-0199', 'tel:5550100199'],
  ['tel:+442079460123', 'tel:+442079460123'],
  ['Tel. 020 7946 0123', 'tel:02079460123'],
  ['020 7946 0123 ext. 5', 'tel:02079460123'],
  ['020 7946 0123 EXT 5', 'tel:02079460123'],
  ['1-800-FLOWERS', 'tel:18003569377'],
  ['0800 PLANTS', 'tel:0800752687'],
  ['112 (emergencies)', 'tel:112'],
  ['*21#', 'tel:*21%23'],
  ['in the shop', undefined],
  ['+', undefined],
])('%s is dialled as %s', (number, address) => {
  expect(toTelephone(number)).toBe(address);
});
