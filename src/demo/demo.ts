// The shop's own behaviour: the things to try, said in the chat, and a basket that counts.
// Knows the chat only as any host page does, by the global that the embedding tag leaves.

const pounds = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'GBP' });
const freeDeliveryFrom = 40;
const basket = new Map<string, { count: number; price: number }>();

function say(text: string): void {
  window.Parley?.queue?.push((parley) => {
    if (parley.phase === 'ended' || parley.phase === 'expired') parley.restart();
    parley.open();
    parley.send(text);
  });
}

function write(id: string, ...content: (string | Node)[]): void {
  document.getElementById(id)?.replaceChildren(...content);
}

function addToBasket(item: string, price: number): void {
  basket.set(item, { count: (basket.get(item)?.count ?? 0) + 1, price });
  const lines = [...basket].map(([name, { count, price }]) => {
    const line = document.createElement('li');
    line.append(count > 1 ? `${name} × ${count}` : name, ' ', pounds.format(count * price));
    return line;
  });
  const all = [...basket.values()];
  const total = all.reduce((sum, { count, price }) => sum + count * price, 0);
  const missing = freeDeliveryFrom - total;
  write('basket-count', String(all.reduce((sum, { count }) => sum + count, 0)));
  write('basket-lines', ...lines);
  write(
    'basket-note',
    `Total ${pounds.format(total)}. `,
    missing >= 0 ? `${pounds.format(missing)} more for free delivery.` : 'Standard delivery is free.',
  );
  write('basket-status', `${item} added to basket, total ${pounds.format(total)}`);
}

document.addEventListener('click', ({ target }) => {
  const button = target instanceof Element ? target.closest('button') : null;
  const { say: text, item, price } = button?.dataset ?? {};
  if (text) say(text);
  if (item) addToBasket(item, Number(price));
});
