// From a number as people write it to what a telephone dials.

/** The letters on the keys from 2 on. */
const keys = ['ABC', 'DEF', 'GHI', 'JKL', 'MNO', 'PQRS', 'TUV', 'WXYZ'];
/** With so many digits before them, letters are no part of the number. */
const whole = 7;

/** RFC 3966: without the words around it, and without a trunk prefix in brackets; undefined where it has no digits. */
export function toTelephone(number: string): string | undefined {
  const [, text = ''] = /^[^\d+*#(]*(.*)/s.exec(number.replace('(0)', '')) ?? [];
  const [, digits = ''] = /^([\d\s().+-]*)[A-Z][A-Z\d\s.-]+$/.exec(text) ?? [];
  const isSpelt = digits !== '' && digits.replace(/\D/g, '').length < whole;
  const spelt = text.replace(/[A-Z]/g, (letter) => String(keys.findIndex((key) => key.includes(letter)) + 2));
  const [said = ''] = (isSpelt ? spelt : text).split(/[a-z]/i);
  const dialled = said.replace(/[^\d+*#]/g, '');
  return /\d/.test(dialled) ? `tel:${encodeURIComponent(dialled).replaceAll('%2B', '+')}` : undefined;
}
